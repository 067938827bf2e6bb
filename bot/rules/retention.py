"""How long what was is kept, and in what steps the rest goes: short ones, with long rests between them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

PORTION: Final = 50
"""Rows that are looked at together."""

LONG: Final = 0.008
"""Seconds after which a step on SQLite looks at no more: it holds the one writer for that and a portion."""

LONG_ON_SERVER: Final = 0.05
"""The same on PostgreSQL, where only rows are locked that nobody else wants."""

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


def rest(took: float, *, rush: bool) -> float:
    """Say for how many seconds nothing is done after a step that took so many."""
    return max(IN_A_RUSH if rush else 0.0, REST * took)
