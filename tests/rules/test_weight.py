import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Priority
from bot.rules.weight import LEAST, MOST, shares, weight


def test_a_source_weighs_what_it_reaches_beside_the_mean() -> None:
    assert shares({"a": 100, "b": 200, "c": 300}) == {"a": 0.5, "b": 1.0, "c": 1.5}
    assert shares({"a": 0, "b": 10**6, "c": 0, "d": 0, "e": 0, "f": 0}) == {
        "a": LEAST,
        "b": MOST,
        **dict.fromkeys("cdef", LEAST),
    }


def test_where_nobody_is_reached_all_weigh_the_same() -> None:
    assert shares({"a": 0, "b": 0}) == {"a": 1.0, "b": 1.0}
    assert shares({}) == {}


@given(st.dictionaries(st.integers(), st.integers(0, 10**9)))
def test_weights_are_bounded(readers: dict[int, int]) -> None:
    assert all(LEAST <= one <= MOST for one in shares(readers).values())


@pytest.mark.parametrize(
    ("priority", "weighs"), [(Priority.NORMAL, 0.5), (Priority.BREAKING, 4.0), (Priority.DIGEST, 0.25)]
)
def test_an_editors_priority_goes_before_what_readers_make_of_a_source(
    priority: Priority, weighs: float
) -> None:
    assert weight(priority, 0.5) == weighs
