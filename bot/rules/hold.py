"""Holding for a look: whether an alert goes straight out, or waits for an editor's word."""

from collections.abc import Iterable
from enum import StrEnum

from bot.model import Priority


class Hold(StrEnum):
    """What of a source, or of a topic, waits for a look."""

    OFF = "off"
    BREAKING = "breaking"
    ALL = "all"

    def holds(self, priority: Priority) -> bool:
        """Say whether an alert of a priority waits."""
        return self is Hold.ALL or (self is Hold.BREAKING and priority <= Priority.BREAKING)


def strictest(holds: Iterable[Hold]) -> Hold:
    """Say what holds where several are asked: the source's, and that of each topic; none asks for nothing."""
    return max(holds, key=list(Hold).index, default=Hold.OFF)
