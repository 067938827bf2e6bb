"""The breaker: a channel that takes nothing is said once to who can mend it, and once when it is back."""

from datetime import datetime

from sqlalchemy import Connection

from bot.model import SenderId
from bot.pipeline.notice import tell_admins
from bot.rules.breaker import back_message, down_message
from bot.store import sender as senders


def open_breaker(tx: Connection, sender_id: SenderId, channel: str, reason: str, now: datetime) -> bool:
    """Note that a channel takes nothing, and tell admins and owners; say whether that is news."""
    if not senders.mark_down(tx, sender_id, now, reason):
        return False
    tell_admins(tx, lambda language: down_message(channel, reason, language), now)
    return True


def close_breaker(tx: Connection, sender_id: SenderId, channel: str, now: datetime) -> bool:
    """Note that a channel takes messages again, and tell admins and owners; say whether that is news."""
    if not senders.mark_up(tx, sender_id):
        return False
    waiting = senders.count_waiting(tx, sender_id)
    tell_admins(tx, lambda language: back_message(channel, waiting, language), now)
    return True
