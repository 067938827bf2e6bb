from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.quiet import span
from bot.commands.time_tables import AROUND, EVENING, MORNING, NAMED, NIGHT, UNITS
from bot.commands.times import (
    _EVENING,
    _MORNING,
    _NAMED,
    _NIGHT,
    _UNITS,
    LAST,
    plain,
    shown,
    times_in,
    without,
)
from bot.texts import languages


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("8", [480]),
        ("8:00", [480]),
        ("7h30 et 19 h", [450, 1140]),
        ("7.15", [435]),
        ("12 am, 12pm, 1 PM", [0, 720, 780]),
        ("24:00", [0]),
        ("", []),
        ("daily", []),
        ("25", None),
        ("13pm", [780]),
        ("24:01", None),
        ("8:61", None),
        ("100", None),
        ("8:00:00", None),
        ("13am", None),
        ("22 h 30", [1350]),
        ("8 heures du soir, 7 heures du matin", [1200, 420]),
        ("20 heures du soir", [1200]),
        ("8 Uhr abends bis 2 Uhr nachts", [1200, 120]),
        ("11 Uhr nachts, 12 Uhr nachts, 12 Uhr mittags", [1380, 0, 720]),
        ("с 10 вечера до 7 часов утра", [1320, 420]),
        ("в 7 ч 15", [435]),
        ("7ч15", [435]),
        ("de las 10 de la noche a las 7 de la mañana", [1320, 420]),
        ("מ-10 בלילה עד 7 בבוקר", [1320, 420]),
        ("من ١٠ مساءً إلى ٧:٣٠ ص", [1320, 450]),
        ("۲ بعد از ظهر تا نیمه‌شب", [840, 0]),
        ("12 noon, midnight, midi, полночь, منتصف الليل", [720, 0, 720, 0, 0]),
        ("8 maybe 9", [480, 540]),
    ],
)
def test_times_are_read_as_people_write_them(words: str, minutes: list[int] | None) -> None:
    assert times_in(words) == minutes


@given(st.integers(0, LAST))
def test_what_a_command_takes_is_read_back(minute: int) -> None:
    assert times_in(plain(minute)) == [minute]
    assert without(f"daily {plain(minute)} now") == "daily now"


@pytest.mark.parametrize("language", languages())
def test_what_is_shown_is_read_back_in_each_language(language: str) -> None:
    for minute in range(LAST + 1):
        assert times_in(shown(minute, language)) == [minute]
    assert times_in(span(22 * 60, 7 * 60, language)) == [22 * 60, 7 * 60]


@pytest.mark.parametrize("table", [UNITS, MORNING, EVENING, NIGHT, AROUND, *NAMED.values()])
def test_hours_are_spoken_of_in_each_language(table: Mapping[str, str]) -> None:
    assert list(table) == ["en", "fr", "he", "ar", "fa", "ru", "es", "de"]
    assert all(words.split() for words in table.values())


def test_no_word_stands_for_two_parts_of_the_day() -> None:
    halves = [_MORNING, _EVENING, _NIGHT, _UNITS, frozenset(_NAMED)]
    assert sum(map(len, halves)) == len(frozenset().union(*halves))


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        ("every day at 8 pm", "every day"),
        ("cada día a las 8 de la tarde", "cada dia"),
        ("כל יום בשעה 8 בערב", "כל יום"),
        ("в 8 часов", ""),
    ],
)
def test_what_stands_around_an_hour_goes_with_it(words: str, rest: str) -> None:
    assert without(words) == rest


@given(st.text(max_size=200))
def test_whatever_is_written_is_times_or_none(words: str) -> None:
    assert all(0 <= minute <= LAST for minute in times_in(words) or [])


def test_a_time_is_shown_as_its_readers_write_it() -> None:
    assert shown(22 * 60, "fr") == "22:00"
    assert shown(22 * 60, "en").replace("\u202f", " ") == "10:00 PM"
