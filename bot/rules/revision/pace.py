"""Pace: how soon an alert may have other words again, so that a source that wavers makes no storm."""

from datetime import datetime, timedelta
from typing import Final

FREE: Final = 3
"""Changes at the plain interval; each further one waits twice as long as the one before."""
LONGEST: Final = timedelta(hours=1)


def next_change(last: datetime | None, count: int, every: timedelta) -> datetime | None:
    """Say when an alert that was changed `count` times, the last one at `last`, may be again; None: now."""
    if last is None:
        return None
    wait = every * (1 << min(max(count - FREE, 0), 10))
    return last + min(wait, max(LONGEST, every))
