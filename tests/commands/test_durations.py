from datetime import timedelta

import pytest

from bot.commands.durations import about, exactly
from bot.texts import say


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (0.2, "1 s"),
        (59, "59 s"),
        (59.1, "1 min 0 s"),
        (84, "1 min 24 s"),
        (120, "2 min 0 s"),
        (120.000001, "2 min 1 s"),
        (3599.5, "1 h 0 min"),
        (7261, "2 h 2 min"),
    ],
)
def test_what_was_measured_is_said_to_the_second_and_never_too_short(seconds: float, words: str) -> None:
    assert say(exactly(timedelta(seconds=seconds)), "en") == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "a few seconds"),
        (9.9, "a few seconds"),
        (10, "about 10 seconds"),
        (41, "about 50 seconds"),
        (89.9, "about 90 seconds"),
        (90, "about 2 minutes"),
        (179, "about 3 minutes"),
        (3600, "about 60 minutes"),
        (5401, "about 2 hours"),
        (36000, "about 10 hours"),
    ],
)
def test_what_is_expected_is_said_roundly(seconds: float, words: str) -> None:
    assert say(about(seconds), "en") == words
