"""Weight: how much the time of a source's readers counts beside that of the others'."""

from collections.abc import Mapping
from typing import Final, TypeVar

from bot.model import Priority
from bot.rules.source import weight_of

LEAST: Final = 0.25
MOST: Final = 4.0

K = TypeVar("K")


def shares(readers: Mapping[K, int]) -> dict[K, float]:
    """Weigh sources by whom they reach: 1 for the mean, and none above four times or below a quarter."""
    mean = sum(readers.values()) / max(1, len(readers))
    return {one: min(max(count / mean, LEAST), MOST) if mean else 1.0 for one, count in readers.items()}


def weight(priority: Priority, share: float) -> float:
    """Weigh one source: an editor's priority goes before what its readers would make of it."""
    return share if priority is Priority.NORMAL else weight_of(priority)
