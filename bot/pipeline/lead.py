"""The lead: how far ahead a lane claims its slots, so that it is ready when they come."""

from bot.rules import delivery as rules


class Lead:
    """What a lane learns from how late it met its slots: its claims, or the words, take their time."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def note(self, late: float) -> None:
        """Note that a message was ready so many seconds after its slot; before it, if negative."""
        self.seconds = rules.lead(self.seconds, late)
