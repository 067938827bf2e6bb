"""Notices: a word of the program's own to those who run it, as a message."""

from bot.model import Message, MessageKind
from bot.texts import Text, _, say

PROGRAM = "Tocsin"


def notice(language: str, *words: Text) -> Message:
    """Put words to somebody of the staff into a message.

    It has the shape of an alert, and not of a reply: an alert's template can carry it to a person on
    WhatsApp who has not written for a day.
    """
    lines = tuple(say(one, language) for one in words)
    return Message(
        MessageKind.ALERT, language, say(_("For those who run Tocsin"), language), lines, byline=PROGRAM
    )
