from datetime import timedelta

from bot.rules.revision.pace import next_change
from tests.rows import NOW

MINUTE = timedelta(minutes=1)


def test_the_first_change_waits_for_nothing() -> None:
    assert next_change(None, 0, MINUTE) is None


def test_a_source_that_wavers_is_followed_ever_less_often() -> None:
    waits = [((next_change(NOW, count, MINUTE) or NOW) - NOW) / MINUTE for count in range(1, 12)]
    assert waits == [1, 1, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_an_interval_longer_than_the_longest_stays() -> None:
    assert next_change(NOW, 50, 120 * MINUTE) == NOW + 120 * MINUTE
