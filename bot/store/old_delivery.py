"""Old deliveries: those of a story that is over go together, and replies of ours whose words are gone.

What could lay an alert a second time is asked before the first of its deliveries goes: batches, other
editions, corrections, changes of its words under way. Each row then goes by itself, and only from an end.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)

from bot.model import NOT_OUT, AlertId, DeliveryState
from bot.store import edition as editions
from bot.store.database import insert_into, walk_indexes
from bot.store.delivery import ACCEPTED, FOR_EVER
from bot.store.retention import Stretch
from bot.store.retention_tables import past
from bot.store.schema import alert, batch, card, delivery, fault, held, question, question_card, revision

ENDS: Final = (
    *ACCEPTED,
    DeliveryState.FAILED,
    DeliveryState.EXPIRED,
    DeliveryState.RECALLED,
    DeliveryState.DROPPED,
    DeliveryState.FOLDED,
)


def of_alerts(tx: Connection, before: datetime, now: datetime, after_id: int, most: int) -> Stretch:
    """Let the deliveries of the first alert behind an id go whose story was over before a moment."""
    id_ = _next(tx, before, after_id)
    if id_ is None:
        return Stretch(0, None)
    if not _is_over(tx, id_, before):
        return Stretch(0, id_)
    begun = insert_into(tx, past).values(alert_id=id_, begun_at=now)
    tx.execute(begun.on_conflict_do_nothing(index_elements=["alert_id"]))
    # from one reader to the next: a server would walk over all that is gone already at each step
    after = tx.scalar(select(past.c.after_id).where(past.c.alert_id == id_)) or 0
    walk_indexes(tx, only=True)
    front = select(delivery.c.id, delivery.c.subscriber_id).where(
        delivery.c.alert_id == id_, delivery.c.subscriber_id > after
    )
    rows = tx.execute(front.order_by(delivery.c.subscriber_id).limit(most)).all()
    gone = _erase(tx, delivery.c.id.in_([row.id for row in rows])) if rows else 0
    over = len(rows) < most
    values: dict[str, Any] = {"after_id": 0 if over else rows[-1].subscriber_id}
    if over and tx.execute(select(delivery.c.id).where(delivery.c.alert_id == id_).limit(1)).first() is None:
        values |= {"ended_at": now}
    tx.execute(update(past).where(past.c.alert_id == id_).values(values))
    return Stretch(gone, id_ if over else id_ - 1)


def of_replies(tx: Connection, before: datetime, after_id: int, most: int) -> Stretch:
    """Let replies and digests go from before a moment, whose words were erased as letters are.

    They are walked in the order in which they came, up to the first that is younger.
    """
    front = (
        select(delivery.c.id, delivery.c.created_at)
        .where(delivery.c.alert_id.is_(None), delivery.c.id > after_id)
        .order_by(delivery.c.id)
        .limit(most)
        # SQLite would take the unique key for "no alert", and sort all replies
        .with_hint(delivery, "INDEXED BY ix_delivery_replies", "sqlite")
    )
    found = tx.execute(front).all()
    old = [row.id for row in found if row.created_at < before]
    if not old:
        return Stretch(0, None)
    free = and_(delivery.c.id.in_(old), delivery.c.body.is_(None), ~_shows_something())
    gone = _erase(tx, free)
    over = len(old) < len(found) or len(found) < most
    return Stretch(gone, None if over else old[-1])


def _next(tx: Connection, before: datetime, after_id: int) -> int | None:
    """Find the next alert that was made before a moment, and of which there may be deliveries."""
    query = (
        select(alert.c.id, alert.c.created_at)
        .outerjoin_from(alert, past, past.c.alert_id == alert.c.id)
        .where(alert.c.id > after_id, past.c.ended_at.is_(None))
    )
    first = query.order_by(alert.c.id).limit(1).with_for_update(skip_locked=True, of=alert)
    row = tx.execute(first).one_or_none()
    return row.id if row is not None and row.created_at < before else None


def _is_over(tx: Connection, id_: int, before: datetime) -> bool:
    """Say whether nothing has come of an alert's story since a moment, and nothing more can.

    A correction is of the same story; editions in other languages are of stories of their own.
    """
    together = editions.of(tx, AlertId(id_))
    stories = select(alert.c.story_id).where(alert.c.id.in_(together))
    lasts = or_(
        func.coalesce(alert.c.released_at, alert.c.created_at) >= before,
        alert.c.expires_at >= before,
        alert.c.revised_at >= before,
        alert.c.state.in_(NOT_OUT),
        exists().where(batch.c.alert_id == alert.c.id),
        exists().where(held.c.alert_id == alert.c.id, held.c.closed_at.is_(None)),
        exists().where(revision.c.alert_id == alert.c.id, revision.c.after_id.is_not(None)),
    )
    query = select(alert.c.id).where(alert.c.story_id.in_(stories), lasts)
    return tx.execute(query.limit(1)).first() is None


def _shows_something() -> ColumnElement[bool]:
    """Say of a reply that it shows an alert that is at the desk, or a question that may be answered."""
    of_desk = exists().where(
        card.c.live, or_(card.c.delivery_id == delivery.c.id, card.c.change_id == delivery.c.id)
    )
    of_question = exists().where(
        question_card.c.delivery_id == delivery.c.id,
        question.c.id == question_card.c.question_id,
        question.c.words != "",
    )
    return or_(of_desk, of_question)


def _erase(tx: Connection, which: ColumnElement[bool]) -> int:
    """Erase rows that have ended, and that nobody holds at this moment; say how many.

    The last row of all stays: SQLite would give its number to the next one, by which old cards and receipts
    know it.
    """
    ended = or_(
        delivery.c.state.in_(ENDS),
        and_(delivery.c.state == DeliveryState.UNKNOWN, delivery.c.due_at >= FOR_EVER),
    )
    rests = or_(delivery.c.amend_at.is_(None), delivery.c.state.not_in(ACCEPTED))
    last = select(func.max(delivery.c.id)).scalar_subquery()
    query = select(delivery.c.id).where(which, ended, rests, delivery.c.id < last)
    ids = list(tx.scalars(query.with_for_update(skip_locked=True)))
    if ids:
        tx.execute(delete(fault).where(fault.c.delivery_id.in_(ids)))
        tx.execute(delete(question_card).where(question_card.c.delivery_id.in_(ids)))
        tx.execute(delete(delivery).where(delivery.c.id.in_(ids)))
    return len(ids)
