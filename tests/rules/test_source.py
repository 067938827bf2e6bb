from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Entry
from bot.rules.source import (
    BACKFILL,
    LONGEST_BACKOFF,
    LONGEST_WAIT,
    UNKNOWN_RHYTHM,
    Look,
    Pace,
    fingerprint,
    is_backfill,
    moment_of,
    next_look,
    starts_new_version,
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


def test_everything_is_old_at_the_first_look() -> None:
    assert is_backfill(NOW, None)
    assert is_backfill(None, None)


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (NOW, False),
        (NOW - BACKFILL, False),
        (NOW - BACKFILL - MINUTE, True),
        (NOW + timedelta(days=300), False),
        (None, False),
    ],
)
def test_an_entry_dated_over_a_day_before_the_last_good_look_is_backfill(
    published: datetime | None,
    expected: bool,  # noqa: FBT001 - a parametrised value
) -> None:
    assert is_backfill(published, NOW) is expected


def test_an_undated_entry_and_one_from_the_future_count_from_now() -> None:
    assert moment_of(None, NOW) == NOW
    assert moment_of(NOW + timedelta(days=1), NOW) == NOW
    assert moment_of(NOW + 5 * MINUTE, NOW) == NOW + 5 * MINUTE
    assert moment_of(NOW - HOUR, NOW) == NOW - HOUR


ENTRY = Entry(
    "g", "Strike at the port", "https://p.example/1", NOW, "en", "<p>It began.</p>", "<p>All stop.</p>"
)


@pytest.mark.parametrize(
    "same",
    [
        replace(ENTRY, published=NOW - HOUR),
        replace(ENTRY, link="https://p.example/1?utm_source=rss"),
        replace(ENTRY, title="  Strike at\n the port"),
        replace(ENTRY, body="<div>\n<p class='x'>All stop.</p></div>"),
    ],
)
def test_another_date_link_or_markup_is_no_new_version(same: Entry) -> None:
    assert not starts_new_version(fingerprint(ENTRY), same)


@pytest.mark.parametrize(
    "edited",
    [
        replace(ENTRY, title="Strike at the port ends"),
        replace(ENTRY, standfirst="It ended."),
        replace(ENTRY, body="<p>All go.</p>"),
        replace(ENTRY, standfirst="It began. All stop.", body=""),
    ],
)
def test_other_words_are_a_new_version(edited: Entry) -> None:
    assert starts_new_version(fingerprint(ENTRY), edited)


@given(st.text(), st.text(), st.text())
def test_an_entry_is_its_own_version_whatever_it_says(title: str, standfirst: str, body: str) -> None:
    entry = replace(ENTRY, title=title, standfirst=standfirst, body=body)
    assert not starts_new_version(fingerprint(entry), replace(entry, published=None))
