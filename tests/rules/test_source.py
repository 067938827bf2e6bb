from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.source import (
    LONGEST_BACKOFF,
    LONGEST_WAIT,
    UNKNOWN_RHYTHM,
    Look,
    Pace,
    next_look,
)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
PACE = Pace(minimum=MINUTE, maximum=HOUR)
WELL = Look()

spans = st.timedeltas(timedelta(seconds=1), timedelta(days=2))
paces = st.builds(Pace, minimum=spans, maximum=spans, every=st.none() | spans)
moments = st.lists(
    st.timedeltas(timedelta(days=-400), timedelta(days=400)).map(lambda gap: NOW + gap), max_size=40
)
waits = st.floats(-10, 1e12)
fractions = st.floats(0, 1)


def every(minutes: float, count: int = 10, silence: timedelta = timedelta()) -> list[datetime]:
    return [NOW - silence - n * minutes * MINUTE for n in range(count)]


def test_a_source_is_looked_at_four_times_in_the_median_gap_of_its_entries() -> None:
    assert next_look(NOW, PACE, WELL, every(40)) == NOW + 10 * MINUTE


def test_the_order_of_entries_and_one_long_gap_do_not_matter() -> None:
    published = [*every(40), NOW - timedelta(days=30)]
    assert next_look(NOW, PACE, WELL, published[::-1]) == NOW + 10 * MINUTE


def test_a_burst_and_a_rare_source_stay_inside_the_bounds() -> None:
    assert next_look(NOW, PACE, WELL, every(0)) == NOW + MINUTE
    assert next_look(NOW, PACE, WELL, every(60 * 24 * 7)) == NOW + HOUR


def test_a_source_that_falls_silent_is_looked_at_less() -> None:
    assert next_look(NOW, PACE, WELL, every(8, silence=8 * HOUR)) == NOW + 30 * MINUTE
    assert next_look(NOW, PACE, WELL, every(8, silence=timedelta(days=300))) == NOW + HOUR


@pytest.mark.parametrize("published", [[], [NOW], [NOW + timedelta(days=9), NOW + timedelta(days=8)]])
def test_too_few_dates_to_learn_from_mean_a_quarter_of_an_hour(published: list[datetime]) -> None:
    assert next_look(NOW, PACE, WELL, published) == NOW + UNKNOWN_RHYTHM


def test_an_editors_interval_is_kept_down_to_the_minimum() -> None:
    assert next_look(NOW, replace(PACE, every=2 * HOUR), WELL, every(4)) == NOW + 2 * HOUR
    assert next_look(NOW, replace(PACE, every=timedelta(seconds=5)), WELL, every(4)) == NOW + MINUTE


def test_the_publishers_wait_is_a_floor_up_to_an_hour() -> None:
    assert next_look(NOW, PACE, Look(wait=600), every(4)) == NOW + 10 * MINUTE
    assert next_look(NOW, PACE, Look(wait=30), every(40)) == NOW + 10 * MINUTE
    assert next_look(NOW, PACE, Look(wait=1e12), every(4)) == NOW + HOUR


def test_each_failure_doubles_the_interval_up_to_six_hours() -> None:
    waits = [next_look(NOW, PACE, Look(failures=n), every(40)) - NOW for n in range(8)]
    assert waits[:4] == [10 * MINUTE, 20 * MINUTE, 40 * MINUTE, 80 * MINUTE]
    assert waits[-1] == LONGEST_BACKOFF
    assert next_look(NOW, PACE, Look(failures=10**9), every(40)) == NOW + LONGEST_BACKOFF


def test_jitter_spreads_steady_looks_a_little_and_failed_ones_more() -> None:
    assert next_look(NOW, PACE, WELL, every(80), jitter=1) == NOW + 21 * MINUTE
    assert next_look(NOW, PACE, Look(failures=1), every(40), jitter=1) == NOW + 30 * MINUTE


@given(paces, st.builds(Look, waits, st.integers(0, 10_000)), moments, fractions)
def test_looking_never_stops_and_never_hurries(
    pace: Pace, look: Look, published: list[datetime], jitter: float
) -> None:
    wait = next_look(NOW, pace, look, published, jitter) - NOW
    asked = timedelta(seconds=min(max(look.wait, 0), LONGEST_WAIT.total_seconds()))
    assert wait >= max(pace.minimum, asked)
    longest = max(pace.minimum, pace.maximum, pace.every or timedelta(), LONGEST_WAIT)
    assert wait <= max(LONGEST_BACKOFF, longest * 1.05)


@given(paces, waits, st.integers(0, 50), moments, fractions)
def test_one_more_failure_never_means_an_earlier_look(
    pace: Pace, wait: float, failures: int, published: list[datetime], jitter: float
) -> None:
    fewer = next_look(NOW, pace, Look(wait, failures), published, jitter)
    assert next_look(NOW, pace, Look(wait, failures + 1), published, jitter) >= fewer
