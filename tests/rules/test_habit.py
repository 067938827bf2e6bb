from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.habit import how_often
from bot.texts import say

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def said(*ago: timedelta, language: str = "en") -> list[str]:
    return [say(one, language) for one in how_often([NOW - one for one in ago], NOW)]


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (2 * HOUR, "It publishes about 12 entries a day."),
        (DAY, "It publishes about 1 entry a day."),
        (2 * DAY, "It publishes about 4 entries a week."),
        (7 * DAY, "It publishes about 1 entry a week."),
        (10 * DAY, "It publishes about 3 entries a month."),
        (30 * DAY, "It publishes about 1 entry a month."),
        (90 * DAY, "It publishes less than once a month."),
    ],
)
def test_the_rate_is_said_in_the_unit_that_fits(gap: timedelta, words: str) -> None:
    assert said(*(n * gap for n in range(10))) == [words]


def test_a_source_that_has_been_quiet_for_long_is_said_to_be() -> None:
    assert said(100 * DAY, 101 * DAY) == [
        "It publishes about 1 entry a day.",
        "Its last entry is 100 days old.",
    ]
    assert said(100 * DAY) == ["Its last entry is 100 days old."]
    assert said(25 * DAY, 26 * DAY) == ["It publishes about 1 entry a day."]


def test_without_dates_nothing_is_made_up() -> None:
    assert said() == said(-DAY) == ["It gives no dates: I can't say yet how often it publishes."]
    assert said(HOUR) == said(HOUR, HOUR) == []


def test_it_is_said_in_french_and_hebrew() -> None:
    assert said(*(n * HOUR for n in range(5)), language="fr") == ["Elle publie environ 24 articles par jour."]
    assert said(*(n * HOUR for n in range(5)), language="he") == ["הוא מפרסם בערך 24 כתבות ביום."]


@given(st.lists(st.timedeltas(-DAY, 4000 * DAY), max_size=30))
def test_any_dates_have_words(ago: list[timedelta]) -> None:
    assert len(said(*ago)) <= 2
