from itertools import permutations

import pytest

from bot.model import Hold, Priority
from bot.rules.hold import strictest


@pytest.mark.parametrize(
    ("hold", "priority", "waits"),
    [
        (Hold.OFF, Priority.BREAKING, False),
        (Hold.OFF, Priority.NORMAL, False),
        (Hold.BREAKING, Priority.BREAKING, True),
        (Hold.BREAKING, Priority.NORMAL, False),
        (Hold.BREAKING, Priority.DIGEST, False),
        (Hold.ALL, Priority.BREAKING, True),
        (Hold.ALL, Priority.NORMAL, True),
        (Hold.ALL, Priority.DIGEST, True),
    ],
)
def test_an_alert_waits_by_what_is_held(hold: Hold, priority: Priority, *, waits: bool) -> None:
    assert hold.holds(priority) is waits


def test_the_strictest_wins_in_any_order() -> None:
    for one in permutations(Hold):
        assert strictest(one) is Hold.ALL
    assert strictest([Hold.OFF, Hold.BREAKING, Hold.OFF]) is Hold.BREAKING
    assert strictest([Hold.OFF]) is Hold.OFF
    assert strictest([]) is Hold.OFF
