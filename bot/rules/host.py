"""Hosts: how far apart the looks at one are, and what a limit that it sets is to all of its sources."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

LONGEST_FLOOR: Final = 3600.0  # seconds
GROWTH: Final = 1.25  # of the floor, with each 429
FORGOTTEN: Final = timedelta(days=7)  # a floor shrinks to nothing by then
SAME_LIMIT: Final = timedelta(minutes=10)  # two of a host's sources limited within it: all of them are

LINE_WINDOW: Final = timedelta(minutes=2)
FEWEST_CUT_OFF: Final = 5
SHARE_CUT_OFF: Final = 0.3


@dataclass(frozen=True, slots=True)
class Strain:
    """What a host has let us know of its limits: a floor in seconds, and the last 429 or 503 and whose."""

    floor: float = 0.0
    limited_at: datetime | None = None
    limited_by: int | None = None


def floor_at(strain: Strain, now: datetime) -> float:
    """Say how many seconds are to lie between two looks at a host: a learned floor decays over a week."""
    if strain.limited_at is None:
        return 0.0
    left = 1 - max(now - strain.limited_at, timedelta()) / FORGOTTEN
    return strain.floor * max(left, 0.0)


def learned_floor(strain: Strain, gap: timedelta | None, now: datetime) -> float:
    """Learn from a 429: `gap` since the last look that went well was too short; None where there was none."""
    too_short = min(max(gap.total_seconds(), 0.0), LONGEST_FLOOR) if gap else 0.0
    return min(max(floor_at(strain, now), too_short) * GROWTH, LONGEST_FLOOR)


def binds_all(strain: Strain, source: int, now: datetime) -> bool:
    """Say whether a limit binds all of a host's sources: another was limited a short while ago.

    `strain` is what was known before this limit.
    """
    other = strain.limited_by not in {None, source}
    return other and strain.limited_at is not None and now - strain.limited_at <= SAME_LIMIT


def line_is_cut(cut_off: Collection[str], heard: Collection[str]) -> bool:
    """Say whether our own line is at fault: hosts that were well, and of which a share fail together.

    Both name hosts tried within `LINE_WINDOW`: those that were well before and gave no answer at all, and
    those that gave any.
    """
    failing, known = len(cut_off), len({*cut_off, *heard})
    return failing >= FEWEST_CUT_OFF and failing > SHARE_CUT_OFF * known
