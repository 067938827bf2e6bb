"""What staff are told when a channel takes nothing, and when it is back."""

from bot.model import Message, MessageKind
from bot.texts import Text, _, n_, say

_CHANNELS = {"telegram": "Telegram", "whatsapp": "WhatsApp"}


def channel_name(channel: str) -> str:
    """Name a channel as its makers write it."""
    return _CHANNELS.get(channel, channel.title())


def down_message(channel: str, reason: str, language: str) -> Message:
    """Say that a channel takes nothing; `reason` is its adapter's, which has no other language yet."""
    words = _(
        "{channel} takes nothing at the moment: {reason}. Alerts wait.",
        channel=channel_name(channel),
        reason=reason,
    )
    return _reply(words, language)


def back_message(channel: str, waiting: int, language: str) -> Message:
    """Say that a channel takes messages again; `waiting` is how many alerts were kept for it."""
    name = channel_name(channel)
    if not waiting:
        return _reply(_("{channel} takes messages again.", channel=name), language)
    words = n_(
        "{channel} takes messages again; {count} alert is on its way.",
        "{channel} takes messages again; {count} alerts are on their way.",
        waiting,
        channel=name,
    )
    return _reply(words, language)


def _reply(words: Text, language: str) -> Message:
    return Message(MessageKind.REPLY, language, lines=(say(words, language),))
