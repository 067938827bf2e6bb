from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.window import MARGIN, WINDOW, window_open

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_the_window_is_shut_for_a_person_who_never_wrote() -> None:
    assert not window_open(None, NOW)


@pytest.mark.parametrize(
    ("ago", "is_open"),
    [
        (timedelta(0), True),
        (timedelta(hours=23, minutes=54, seconds=59), True),
        (timedelta(hours=23, minutes=55), False),
        (timedelta(hours=24), False),
        (timedelta(days=30), False),
    ],
)
def test_the_window_shuts_five_minutes_before_the_day_is_over(ago: timedelta, *, is_open: bool) -> None:
    assert window_open(NOW - ago, NOW) is is_open


@given(st.timedeltas(min_value=-timedelta(days=1), max_value=timedelta(days=3)))
def test_an_open_window_is_open_on_the_service_too(ago: timedelta) -> None:
    if window_open(NOW - ago, NOW):
        assert ago + MARGIN < WINDOW
