"""When a source is looked at next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from bot.rules.identity import CLOCK_SLACK

LONGEST_WAIT: Final = timedelta(hours=1)  # the most that a publisher's own word holds us off
LONGEST_BACKOFF: Final = timedelta(hours=6)
UNKNOWN_RHYTHM: Final = timedelta(minutes=15)  # too few dates to learn from

RECENT: Final = 20  # entries whose gaps are learned from
SHARE_OF_GAP: Final = 4  # looks in a median gap
SHARE_OF_SILENCE: Final = 16
STEADY_JITTER: Final = 0.05
BACKOFF_JITTER: Final = 0.5
MOST_DOUBLINGS: Final = 16  # 2 ** 16 seconds exceed the longest back-off


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a source may be looked at: bounds, and a fixed interval where an editor set one."""

    minimum: timedelta
    maximum: timedelta
    every: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """How a look went: the publisher's `wait` in seconds, and how many looks in a row have failed."""

    wait: float = 0.0
    failures: int = 0


def next_look(
    now: datetime, pace: Pace, look: Look, published: Sequence[datetime] = (), jitter: float = 0.0
) -> datetime:
    """Say when to look next; `jitter` is a fraction from 0 to 1 that the caller draws.

    A source with an editor's interval keeps it. Another is looked at four times in the median gap of
    its recent entries, and less as it falls silent. The publisher's wait is a floor, up to an hour;
    each failure doubles the interval, up to six hours, and none ends the looking.
    """
    interval = _interval(now, pace, published)
    steady = interval * (1 + STEADY_JITTER * jitter)
    if look.failures > 0:
        doubled = interval * 2 ** min(look.failures, MOST_DOUBLINGS) * (1 + BACKOFF_JITTER * jitter)
        steady = max(steady, min(doubled, LONGEST_BACKOFF))
    asked = timedelta(seconds=min(max(look.wait, 0.0), LONGEST_WAIT.total_seconds()))
    return now + max(steady, asked)


def _interval(now: datetime, pace: Pace, published: Sequence[datetime]) -> timedelta:
    if pace.every is not None:
        return max(pace.every, pace.minimum)
    recent = sorted((moment for moment in published if moment <= now + CLOCK_SLACK), reverse=True)[:RECENT]
    gaps = sorted(later - earlier for later, earlier in pairwise(recent))
    if not gaps:
        return min(max(UNKNOWN_RHYTHM, pace.minimum), max(pace.maximum, pace.minimum))
    learned = max(gaps[len(gaps) // 2] / SHARE_OF_GAP, (now - recent[0]) / SHARE_OF_SILENCE)
    return min(max(learned, pace.minimum), max(pace.maximum, pace.minimum))
