import json
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hints import Hints
from bot.rules.rhythm import (
    BURST,
    LONGEST_GAP,
    OFFSPRING,
    Rhythm,
    expected,
    from_json,
    learned,
    ripening,
    seeded,
    to_json,
    typical_gap,
)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # a Monday
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ALL_DAY = 24 * 3600.0

moments = st.lists(
    st.timedeltas(timedelta(days=-40_000), timedelta(days=40_000)).map(lambda gap: NOW + gap), max_size=40
)
spans = st.timedeltas(timedelta(), timedelta(days=90))
rhythms = st.builds(
    lambda found, more, gap: learned(seeded(found, NOW), more, NOW + gap), moments, moments, spans
)


def every(gap: timedelta, count: int, until: datetime = NOW) -> list[datetime]:
    return [until - n * gap for n in range(count)]


def watched(rhythm: Rhythm, until: datetime, published: list[datetime], step: timedelta = HOUR) -> Rhythm:
    """Look every so often, and learn what was published in between."""
    now = rhythm.at
    while now < until:
        new = [one for one in published if now < one <= now + step]
        now += step
        rhythm = learned(rhythm, new, now)
    return rhythm


def office() -> Rhythm:
    """Give the rhythm of a source that writes at each half-hour of weekdays from 8 to 18, for three weeks."""
    hours = [NOW - timedelta(days=21) + n * HOUR / 2 for n in range(21 * 48)]
    return watched(
        seeded([], NOW - timedelta(days=21)),
        NOW,
        [one for one in hours if one.weekday() < 5 and 8 <= one.hour < 18],
    )


@pytest.mark.parametrize("hours", [0.5, 2, 8, 24])
def test_the_first_looks_dates_tell_how_often_a_source_publishes(hours: float) -> None:
    rhythm = seeded(every(hours * HOUR, 30), NOW)
    assert hours * HOUR * 0.6 < typical_gap(rhythm, NOW) < hours * HOUR * 1.7


def test_a_pinned_entry_of_last_month_makes_no_slow_source() -> None:
    published = every(HOUR, 30)
    pinned = [*published, NOW - timedelta(days=40), NOW - timedelta(days=5000)]
    assert abs(typical_gap(seeded(pinned, NOW), NOW) / typical_gap(seeded(published, NOW), NOW) - 1) < 0.2


def test_nothing_known_waits_about_a_quarter_of_an_hour_and_then_ever_longer() -> None:
    waits = []
    for hours in (0, 2, 10, 48):
        rhythm = watched(seeded([], NOW), NOW + hours * HOUR, [])
        waits.append(ripening(rhythm, rhythm.at, 100, ALL_DAY))
    assert 800 < waits[0] < 1000
    assert waits == sorted(waits)
    assert waits[-1] > 2 * waits[0]


def test_working_hours_are_learned_and_nights_and_weekends_with_them() -> None:
    rhythm = office()
    morning, night, sunday = NOW, NOW.replace(hour=1), NOW - DAY
    busy = expected(rhythm, morning, morning + HOUR)
    assert 1.6 < busy < 2.2
    assert expected(rhythm, night, night + HOUR) < busy / 8
    assert expected(rhythm, sunday, sunday + HOUR) < busy / 4


def test_what_is_expected_of_two_weeks_is_twice_what_is_expected_of_one() -> None:
    rhythm, week = office(), timedelta(days=7)
    one = expected(rhythm, NOW, NOW + week)
    assert math.isclose(expected(rhythm, NOW, NOW + 2 * week), 2 * one, rel_tol=1e-9)
    parts = (expected(rhythm, NOW + n * 7 * HOUR, NOW + (n + 1) * 7 * HOUR) for n in range(24))
    assert math.isclose(sum(parts), one, rel_tol=1e-9)
    assert expected(rhythm, NOW, NOW - HOUR) == 0


def test_the_past_is_forgotten_in_weeks() -> None:
    busy = watched(seeded([], NOW), NOW + 4 * DAY, every(HOUR, 96, NOW + 4 * DAY))
    quiet = watched(busy, NOW + 60 * DAY, [], 6 * HOUR)
    assert typical_gap(busy, NOW) < 2 * HOUR
    assert typical_gap(quiet, NOW) > 20 * HOUR


def test_an_entry_calls_for_a_sooner_look_for_a_while() -> None:
    before = seeded(every(6 * HOUR, 30, NOW - HOUR), NOW)
    after = learned(before, [NOW], NOW)
    later = learned(after, [], NOW + 2 * HOUR)
    waits = [ripening(one, one.at, 100, ALL_DAY) for one in (before, after, later)]
    assert waits[1] < waits[0] / 1.5
    assert waits[2] > waits[1] * 1.5


def test_the_look_is_when_the_expected_wait_has_come_to_the_patience() -> None:
    rhythm = learned(seeded(every(73 * MINUTE, 40), NOW), [NOW - MINUTE], NOW)
    wait, heat = ripening(rhythm, NOW, 300, ALL_DAY), rhythm.heat
    steps = 20_000
    waited = 0.0
    for n in range(steps):
        moment = (n + 0.5) * wait / steps
        end, start = (NOW + timedelta(seconds=moment + gap) for gap in (30, -30))
        rate = (1 - OFFSPRING) * expected(rhythm, start, end) / 60 + heat / BURST * math.exp(-moment / BURST)
        waited += rate * (wait - moment) * wait / steps
    assert abs(waited - 300) < 3


def test_a_publisher_on_the_clock_is_awaited_at_the_quarter() -> None:
    start = NOW - timedelta(days=10)
    quarters = [start + n * 15 * MINUTE + timedelta(seconds=20) for n in range(10 * 96)]
    rhythm = watched(seeded([], start), NOW, quarters[::3], 15 * MINUTE)
    just_after = NOW + 2 * MINUTE
    waits = [
        ripening(learned(rhythm, [], one), one, 40, 3600) for one in (just_after, just_after + 9 * MINUTE)
    ]
    assert 13 * 60 < waits[0] < 17 * 60  # not before the quarter, for there is nothing to see
    assert 4 * 60 < waits[1] < 8 * 60  # and it is the same quarter


def test_a_source_without_a_clock_is_not_taken_to_have_one() -> None:
    odd = [NOW - n * 73 * MINUTE for n in range(60)]
    even = seeded(odd, NOW)
    assert ripening(replace(even, phases=(0.0,) * 15), NOW, 100, 3600) == ripening(even, NOW, 100, 3600)


def test_a_date_that_cannot_be_right_counts_as_in_between_two_looks() -> None:
    rhythm = learned(seeded([], NOW), [], NOW + HOUR)
    wrong = [datetime(1970, 1, 1, tzinfo=UTC), NOW + timedelta(days=900)]
    after = learned(rhythm, wrong, NOW + 2 * HOUR)
    assert sum(after.entries) == pytest.approx(2)
    assert after.last is not None
    assert NOW + HOUR <= after.last <= NOW + 2 * HOUR


def test_thousands_of_entries_at_one_second_are_believed_to_be_few() -> None:
    rhythm = seeded(every(HOUR, 30), NOW)
    flooded = learned(rhythm, [NOW + MINUTE] * 5000, NOW + HOUR)
    assert typical_gap(flooded, NOW) > typical_gap(rhythm, NOW) / 1.5


def test_dates_that_name_a_day_and_no_hour_teach_no_hour() -> None:
    midnights = [datetime(2026, 11, day, tzinfo=UTC) for day in range(2, 22)]
    rhythm = seeded(midnights, NOW)
    monday = [expected(rhythm, NOW + n * HOUR, NOW + (n + 1) * HOUR) for n in range(24)]
    assert max(monday) < 5 * min(monday)
    at_noon = seeded([one + timedelta(hours=12, minutes=7) for one in midnights], NOW)
    sharp = [expected(at_noon, NOW + n * HOUR, NOW + (n + 1) * HOUR) for n in range(24)]
    assert max(sharp) > 5 * min(sharp)


def test_a_long_outage_of_ours_is_no_silence_of_the_source() -> None:
    rhythm = seeded(every(HOUR, 30), NOW)
    back = NOW + 10 * DAY
    again = learned(rhythm, every(HOUR, 20, back), back)
    assert typical_gap(again, NOW) < 1.5 * HOUR


def test_the_life_of_the_caches_answers_is_learned_and_forgotten() -> None:
    rhythm = learned(None, [], NOW, Hints(fresh=120))
    rhythm = learned(rhythm, [], NOW + HOUR, Hints(fresh=290))
    assert learned(rhythm, [], NOW + 2 * HOUR, Hints(fresh=30)).period == pytest.approx(290, rel=0.1)
    for _look in range(200):
        rhythm = learned(rhythm, [], NOW + HOUR, Hints(fresh=30))
    assert rhythm.period == pytest.approx(30, rel=0.01)


def test_bodies_in_full_with_nothing_new_are_counted_until_a_304() -> None:
    rhythm = seeded([], NOW)
    for _look in range(4):
        rhythm = learned(rhythm, [], NOW, unchanged=False)
    assert rhythm.whole == 4
    assert learned(rhythm, [], NOW, unchanged=True).whole == 0


def test_the_longest_gap_is_the_one_in_which_most_was_expected_and_it_ages() -> None:
    rhythm = office()
    assert rhythm.longest is not None
    assert timedelta(days=2) < rhythm.longest[1] - rhythm.longest[0] < timedelta(days=3)  # a weekend
    assert rhythm.gaps > 100
    assert watched(rhythm, NOW + timedelta(days=80), [], DAY).longest is None


def test_a_clock_that_was_ahead_costs_what_was_learned_and_no_more() -> None:
    ahead = seeded(every(HOUR, 30, NOW + 400 * DAY), NOW + 400 * DAY)
    assert learned(ahead, every(HOUR, 30), NOW) == learned(None, every(HOUR, 30), NOW)
    assert learned(seeded([], NOW), [], NOW - MINUTE).at == NOW


def test_a_rhythm_is_written_small_and_read_again() -> None:
    rhythm = learned(office(), [NOW], NOW + MINUTE, Hints(fresh=77))
    written = json.dumps(to_json(rhythm))
    assert len(written) <= 2000
    again = from_json(json.loads(written))
    assert again is not None
    assert again.entries == pytest.approx(rhythm.entries, rel=1e-6)
    assert from_json(to_json(again)) == again


def test_what_is_written_fades_although_it_is_rounded() -> None:
    rhythm = office()
    for n in range(300):
        read = from_json(to_json(learned(rhythm, [], NOW + (n + 1) * MINUTE)))
        assert read is not None
        rhythm = read
    assert sum(rhythm.entries) == pytest.approx(sum(office().entries) * math.exp(-5 / 24 / 21), rel=1e-4)


GOOD = to_json(seeded(every(HOUR, 30), NOW))


@pytest.mark.parametrize(
    "wrong",
    [
        {"at": "yesterday"},
        {"at": 1e300},
        {"entries": [1.0]},
        {"entries": [float("nan")] * 48},
        {"hours": [-1.0] * 48},
        {"hours": [1e300] * 48},
        {"phases": None},
        {"last": []},
        {"longest": "ab"},
        {"gaps": None},
        {"heat": math.inf},
        {"period": -5},
    ],
)
def test_a_rhythm_that_cannot_be_read_is_none(wrong: dict[str, Any]) -> None:
    assert from_json(GOOD) is not None
    assert from_json({**GOOD, **wrong}) is None


@pytest.mark.parametrize("value", [None, [], "", 5, {}, {"at": 5}])
def test_what_is_no_rhythm_is_none(value: object) -> None:
    assert from_json(value) is None


@given(rhythms, spans, st.floats(1e-3, 1e6), st.floats(1, 1e6), st.floats(1, 100))
def test_the_wait_is_finite_inside_its_bounds_and_grows_with_the_patience(
    rhythm: Rhythm, gap: timedelta, patience: float, longest: float, more: float
) -> None:
    start = rhythm.at + gap
    wait = ripening(rhythm, start, patience, longest)
    assert 0 < wait <= longest
    assert ripening(rhythm, start, patience * more, longest) >= wait - 1
    assert timedelta() < typical_gap(rhythm, start) <= LONGEST_GAP


@given(rhythms)
def test_any_rhythm_can_be_written_and_read(rhythm: Rhythm) -> None:
    again = from_json(json.loads(json.dumps(to_json(rhythm))))
    assert again is not None
    assert ripening(again, again.at, 100, 3600) == pytest.approx(
        ripening(rhythm, rhythm.at, 100, 3600), rel=0.02, abs=2
    )


json_like = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(sorted(GOOD)), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), json_like))
def test_no_json_makes_a_rhythm_that_cannot_be_used(wrong: dict[str, Any]) -> None:
    rhythm = from_json({**GOOD, **wrong})
    if rhythm is not None:
        rhythm = learned(rhythm, [NOW], NOW)
        assert 0 < ripening(rhythm, NOW, 100, 3600) <= 3600
