"""When to tell how far long work is: seldom enough that nobody is bothered, often enough to be believed."""

from typing import Final

EVERY: Final = 4.0
"""Seconds between two changes of a message in place."""

QUARTER: Final = 25


def to_tell(share: int, told: int, since: float | None, *, edits: bool) -> bool:
    """Say if a share of the work, in percent, is to be told after the share that was `told` last.

    `since` is how long ago that was, in seconds; None: nothing was told yet. `edits`: what was told can be
    changed in place; else each word is a message of its own, and there is one a quarter.
    """
    if edits:
        return share != told and (since is None or since >= EVERY)
    return share // QUARTER > told // QUARTER
