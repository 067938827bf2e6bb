from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.host import (
    LONGEST_FLOOR,
    SAME_LIMIT,
    Strain,
    binds_all,
    floor_at,
    learned_floor,
    line_is_cut,
)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def test_a_first_429_sets_the_floor_a_quarter_above_the_gap_that_was_too_short() -> None:
    assert learned_floor(Strain(), MINUTE, NOW) == 75
    assert learned_floor(Strain(), None, NOW) == 0
    assert learned_floor(Strain(), -MINUTE, NOW) == 0


def test_each_further_429_raises_the_floor_by_a_quarter_up_to_an_hour() -> None:
    strain = Strain()
    floors = []
    for _ in range(30):
        strain = Strain(learned_floor(strain, MINUTE, NOW), NOW, 7)
        floors.append(strain.floor)
    assert floors[:3] == [75.0, 93.75, 117.1875]
    assert floors[-1] == LONGEST_FLOOR


def test_a_floor_decays_over_a_week() -> None:
    strain = Strain(700.0, NOW, 7)
    assert [floor_at(strain, NOW + days * DAY) for days in (0, 1, 7, 8)] == [700, pytest.approx(600), 0, 0]
    assert floor_at(Strain(), NOW) == 0


@given(st.floats(0, 1e9), st.timedeltas(timedelta(0), timedelta(days=10**5)))
def test_a_floor_is_never_above_an_hour_nor_below_nothing(seconds: float, later: timedelta) -> None:
    strain = Strain(learned_floor(Strain(), timedelta(seconds=seconds), NOW), NOW, 1)
    assert 0 <= floor_at(strain, NOW + min(later, 300 * 365 * DAY)) <= LONGEST_FLOOR


@pytest.mark.parametrize(
    ("by", "after", "all_of_them"),
    [
        (8, SAME_LIMIT, True),
        (8, SAME_LIMIT + MINUTE, False),
        (7, MINUTE, False),
    ],
)
def test_a_second_source_that_is_limited_within_ten_minutes_binds_all(
    by: int, after: timedelta, *, all_of_them: bool
) -> None:
    assert binds_all(Strain(75.0, NOW, 7), by, NOW + after) is all_of_them
    assert not binds_all(Strain(), by, NOW)


@pytest.mark.parametrize(
    ("cut_off", "heard", "cut"),
    [
        (0, 0, False),
        (4, 0, False),
        (5, 0, True),
        (5, 11, True),
        (5, 12, False),
        (30, 71, False),
        (31, 69, True),
    ],
)
def test_our_own_line_is_at_fault_where_over_a_third_or_so_of_the_hosts_fail_together(
    cut_off: int, heard: int, *, cut: bool
) -> None:
    silent, spoke = {f"silent-{n}" for n in range(cut_off)}, {f"spoke-{n}" for n in range(heard)}
    assert line_is_cut(silent, spoke) is cut
