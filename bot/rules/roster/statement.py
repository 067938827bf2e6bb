"""What whoever brings a file states of the people in it who come without a proof of their own."""

from typing import Final

from bot.texts import Text, _


def statement(newsroom: str) -> Text:
    """Say what is confirmed by pressing, and kept as the proof."""
    return _(
        "Each of these people asked {newsroom} for these news alerts on this channel, and the proof of it "
        "can be shown.",
        newsroom=newsroom,
    )


HOW: Final = "import"
"""How the kind of a consent begins that came with a file."""


def how(number: int, told: str) -> str:
    """Name the way of a consent: the import's number, and what its line says."""
    return f"{HOW} #{number}: {told}"[:64]
