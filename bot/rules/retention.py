"""How long what was is kept, and in what steps the rest goes: short ones, with long rests between them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

FEWEST: Final = 10
MOST: Final = 1_000
FIRST: Final = 100
"""Rows that a step looks at: at the least, at the most, and the first time."""

LONG: Final = 0.012
"""Seconds that a step may last on SQLite, whose one writer it holds: so that it never holds it for 0.02."""

LONG_ON_SERVER: Final = 0.06
"""The same on PostgreSQL, where only rows are locked that nobody else wants."""

SHORT: Final = 2 / 3
"""The share of that below which a step is short, and the next one may look at more."""

REST: Final = 9.0
"""How many times as long as a step took nothing is done: a tenth of a writer goes there."""

IN_A_RUSH: Final = 1.0
"""Seconds of rest while alerts wait to leave: next to nothing, and never nothing for good."""


@dataclass(frozen=True, slots=True)
class Kept:
    """For how long each kind is kept; None: for ever. What was written has its own span, `letters`.

    `proof` is how long the proof of a consent outlasts the address, and `key` marks the address for imports.
    """

    entries: timedelta | None = timedelta(days=90)
    deliveries: timedelta | None = timedelta(days=180)
    events: timedelta | None = timedelta(days=30)
    left: timedelta | None = timedelta(days=365)
    letters: timedelta = timedelta(days=30)
    proof: timedelta = timedelta(days=5 * 365)
    key: bytes = b""


def next_size(size: int, took: float, longest: float = LONG) -> int:
    """Say how many rows the next step looks at, by the seconds that one of `size` rows took."""
    if took > longest:
        return max(FEWEST, min(size // 2, int(size * longest / took)))
    if took < SHORT * longest:
        return min(MOST, size + size // 4 + 1)
    return size


def rest(took: float, *, rush: bool) -> float:
    """Say for how many seconds nothing is done after a step that took so many."""
    return max(IN_A_RUSH if rush else 0.0, REST * took)
