from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hints import NO_HINTS, Hints
from bot.model import Priority
from bot.rules.rhythm import Rhythm, learned, seeded
from bot.rules.source import (
    AFRESH_EVERY,
    LIMITED,
    LOCK,
    LONGEST_BACKOFF,
    LONGEST_RETRY,
    LONGEST_WAIT,
    REFUSED,
    Look,
    Pace,
    asks_afresh,
    is_silent,
    next_look,
    weight_of,
)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # a Monday
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PACE = Pace(minimum=MINUTE, maximum=HOUR)
WELL = Look()

spans = st.timedeltas(timedelta(seconds=1), timedelta(days=2))
paces = st.builds(Pace, minimum=spans, maximum=spans, every=st.none() | spans, patience=st.floats(1e-3, 1e5))
moments = st.lists(
    st.timedeltas(timedelta(days=-400), timedelta(days=400)).map(lambda gap: NOW + gap), max_size=40
)
waits = st.floats(-10, 1e12)
stated = st.none() | st.floats()
hints = st.builds(Hints, stated, stated, stated, stated, st.frozensets(st.integers(0, 23)))
rhythms = st.builds(
    lambda found, kept, whole: learned(seeded(found, NOW), [], NOW, kept, whole),
    moments,
    hints,
    st.booleans(),
)
looks = st.builds(Look, waits, st.integers(0, 10_000), hints, st.booleans(), st.booleans(), st.booleans())
fractions = st.floats(0, 1)


def known(minutes: float, count: int = 40, silence: timedelta = timedelta()) -> Rhythm:
    """Know a source whose entries came so many minutes apart, the last one `silence` ago."""
    return seeded([NOW - silence - n * minutes * MINUTE for n in range(count)], NOW)


def wait(
    look: Look = WELL, rhythm: Rhythm | None = None, pace: Pace = PACE, jitter: float = 0.0
) -> timedelta:
    return next_look(NOW, pace, look, rhythm, jitter) - NOW


def told(fresh: float | None = None, **said: Any) -> Look:  # noqa: ANN401 -- any of the hints
    return Look(hints=Hints(fresh, **said))


# ---- the rule ------------------------------------------------------------------------------------


def test_a_source_is_looked_at_the_sooner_the_more_it_publishes() -> None:
    found = [wait(rhythm=known(minutes, silence=HOUR)) for minutes in (1, 11, 101, 5003)]
    assert found == sorted(found)
    assert MINUTE <= found[0] < 10 * MINUTE
    assert found[-1] == HOUR


def test_a_source_of_which_nothing_is_known_is_looked_at_after_a_quarter_of_an_hour() -> None:
    assert abs(wait() - 15 * MINUTE) < 15 * SECOND
    assert wait(rhythm=known(5, count=0)) == wait()


def test_less_patience_means_a_sooner_look_and_a_weighty_source_has_less() -> None:
    rhythm = known(47, silence=HOUR)
    found = [wait(rhythm=rhythm, pace=replace(PACE, patience=80 / weight_of(one))) for one in Priority]
    assert found == sorted(found)
    assert found[1] < found[2] < found[3]


def test_no_look_comes_before_the_minimum_not_even_one_learned_from_a_limit() -> None:
    assert wait(rhythm=known(0.1), pace=replace(PACE, patience=10)) == MINUTE
    assert wait(rhythm=known(0.1), pace=replace(PACE, minimum=10 * MINUTE)) == 10 * MINUTE
    assert wait(pace=replace(PACE, minimum=2 * HOUR)) == 2 * HOUR


@pytest.mark.parametrize(("days", "longest"), [(2, HOUR), (4, 6 * HOUR), (59, 6 * HOUR)])
def test_a_source_that_is_silent_for_days_is_looked_at_some_times_a_day(
    days: int, longest: timedelta
) -> None:
    rhythm = known(60 * 24 * 9, count=6, silence=days * DAY)
    assert wait(rhythm=rhythm, pace=replace(PACE, patience=1e6)) == longest


def test_a_source_that_is_silent_for_months_is_looked_at_daily() -> None:
    rhythm = learned(known(60), [], NOW + 61 * DAY)
    assert next_look(rhythm.at, replace(PACE, patience=1e9), WELL, rhythm) == rhythm.at + DAY


def test_a_busy_source_that_stops_is_looked_at_less_with_every_day() -> None:
    rhythm = known(7)
    found = []
    for hours in (1, 12, 48):
        later = NOW + hours * HOUR
        found.append(next_look(later, PACE, WELL, learned(rhythm, [], later)) - later)
    assert found == sorted(found)
    assert found[2] > 2 * found[0]


def test_an_editors_interval_is_kept_down_to_the_minimum() -> None:
    assert wait(rhythm=known(4), pace=replace(PACE, every=2 * HOUR)) == 2 * HOUR
    assert wait(rhythm=known(4), pace=replace(PACE, every=5 * SECOND)) == MINUTE
    assert wait(told(90), known(4), replace(PACE, every=MINUTE)) == 90 * SECOND


def test_jitter_spreads_steady_looks_a_little() -> None:
    pace = replace(PACE, every=20 * MINUTE)
    assert wait(pace=pace, jitter=1) == 21 * MINUTE


# ---- what the publisher says ---------------------------------------------------------------------


def test_a_cached_answer_holds_off_until_just_after_it_has_run_out_without_jitter() -> None:
    for jitter in (0.0, 1.0):
        assert wait(told(1200), known(4), jitter=jitter) == timedelta(seconds=1200 + LOCK)


def test_the_look_is_at_the_new_answer_that_is_nearest_to_the_moment_wanted() -> None:
    rhythm = learned(known(47), [], NOW + HOUR, Hints(fresh=200))
    wanted = next_look(rhythm.at, PACE, WELL, rhythm) - rhythm.at
    found = next_look(rhythm.at, PACE, told(50), rhythm) - rhythm.at
    lives, rest = divmod((found - timedelta(seconds=50 + LOCK)).total_seconds(), 200)
    assert rest == pytest.approx(0, abs=1e-3)
    assert lives >= 2
    assert abs(found - wanted) <= 400 * SECOND


def test_freshness_is_believed_up_to_an_hour() -> None:
    assert wait(told(1e12), known(4)) == LONGEST_WAIT
    assert wait(Look(wait=1e12), known(4)) == LONGEST_WAIT
    assert wait(Look(wait=1200), known(4)) == 20 * MINUTE


def test_retry_after_is_kept_up_to_a_day() -> None:
    assert wait(told(retry=7200), known(4)) == 2 * HOUR
    assert wait(told(retry=1e12), known(4)) == DAY
    assert wait(Look(failures=1, hints=Hints(retry=7200), limited=True), known(4)) == 2 * HOUR


@pytest.mark.parametrize(
    ("ttl", "whole", "floor"),
    [(10, 0, 10), (15, 9, 15), (40, 0, 15), (40, 9, 40), (120, 0, 30), (120, 9, 60)],
)
def test_a_feeds_ttl_is_a_floor_and_above_a_quarter_of_an_hour_a_quarter_of_it(
    ttl: int, whole: int, floor: int
) -> None:
    rhythm = replace(known(2), whole=whole)
    assert wait(told(ttl=ttl * 60.0), rhythm) == floor * MINUTE
    assert wait(told(ttl=ttl * 60.0), rhythm, replace(PACE, every=5 * MINUTE)) == 5 * MINUTE


def test_a_feeds_cadence_is_a_guess_for_the_first_day_only() -> None:
    assert wait(told(cadence=1800.0)) == 30 * MINUTE
    assert wait(told(cadence=86_400.0)) == HOUR
    assert wait(told(cadence=3600.0)) == wait()  # what WordPress says of every feed
    assert wait(told(cadence=1800.0), known(3)) == wait(rhythm=known(3))


def test_hours_at_which_a_publisher_asks_for_no_look_are_skipped() -> None:
    at_ten = told(skip_hours=frozenset({10, 11}))
    assert next_look(NOW, PACE, at_ten, known(4)) == NOW + 2 * HOUR
    assert next_look(NOW, PACE, told(skip_hours=frozenset({12})), known(4)) == NOW + wait(rhythm=known(4))
    assert wait(told(skip_hours=frozenset(range(24))), known(4)) <= 25 * HOUR


def test_a_source_of_a_hub_is_looked_at_for_safety_six_times_as_rarely() -> None:
    rhythm = known(47, silence=HOUR)
    assert wait(Look(pushed=True), rhythm) == 6 * wait(rhythm=rhythm)
    assert wait(Look(pushed=True), known(5003, silence=HOUR)) == 6 * HOUR
    daily = learned(known(60), [], NOW + 61 * DAY)
    pace = replace(PACE, patience=1e9)
    assert next_look(daily.at, pace, Look(pushed=True), daily) == daily.at + DAY


# ---- failures ------------------------------------------------------------------------------------


def test_each_failure_doubles_the_interval_up_to_six_hours() -> None:
    pace = replace(PACE, every=10 * MINUTE)
    found = [wait(Look(failures=n), pace=pace) for n in range(8)]
    assert found[:4] == [10 * MINUTE, 20 * MINUTE, 40 * MINUTE, 80 * MINUTE]
    assert found[-1] == LONGEST_BACKOFF
    assert wait(Look(failures=10**9), pace=pace) == LONGEST_BACKOFF


def test_the_draw_may_take_a_failed_looks_doubling_back() -> None:
    pace = replace(PACE, every=20 * MINUTE)
    assert wait(Look(failures=3), pace=pace, jitter=1) == 21 * MINUTE
    assert wait(Look(failures=3), pace=pace, jitter=0) == 160 * MINUTE


def test_a_limit_without_a_word_costs_a_quarter_of_an_hour_and_twice_as_much_each_time() -> None:
    found = [wait(Look(failures=n, limited=True), known(4)) for n in (1, 2, 3, 99)]
    assert found == [LIMITED, 2 * LIMITED, 4 * LIMITED, LONGEST_BACKOFF]


def test_a_refusal_costs_four_hours() -> None:
    assert wait(Look(failures=1, refused=True), known(4)) == REFUSED
    assert wait(Look(failures=40, refused=True), known(4)) == LONGEST_BACKOFF


# ---- silence -------------------------------------------------------------------------------------


def paper(days: int = 14) -> Rhythm:
    """Know a newspaper that writes every 20 minutes from 7 to 19 on weekdays, by looks each half-hour."""
    start = NOW - days * DAY
    rhythm, now = seeded([], start), start
    while now < NOW:
        now += HOUR / 2
        new = [now - 25 * MINUTE, now - 5 * MINUTE]
        awake = 7 <= now.hour < 19 and now.weekday() < 5
        rhythm = learned(rhythm, new if awake else [], now)
    return rhythm


def test_a_papers_night_and_weekend_are_no_silence() -> None:
    rhythm = paper()
    assert rhythm.last is not None
    friday = datetime(2026, 11, 27, 18, 55, tzinfo=UTC)
    assert not any(is_silent(rhythm, friday, friday + n * HOUR) for n in range(61))


def test_a_papers_working_day_without_an_entry_is_a_silence() -> None:
    assert is_silent(paper(), NOW, NOW + 3 * DAY)
    night = NOW.replace(hour=19)
    assert not is_silent(paper(), night, night + 10 * HOUR)
    assert is_silent(paper(), night, night + 2 * DAY)


def test_an_hourly_source_is_silent_after_some_hours() -> None:
    rhythm = known(60, count=300)
    assert not is_silent(rhythm, NOW, NOW + 2 * HOUR)
    assert is_silent(rhythm, NOW, NOW + 5 * HOUR)


def test_hours_that_were_never_watched_are_no_silence() -> None:
    since_saturday = known(60, count=34)
    assert not is_silent(since_saturday, NOW, NOW + 12 * HOUR)
    assert is_silent(since_saturday, NOW, NOW + 24 * HOUR)


def test_no_silence_is_told_of_a_source_that_is_hardly_known_or_within_an_hour() -> None:
    assert not is_silent(known(60, count=4), NOW, NOW + 50 * DAY)
    assert not is_silent(known(60), None, NOW + 50 * DAY)
    assert not is_silent(known(0.5), NOW, NOW + 50 * MINUTE)


def test_a_silent_source_is_asked_afresh_once_a_week() -> None:
    rhythm = known(60)
    later = NOW + 9 * DAY
    assert asks_afresh(rhythm, NOW, None, later)
    assert asks_afresh(rhythm, NOW, later - AFRESH_EVERY, later)
    assert not asks_afresh(rhythm, NOW, later - AFRESH_EVERY + SECOND, later)
    assert not asks_afresh(rhythm, later - HOUR, None, later)
    assert not asks_afresh(rhythm, None, None, later)


# ---- whatever is said ----------------------------------------------------------------------------


@given(paces, looks, rhythms, fractions)
def test_looking_never_stops_and_never_hurries(pace: Pace, look: Look, rhythm: Rhythm, jitter: float) -> None:
    found = wait(look, rhythm, pace, jitter)
    assert found >= pace.minimum
    longest = max(pace.minimum, pace.maximum, pace.every or timedelta(), LONGEST_RETRY)
    assert found <= longest * 1.05 + LONGEST_WAIT + 25 * HOUR * bool(look.hints.skip_hours)


@given(paces, waits, rhythms, st.integers(0, 50), fractions)
def test_one_more_failure_never_means_an_earlier_look(
    pace: Pace, seconds: float, rhythm: Rhythm, failures: int, jitter: float
) -> None:
    fewer = wait(Look(seconds, failures), rhythm, pace, jitter)
    assert wait(Look(seconds, failures + 1), rhythm, pace, jitter) >= fewer


@given(paces, rhythms, st.sampled_from([NO_HINTS, Hints(ttl=600.0)]), fractions, st.floats(1, 100))
def test_more_patience_never_means_an_earlier_look(
    pace: Pace, rhythm: Rhythm, said: Hints, jitter: float, more: float
) -> None:
    patient = replace(pace, patience=pace.patience * more)
    look = Look(hints=said)
    assert wait(look, rhythm, patient, jitter) >= wait(look, rhythm, pace, jitter) - SECOND
