"""Halts: while one stands nothing leaves but replies to people, on any replica."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Row, Subquery, delete, exists, func, insert, or_, select, update

from bot.model import AlertId, AlertState, DeliveryState, Priority, SubscriberId
from bot.store.alert import FOLLOWS
from bot.store.database import insert_into
from bot.store.delivery import in_state
from bot.store.halt_tables import halt
from bot.store.schema import alert, batch, delivery, subscriber

REMIND_EVERY: Final = timedelta(minutes=15)
"""How often staff hear that a halt still stands."""

SOON: Final = timedelta(minutes=1)
"""What is due as soon as that waits because of the halt, and not for another reason."""


@dataclass(frozen=True, slots=True)
class Halt:
    """Since when all is halted, and by whom."""

    since: datetime
    begun_by: SubscriberId | None  # none: it was done at the machine


@dataclass(frozen=True, slots=True)
class Waiting:
    """An alert that has messages waiting: how many, if it is too old by now, and if it sets others right."""

    alert_id: AlertId
    count: int
    expired: bool
    follows: bool  # a correction or a withdrawal of what is out


def begin(tx: Connection, by: SubscriberId, now: datetime) -> bool:
    """Halt all that leaves; False when it is halted already.

    It waits for no claim: a replica that stands still in the midst of one would keep all others sending.
    A claim that did not see the halt is looked at again before its requests leave, where that is not at
    once: see bot/pipeline/halting.py.
    """
    row = {"id": 1, "since": now, "begun_by": by, "remind_at": now + REMIND_EVERY}
    new = insert_into(tx, halt).values(row).on_conflict_do_nothing(index_elements=["id"])
    return tx.execute(new, execution_options={"preserve_rowcount": True}).rowcount > 0


def impose(tx: Connection, now: datetime) -> None:
    """Halt all that leaves, from the machine, by nobody whom the program knows."""
    tx.execute(delete(halt))
    tx.execute(insert(halt).values(id=1, since=now, begun_by=None, remind_at=now + REMIND_EVERY))


def end(tx: Connection) -> bool:
    """Let all go on; False when nothing was halted: the first to act wins."""
    return tx.execute(delete(halt)).rowcount > 0


def stands(tx: Connection) -> bool:
    """Say whether all is halted: each claim asks, once it holds the sender's row."""
    return tx.execute(_STANDS).first() is not None


def find(tx: Connection) -> Halt | None:
    """Give the halt that stands."""
    row = tx.execute(select(halt)).one_or_none()
    return _of(row) if row else None


def is_reminder_due(tx: Connection, now: datetime) -> bool:
    """Say whether `remind` would find anything: it is asked often, and takes no lock."""
    return bool(tx.scalar(select(exists().where(halt.c.remind_at <= now))))


def remind(tx: Connection, now: datetime) -> Halt | None:
    """Take the reminder that is due, and set the next; None where none is: one replica gets it."""
    due = update(halt).where(halt.c.remind_at <= now).values(remind_at=now + REMIND_EVERY)
    row = tx.execute(due.returning(*halt.c)).one_or_none()
    return _of(row) if row else None


def waiting(tx: Connection, now: datetime) -> Sequence[Waiting]:
    """List the alerts that have messages waiting to leave, or still to be made, the oldest first.

    What waits for another reason, a digest, the reader's hours or a cap, is not counted.
    """
    counts = _counts(now)
    query = (
        select(alert.c.id, alert.c.kind, alert.c.expires_at, func.coalesce(counts.c.count, 0))
        .outerjoin_from(alert, counts, counts.c.alert_id == alert.c.id)
        .where(alert.c.state == AlertState.RELEASED)
        .where(or_(counts.c.count.is_not(None), exists().where(batch.c.alert_id == alert.c.id)))
        .order_by(alert.c.id)
    )
    return [
        Waiting(AlertId(id_), count, expires_at <= now, kind in FOLLOWS)
        for id_, kind, expires_at, count in tx.execute(query)
    ]


def _counts(now: datetime) -> Subquery:
    until = now + SOON
    uncapped = or_(
        subscriber.c.capped_until.is_(None),
        subscriber.c.capped_until <= now,
        delivery.c.priority <= Priority.BREAKING,
    )
    return (
        select(delivery.c.alert_id, func.count().label("count"))
        .join(subscriber, subscriber.c.id == delivery.c.subscriber_id)
        .where(in_state(DeliveryState.QUEUED), delivery.c.alert_id.is_not(None), delivery.c.fold_at.is_(None))
        .where(delivery.c.due_at <= until, subscriber.c.due_at <= until, uncapped)
        .group_by(delivery.c.alert_id)
        .subquery()
    )


def _of(row: Row[tuple[object, ...]]) -> Halt:
    return Halt(row.since, None if row.begun_by is None else SubscriberId(row.begun_by))


_STANDS = select(halt.c.id).limit(1)
