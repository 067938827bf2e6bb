"""Holding for a look: whether an alert goes straight out, or waits for an editor's word."""

from collections.abc import Iterable

from bot.model import Hold


def strictest(holds: Iterable[Hold]) -> Hold:
    """Say what holds where several are asked: the source's, and that of each topic; none asks for nothing."""
    return max(holds, key=list(Hold).index, default=Hold.OFF)
