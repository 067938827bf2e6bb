"""The breaker: a channel that takes nothing is said once to who can mend it, and once when it is back."""

from datetime import datetime

from sqlalchemy import Connection

from bot.model import SenderId
from bot.pipeline.notice import tell_admins
from bot.rules.breaker import back_words, down_words
from bot.store import sender as senders
from bot.texts import Text, say


def open_breaker(
    tx: Connection, sender_id: SenderId, channel: str, reason: Text | str, now: datetime
) -> bool:
    """Note that a channel takes nothing, and tell admins and owners; say whether that is news.

    A `reason` that is no Text is said as it is in every language.
    """
    written = say(reason, "en") if isinstance(reason, Text) else reason
    if not senders.mark_down(tx, sender_id, now, written):
        return False
    tell_admins(tx, down_words(channel, reason), now)
    return True


def close_breaker(tx: Connection, sender_id: SenderId, channel: str, now: datetime) -> bool:
    """Note that a channel takes messages again, and tell admins and owners; say whether that is news."""
    if not senders.mark_up(tx, sender_id):
        return False
    tell_admins(tx, back_words(channel, senders.count_waiting(tx, sender_id)), now)
    return True
