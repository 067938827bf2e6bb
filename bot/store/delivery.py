"""Deliveries: one message for one person each, from queued to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from bot.model import (
    AlertId,
    DeliveryId,
    DeliveryState,
    EventId,
    Priority,
    SenderId,
    Subscriber,
    SubscriberId,
)
from bot.store import alert as alerts
from bot.store import subscriber as subscribers
from bot.store.schema import alert, delivery, fault, subscriber

FOR_EVER = datetime(9000, 1, 1, tzinfo=UTC)

NEAR = timedelta(minutes=10)
"""How long before a doubt another message to the same person may be taken for the one in doubt."""

ACCEPTED = (DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ)
"""States of what the channel has taken."""
MAY_HAVE_LEFT = (DeliveryState.SENDING, DeliveryState.UNKNOWN)
MAY_HAVE_BEEN_GOT = (*MAY_HAVE_LEFT, *ACCEPTED)
OPEN = (DeliveryState.QUEUED, *MAY_HAVE_LEFT)
"""States of what has not come to its end, as far as we are concerned."""


@dataclass(frozen=True, slots=True)
class Thread:
    """The message that an update follows: its id on the channel, and the headline it goes by."""

    external_id: str
    headline: str


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One delivery that was claimed, or is in doubt: for whom, and the alert or the reply's body.

    `revision` is the number of the alert's words that it carries, or carried when it was tried.
    """

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
    revision: int = 1
    external_id: str = ""
    sent_at: datetime | None = None
    amending: bool = False  # it was sent, and is to be changed: `tries` counts these tries
    thread: Thread | None = None  # see bot/store/thread.py, which looks it up
    paced_until: datetime | None = None  # as long its chat gets nothing else, once it was claimed

    @property
    def is_digest(self) -> bool:
        """Say whether it carries a digest: words of ours that nobody waits for."""
        return self.alert is None and self.priority is Priority.DIGEST


def queue_reply(
    tx: Connection,
    who: SubscriberId,
    body: dict[str, Any],
    now: datetime,
    event_id: EventId | None = None,
    priority: Priority = Priority.REPLY,
) -> DeliveryId:
    """Queue words of ours to one person: ahead of all alerts, or a digest behind them.

    To who is banned nothing goes.
    """
    made = answer(tx, who, body, now, event_id)
    values: dict[str, Any] = {"priority": priority}
    if tx.scalar(select(subscriber.c.banned_at).where(subscriber.c.id == who)) is not None:
        values |= {"state": DeliveryState.DROPPED}
    if values != {"priority": Priority.REPLY}:
        tx.execute(update(delivery).where(delivery.c.id == made).values(values))
    return made


def answer(
    tx: Connection, who: SubscriberId, body: dict[str, Any], now: datetime, event_id: EventId | None
) -> DeliveryId:
    """Queue what a person's own request is answered: it goes to who is banned, too."""
    sender_id = tx.scalar(select(subscriber.c.sender_id).where(subscriber.c.id == who))
    made = insert(delivery).values(
        subscriber_id=who,
        sender_id=sender_id,
        priority=Priority.REPLY,
        state=DeliveryState.QUEUED,
        due_at=now,
        created_at=now,
        body=body,
        event_id=event_id,
    )
    return DeliveryId(tx.scalar(made.returning(delivery.c.id)) or 0)


def sent(tx: Connection, row: DeliveryRow, external_id: str, now: datetime) -> bool:
    """Note that the channel accepted it; a receipt that came first is not undone."""
    values = {"state": DeliveryState.SENT, "external_id": external_id, "sent_at": now, "error": ""}
    return _settle(tx, row, values)


def sent_all(tx: Connection, accepted: Sequence[tuple[DeliveryRow, str, datetime]]) -> None:
    """Note that the channel accepted these, each with its external id and its moment."""
    values = [
        {"the_id": row.id, "the_try": row.tries, "external_id": external_id, "sent_at": at}
        for row, external_id, at in accepted
    ]
    tx.execute(_ACCEPTED, values)


def later(tx: Connection, row: DeliveryRow, due_at: datetime, error: str) -> bool:
    """Put it back: it surely was not accepted."""
    return _settle(tx, row, {"state": DeliveryState.QUEUED, "due_at": due_at, "error": error[:300]})


def resend(tx: Connection, row: DeliveryRow, now: datetime, *, repeat: bool) -> bool:
    """Send it again after a doubt; `repeat`: it may have arrived already, and the words will say so."""
    values = {"state": DeliveryState.QUEUED, "due_at": now, "repeat": or_(delivery.c.repeat, literal(repeat))}
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
    dead = update(delivery).where(in_doubt(DeliveryState.SENDING), delivery.c.due_at <= now)
    values = {"state": DeliveryState.UNKNOWN, "likely": None, "due_at": now, "error": "stopped while sending"}
    return tx.execute(dead.values(values)).rowcount


def doubts(tx: Connection, now: datetime, lease: float, most: int) -> list[DeliveryRow]:
    """Take doubts that are due to be looked into; given back after `lease` seconds."""
    query = (
        select(delivery)
        .where(in_doubt(DeliveryState.UNKNOWN), delivery.c.due_at <= now)
        .order_by(delivery.c.due_at, delivery.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    rows = load(tx, tx.execute(query).all())
    until = now + timedelta(seconds=lease)
    tx.execute(update(delivery).where(delivery.c.id.in_([row.id for row in rows])).values(due_at=until))
    return rows


def ids_around(tx: Connection, row: DeliveryRow) -> tuple[str, frozenset[str]]:
    """Find the last external id that the sender was given before a doubt, and those given since.

    With the latter come those of the delivery's own earlier tries, which are known to have failed, and
    those of the same person's messages shortly before: a correction may say nearly what the first one said.
    """
    given = select(delivery.c.external_id, delivery.c.sent_at).where(
        delivery.c.sender_id == row.sender_id, _accepted()
    )
    before = tx.execute(
        given.where(delivery.c.sent_at < row.tried_at).order_by(delivery.c.sent_at.desc()).limit(1)
    ).one_or_none()
    since = tx.execute(given.where(delivery.c.sent_at >= row.tried_at))
    failed = tx.scalars(select(fault.c.external_id).where(fault.c.delivery_id == row.id))
    theirs = select(delivery.c.external_id).where(
        delivery.c.subscriber_id == row.subscriber.id,
        delivery.c.sender_id == row.sender_id,
        _accepted(),
        delivery.c.sent_at >= (row.tried_at or row.created_at) - NEAR,
    )
    taken = frozenset(one.external_id for one in since).union(failed, tx.scalars(theirs))
    return before.external_id if before else "", taken


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
    rows = load(tx, tx.execute(query).all())
    return rows[0] if rows else None


def answered(tx: Connection, who: SubscriberId, sender_id: SenderId, external_id: str) -> AlertId | None:
    """Say which alert a message to a person told; of a correction, the alert that it corrects.

    A service may number each chat's messages from one, so the person tells as much as the number.
    """
    query = (
        select(func.coalesce(alert.c.corrects, alert.c.id))
        .join(delivery, delivery.c.alert_id == alert.c.id)
        .where(*is_message(who, sender_id, external_id))
    )
    found = tx.scalar(query.limit(1))
    return None if found is None else AlertId(found)


def is_message(who: SubscriberId, sender_id: SenderId, external_id: str) -> tuple[ColumnElement[bool], ...]:
    """Say in SQL that a delivery is the message of a name to a person; of none, where the name is empty."""
    named = delivery.c.sender_id == sender_id, delivery.c.external_id == external_id
    return *named, _accepted(), delivery.c.subscriber_id == who


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


def drop_alerts_for(tx: Connection, who: SubscriberId) -> int:
    """End the queued alerts of a person who left; replies still go."""
    queued = update(delivery).where(
        delivery.c.subscriber_id == who,
        delivery.c.alert_id.is_not(None),
        delivery.c.state == DeliveryState.QUEUED,
    )
    return tx.execute(queued.values(state=DeliveryState.DROPPED)).rowcount


def wake(tx: Connection, who: SubscriberId, now: datetime) -> int:
    """Let a person's alerts that wait for a moment leave now: they wrote, and so opened what was shut."""
    waiting = update(delivery).where(
        delivery.c.subscriber_id == who,
        delivery.c.alert_id.is_not(None),
        in_state(DeliveryState.QUEUED),
        delivery.c.fold_at.is_(None),  # the reader's own wish is not undone by a word of theirs
        delivery.c.due_at > now,
    )
    return tx.execute(waiting.values(due_at=now)).rowcount


def in_state(state: DeliveryState) -> ColumnElement[bool]:
    """Say it with the word itself, so that an index of one state's rows can serve."""
    # the word itself, not a parameter: PostgreSQL makes one plan for all values of a parameter, and
    # such a plan (made while the table was empty, and kept) can't walk an index of one state's rows
    return delivery.c.state == literal(state.value, literal_execute=True)


def in_doubt(state: DeliveryState) -> ColumnElement[bool]:
    """Say of a state in MAY_HAVE_LEFT what the index over these asks: SQLite wants its very condition."""
    either = [literal(one.value, literal_execute=True) for one in MAY_HAVE_LEFT]
    return and_(delivery.c.state.in_(either), in_state(state))


def _accepted() -> ColumnElement[bool]:
    # said as the index over it says it, for the same reason
    return delivery.c.external_id != literal("", literal_execute=True)


def load(tx: Connection, rows: Sequence[Row[Any]]) -> list[DeliveryRow]:
    """Make the values of rows of the delivery table, with their readers and alerts."""
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
            row.revision,
            row.external_id,
            row.sent_at,
        )
        for row in rows
    ]


def _settle(tx: Connection, row: DeliveryRow, values: dict[str, Any]) -> bool:
    """Change a delivery that is still in the try that `row` is: a late word on an old try is void."""
    statement = update(delivery).where(
        delivery.c.id == row.id, delivery.c.tries == row.tries, delivery.c.state.in_(MAY_HAVE_LEFT)
    )
    return tx.execute(statement.values(values)).rowcount > 0


_ACCEPTED = (
    update(delivery)
    .where(
        delivery.c.id == bindparam("the_id"),
        delivery.c.tries == bindparam("the_try"),
        or_(*(delivery.c.state == state for state in MAY_HAVE_LEFT)),
    )
    .values(
        state=DeliveryState.SENT,
        external_id=bindparam("external_id"),
        sent_at=bindparam("sent_at", type_=delivery.c.sent_at.type),
        error="",
    )
)
