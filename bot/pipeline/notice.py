"""Notices: a word of the program's own to those who run it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.model import Role, Subscriber, SubscriberId
from bot.rules.notice import notice
from bot.store import delivery as deliveries
from bot.store import subscriber as subscribers
from bot.store.message import to_json
from bot.texts import Text


def tell_admins(tx: Connection, words: Text, now: datetime, also: SubscriberId | None = None) -> None:
    """Queue a word to each admin and owner, and to one person more; who left or is lost hears nothing."""
    for one in subscribers.with_role(tx, Role.ADMIN):
        _tell(tx, one, words, now)
    if also:
        tell_other(tx, also, words, now)


def tell_other(tx: Connection, id_: SubscriberId, words: Text, now: datetime) -> None:
    """Queue a word to a person who is told nothing as an admin."""
    one = subscribers.find(tx, id_)
    if one and not one.role.may(Role.ADMIN):
        _tell(tx, one, words, now)


def tell_one(tx: Connection, id_: SubscriberId, words: Text, now: datetime) -> None:
    """Queue a word to one person; who left or is lost hears nothing."""
    one = subscribers.find(tx, id_)
    if one:
        _tell(tx, one, words, now)


def tell_editors(tx: Connection, words: Text, now: datetime) -> None:
    """Queue a word to each editor, admin and owner; who left or is lost hears nothing."""
    for one in subscribers.with_role(tx, Role.EDITOR):
        _tell(tx, one, words, now)


def _tell(tx: Connection, one: Subscriber, words: Text, now: datetime) -> None:
    if one.status.hears and one.banned_at is None:
        deliveries.queue_reply(tx, one.id, to_json(notice(one.language, words), commands=True), now)


def tell_lines(tx: Connection, one: Subscriber, lines: Sequence[Text], now: datetime) -> None:
    """Queue several words to a person as one message."""
    deliveries.queue_reply(tx, one.id, to_json(notice(one.language, *lines), commands=True), now)
