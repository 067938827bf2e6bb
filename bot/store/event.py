"""Events: what channels tell us, stored before it is confirmed, handled once and in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, or_, select, update

from bot.model import EventId, SenderId
from bot.store.database import insert_into, walk_indexes
from bot.store.schema import event

UNVOUCHED = "unvouched"
"""The kind of an event that waits until a service has said who its person is to a place."""


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event that is to be handled: `body` is the event as JSON, `tries` counts this try, too."""

    id: EventId
    sender_id: SenderId
    kind: str
    body: dict[str, Any]
    received_at: datetime
    tries: int
    about: str = ""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to store: `key` is unique within its sender, so that a repeated one is stored once.

    Those of one sender that are about the same are handled in the order in which they were stored;
    one that is about nothing waits for no other.
    """

    key: str
    kind: str
    body: dict[str, Any]
    about: str = ""


def keep(tx: Connection, sender_id: SenderId, events: Sequence[NewEvent], now: datetime) -> int:
    """Store events that are not stored yet; say how many were new."""
    rows = [
        {"sender_id": sender_id, "key": one.key[:128], "kind": one.kind, "body": one.body}
        | {"about": one.about[:128], "received_at": now, "due_at": now}
        for one in events
    ]
    once = insert_into(tx, event).on_conflict_do_nothing(index_elements=["sender_id", "key"])
    counted = {"preserve_rowcount": True}
    return sum(tx.execute(once.values(row), execution_options=counted).rowcount for row in rows)


def take(tx: Connection, now: datetime, most: int) -> list[EventRow]:
    """Take events that are due, in the order in which they came, none behind another about the same.

    They are nobody else's until this transaction ends, and there is no lease to wait for when the
    process dies: handle them in the same transaction.
    """
    walk_indexes(tx, only=True)
    rows = tx.execute(_due(now, most)).all()
    walk_indexes(tx, only=False)
    return [_tried(row) for row in rows]


def unvouched(tx: Connection, now: datetime, most: int) -> list[EventRow]:
    """List events that wait for a service's word; they are nobody's, and two may ask for one."""
    query = select(event).where(event.c.due_at <= now, event.c.kind == UNVOUCHED)
    rows = tx.execute(query.order_by(event.c.due_at, event.c.id).limit(most))
    return [_tried(row) for row in rows]


def vouch(tx: Connection, row: EventRow, kind: str, body: dict[str, Any]) -> bool:
    """Let an event be handled, with what the service said; False where that was done already."""
    waits = update(event).where(event.c.id == row.id, event.c.kind == UNVOUCHED)
    return tx.execute(waits.values(kind=kind, body=body, tries=0)).rowcount > 0


def finish(tx: Connection, id_: EventId, error: str = "") -> bool:
    """Note that an event is handled, or given up; False when it was already."""
    done = tx.execute(
        update(event)
        .where(event.c.id == id_, event.c.due_at.is_not(None))
        .values(due_at=None, error=error[:300])
    )
    return done.rowcount > 0


def later(tx: Connection, row: EventRow, due_at: datetime, error: str) -> bool:
    """Take an event up again at a moment: this try failed. One that was handled meanwhile stays so.

    What is behind it waits as long, so that no claim walks over it.
    """
    this_try = update(event).where(
        event.c.id == row.id, event.c.tries == row.tries - 1, event.c.due_at.is_not(None)
    )
    failed = tx.execute(this_try.values(due_at=due_at, tries=row.tries, error=error[:300]))
    if failed.rowcount and row.about:
        behind = update(event).where(
            event.c.sender_id == row.sender_id,
            event.c.about == row.about,
            event.c.id > row.id,
            event.c.due_at < due_at,
        )
        tx.execute(behind.values(due_at=due_at))
    return failed.rowcount > 0


def _tried(row: Row[Any]) -> EventRow:
    """Read an event that is being tried once more."""
    return EventRow(
        EventId(row.id),
        SenderId(row.sender_id),
        row.kind,
        row.body,
        row.received_at,
        row.tries + 1,
        row.about,
    )


def _due(now: datetime, most: int) -> Select[Any]:
    return (
        select(event)
        .where(event.c.due_at <= now, event.c.kind != UNVOUCHED, _first_about_the_same())
        .order_by(event.c.due_at, event.c.id)
        .limit(most)
        .with_for_update(skip_locked=True, of=event)
    )


def _first_about_the_same() -> ColumnElement[bool]:
    # a scalar subquery, which the planner answers row by row from ix_event_about: NOT EXISTS would
    # become a join, and as a hash join read every event that waits
    other = event.alias()
    first = select(func.min(other.c.id)).where(
        other.c.sender_id == event.c.sender_id, other.c.about == event.c.about, other.c.due_at.is_not(None)
    )
    return or_(event.c.about == "", event.c.id == first.correlate(event).scalar_subquery())
