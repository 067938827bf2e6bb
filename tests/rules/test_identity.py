from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Entry
from bot.rules.identity import (
    BACKFILL,
    FEW,
    NEVER_TOO_MANY,
    STALE,
    fingerprint,
    is_backfill,
    is_stale,
    latest,
    moment_of,
    name,
    name_apart,
    page,
    room,
    trusted_dates,
)

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


def test_what_came_out_a_day_ago_while_nobody_looked_is_stale() -> None:
    assert is_stale(NOW - STALE - MINUTE, NOW)
    assert not is_stale(NOW - STALE, NOW)
    assert not is_stale(None, NOW)


def test_a_date_at_midnight_sharp_is_a_day_and_not_a_moment() -> None:
    midnight = datetime(2026, 11, 22, tzinfo=UTC)
    assert latest(midnight) == midnight + timedelta(days=1)
    assert latest(midnight + MINUTE) == midnight + MINUTE
    assert latest(datetime(2026, 11, 22, 2, tzinfo=timezone(2 * HOUR))) == midnight + timedelta(days=1)
    assert not is_backfill(midnight, NOW)
    assert is_backfill(midnight + MINUTE, NOW)


def test_dates_that_tell_nothing_are_left_out() -> None:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    told = NOW - 3 * HOUR
    assert trusted_dates([told, None, epoch, NOW + HOUR], NOW) == [told, None, None, None]
    assert trusted_dates([], NOW) == []


def test_one_moment_of_now_on_every_entry_tells_nothing_but_on_three_it_may() -> None:
    redated = [NOW - number * timedelta(seconds=1) for number in range(4)]
    assert trusted_dates(redated, NOW) == [None] * 4
    assert trusted_dates(redated[:3], NOW) == redated[:3]
    assert trusted_dates([*redated, NOW - HOUR], NOW) == [*redated, NOW - HOUR]


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


@pytest.mark.parametrize(
    "link",
    [
        "http://paper.example/a/1",
        "https://www.paper.example/a/1/",
        "HTTP://WWW.Paper.example:80/a/1?utm_source=rss#top",
        " https://paper.example/a/1?PHPSESSID=0123456789abcdef0123 ",
        "https://paper.example/a/1;jsessionid=0A1B2C",
    ],
)
def test_all_links_to_one_page_are_equal(link: str) -> None:
    assert page(link) == "https://paper.example/a/1"


def test_a_parameter_that_tells_pages_apart_stays() -> None:
    assert (
        page("https://x.example/article.pl?sid=26/11/24/1234")
        == "https://x.example/article.pl?sid=26/11/24/1234"
    )
    assert page("https://x.example/?sid=0123456789abcdef&p=2") == "https://x.example?p=2"
    assert page("mailto:a@x.example") == "mailto:a@x.example"


def test_a_guid_that_is_an_address_is_folded_and_keeps_its_fragment() -> None:
    assert name("http://www.paper.example/a/#entry-2") == "https://paper.example/a#entry-2"
    assert name("https://paper.example/a#entry-3") == "https://paper.example/a#entry-3"
    assert name("tag:www.paper.example,2026:1/") == "tag:www.paper.example,2026:1/"


@given(st.text())
def test_a_folded_name_folds_to_itself(guid: str) -> None:
    assert name(name(guid)) == name(guid)


def test_a_name_apart_differs_by_link_and_by_title_and_is_short() -> None:
    names = {name_apart("1", link, title) for link in ("", "a") for title in ("", "a")}
    assert len(names) == 4
    assert len(name_apart("g" * 9000, "", "")) < 512


def test_a_source_of_no_history_may_publish_a_few_at_once() -> None:
    assert room([], NOW, NOW) == (NEVER_TOO_MANY, FEW)
    assert room([NOW], NOW, NOW) == (NEVER_TOO_MANY, FEW)


def test_a_source_that_publishes_thirty_each_morning_may_do_so_again() -> None:
    mornings = [NOW - timedelta(days=day) - timedelta(seconds=n) for day in (1, 2, 3) for n in range(30)]
    most, may_wait = room(mornings, NOW - timedelta(days=1), NOW)
    assert 60 <= most <= 90
    assert 30 <= may_wait <= 45


def test_one_flood_is_no_habit() -> None:
    flood = [NOW - timedelta(days=2)] * 300
    steady = [NOW - number * 6 * HOUR for number in range(1, 20)]
    assert room(flood + steady, NOW - HOUR, NOW) == (NEVER_TOO_MANY, FEW)


def test_the_longer_nothing_was_seen_the_more_may_come_at_once() -> None:
    hourly = [NOW - number * HOUR for number in range(12, 100)]
    assert room(hourly, NOW - 12 * HOUR, NOW)[0] >= 24
    assert room(hourly, NOW - HOUR, NOW)[0] == NEVER_TOO_MANY


def test_a_history_of_an_hour_says_nothing_of_a_day() -> None:
    at_once = [NOW - 30 * HOUR - number * MINUTE for number in range(30)]
    assert room(at_once, NOW - 30 * HOUR, NOW)[0] == NEVER_TOO_MANY
