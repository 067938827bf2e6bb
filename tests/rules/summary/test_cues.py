from itertools import permutations

import pytest

from bot.rules.summary.cues import ADVERTS, ASKING, CHANNELS, DATES, MORE, PAGE, READER, SELF
from bot.rules.summary.index import running
from bot.rules.summary.text import fold


@pytest.mark.parametrize("table", [ADVERTS, ASKING, CHANNELS, MORE, PAGE, READER, SELF])
def test_every_cue_is_folded_and_could_stand_in_running_words(table: tuple[str, ...]) -> None:
    assert all(fold(cue) == cue for cue in table)
    assert not any(running(cue).strip() != cue.strip() for cue in table)


@pytest.mark.parametrize("table", [ADVERTS, ASKING, CHANNELS, MORE, PAGE, READER, SELF])
def test_no_cue_says_what_a_shorter_one_says(table: tuple[str, ...]) -> None:
    assert not [pair for pair in permutations(table, 2) if pair[0] in pair[1]]


def test_the_words_of_dates_are_folded() -> None:
    assert all(fold(word) == word for word in DATES)
