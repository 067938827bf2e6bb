"""How soon an alert reaches its readers: what to expect before it goes, and what to hold it to after.

The target is the Guardian's for its own breaking news, "90in2": nine tenths of the readers within two
minutes (theguardian.com/info/2022/dec/15/our-journey-towards-the-fastest-breaking-news-service).
"""

from datetime import datetime, timedelta
from enum import Enum
from typing import Final

TARGET_SHARE: Final = 90  # per cent
TARGET: Final = timedelta(minutes=2)


class Verdict(Enum):
    """How an alert stands to the target."""

    MET = "met"
    MISSED = "missed"
    OPEN = "open"  # the two minutes are not over


def eta(ahead: int, readers: int, rate: float, due_at: datetime, now: datetime) -> float:
    """Say in how many seconds the last of an alert's readers will have it, by one sender.

    `ahead` deliveries leave before the alert's; the sender carries `rate` messages a second, evenly
    spaced, the next at `due_at` (a quiet past earns nothing). What the service itself takes is not in it.
    """
    if not readers:
        return 0.0
    first = max(0.0, (due_at - now).total_seconds())
    return first + (ahead + readers - 1) / rate


def verdict(reached_after: timedelta | None, age: timedelta) -> Verdict:
    """Judge an alert `age` after its release; `reached_after` is when the target's share had it, or None."""
    if reached_after is not None:
        return Verdict.MET if reached_after <= TARGET else Verdict.MISSED
    return Verdict.MISSED if age > TARGET else Verdict.OPEN
