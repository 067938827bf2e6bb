"""Retention: whose turn it is among the kinds that go when they are old, and how far each was walked.

A step is one transaction: it takes a kind's row, which no other replica has then, does a stretch of the
walk, and writes down how far it came. A kill undoes the whole of it, and a repeated step finds nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, exists, or_, select, update

from bot.model import AlertId, DeliveryState, Priority
from bot.store.database import insert_into, walk_indexes
from bot.store.delivery import in_state
from bot.store.retention_tables import past, retention
from bot.store.schema import batch, delivery, sender

AGAIN: Final = timedelta(hours=1)
"""How long after the end of a round the next one begins."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a step did: rows that went or were emptied, and the last id that it looked at; None: the last."""

    gone: int
    after_id: int | None


def enrol(tx: Connection, kinds: Collection[str], now: datetime) -> None:
    """Let kinds have their rows, from the beginning; one that is there stays as it is."""
    known = set(tx.scalars(select(retention.c.kind)))
    rows = [{"kind": one, "after_id": 0, "due_at": now} for one in kinds if one not in known]
    if rows:
        tx.execute(insert_into(tx, retention).on_conflict_do_nothing(index_elements=["kind"]), rows)


def any_due(tx: Connection, kinds: Collection[str], now: datetime) -> bool:
    """Say whether a kind is due, or has no row yet: without a lock, so that nobody waits for the answer."""
    found = {row.kind: row.due_at for row in tx.execute(select(retention.c.kind, retention.c.due_at))}
    return any(one not in found or found[one] <= now for one in kinds)


def take(tx: Connection, kinds: Collection[str], now: datetime) -> tuple[str, int] | None:
    """Take the kind that has waited longest, and say from which id on it is walked; None: none is due."""
    due = select(retention).where(retention.c.kind.in_(kinds), retention.c.due_at <= now)
    first = due.order_by(retention.c.due_at).limit(1).with_for_update(skip_locked=True)
    row = tx.execute(first).one_or_none()
    return (row.kind, row.after_id) if row else None


def put(tx: Connection, kind: str, done: Stretch, now: datetime) -> None:
    """Write down how far a kind was walked; from the end the next round begins later."""
    over = done.after_id is None
    values = {"after_id": done.after_id or 0, "due_at": now + AGAIN if over else now}
    tx.execute(update(retention).where(retention.c.kind == kind).values(values))


def hold(tx: Connection, kind: str, until: datetime) -> None:
    """Keep a kind from others until a moment: a step of it takes more than this transaction."""
    tx.execute(update(retention).where(retention.c.kind == kind).values(due_at=until))


def rush(tx: Connection, now: datetime) -> bool:
    """Say whether alerts are being laid, or wait to leave now."""
    if tx.execute(select(batch.c.id).limit(1)).first() is not None:
        return True
    walk_indexes(tx, only=True)
    # of each sender and priority the first one: however many wait for later, none of them is read
    waits = [
        exists().where(
            in_state(DeliveryState.QUEUED),
            delivery.c.fold_at.is_(None),
            delivery.c.sender_id == sender.c.id,
            delivery.c.priority == int(one),
            delivery.c.due_at <= now,
        )
        for one in Priority
    ]
    return tx.execute(select(sender.c.id).where(or_(*waits)).limit(1)).first() is not None


def is_past(tx: Connection, id_: AlertId) -> bool:
    """Say whether deliveries of an alert are no longer kept."""
    return tx.scalar(select(past.c.alert_id).where(past.c.alert_id == id_)) is not None
