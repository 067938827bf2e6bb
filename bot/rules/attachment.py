"""A file that goes with words, and the words that go without it."""

from dataclasses import replace
from typing import Final

from bot.model import Message
from bot.texts import Text, _, say

GONE: Final = _("The file is kept no longer: ask for it again.")
REFUSED: Final = _("The file that belongs to this could not be delivered here.")


def without(message: Message, why: Text) -> Message:
    """Take the file off a message, and say why it goes without."""
    return replace(message, attachment=None, note=say(why, message.language))
