"""Arrears: the slots that a lane missed while it was held up, and whether it may still use them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MISSED = 0.5
"""Seconds of missed slots that may be made up for."""
ALONE_FOR = timedelta(seconds=1.1)
"""How long nobody else must have claimed: then all that left in the last second left by this gate."""


@dataclass
class Arrears:
    """What a lane remembers of its own claims.

    The sender's row keeps replicas at one rate together, evenly, so that a lane that was held up has
    lost its slots. Where no other claims, the gate alone keeps every second within the limit, and what
    was missed amid a rush can be made up for. The row tells who claimed last: nobody else has where it
    says what this lane wrote.
    """

    _wrote: datetime | None = None
    _claimed_at: datetime | None = None
    _alone_since: datetime | None = None

    def late(self, due_at: datetime, now: datetime) -> float:
        """Say of how many past seconds the slots may still be used, where the row has `due_at`."""
        if self._wrote != due_at or self._alone_since is None:
            self._alone_since = now
        in_a_rush = self._claimed_at is not None and now - self._claimed_at < ALONE_FOR
        return MISSED if in_a_rush and now - self._alone_since > ALONE_FOR else 0.0

    def claimed(self, due_at: datetime, now: datetime) -> None:
        """Note a claim, and what it wrote into the row."""
        self._wrote, self._claimed_at = due_at, now
