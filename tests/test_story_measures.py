import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.likenesses import LIKENESSES, grouped, nearest
from benchmarks.stories import Stream, measures, said_same
from tests.rules.story.stream import BRIDGE, BRIDGE_AGAIN, FERRY, OTHERS, a_telling


def test_what_is_grouped_as_people_do_is_perfect() -> None:
    found = measures(["x", "x", "y"], ["a", "a", "b"])
    assert (found.pairwise.f1, found.bcubed.f1, found.missed, found.gone) == (1.0, 1.0, 0.0, 100.0)


def test_a_story_that_is_put_into_another_is_missed() -> None:
    found = measures(["x", "x", "x", "x"], ["a", "a", "b", "b"])
    assert found.pairwise.precision == pytest.approx(2 / 6)
    assert found.pairwise.recall == 1.0
    assert (found.bcubed.precision, found.bcubed.recall) == (0.5, 1.0)
    assert (found.missed, found.gone) == (50.0, 100.0)


def test_a_story_that_is_split_sends_an_alert_twice() -> None:
    found = measures(["x", "y", "y"], ["a", "a", "a"])
    assert found.pairwise.precision == 1.0
    assert found.pairwise.recall == pytest.approx(1 / 3)
    assert (found.missed, found.gone) == (0.0, 50.0)


def test_pairs_are_measured_by_those_that_are_the_same() -> None:
    found = said_same([True, True, False, False], [True, False, True, False])
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)


@given(st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from("abc")), min_size=1))
def test_all_measures_are_shares(pairs: list[tuple[str, str]]) -> None:
    found = measures([one for one, _ in pairs], [other for _, other in pairs])
    assert all(0 <= value <= 1 for value in (found.pairwise.f1, found.bcubed.f1))
    assert all(0 <= value <= 100 for value in (found.missed, found.gone))


@pytest.mark.parametrize("name", LIKENESSES)
def test_each_of_the_others_knows_a_copy_and_leaves_a_stranger_alone(name: str) -> None:
    titles = (*OTHERS, BRIDGE, FERRY, BRIDGE)
    day = Stream("day", [a_telling(title, hours=at) for at, title in enumerate(titles)], [*titles])
    stories = grouped(nearest(LIKENESSES[name](), day), 0.5)
    assert stories[-1] == stories[-3]
    assert len(set(stories)) == len(titles) - 1


def test_a_rewrite_is_liker_than_a_stranger() -> None:
    titles = (BRIDGE, FERRY, BRIDGE_AGAIN)
    day = Stream("day", [a_telling(title) for title in titles], [*titles])
    assert all(nearest(make(), day)[2][1] == 0 for name, make in LIKENESSES.items() if name != "exact title")
