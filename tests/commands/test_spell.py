from datetime import timedelta

import pytest

from bot.commands.spell import years
from bot.texts import say


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(days=5 * 365), "5 years"),
        (timedelta(days=365), "1 year"),
        (timedelta(days=366), "366 days"),
        (timedelta(days=30), "30 days"),
        (timedelta(days=1), "1 day"),
        (timedelta(hours=25), "2 days"),
        (timedelta(seconds=1), "1 day"),
    ],
)
def test_a_span_is_said_in_years_or_days_and_never_as_less_than_it_is(span: timedelta, words: str) -> None:
    assert say(years(span), "en") == words
