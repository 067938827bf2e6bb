"""What staff are told when a channel takes nothing, and when it is back."""

from bot.texts import Text, _, n_

_CHANNELS = {"telegram": "Telegram", "whatsapp": "WhatsApp", "email": "E-mail"}


def channel_name(channel: str) -> str:
    """Name a channel as its makers write it."""
    return _CHANNELS.get(channel, channel.title())


def down_words(channel: str, reason: Text | str) -> Text:
    """Say that a channel takes nothing, and why: in the words of its adapter."""
    return _(
        "{channel} takes nothing at the moment: {reason}. Alerts wait.",
        channel=channel_name(channel),
        reason=reason,
    )


def back_words(channel: str, waiting: int) -> Text:
    """Say that a channel takes messages again; `waiting` is how many alerts were kept for it."""
    name = channel_name(channel)
    if not waiting:
        return _("{channel} takes messages again.", channel=name)
    return n_(
        "{channel} takes messages again; {count} alert is on its way.",
        "{channel} takes messages again; {count} alerts are on their way.",
        waiting,
        channel=name,
    )
