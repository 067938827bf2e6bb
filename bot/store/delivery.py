"""Deliveries: one message for one person each, from queued to read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, literal, or_, select, update

from bot.model import (
    DeliveryId,
    DeliveryState,
    EventId,
    Priority,
    SenderId,
    Subscriber,
    SubscriberId,
    SubscriberStatus,
)
from bot.store import alert as alerts
from bot.store import batch as batches
from bot.store import subscriber as subscribers
from bot.store.schema import delivery, fault, subscriber

FOR_EVER = datetime(9000, 1, 1, tzinfo=UTC)

MAY_HAVE_LEFT = (DeliveryState.SENDING, DeliveryState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One delivery that was claimed, or is in doubt: for whom, and the alert or the reply's body."""

    id: DeliveryId
    sender_id: SenderId
    priority: Priority
    state: DeliveryState
    tries: int
    created_at: datetime
    tried_at: datetime | None
    likely: bool | None
    repeat: bool
    subscriber: Subscriber
    alert: alerts.AlertRow | None
    body: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Lane:
    """What a claim goes by: the sender; seconds between two messages in a chat, of a lease, of a reply."""

    sender_id: SenderId
    chat_spacing: float
    lease: float
    reply_life: float = 3600.0


def queue_reply(
    tx: Connection, who: SubscriberId, body: dict[str, Any], now: datetime, event_id: EventId | None = None
) -> None:
    """Queue words of ours to one person, ahead of all alerts."""
    sender_id = tx.scalar(select(subscriber.c.sender_id).where(subscriber.c.id == who))
    tx.execute(
        insert(delivery).values(
            subscriber_id=who,
            sender_id=sender_id,
            priority=Priority.REPLY,
            state=DeliveryState.QUEUED,
            due_at=now,
            created_at=now,
            body=body,
            event_id=event_id,
        )
    )


def take(tx: Connection, lane: Lane, now: datetime, most: int) -> list[DeliveryRow]:
    """Take the most urgent that are due, `sending` from this commit on: their requests leave afterwards.

    The caller holds the sender's row, so no other replica takes the same. What nobody should get any
    more (expired, recalled, its reader gone) is ended instead of taken.
    """
    rows = _load(tx, _due(tx, lane, now, most))
    moot = {row.id: end for row in rows if (end := _moot(row, lane, now))}
    for end in set(moot.values()):
        ids = [id_ for id_, state in moot.items() if state is end]
        tx.execute(update(delivery).where(delivery.c.id.in_(ids)).values(state=end))
    _sweep_behind(tx, rows, now)
    firsts = {row.subscriber.id: row.id for row in reversed(rows) if row.id not in moot}
    taken = [row for row in rows if firsts.get(row.subscriber.id) == row.id]
    _mark_sending(tx, lane, taken, now)
    return [replace(row, tries=row.tries + 1, tried_at=now) for row in taken]


def sent(tx: Connection, row: DeliveryRow, external_id: str, now: datetime) -> bool:
    """Note that the channel accepted it; a receipt that came first is not undone."""
    values = {"state": DeliveryState.SENT, "external_id": external_id, "sent_at": now, "error": ""}
    return _settle(tx, row, values)


def later(tx: Connection, row: DeliveryRow, due_at: datetime, error: str) -> bool:
    """Put it back: it surely was not accepted."""
    return _settle(tx, row, {"state": DeliveryState.QUEUED, "due_at": due_at, "error": error[:300]})


def resend(tx: Connection, row: DeliveryRow, now: datetime, *, repeat: bool) -> bool:
    """Send it again after a doubt; `repeat`: it may have arrived already, and the words will say so."""
    values = {"state": DeliveryState.QUEUED, "due_at": now, "repeat": repeat}
    return _settle(tx, row, values)


def fail(tx: Connection, row: DeliveryRow, error: str) -> bool:
    """End it: it will never be accepted."""
    return _settle(tx, row, {"state": DeliveryState.FAILED, "error": error[:300]})


def doubt(tx: Connection, row: DeliveryRow, error: str, *, likely: bool | None, look_at: datetime) -> bool:
    """Note that nobody knows whether it was accepted; `look_at` is when to look into it."""
    values = {"state": DeliveryState.UNKNOWN, "likely": likely, "error": error[:300], "due_at": look_at}
    return _settle(tx, row, values)


def hold(tx: Connection, row: DeliveryRow) -> bool:
    """Leave it unknown for good: it is shown, and never sent again."""
    return _settle(tx, row, {"due_at": FOR_EVER})


def expire_leases(tx: Connection, now: datetime) -> int:
    """Put in doubt what was being sent when its process died."""
    dead = update(delivery).where(_is(DeliveryState.SENDING), delivery.c.due_at <= now)
    values = {"state": DeliveryState.UNKNOWN, "likely": None, "due_at": now, "error": "stopped while sending"}
    return tx.execute(dead.values(values)).rowcount


def doubts(tx: Connection, now: datetime, lease: float, most: int) -> list[DeliveryRow]:
    """Take doubts that are due to be looked into; given back after `lease` seconds."""
    query = (
        select(delivery)
        .where(_is(DeliveryState.UNKNOWN), delivery.c.due_at <= now)
        .order_by(delivery.c.due_at, delivery.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    rows = _load(tx, tx.execute(query).all())
    until = now + timedelta(seconds=lease)
    tx.execute(update(delivery).where(delivery.c.id.in_([row.id for row in rows])).values(due_at=until))
    return rows


def ids_around(tx: Connection, row: DeliveryRow) -> tuple[str, frozenset[str]]:
    """Find the last external id that the sender was given before a doubt, and those given since.

    With the latter come those of the delivery's own earlier tries, which are known to have failed.
    """
    given = select(delivery.c.external_id, delivery.c.sent_at).where(
        delivery.c.sender_id == row.sender_id, _accepted()
    )
    before = tx.execute(
        given.where(delivery.c.sent_at < row.tried_at).order_by(delivery.c.sent_at.desc()).limit(1)
    ).one_or_none()
    since = tx.execute(given.where(delivery.c.sent_at >= row.tried_at))
    failed = tx.scalars(select(fault.c.external_id).where(fault.c.delivery_id == row.id))
    return before.external_id if before else "", frozenset(one.external_id for one in since).union(failed)


def is_alone(tx: Connection, row: DeliveryRow) -> bool:
    """Say whether nothing else for the same person may have left without an answer."""
    other = select(delivery.c.id).where(
        delivery.c.subscriber_id == row.subscriber.id,
        delivery.c.id != row.id,
        delivery.c.state.in_(MAY_HAVE_LEFT),
    )
    return tx.execute(other.limit(1)).first() is None


def find(
    tx: Connection, sender_id: SenderId, external_id: str, reference: DeliveryId | None
) -> DeliveryRow | None:
    """Find the delivery that a receipt is about, by our own reference or by the channel's id."""
    known = [and_(delivery.c.external_id == external_id, _accepted())] if external_id else []
    ours = [delivery.c.id == reference] if reference is not None else []
    if not known and not ours:
        return None
    query = select(delivery).where(delivery.c.sender_id == sender_id, or_(*known, *ours)).limit(1)
    rows = _load(tx, tx.execute(query).all())
    return rows[0] if rows else None


def progress(tx: Connection, row: DeliveryRow, state: DeliveryState, external_id: str, now: datetime) -> bool:
    """Move a delivery on by a receipt; receipts come late and out of order, and never move it back.

    One that waits to be sent again is moved on too: the receipt proves that the first try arrived; and
    so is one that a receipt for the same message called failed. A failure ends the try it speaks of only.
    """
    unsure = (*MAY_HAVE_LEFT, DeliveryState.QUEUED)
    before = {
        DeliveryState.SENT: unsure,
        DeliveryState.DELIVERED: (*unsure, DeliveryState.SENT),
        DeliveryState.READ: (*unsure, DeliveryState.SENT, DeliveryState.DELIVERED),
        DeliveryState.FAILED: (*MAY_HAVE_LEFT, DeliveryState.SENT),
    }[state]
    stamp = {DeliveryState.DELIVERED: "delivered_at", DeliveryState.READ: "read_at"}.get(state)
    values = {"state": state, "external_id": external_id, "sent_at": func.coalesce(delivery.c.sent_at, now)}
    may: ColumnElement[bool] = delivery.c.state.in_(before)
    if stamp:
        may = or_(may, _called_failed(external_id))
    elif state is DeliveryState.FAILED:
        may = and_(may, _this_try(external_id))
    statement = update(delivery).where(delivery.c.id == row.id, may)
    return tx.execute(statement.values(values | ({stamp: now, "error": ""} if stamp else {}))).rowcount > 0


def _called_failed(external_id: str) -> ColumnElement[bool]:
    return and_(delivery.c.state == DeliveryState.FAILED, delivery.c.external_id == external_id)


def _this_try(external_id: str) -> ColumnElement[bool]:
    failed = select(fault.c.external_id).where(fault.c.delivery_id == delivery.c.id)
    return or_(delivery.c.external_id.in_(["", external_id]), delivery.c.external_id.in_(failed))


def explain(tx: Connection, id_: DeliveryId, error: str) -> None:
    """Write down why a delivery failed."""
    tx.execute(update(delivery).where(delivery.c.id == id_).values(error=error[:300]))


def tally(tx: Connection, since: datetime) -> dict[DeliveryState, int]:
    """Count the alerts' deliveries made since a moment, by state."""
    query = (
        select(delivery.c.state, func.count())
        .where(delivery.c.alert_id.is_not(None), delivery.c.created_at >= since)
        .group_by(delivery.c.state)
    )
    return {DeliveryState(state): count for state, count in tx.execute(query)}


def drop_alerts_for(tx: Connection, who: SubscriberId) -> int:
    """End the queued alerts of a person who left; replies still go."""
    queued = update(delivery).where(
        delivery.c.subscriber_id == who,
        delivery.c.alert_id.is_not(None),
        delivery.c.state == DeliveryState.QUEUED,
    )
    return tx.execute(queued.values(state=DeliveryState.DROPPED)).rowcount


def _due(tx: Connection, lane: Lane, now: datetime, most: int) -> Sequence[Row[Any]]:
    if tx.dialect.name == "postgresql":
        # right after a burst the planner knows nothing of the table and would sort every row of it
        for switch in ("enable_sort", "enable_bitmapscan", "enable_seqscan"):
            tx.exec_driver_sql(f"SET LOCAL {switch} = off")
    query = (
        select(delivery)
        .join(subscriber, subscriber.c.id == delivery.c.subscriber_id)
        .where(delivery.c.sender_id == lane.sender_id, _is(DeliveryState.QUEUED))
        .where(delivery.c.due_at <= now, subscriber.c.due_at <= now, _uncapped(now))
        .order_by(delivery.c.priority, delivery.c.due_at, delivery.c.id)
        .limit(most)
        # locked, so that a reader's STOP comes either before this claim or after it, never between
        .with_for_update(skip_locked=True, of=delivery)
    )
    return tx.execute(query).all()


def _uncapped(now: datetime) -> ColumnElement[bool]:
    until, urgent = subscriber.c.capped_until, literal(int(Priority.BREAKING), literal_execute=True)
    return or_(until.is_(None), until <= now, delivery.c.priority <= urgent)


def _is(state: DeliveryState) -> ColumnElement[bool]:
    # the word itself, not a parameter: PostgreSQL makes one plan for all values of a parameter, and
    # such a plan (made while the table was empty, and kept) can't walk an index of one state's rows
    return delivery.c.state == literal(state.value, literal_execute=True)


def _accepted() -> ColumnElement[bool]:
    # said as the index over it says it, for the same reason
    return delivery.c.external_id != literal("", literal_execute=True)


def _load(tx: Connection, rows: Sequence[Row[Any]]) -> list[DeliveryRow]:
    readers = subscribers.by_ids(tx, [row.subscriber_id for row in rows])
    told = alerts.by_ids(tx, [row.alert_id for row in rows if row.alert_id is not None])
    return [
        DeliveryRow(
            DeliveryId(row.id),
            SenderId(row.sender_id),
            Priority(row.priority),
            DeliveryState(row.state),
            row.tries,
            row.created_at,
            row.tried_at,
            row.likely,
            row.repeat,
            readers[row.subscriber_id],
            told.get(row.alert_id),
            row.body,
        )
        for row in rows
    ]


def _moot(row: DeliveryRow, lane: Lane, now: datetime) -> DeliveryState | None:
    if row.alert is None:
        old = row.created_at + timedelta(seconds=lane.reply_life) <= now
        return DeliveryState.EXPIRED if old else None
    if over := batches.ending(row.alert.state, row.alert.expires_at, now):
        return over
    return None if row.subscriber.status == SubscriberStatus.ACTIVE else DeliveryState.DROPPED


def _sweep_behind(tx: Connection, rows: Sequence[DeliveryRow], now: datetime) -> None:
    """Have the rest of an alert that is over ended, too: a million rows of it would stop the lane."""
    met = {row.alert.id: row.alert for row in rows if row.alert}
    for one in met.values():
        over = batches.ending(one.state, one.expires_at, now)
        if over and not batches.is_left(tx, one.id):
            batches.sweep(tx, one.id, over)


def _settle(tx: Connection, row: DeliveryRow, values: dict[str, Any]) -> bool:
    """Change a delivery that is still in the try that `row` is: a late word on an old try is void."""
    statement = update(delivery).where(
        delivery.c.id == row.id, delivery.c.tries == row.tries, delivery.c.state.in_(MAY_HAVE_LEFT)
    )
    return tx.execute(statement.values(values)).rowcount > 0


def _mark_sending(tx: Connection, lane: Lane, taken: Sequence[DeliveryRow], now: datetime) -> None:
    tx.execute(
        update(delivery)
        .where(delivery.c.id.in_([row.id for row in taken]))
        .values(
            state=DeliveryState.SENDING,
            tries=delivery.c.tries + 1,
            tried_at=now,
            due_at=now + timedelta(seconds=lane.lease),
        )
    )
    tx.execute(
        update(subscriber)
        .where(subscriber.c.id.in_([row.subscriber.id for row in taken]))
        .values(due_at=now + timedelta(seconds=lane.chat_spacing))
    )
