"""Batches: stretches of readers for whom an alert's deliveries are still to be made, or to be ended.

An alert for a million readers is no single transaction: what is laid already leaves while the rest is
being laid, and nothing else waits longer for it than one batch takes.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    func,
    literal,
    or_,
    select,
    true,
    update,
)

from bot.model import AlertId, AlertKind, AlertState, DeliveryState, Priority, SourceId, Updates, Urgency
from bot.store import edition as editions
from bot.store import keyword as keywords
from bot.store import link as links
from bot.store import mute as mutes
from bot.store import reading as readings
from bot.store.database import insert_into
from bot.store.keyword import KeysOf
from bot.store.schema import alert, alert_topic, batch, delivery, entry, subscriber
from bot.store.subscriber import reached_by

SIZE = 10_000
"""How many ids of subscribers a batch spans."""


def fan_out(
    tx: Connection, alert_id: AlertId, priority: Priority, now: datetime, keys_of: KeysOf | None = None
) -> int:
    """Make one delivery of an alert for each active subscriber of its topics; repeating adds none.

    Those are left out who do not want it: see `_wanted`. The first batch is made here, and is what is
    counted; the others are left as rows for `work`. Readers' keywords are asked where there is a rule,
    `keys_of`, to say what the alert offers them.
    """
    made = _make(tx, alert_id, priority, 0, now, keys_of)
    _leave(tx, alert_id, priority)
    return made


def sweep(tx: Connection, alert_id: AlertId, state: DeliveryState) -> None:
    """End what is queued of an alert that is over: the first batch here, the others by `work`."""
    _end(tx, alert_id, 0, state)
    _leave(tx, alert_id, Priority.REPLY)


def is_left(tx: Connection, alert_id: AlertId) -> bool:
    """Say whether anything of an alert is still to be made, or to be ended."""
    return tx.scalar(select(batch.c.id).where(batch.c.alert_id == alert_id).limit(1)) is not None


def work(tx: Connection, now: datetime, keys_of: KeysOf | None = None) -> bool:
    """Do the most urgent batch that nobody else does; False when there is none."""
    first = select(batch).order_by(batch.c.priority, batch.c.id).limit(1).with_for_update(skip_locked=True)
    one = tx.execute(first).one_or_none()
    if one is None:
        return False
    tx.execute(delete(batch).where(batch.c.id == one.id))
    of = tx.execute(select(alert).where(alert.c.id == one.alert_id)).one()
    over = ending(AlertState(of.state), of.expires_at, now)
    if over is None:
        _make(tx, AlertId(of.id), Priority(of.priority), one.after_id, now, keys_of)
    else:
        _end(tx, AlertId(of.id), one.after_id, over)
    return True


def ending(state: AlertState, expires_at: datetime, now: datetime) -> DeliveryState | None:
    """Say as what an alert's queued deliveries end; None while they are to be sent."""
    if state is not AlertState.RELEASED:
        return DeliveryState.RECALLED
    return DeliveryState.EXPIRED if expires_at <= now else None


def _make(
    tx: Connection,
    alert_id: AlertId,
    priority: Priority,
    after_id: int,
    now: datetime,
    keys_of: KeysOf | None,
) -> int:
    moment = delivery.c.due_at.type
    readers = (
        select(
            literal(alert_id),
            subscriber.c.id,
            subscriber.c.sender_id,
            literal(int(priority)),
            literal(DeliveryState.QUEUED.value),
            literal(now, moment),
            literal(now, moment),
        )
        .where(subscriber.c.id > after_id, subscriber.c.id <= after_id + SIZE)
        .where(reached_by(_topics(alert_id)), _wanted(tx, alert_id, priority, after_id))
        .order_by(subscriber.c.id)
    )
    if keys_of is not None:
        readers = _by_keywords(tx, readers, alert_id, priority, after_id, keys_of)
    columns = ["alert_id", "subscriber_id", "sender_id", "priority", "state", "due_at", "created_at"]
    statement = insert_into(tx, delivery).from_select(columns, readers)
    once = statement.on_conflict_do_nothing(index_elements=["alert_id", "subscriber_id"])
    return tx.execute(once, execution_options={"preserve_rowcount": True}).rowcount


def _wanted(tx: Connection, alert_id: AlertId, priority: Priority, after_id: int) -> ColumnElement[bool]:
    """Say who is not left out: by their languages, wishes for updates and urgency, and muted sources.

    It is asked once for a batch, and asks of readers only what may leave one out.
    """
    asked = select(
        alert.c.kind, alert.c.important, alert.c.priority, alert.c.story_id, entry.c.source_id
    ).outerjoin_from(alert, entry)
    told = tx.execute(asked.where(alert.c.id == alert_id)).one_or_none()
    if told is None:
        return true()
    return and_(
        or_(subscriber.c.person_id.is_(None), ~links.has_partner_with(alert_id)),
        _in_their_language(tx, alert_id),
        _updates(told.kind, priority, matters=told.important),
        _urgent(tx, told.story_id, priority),
        _heard(tx, told.source_id, after_id),
    )


def _in_their_language(tx: Connection, alert_id: AlertId) -> ColumnElement[bool]:
    edition = editions.reached(tx, alert_id)
    return readings.reached(tx, alert_id) if edition is None else edition


def _updates(kind: str, priority: Priority, *, matters: bool) -> ColumnElement[bool]:
    """Leave out of an update those who want none, and those to whom it matters too little.

    What is breaking does.
    """
    if kind != AlertKind.UPDATE:
        return true()
    if matters or priority <= Priority.BREAKING:
        return subscriber.c.updates != Updates.NONE
    return subscriber.c.updates == Updates.ALL


def _urgent(tx: Connection, story_id: int, priority: Priority) -> ColumnElement[bool]:
    """Leave out those for whom an alert is not urgent enough; breaking news is, for everybody."""
    others = tx.scalar(select(func.max(alert.c.others)).where(alert.c.story_id == story_id)) or 0
    met = [one for one in Urgency if one.met_by(priority, others)]
    return true() if len(met) == len(Urgency) else subscriber.c.urgency.in_(met)


def _heard(tx: Connection, source_id: int | None, after_id: int) -> ColumnElement[bool]:
    """Leave out those who mute the source that an alert speaks by; nobody, where none of them does."""
    if source_id is None or not mutes.any_among(tx, SourceId(source_id), after_id, after_id + SIZE):
        return true()
    return mutes.hears(SourceId(source_id))


def _by_keywords(
    tx: Connection,
    readers: Select[Any],
    alert_id: AlertId,
    priority: Priority,
    after_id: int,
    keys_of: KeysOf,
) -> Select[Any]:
    """Leave those readers whom the alert's words reach, as they stand now; all where nobody has keywords."""
    last_id = after_id + SIZE
    if not keywords.any_among(tx, after_id, last_id):
        return readers
    told = select(alert.c.headline, alert.c.lines, alert.c.language, entry.c.title)
    of = tx.execute(told.outerjoin_from(alert, entry).where(alert.c.id == alert_id)).one_or_none()
    if of is None:
        return readers
    texts = [of.headline, *of.lines, *([of.title] if of.title else [])]
    keys = keys_of(texts, of.language)
    return keywords.narrow(readers, keys, after_id, last_id, breaking=priority == Priority.BREAKING)


def _topics(alert_id: AlertId) -> Select[tuple[str]]:
    return select(alert_topic.c.topic_id).where(alert_topic.c.alert_id == alert_id)


def _end(tx: Connection, alert_id: AlertId, after_id: int, state: DeliveryState) -> None:
    queued = update(delivery).where(
        delivery.c.alert_id == alert_id,
        delivery.c.subscriber_id > after_id,
        delivery.c.subscriber_id <= after_id + SIZE,
        delivery.c.state == DeliveryState.QUEUED,
    )
    if state is DeliveryState.EXPIRED:  # what is held for a digest is told in it, however late
        queued = queued.where(delivery.c.fold_at.is_(None))
    tx.execute(queued.values(state=state))


def _leave(tx: Connection, alert_id: AlertId, priority: Priority) -> None:
    """Leave batches for all but the first stretch; one that is left already stays, and does either."""
    last = tx.scalar(select(func.max(subscriber.c.id))) or 0
    rows = [
        {"alert_id": alert_id, "priority": priority, "after_id": after} for after in range(SIZE, last, SIZE)
    ]
    if rows:
        tx.execute(
            insert_into(tx, batch).on_conflict_do_nothing(index_elements=["alert_id", "after_id"]), rows
        )
