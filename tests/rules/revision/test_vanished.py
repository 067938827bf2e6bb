from datetime import timedelta

from bot.rules.revision.vanished import is_missed
from tests.rows import NOW

MINUTE = timedelta(minutes=1)
WINDOW = [NOW - 10 * MINUTE, NOW - 20 * MINUTE, NOW - 30 * MINUTE]


def test_what_is_younger_than_the_oldest_in_the_window_is_missed() -> None:
    assert is_missed(NOW - 29 * MINUTE, WINDOW)
    assert is_missed(NOW, WINDOW)
    assert not is_missed(NOW - 30 * MINUTE, WINDOW), "the next to leave"
    assert not is_missed(NOW - 31 * MINUTE, WINDOW), "its turn had come"


def test_a_window_without_an_order_misses_nothing() -> None:
    assert not is_missed(NOW, [*WINDOW, None])
    assert not is_missed(NOW, WINDOW[:2])
    assert not is_missed(NOW, [])
