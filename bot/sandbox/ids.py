"""Numbers that don't repeat, not even after a restart."""

from datetime import UTC, datetime

# A bot may send about 30 messages a second over all chats, so a counter that starts from the clock at
# 32 a second is never behind what an earlier run has given out, except after a load test; there the
# journal file says where to go on.
PER_SECOND = 32
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
LARGEST = 2**31 - 2**24  # the Bot API's ids are 32 bits, signed; some room is left above


class Counter:
    """Counts upward from a moment."""

    def __init__(self, now: datetime) -> None:
        self._last = int((now - EPOCH).total_seconds() * PER_SECOND) % LARGEST

    def __call__(self) -> int:
        """Return the next number."""
        self._last += 1
        return self._last

    def skip(self, taken: int) -> None:
        """Never return `taken`, nor anything below it."""
        self._last = max(self._last, taken)
