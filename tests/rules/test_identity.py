from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Entry
from bot.rules.identity import BACKFILL, fingerprint, is_backfill, moment_of

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


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
    assert fingerprint(ENTRY) == fingerprint(same)


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
    assert fingerprint(ENTRY) != fingerprint(edited)


@given(st.text(), st.text(), st.text())
def test_an_entry_is_its_own_version_whatever_it_says(title: str, standfirst: str, body: str) -> None:
    entry = replace(ENTRY, title=title, standfirst=standfirst, body=body)
    assert fingerprint(entry) == fingerprint(replace(entry, published=None))
