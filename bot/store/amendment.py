"""Amendments: what was sent is changed in place, because its alert has other words now.

An amendment is no row of its own: the delivery says when it is due. It is claimed and leased as a send
is; one whose process died is simply due again, for the same change made twice is no change.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, case, func, literal, select, update

from bot.model import AlertState, RevisionKind, SubscriberStatus
from bot.store.claim import Lane, pace
from bot.store.database import walk_indexes
from bot.store.delivery import ACCEPTED, DeliveryRow, load
from bot.store.picture import bared
from bot.store.schema import alert, delivery, subscriber

LIFE = timedelta(days=2)
"""For how long a change that can't be made is tried: nobody looks at the message any more."""


def is_accepted() -> ColumnElement[bool]:
    """Say of a state what the index over these says, in its very words: SQLite wants that."""
    return delivery.c.state.in_([literal(one.value, literal_execute=True) for one in ACCEPTED])


def any_due(tx: Connection, lane: Lane, now: datetime) -> bool:
    """Say whether a sender has anything to change."""
    return tx.execute(_ANY, {"by": lane.sender_id, "now": now}).first() is not None


def take(
    tx: Connection, lane: Lane, now: datetime, most: int, slots: Sequence[datetime] = ()
) -> list[DeliveryRow]:
    """Take what is to be changed, leased from this commit on, each with its alert's newest words.

    The caller holds the sender's row, so no other replica takes the same, and no new words come
    meanwhile. What needs no change any more is left as it is.
    """
    rows = load(tx, _due(tx, lane, now, most))
    moot = [row.id for row in rows if _is_moot(row, now)]
    if moot:
        tx.execute(update(delivery).where(delivery.c.id.in_(moot)).values(amend_at=None))
    firsts = {row.subscriber.id: row.id for row in reversed(rows) if row.id not in moot}
    taken = [row for row in rows if firsts.get(row.subscriber.id) == row.id]
    leaves_at = slots[len(taken) - 1] if taken and slots else now
    if taken:
        _lease(tx, lane, taken, leaves_at)
    tries = _tries(tx, taken)
    tried = [
        replace(row, tries=tries[row.id], paced_until=lane.rests_until(row.subscriber, leaves_at))
        for row in taken
    ]
    return bared(tx, [replace(row, tried_at=now, amending=True) for row in tried])


def sent_all(tx: Connection, accepted: Sequence[tuple[DeliveryRow, str, datetime]]) -> None:
    """Note that these say now what was claimed for them; one whose alert has newer words is due again."""
    for row, _external_id, at in accepted:
        number = row.alert.revision if row.alert else row.revision
        newest = select(alert.c.revision).where(alert.c.id == delivery.c.alert_id).scalar_subquery()
        again = case((newest > number, literal(at, delivery.c.amend_at.type)), else_=None)
        _settle(tx, row, {"revision": number, "amend_at": again, "amend_tries": 0})


def later(tx: Connection, row: DeliveryRow, due_at: datetime, error: str) -> bool:
    """Change it later: it surely was not changed, or nobody knows, which comes to the same."""
    return _settle(tx, row, {"amend_at": due_at, "error": f"not changed: {error}"[:300]})


def fail(tx: Connection, row: DeliveryRow, error: str) -> bool:
    """Leave it as it is: it can't be changed."""
    return _settle(tx, row, {"amend_at": None, "error": f"not changed: {error}"[:300]})


def doubt(tx: Connection, row: DeliveryRow, error: str, *, likely: bool | None, look_at: datetime) -> bool:  # noqa: ARG001 -- as of a send
    """Change it again: a change that was made already does no harm."""
    return later(tx, row, look_at, error)


def waiting(tx: Connection) -> int:
    """Count the messages that are still to be changed, or whose readers are still to be told."""
    return tx.scalar(select(func.count()).where(delivery.c.amend_at.is_not(None), is_accepted())) or 0


def is_withdrawal(row: DeliveryRow) -> bool:
    """Say whether the change is to take the message back."""
    told = row.alert
    return told is not None and (
        told.state is AlertState.WITHDRAWN or told.revised_as is RevisionKind.WITHDRAWAL
    )


def _due(tx: Connection, lane: Lane, now: datetime, most: int) -> Sequence[Row[Any]]:
    walk_indexes(tx, only=True)
    rows = tx.execute(_DUE, {"by": lane.sender_id, "now": now, "most": most}).all()
    walk_indexes(tx, only=False)
    return rows


def _is_moot(row: DeliveryRow, now: datetime) -> bool:
    if row.alert is None or row.revision >= row.alert.revision or not row.external_id:
        return True
    too_late = row.alert.revised_at is not None and row.alert.revised_at + LIFE <= now
    gone = row.subscriber.status in {SubscriberStatus.LOST, SubscriberStatus.FORGOTTEN}
    return too_late or gone


def _lease(tx: Connection, lane: Lane, taken: Sequence[DeliveryRow], leaves_at: datetime) -> None:
    until = leaves_at + timedelta(seconds=lane.lease)
    these = update(delivery).where(delivery.c.id.in_([row.id for row in taken]))
    tx.execute(these.values(amend_at=until, amend_tries=delivery.c.amend_tries + 1))
    pace(tx, lane, taken, leaves_at)


def _tries(tx: Connection, taken: Sequence[DeliveryRow]) -> dict[int, int]:
    query = select(delivery.c.id, delivery.c.amend_tries).where(delivery.c.id.in_([row.id for row in taken]))
    return {id_: tries for id_, tries in tx.execute(query)} if taken else {}  # noqa: C416 -- a row is no pair to dict()


def _settle(tx: Connection, row: DeliveryRow, values: dict[str, Any]) -> bool:
    """Change a delivery that is still in the try that `row` is: a late word on an old try is void."""
    this_try = update(delivery).where(
        delivery.c.id == row.id, delivery.c.amend_tries == row.tries, delivery.c.amend_at.is_not(None)
    )
    return tx.execute(this_try.values(values)).rowcount > 0


_NOW = bindparam("now", type_=delivery.c.amend_at.type)
_MINE = and_(
    delivery.c.sender_id == bindparam("by"),
    delivery.c.amend_at.is_not(None),
    is_accepted(),
    delivery.c.amend_at <= _NOW,
)

_ANY = select(delivery.c.id).where(_MINE).limit(1)

_DUE = (
    select(delivery)
    .join(subscriber, subscriber.c.id == delivery.c.subscriber_id)
    .where(_MINE, subscriber.c.due_at <= _NOW)
    .order_by(delivery.c.amend_at, delivery.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=delivery)
)
