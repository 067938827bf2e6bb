"""Vanished: whether an entry left its source's feed before its turn, as what is taken back does."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

FEWEST: Final = 3
"""Entries of a window that can show an order."""


def is_missed(published: datetime, window: Sequence[datetime | None]) -> bool:
    """Say whether an entry of this date should still be in a window that begins with older ones.

    `window` are the dates of the entries that are there; one that is undated, or a very small window,
    tells nothing.
    """
    dates = [one for one in window if one is not None]
    return len(dates) == len(window) >= FEWEST and published > min(dates)
