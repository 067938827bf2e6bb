"""The lead: how far ahead a lane claims its slots, so that it is ready when they come."""

from dataclasses import dataclass
from datetime import datetime

from bot.rules import delivery as rules


@dataclass
class Lead:
    """What a lane learns from how late it met its slots: its claims, or the words, take their time.

    Of one claim the message counts that was the latest.
    """

    seconds: float = 0.0
    _before: float = 0.0
    _claimed_at: datetime | None = None

    def note(self, claimed_at: datetime, slot: datetime, now: datetime) -> None:
        """Note that a message of a claim is ready `now` to leave at its slot."""
        if claimed_at != self._claimed_at:
            self._claimed_at, self._before, self.seconds = claimed_at, self.seconds, 0.0
        late, took = (now - slot).total_seconds(), (now - claimed_at).total_seconds()
        self.seconds = max(self.seconds, rules.lead(self._before, late, took))
