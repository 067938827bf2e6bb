"""Notices: a word of the program's own to those who run it."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from bot.model import Message, Role, SubscriberStatus
from bot.store import delivery as deliveries
from bot.store import subscriber as subscribers
from bot.store.message import to_json


def tell_admins(tx: Connection, words: Callable[[str], Message], now: datetime) -> None:
    """Queue a word to each admin and owner, said in a language; who left or is lost hears nothing."""
    for one in subscribers.with_role(tx, Role.ADMIN):
        if one.status is not SubscriberStatus.LEFT:  # who said stop hears nothing that they did not ask for
            deliveries.queue_reply(tx, one.id, to_json(words(one.language)), now)
