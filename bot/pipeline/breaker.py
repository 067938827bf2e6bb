"""The breaker: a channel that takes nothing is said once to who can mend it, and once when it is back."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from bot.model import Message, Role, SenderId, SubscriberStatus
from bot.rules.breaker import back_message, down_message
from bot.store import delivery as deliveries
from bot.store import sender as senders
from bot.store import subscriber as subscribers
from bot.store.message import to_json


def open_breaker(tx: Connection, sender_id: SenderId, channel: str, reason: str, now: datetime) -> bool:
    """Note that a channel takes nothing, and tell admins and owners; say whether that is news."""
    if not senders.mark_down(tx, sender_id, now, reason):
        return False
    _tell(tx, lambda language: down_message(channel, reason, language), now)
    return True


def close_breaker(tx: Connection, sender_id: SenderId, channel: str, now: datetime) -> bool:
    """Note that a channel takes messages again, and tell admins and owners; say whether that is news."""
    if not senders.mark_up(tx, sender_id):
        return False
    waiting = senders.count_waiting(tx, sender_id)
    _tell(tx, lambda language: back_message(channel, waiting, language), now)
    return True


def _tell(tx: Connection, words: Callable[[str], Message], now: datetime) -> None:
    """Queue a word to each, on the channel in question too: it is told of when that is back."""
    for one in subscribers.with_role(tx, Role.ADMIN):
        if one.status is not SubscriberStatus.LEFT:  # who said stop hears nothing that they did not ask for
            deliveries.queue_reply(tx, one.id, to_json(words(one.language)), now)
