import math

import pytest
from hypothesis import given

from bot.rules.story.features import NAMES, Beside
from bot.rules.story.index import Index
from bot.rules.story.telling import Telling, told
from tests.rules.story.stream import BRIDGE, BRIDGE_AGAIN, FERRY, OTHERS, STREAMS, a_telling, tellings


def described(new: Telling, old: Telling) -> dict[str, float]:
    index = Index()
    for title in OTHERS:
        index.add(told(a_telling(title)), title)
    number = index.add(told(old), "old")
    return dict(zip(NAMES, Beside(told(new), index).features(number), strict=True))


def test_what_is_the_same_is_all_alike() -> None:
    found = described(a_telling(BRIDGE), a_telling(BRIDGE))
    alike = {name: found[name] for name in ("cosine", "contained", "names", "grams")}
    assert alike == pytest.approx(dict.fromkeys(alike, 1.0))
    assert found["lacks names"] == found["conflict"] == found["has lead"] == 0.0


def test_what_shares_nothing_is_in_nothing_alike() -> None:
    found = described(a_telling(FERRY), a_telling("Le budget adopté"))
    assert {found[name] for name in ("cosine", "contained", "rarest", "second", "together", "names")} == {0.0}


def test_the_nearer_of_two_is_the_liker() -> None:
    near, far = (
        described(a_telling(title), a_telling(BRIDGE)) for title in (BRIDGE_AGAIN, "Un pont à Lormont")
    )
    assert all(near[name] > far[name] for name in ("cosine", "contained", "second", "grams"))


def test_names_that_each_has_alone_are_counted_when_both_have_some() -> None:
    one, other = a_telling("Le maire Dupont démissionne"), a_telling("Le maire Martin démissionne")
    assert described(one, other)["lacks names"] == pytest.approx(1.0)
    assert described(one, a_telling("Le maire démissionne"))["lacks names"] == 0.0


@pytest.mark.parametrize(
    ("one", "other", "conflict"), [("12 morts", "14 morts", 1.0), ("12 morts", "12 morts et 3 blessés", 0.0)]
)
def test_numbers_conflict_where_neither_has_the_others(one: str, other: str, conflict: float) -> None:
    assert described(a_telling(one), a_telling(other))["conflict"] == conflict


def test_leads_count_where_both_have_one() -> None:
    lead = "Les travaux du pont suspendu ont coûté douze millions à la ville."
    found = described(a_telling(BRIDGE, text=lead), a_telling(FERRY, text=lead))
    assert found["lead"] == pytest.approx(1.0)
    assert found["has lead"] == 1.0
    assert found["title in lead"] > 0.0
    assert described(a_telling(BRIDGE, text=lead), a_telling(FERRY))["lead"] == 0.0


@given(STREAMS)
def test_all_are_shares(drawn: list[tuple[str, float, str]]) -> None:
    index = Index()
    for each in map(told, tellings(drawn)):
        for number in index.candidates(each):
            found = Beside(each, index).features(number)
            assert len(found) == len(NAMES)
            assert all(math.isfinite(value) and -1e-9 <= value <= 1 + 1e-9 for value in found)
        index.add(each, each.id)
