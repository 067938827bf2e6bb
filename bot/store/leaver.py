"""Leavers: the addresses of those who left long ago, and what goes with them; that they left stays known."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, null, or_, select, update

from bot.model import GONE, DeliveryState, Role, Subscriber
from bot.store import departure as departures
from bot.store import erasure
from bot.store import subscriber as subscribers
from bot.store.departure import Proof
from bot.store.schema import delivery, subscriber


@dataclass(frozen=True, slots=True)
class Leaver:
    """One who left, and when."""

    who: Subscriber
    left_at: datetime


def due(tx: Connection, before: datetime, most: int) -> list[Leaver]:
    """List who left before a moment, the first to go first.

    Not staff, for whoever is to act here has an address; nor who is banned, as whom the address is known;
    nor one of several addresses of a person.
    """
    query = select(subscriber).where(*_gone(before)).order_by(subscriber.c.left_at).limit(most)
    return [Leaver(subscribers.of_row(row), row.left_at) for row in tx.execute(query)]


def empty(tx: Connection, one: Leaver, most: int) -> int:
    """Take the words of deliveries and their ids on the channel, of so many at once; say of how many."""
    named = or_(erasure.holds_words(), delivery.c.external_id != "")
    mine = delivery.c.subscriber_id == one.who.id
    still = delivery.c.state.not_in([DeliveryState.SENDING, DeliveryState.QUEUED])
    ids = list(tx.scalars(select(delivery.c.id).where(mine, named, still).limit(most)))
    values = {"body": null(), "error": "", "external_id": "", "amend_at": None}
    tx.execute(update(delivery).where(delivery.c.id.in_(ids)).values(values))
    return len(ids)


def erase(tx: Connection, one: Leaver, proof: Proof) -> bool:
    """Erase one who left, and keep the proof; False where they have come back, or are erased already."""
    row = tx.execute(
        select(subscriber)
        .where(subscriber.c.id == one.who.id, *_gone(None), subscriber.c.left_at == one.left_at)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None or subscribers.of_row(row).address != one.who.address:
        return False
    departures.remember(tx, one.who, one.left_at, proof)
    # nothing is to be answered: the address goes at the next run of bot/pipeline/forget.py
    erasure.take(tx, one.who, one.left_at, one.left_at)
    return True


def _gone(before: datetime | None) -> tuple[ColumnElement[bool], ...]:
    return (
        # said as the index over them says it, or SQLite can't walk it
        subscriber.c.status.in_([*(one.value for one in GONE)]),
        subscriber.c.left_at.is_not(None),
        *((subscriber.c.left_at < before,) if before is not None else ()),
        subscriber.c.role == Role.READER,
        subscriber.c.banned_at.is_(None),
        subscriber.c.person_id.is_(None),
    )
