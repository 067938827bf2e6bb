from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.source import (
    LONGEST_BACKOFF,
    LONGEST_RETRY,
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


def test_a_source_is_looked_at_the_sooner_the_more_it_publishes() -> None:
    waits = [
        next_look(NOW, PACE, WELL, every(minutes, silence=2 * HOUR)) - NOW for minutes in (1, 10, 100, 1000)
    ]
    assert waits == sorted(waits)
    assert MINUTE <= waits[0] < 10 * MINUTE
    assert waits[-1] == HOUR


@pytest.mark.parametrize("published", [[], [NOW + timedelta(days=9), NOW + timedelta(days=8)]])
def test_no_dates_to_learn_from_mean_about_a_quarter_of_an_hour(published: list[datetime]) -> None:
    assert abs(next_look(NOW, PACE, WELL, published) - NOW - UNKNOWN_RHYTHM) < MINUTE


def test_an_editors_interval_is_kept_down_to_the_minimum() -> None:
    assert next_look(NOW, replace(PACE, every=2 * HOUR), WELL, every(4)) == NOW + 2 * HOUR
    assert next_look(NOW, replace(PACE, every=timedelta(seconds=5)), WELL, every(4)) == NOW + MINUTE


def test_the_publishers_wait_is_a_floor_up_to_an_hour() -> None:
    unhindered = next_look(NOW, PACE, WELL, every(4))
    assert next_look(NOW, PACE, Look(wait=1200), every(4)) == NOW + 20 * MINUTE
    assert next_look(NOW, PACE, Look(wait=30), every(4)) == unhindered
    assert next_look(NOW, PACE, Look(wait=1e12), every(4)) == NOW + HOUR


def test_each_failure_doubles_the_interval_up_to_six_hours() -> None:
    pace = replace(PACE, every=10 * MINUTE)
    waits = [next_look(NOW, pace, Look(failures=n)) - NOW for n in range(8)]
    assert waits[:4] == [10 * MINUTE, 20 * MINUTE, 40 * MINUTE, 80 * MINUTE]
    assert waits[-1] == LONGEST_BACKOFF
    assert next_look(NOW, pace, Look(failures=10**9)) == NOW + LONGEST_BACKOFF


def test_jitter_spreads_steady_looks_a_little_and_may_take_a_failed_ones_doubling_back() -> None:
    pace = replace(PACE, every=20 * MINUTE)
    assert next_look(NOW, pace, WELL, jitter=1) == NOW + 21 * MINUTE
    assert next_look(NOW, pace, Look(failures=3), jitter=1) == NOW + 21 * MINUTE
    assert next_look(NOW, pace, Look(failures=3), jitter=0) == NOW + 160 * MINUTE


@given(paces, st.builds(Look, waits, st.integers(0, 10_000)), moments, fractions)
def test_looking_never_stops_and_never_hurries(
    pace: Pace, look: Look, published: list[datetime], jitter: float
) -> None:
    wait = next_look(NOW, pace, look, published, jitter) - NOW
    asked = timedelta(seconds=min(max(look.wait, 0), LONGEST_WAIT.total_seconds()))
    assert wait >= max(pace.minimum, asked)
    assert wait <= max(pace.minimum, pace.maximum, pace.every or timedelta(), LONGEST_RETRY) * 1.05


@given(paces, waits, st.integers(0, 50), moments, fractions)
def test_one_more_failure_never_means_an_earlier_look(
    pace: Pace, wait: float, failures: int, published: list[datetime], jitter: float
) -> None:
    fewer = next_look(NOW, pace, Look(wait, failures), published, jitter)
    assert next_look(NOW, pace, Look(wait, failures + 1), published, jitter) >= fewer
