import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.times import LAST, plain, shown, times_in, without


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
        ("13pm", None),
        ("24:01", None),
        ("8:61", None),
        ("100", None),
        ("8:00:00", None),
    ],
)
def test_times_are_read_as_people_write_them(words: str, minutes: list[int] | None) -> None:
    assert times_in(words) == minutes


@given(st.integers(0, LAST))
def test_what_a_command_takes_is_read_back(minute: int) -> None:
    assert times_in(plain(minute)) == [minute]
    assert without(f"daily {plain(minute)} now") == "daily now"


@given(st.text(max_size=200))
def test_whatever_is_written_is_times_or_none(words: str) -> None:
    assert all(0 <= minute <= LAST for minute in times_in(words) or [])


def test_a_time_is_shown_as_its_readers_write_it() -> None:
    assert shown(22 * 60, "fr") == "22:00"
    assert shown(22 * 60, "en").replace("\u202f", " ") == "10:00 PM"
