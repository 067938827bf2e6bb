from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.dates import is_likely, read_date


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("lun., 23 nov. 2026 10:00:00 +0100", "2026-11-23 09:00"),
        ("mar. 24 nov. 2026 10h30", "2026-11-24 10:30"),
        ("1er août 2026 à 09:15", "2026-08-01 09:15"),
        ("23 juin 2026 10:00 CEST", "2026-06-23 08:00"),
        ("23 juillet 26", "2026-07-23 00:00"),
        ("23 de noviembre de 2026 10:00", "2026-11-23 10:00"),
        ("5 gennaio 2026", "2026-01-05 00:00"),
        ("Montag, 23. November 2026 10:00 Uhr", "2026-11-23 10:00"),
        ("3 maart 2026", "2026-03-03 00:00"),
        ("יום ב', 23 בנובמבר 2026 10:00 +0200", "2026-11-23 08:00"),
        ("23 מרץ 2026, 10:00", "2026-03-23 10:00"),
        ("Пн, 23 ноя 2026 10:00:00 +0300", "2026-11-23 07:00"),
        ("23 ноября 2026 г. 10:00 MSK", "2026-11-23 07:00"),
        ("23 мая 2026", "2026-05-23 00:00"),
        ("الاثنين 23 نوفمبر 2026 10:00:00 GMT", "2026-11-23 10:00"),
        ("23 تشرين الثاني 2026 10:00", "2026-11-23 10:00"),
        ("1 كانون الاول 2026", "2026-12-01 00:00"),
        ("٢٣ نوفمبر ٢٠٢٦ ١٠:٠٠ م", "2026-11-23 22:00"),
        ("Mon, 23 Nov 26 10:00 CEST", "2026-11-23 08:00"),
        ("Mon, 23 Nov 71 10:00 GMT", "1971-11-23 10:00"),
        ("November 23rd, 2026 10:00 PM EST", "2026-11-24 03:00"),
        ("sept. 5, 2026 12:05 a.m.", "2026-09-05 00:05"),
        ("Mon Nov 23 10:00:00 CET 2026", "2026-11-23 09:00"),
        ("23.11.2026 10:00", "2026-11-23 10:00"),
        ("3.4.2026", "2026-04-03 00:00"),
        ("23/11/2026", "2026-11-23 00:00"),
        ("11/23/2026 10:00:00 AM", "2026-11-23 10:00"),
        ("3/4/2026 10:00 AM", "2026-03-04 10:00"),
        ("4/4/2026", "2026-04-04 00:00"),
        ("2026/11/23 10:00", "2026-11-23 10:00"),
        ("2026-11-23T10:00:00.123+02:00", "2026-11-23 08:00"),
        ("2026-11-23T10:00:00-02", "2026-11-23 12:00"),
        ("2026-11-23 10:00:00 GMT-5", "2026-11-23 15:00"),
        ("2026-11-23T24:00:00Z", "2026-11-24 00:00"),
        ("2026-11-23 99:99", "2026-11-23 00:00"),
        ("23-Nov-2026 10:00 JST", "2026-11-23 01:00"),
        ("23-11-2026 10:00", "2026-11-23 10:00"),
        ("2026-11-23 10:00:00 EST", "2026-11-23 15:00"),
        ("2026-11-23T10:00:00+0530", "2026-11-23 04:30"),
        ("Mon, 23 Nov 2026 10:00:00 PM", "2026-11-23 22:00"),
        ("2026年11月23日 10:00", "2026-11-23 10:00"),
        ("Mon, 23 Nov 2099 10:00:00 GMT", "2099-11-23 10:00"),
    ],
)
def test_a_date_is_read_in_utc(words: str, expected: str) -> None:
    assert read_date(words) == datetime.fromisoformat(f"{expected}:00+00:00")


@pytest.mark.parametrize(
    "words",
    [
        "",
        "tomorrow",
        "hier soir",
        "03/04/2026 10:00",
        "31 Feb 2026",
        "0 mai 2026",
        "23 zzz 2026",
        "20261123",
        "2026-13-01",
        "26-11-23",
        "0000-00-00",
        "-0001-11-30T00:00:00Z",
        "2004-05-25 오후 11:23",
        "1790000000",
    ],
)
def test_what_is_no_date_or_may_mean_two_is_none(words: str) -> None:
    assert read_date(words) is None


@pytest.mark.parametrize(
    ("year", "likely"), [(1, False), (1789, False), (1970, True), (2099, True), (2999, False)]
)
def test_odd_years_are_unlikely(year: int, *, likely: bool) -> None:
    assert is_likely(datetime(year, 11, 23, tzinfo=UTC)) is likely


@given(st.text())
def test_any_words_are_a_date_or_none(words: str) -> None:
    moment = read_date(words)
    assert moment is None or moment.tzinfo is UTC


@given(st.datetimes(datetime(1971, 1, 1), datetime(2069, 1, 1)))  # noqa: DTZ001 -- a zone is put to them below
def test_a_date_as_iso_writes_it_is_read_to_the_second(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    assert read_date(moment.isoformat()) == moment
