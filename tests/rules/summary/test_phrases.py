import pytest

from bot.rules.summary.phrases import ANYWHERE, CALLS, CALLS_FIRST, OFFERS, OPENING, WHOLE
from bot.rules.summary.text import fold


@pytest.mark.parametrize("table", [ANYWHERE, OPENING, CALLS, CALLS_FIRST, OFFERS, tuple(WHOLE)])
def test_every_phrase_is_folded_and_long_enough_to_mean_something(table: tuple[str, ...]) -> None:
    assert all(fold(phrase) == phrase for phrase in table)
    assert all(len(phrase.strip()) > 2 or phrase in {"© ", "©"} for phrase in table)
    assert not any("|" in phrase or "\n" in phrase for phrase in table)


def test_no_phrase_stands_twice_in_a_table() -> None:
    for table in (ANYWHERE, OPENING, CALLS, CALLS_FIRST):
        assert len(table) == len(set(table))
