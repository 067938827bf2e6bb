"""The only clock: everything else takes ``now`` as an argument."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What tells the time: the real one, or a test's."""

    def __call__(self) -> datetime:
        """Return the moment, aware and in UTC."""
        ...


def utc_now() -> datetime:
    """Return the moment, aware and in UTC."""
    return datetime.now(UTC)
