"""Events: what channels tell us, stored before it is confirmed, handled once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.model import EventId, SenderId
from bot.store.schema import event


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event that waits to be handled; `body` is the event as JSON."""

    id: EventId
    sender_id: SenderId
    kind: str
    body: dict[str, Any]
    received_at: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to store: `key` is unique within its sender, so that a repeated one is stored once."""

    key: str
    kind: str
    body: dict[str, Any]


def keep(tx: Connection, sender_id: SenderId, events: Sequence[NewEvent], now: datetime) -> int:
    """Store events that are not stored yet; say how many were new."""
    rows = [
        {"sender_id": sender_id, "key": one.key[:128], "kind": one.kind, "body": one.body}
        | {"received_at": now, "due_at": now}
        for one in events
    ]
    insert = postgresql.insert if tx.dialect.name == "postgresql" else sqlite.insert
    once = insert(event).on_conflict_do_nothing(index_elements=["sender_id", "key"])
    counted = {"preserve_rowcount": True}
    return sum(tx.execute(once.values(row), execution_options=counted).rowcount for row in rows)


def claim(tx: Connection, now: datetime, lease: float, most: int) -> list[EventRow]:
    """Take events that wait, in the order in which they came; given back after `lease` seconds."""
    due = (
        select(event)
        .where(event.c.due_at <= now)
        .order_by(event.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    rows = tx.execute(due).all()
    until = now + timedelta(seconds=lease)
    tx.execute(
        update(event)
        .where(event.c.id.in_([row.id for row in rows]))
        .values(due_at=until, tries=event.c.tries + 1)
    )
    return [
        EventRow(EventId(row.id), SenderId(row.sender_id), row.kind, row.body, row.received_at, row.tries + 1)
        for row in rows
    ]


def finish(tx: Connection, id_: EventId, error: str = "") -> bool:
    """Note that an event is handled, or given up; False when it was already."""
    done = tx.execute(
        update(event)
        .where(event.c.id == id_, event.c.due_at.is_not(None))
        .values(due_at=None, error=error[:300])
    )
    return done.rowcount > 0


def later(tx: Connection, id_: EventId, due_at: datetime, error: str) -> None:
    """Take an event up again at a moment: handling it failed. One that was handled meanwhile stays so."""
    waits = update(event).where(event.c.id == id_, event.c.due_at.is_not(None))
    tx.execute(waits.values(due_at=due_at, error=error[:300]))
