from dataclasses import replace

import pytest

from bot.rules.story.features import NAMES
from bot.rules.story.reasons import Reason, Sign, reasons, same_name
from bot.rules.story.weights import LEARNED
from tests.rules.story.stream import BRIDGE, BRIDGE_AGAIN, FERRY, a_telling, a_window


def described(**about: float) -> tuple[float, ...]:
    """Describe a comparison by the features that are named; the others are nothing."""
    assert about.keys() <= {name.replace(" ", "_") for name in NAMES}
    return tuple(about.get(name.replace(" ", "_"), 0.0) for name in NAMES)


def test_a_telling_that_joined_shares_names_and_rare_words_as_they_are_written() -> None:
    window, new = a_window(BRIDGE), a_telling(BRIDGE_AGAIN, hours=1)
    placement = window.place(new)
    found = {
        one.sign: one.words for one in reasons(new, a_telling(BRIDGE), placement.features, LEARNED.values)
    }
    assert found[Sign.RARE][:2] == ("Valmont", "pont")
    assert len(found) <= 3
    assert not any(one in found for one in (Sign.NUMBERS, Sign.LACKS))


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        ({"names": 1.0}, Reason(Sign.NAMES, ("Albatros",))),
        ({"rarest": 0.9}, Reason(Sign.RARE, ("ferry", "disparus"))),
        ({"cosine": 0.5}, Reason(Sign.WORDS, ("ferry", "disparus"))),
        ({"title_in_lead": 0.6}, Reason(Sign.LEAD)),
        ({"grams": 0.6}, Reason(Sign.LETTERS)),
        ({"conflict": 1.0}, Reason(Sign.NUMBERS, ("3", "12"))),
        ({"lacks_names": 1.0}, Reason(Sign.LACKS, ("Rochebrune", "Corse"))),
        ({"few_words": 0.25}, Reason(Sign.SHORT)),
    ],
)
def test_each_sign_is_named_with_the_words_that_show_it(about: dict[str, float], reason: Reason) -> None:
    one = a_telling("Le ferry Albatros coule vers Rochebrune : 3 disparus")
    other = a_telling("Naufrage du ferry Albatros en Corse, 12 disparus")
    assert reasons(one, other, described(**about), LEARNED.values) == (reason,)


def test_the_strongest_signs_come_first_and_weak_ones_not_at_all() -> None:
    one = a_telling(FERRY)
    found = reasons(
        one,
        one,
        described(grams=0.2, rarest=1.0, second=1.0, names=1.0, lead=1.0, conflict=0.1),
        LEARNED.values,
    )
    assert [each.sign for each in found] == [Sign.RARE, Sign.NAMES, Sign.LETTERS]


def test_meaning_is_a_reason_where_the_model_weighs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.rules.story.reasons.NAMES", ("constant", "meaning"))
    one = a_telling(FERRY)
    assert reasons(one, one, (1.0, 0.9), (-2.0, 3.0)) == (Reason(Sign.MEANING),)


def test_a_comparison_by_an_older_model_is_read_as_far_as_it_goes() -> None:
    one = a_telling(FERRY)
    assert reasons(one, one, (1.0, 0.9), LEARNED.values)[0].sign is Sign.WORDS
    assert reasons(one, one, (), LEARNED.values) == ()


def test_a_title_without_spaces_shows_its_stems() -> None:
    one, other = (replace(a_telling(title), language="zh") for title in ("大火烧毁市场", "市场大火"))
    (found,) = reasons(one, other, described(cosine=0.9), LEARNED.values)
    assert found.words == ("大", "火", "市", "场")


def test_a_link_or_a_title_decides_alone() -> None:
    one = a_telling(BRIDGE, link="https://paper.example/bridge?utm_source=x")
    assert same_name(one, a_telling(FERRY, link="http://paper.example/bridge")) is Sign.LINK
    assert same_name(one, a_telling(BRIDGE.upper() + " !")) is Sign.TITLE
    assert same_name(one, a_telling(BRIDGE_AGAIN)) is None
    door = "https://paper.example/"
    assert same_name(a_telling(FERRY, link=door), a_telling(BRIDGE, link=door)) is None
    assert same_name(a_telling("Incendie mortel"), a_telling("Incendie mortel")) is None
