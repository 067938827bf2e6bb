import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.rules.story.meanings import _BLOCK, LIKELY, NEAREST, NUMBERS, Meanings
from tests.rules.story.stream import LANGUAGES, VECTORS, a_vector

HERE, NEAR, FAR = a_vector((0, 100)), a_vector((0, 100), (1, 20)), a_vector((1, 100))


def filled(*vectors: bytes, language: str = "fr") -> Meanings:
    meanings = Meanings()
    for number, vector in enumerate(vectors):
        meanings.add(number, vector, language)
    return meanings


def test_the_nearest_comes_first() -> None:
    assert filled(FAR, NEAR).nearest(HERE, "fr", across=False) == [1, 0]


def test_of_what_is_as_near_the_newest_comes_first_and_no_more_than_enough() -> None:
    meanings = filled(*[NEAR] * (NEAREST + 4), FAR)
    assert meanings.nearest(HERE, "fr", across=False) == list(range(NEAREST + 3, 3, -1))


def test_what_is_forgotten_is_not_found() -> None:
    meanings = filled(HERE, NEAR)
    meanings.drop(0)
    meanings.drop(7)
    assert 0 not in meanings
    assert meanings.nearest(HERE, "fr", across=False) == [1]
    meanings.drop(1)
    assert meanings.nearest(HERE, "fr", across=False) == []


def test_another_language_is_found_only_across() -> None:
    meanings = filled(HERE)
    assert meanings.nearest(HERE, "he", across=False) == []
    assert meanings.nearest(HERE, "he", across=True) == [0]
    assert meanings.nearest(HERE, "", across=False) == [0]


def test_what_all_of_a_language_have_in_common_says_nothing() -> None:
    common = [a_vector((0, 100), (at, 60)) for at in range(1, 200)]
    alone, among = filled(common[0]), filled(*common)
    before = alone.cosines(common[1], "xx", [0])[0]
    after = among.cosines(common[1], "fr", [0])[0]
    assert before > after + 0.1


def test_a_cosine_does_not_depend_on_who_else_is_asked_for() -> None:
    meanings = filled(HERE, NEAR, FAR)
    alone = [meanings.cosines(NEAR, "fr", [number])[0] for number in range(3)]
    assert meanings.cosines(NEAR, "fr", [2, 1, 0]) == alone[::-1]
    assert alone[1] == pytest.approx(1.0)


def test_what_equals_the_mean_is_like_nothing() -> None:
    meanings = Meanings()
    zero = a_vector()
    meanings.add(0, zero, "fr")
    assert -1 <= meanings.cosines(zero, "fr", [0])[0] <= 1.0001


def test_there_is_room_for_more_than_a_block() -> None:
    meanings = filled(*[FAR] * _BLOCK, HERE)
    assert meanings.nearest(HERE, "fr", across=False)[0] == _BLOCK


def test_among_more_than_are_likely_the_nearest_are_those_that_a_plain_way_finds() -> None:
    chance = np.random.default_rng(11)
    subjects = chance.normal(0, 26, (40, NUMBERS))
    rows = [subjects[number % 40] + chance.normal(0, 20, NUMBERS) for number in range(3 * LIKELY)]
    vectors = [np.clip(row, -127, 127).astype(np.int8) for row in rows]
    meanings = filled(*[vector.tobytes() for vector in vectors], language="")
    asked = vectors[:40]
    plain = np.array(vectors, np.float64) - meanings._mean("")
    for one in asked:
        near = plain @ (one - meanings._mean(""))
        best = set(np.argsort(-near)[:NEAREST].tolist())
        assert len(best & set(meanings.nearest(one.tobytes(), "", across=False))) >= NEAREST - 1


ADDED = st.lists(st.tuples(VECTORS.filter(bool), st.sampled_from(LANGUAGES), st.booleans()), max_size=30)


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(ADDED, VECTORS.filter(bool), st.sampled_from(LANGUAGES), st.booleans())
def test_what_was_dropped_leaves_no_trace(
    rows: list[tuple[bytes, str, bool]],
    asked: bytes,
    language: str,
    across: bool,  # noqa: FBT001 -- hypothesis gives it
) -> None:
    used, fresh = Meanings(), Meanings()
    kept: list[int] = []
    for number, (vector, of, stays) in enumerate(rows):
        used.add(number, vector, of)
        if number % 3 == 2 and not rows[number - 1][2]:
            used.drop(number - 1)
        if stays:
            kept.append(number)
    for number, (_, _, stays) in enumerate(rows):
        if not stays:
            used.drop(number)
    for number in kept:
        fresh.add(len(kept) + number, rows[number][0], rows[number][1])
    found = [number + len(kept) for number in used.nearest(asked, language, across=across)]
    assert fresh.nearest(asked, language, across=across) == found
    cosines = used.cosines(asked, language, kept)
    assert fresh.cosines(asked, language, [number + len(kept) for number in kept]) == cosines
    assert all(-1.0001 <= cosine <= 1.0001 for cosine in cosines)
