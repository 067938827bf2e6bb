"""Digests: who is due for one, what may stand in it, and what becomes of what it tells.

A digest, its delivery and the end of what is folded into it are one transaction. One that can't leave
while it is news is taken back (`reopen`), and what it told is told by the next.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    union,
    update,
)

from bot.model import (
    AlertId,
    AlertKind,
    AlertState,
    DeliveryId,
    DeliveryState,
    Priority,
    StoryId,
    Subscriber,
    SubscriberId,
)
from bot.store import delivery as deliveries
from bot.store import link as links
from bot.store import subscriber as subscribers
from bot.store.alert import MACHINE
from bot.store.database import insert_into
from bot.store.delivery import MAY_HAVE_BEEN_GOT, in_state
from bot.store.schema import alert, alert_topic, delivery, digest, keyword, subscriber, subscription

KEPT = timedelta(days=30)
"""How long it is kept which digests a reader had."""

GAP = timedelta(hours=23)
"""How long digests have to be empty for everybody before editors hear of it: a day, and some of it late."""

GOT = (*MAY_HAVE_BEEN_GOT, DeliveryState.FOLDED, DeliveryState.DROPPED)
"""What a reader has had of an alert, or never will have; what they dropped by leaving is no news later."""


@dataclass(frozen=True, slots=True)
class DueRow:
    """A reader for whom a digest is due: at their hour, or for what was held until now.

    `scheduled_at` is the hour, or None; `since` is up to when the last one at their hour told, None before
    the first.
    """

    reader: Subscriber
    scheduled_at: datetime | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class QueuedRow:
    """A digest that waits to be sent: if made at the reader's hour, and if all it tells holds."""

    scheduled: bool
    holds: bool


@dataclass(frozen=True, slots=True)
class TaleRow:
    """An alert as a digest may tell it; `sequence` is its place in its story."""

    alert_id: AlertId
    story_id: StoryId
    sequence: int
    kind: AlertKind
    priority: Priority
    language: str
    headline: str
    link: str
    others: int
    released_at: datetime
    lines: tuple[str, ...]
    byline: str
    published_at: datetime
    by_machine: bool


@dataclass(frozen=True, slots=True)
class NewDigest:
    """A digest to write down; `body` None: there was nothing to tell."""

    slot: str
    scheduled: bool
    since: datetime
    until: datetime
    alerts: tuple[AlertId, ...]
    body: dict[str, Any] | None


def due(tx: Connection, now: datetime, most: int) -> list[DueRow]:
    """Take readers for whom a digest is due; nobody else takes them before this transaction ends.

    A digest of theirs that has not left yet is taken back first: what it told is in the next one.
    """
    at_hour = select(subscriber.c.id).where(subscriber.c.digest_due_at <= now)
    held = select(delivery.c.subscriber_id).where(*_held(), delivery.c.fold_at <= now)
    hours = at_hour.order_by(subscriber.c.digest_due_at).limit(most).subquery()
    waits = held.order_by(delivery.c.fold_at).limit(most).subquery()
    ids = list(tx.scalars(union(select(hours), select(waits))))
    locked = select(subscriber.c.id).where(subscriber.c.id.in_(ids)).order_by(subscriber.c.id).limit(most)
    mine = list(tx.scalars(locked.with_for_update(skip_locked=True)))
    _take_back(tx, mine, now)
    last = _last(tx, mine)
    rows = tx.execute(select(subscriber).where(subscriber.c.id.in_(mine)).order_by(subscriber.c.id))
    return [
        DueRow(
            subscribers.of_row(row),
            row.digest_due_at if row.digest_due_at and row.digest_due_at <= now else None,
            last.get(row.id),
        )
        for row in rows
    ]


def queued(tx: Connection, ids: Collection[DeliveryId]) -> Mapping[int, QueuedRow]:
    """Say of deliveries that carry digests what those are, and if all they tell stands as they tell it."""
    columns = (digest.c.delivery_id, digest.c.scheduled, digest.c.alerts, digest.c.made_at)
    rows = tx.execute(select(*columns).where(digest.c.delivery_id.in_(list(ids)))).all()
    told = {id_ for row in rows for id_ in row.alerts}
    changed = or_(alert.c.state != AlertState.RELEASED, alert.c.revised_at.is_not(None))
    found = select(alert.c.id, alert.c.state, alert.c.revised_at).where(alert.c.id.in_(told), changed)
    off = {one.id: one.revised_at if one.state == AlertState.RELEASED else None for one in tx.execute(found)}
    return {row.delivery_id: QueuedRow(row.scheduled, _holds(row.made_at, row.alerts, off)) for row in rows}


def _holds(made_at: datetime, told: Sequence[int], off: Mapping[int, datetime | None]) -> bool:
    """Say whether no alert of a digest was recalled, or given other words after it was made."""
    since = [off[id_] for id_ in told if id_ in off]
    return not any(at is None or at > made_at for at in since)


def reopen(tx: Connection, ids: Collection[DeliveryId], at: datetime) -> None:
    """Take digests back that are not to be sent: what they told is due for another at that moment."""
    rows = tx.execute(select(digest).where(digest.c.delivery_id.in_(list(ids)))).all()
    if not rows:
        return
    mine = [row.id for row in rows]
    folded = update(delivery).where(delivery.c.digest_id.in_(mine), delivery.c.state == DeliveryState.FOLDED)
    tx.execute(folded.values(state=DeliveryState.QUEUED, fold_at=at, due_at=at, digest_id=None))
    readers = [row.subscriber_id for row in rows if row.scheduled]
    wanting = update(subscriber).where(subscriber.c.id.in_(readers), subscriber.c.digest_due_at > at)
    tx.execute(wanting.values(digest_due_at=at))
    # its slot is free again, and it told nothing: the next one begins where it began
    free = {"slot": literal("back ") + cast(digest.c.id, String), "until": digest.c.since, "alerts": []}
    tx.execute(update(digest).where(digest.c.id.in_(mine)).values(free | {"delivery_id": None}))


def held(tx: Connection, who: Collection[SubscriberId]) -> Mapping[int, Mapping[AlertId, datetime]]:
    """List by reader which alerts are held, each until when."""
    columns = (delivery.c.subscriber_id, delivery.c.alert_id, delivery.c.fold_at)
    query = select(*columns).where(*_held(), delivery.c.subscriber_id.in_(who))
    found: dict[int, dict[AlertId, datetime]] = defaultdict(dict)
    for id_, alert_id, at in tx.execute(query.order_by(delivery.c.id)):
        found[id_][AlertId(alert_id)] = at
    return found


def hold(tx: Connection, who: SubscriberId, now: datetime, until: datetime) -> None:
    """Put off what is due to be folded for a reader."""
    late = update(delivery).where(*_held(), delivery.c.subscriber_id == who, delivery.c.fold_at <= now)
    tx.execute(late.values(fold_at=until, due_at=until))


def release(tx: Connection, who: SubscriberId, at: datetime) -> None:
    """Let all that is held for a reader be told at a moment: they have changed their wish."""
    tx.execute(
        update(delivery).where(*_held(), delivery.c.subscriber_id == who).values(fold_at=at, due_at=at)
    )


def put_off(tx: Connection, who: SubscriberId, until: datetime | None) -> None:
    """Say when a reader's next digest is due; None: they want none."""
    subscribers.change(tx, who, digest_due_at=until)


def tales(tx: Connection, ids: Collection[AlertId]) -> list[TaleRow]:
    """Give alerts as a digest tells them; what was recalled or withdrawn is left out."""
    return _tales(tx, alert.c.id.in_(list(ids)))


def released(tx: Connection, since: datetime, until: datetime) -> list[TaleRow]:
    """List the alerts released between two moments; corrections go to those who had the first."""
    between = (alert.c.released_at > since, alert.c.released_at <= until)
    return _tales(tx, *between, alert.c.corrects.is_(None))


def topics_of(tx: Connection, ids: Collection[AlertId]) -> Mapping[int, frozenset[str]]:
    """Say on which topics alerts are."""
    query = select(alert_topic.c.alert_id, alert_topic.c.topic_id).where(
        alert_topic.c.alert_id.in_(list(ids))
    )
    return _sets(tx.execute(query).all())


def topics_for(tx: Connection, who: Collection[SubscriberId]) -> Mapping[int, frozenset[str]]:
    """Say on which topics readers want alerts."""
    query = select(subscription.c.subscriber_id, subscription.c.topic_id).where(
        subscription.c.subscriber_id.in_(who), subscription.c.ended_at.is_(None)
    )
    return _sets(tx.execute(query).all())


def choosy(tx: Connection, who: Collection[SubscriberId]) -> frozenset[int]:
    """Say which of these readers choose by keywords."""
    query = select(keyword.c.subscriber_id).where(
        keyword.c.subscriber_id.in_(who), keyword.c.ended.is_(False)
    )
    return frozenset(tx.scalars(query.distinct()))


def laid(
    tx: Connection, who: Collection[SubscriberId], ids: Collection[AlertId], now: datetime
) -> tuple[Mapping[int, frozenset[int]], Mapping[int, frozenset[int]]]:
    """Say of which alerts each reader has a delivery, at any address, and which they had, or will have."""
    others = links.partners(tx, who)
    query = (
        select(delivery.c.subscriber_id, delivery.c.alert_id, delivery.c.state, delivery.c.fold_at)
        .add_columns(alert.c.expires_at)
        .join(alert, alert.c.id == delivery.c.alert_id)
        .where(delivery.c.subscriber_id.in_([*who, *others]), delivery.c.alert_id.in_(list(ids)))
    )
    rows = tx.execute(query).all()
    coming = [
        row
        for row in rows
        if row.state in GOT
        or (row.state == DeliveryState.QUEUED and row.fold_at is None and row.expires_at > now)
    ]
    return (
        _sets([(others.get(row.subscriber_id, row.subscriber_id), row.alert_id) for row in rows]),
        _sets([(others.get(row.subscriber_id, row.subscriber_id), row.alert_id) for row in coming]),
    )


def write(
    tx: Connection, who: SubscriberId, new: NewDigest, folds: Collection[AlertId], now: datetime
) -> bool:
    """Write a digest down, queue it, and end what it folds; False where its slot was used already."""
    values = {
        "subscriber_id": who,
        "slot": new.slot,
        "scheduled": new.scheduled,
        "made_at": now,
        "since": new.since,
        "until": new.until,
        "alerts": list(new.alerts),
    }
    once = (
        insert_into(tx, digest)
        .values(values)
        .on_conflict_do_nothing(index_elements=["subscriber_id", "slot"])
    )
    made = tx.scalar(once.returning(digest.c.id))
    if made is None:
        return False
    if new.body is not None:
        delivery_id = deliveries.queue_reply(tx, who, new.body, now, priority=Priority.DIGEST)
        tx.execute(update(digest).where(digest.c.id == made).values(delivery_id=delivery_id))
    _fold(tx, who, folds, made)
    _note_told(tx, who, set(new.alerts).difference(folds), made, now)
    tx.execute(delete(digest).where(digest.c.subscriber_id == who, digest.c.made_at < now - KEPT))
    return True


def claim_gap(tx: Connection, now: datetime) -> bool:
    """Say whether editors are to hear that a day's digests were empty for everybody: once a gap."""
    at_hour = digest.c.scheduled.is_(True)
    newest = select(digest).where(at_hour).order_by(digest.c.id.desc()).limit(1)
    last = tx.execute(newest.with_for_update()).one_or_none()  # of two replicas one tells
    if last is None or last.made_at <= now - GAP:
        return False
    older = select(digest.c.id).where(at_hour, digest.c.made_at <= now - GAP).limit(1)
    told_at = tx.scalar(select(func.max(digest.c.told_at)))
    if tx.scalar(older) is None or _full_since(tx, now - GAP):
        return False
    if told_at is not None and not _full_since(tx, told_at):
        return False
    tx.execute(update(digest).where(digest.c.id == last.id).values(told_at=now))
    return True


def _held() -> tuple[ColumnElement[bool], ...]:
    # said as the index over it says it: SQLite wants its very condition
    return in_state(DeliveryState.QUEUED), delivery.c.fold_at.is_not(None)


def _take_back(tx: Connection, who: Collection[int], now: datetime) -> None:
    """Take back the digests of readers that wait to be sent; one that is just being claimed leaves."""
    waits = (
        select(delivery.c.id)
        .join(digest, digest.c.delivery_id == delivery.c.id)
        .where(digest.c.subscriber_id.in_(who), in_state(DeliveryState.QUEUED))
    )
    ids = [DeliveryId(id_) for id_ in tx.scalars(waits.with_for_update(skip_locked=True, of=delivery))]
    if ids:
        tx.execute(update(delivery).where(delivery.c.id.in_(ids)).values(state=DeliveryState.FOLDED))
        reopen(tx, ids, now)


def _last(tx: Connection, who: Collection[int]) -> dict[int, datetime]:
    query = select(digest.c.subscriber_id, func.max(digest.c.until)).where(
        digest.c.subscriber_id.in_(who), digest.c.scheduled.is_(True)
    )
    return {id_: until for id_, until in tx.execute(query.group_by(digest.c.subscriber_id))}  # noqa: C416 -- a row is no pair to dict()


def _tales(tx: Connection, *where: ColumnElement[bool]) -> list[TaleRow]:
    query = select(alert).where(*where, alert.c.state == AlertState.RELEASED).order_by(alert.c.id)
    return [
        TaleRow(
            AlertId(row.id),
            StoryId(row.story_id),
            row.sequence,
            AlertKind(row.kind),
            Priority(row.priority),
            row.language,
            row.headline,
            row.link,
            row.others,
            row.released_at or row.created_at,
            tuple(row.lines),
            row.byline,
            row.published_at,
            MACHINE in row.spans,
        )
        for row in tx.execute(query)
    ]


def _fold(tx: Connection, who: SubscriberId, folds: Collection[AlertId], digest_id: int) -> None:
    """End what a digest tells; what was recalled while it was held ends as that."""
    these = (*_held(), delivery.c.subscriber_id == who, delivery.c.alert_id.in_(list(folds)))
    off = select(alert.c.id).where(alert.c.id.in_(list(folds)), alert.c.state != AlertState.RELEASED)
    recalled = update(delivery).where(*these, delivery.c.alert_id.in_(off))
    tx.execute(recalled.values(state=DeliveryState.RECALLED, fold_at=None))
    values = {"state": DeliveryState.FOLDED, "fold_at": None, "digest_id": digest_id}
    tx.execute(update(delivery).where(*these).values(values))


def _note_told(
    tx: Connection, who: SubscriberId, told: Collection[AlertId], made: int, now: datetime
) -> None:
    """Note of what a digest tells, and nothing was held of, that it was told: one outcome for each alert."""
    if not told:
        return
    row = select(literal(made), *_WHO, literal(now, _MOMENT), literal(now, _MOMENT))
    laid = row.join_from(subscriber, alert, alert.c.id.in_(list(told))).where(subscriber.c.id == who)
    once = insert_into(tx, delivery).from_select(["digest_id", *_COLUMNS, "due_at", "created_at"], laid)
    never = delivery.c.state.in_([DeliveryState.QUEUED, DeliveryState.EXPIRED, DeliveryState.FAILED])
    values = {"state": DeliveryState.FOLDED, "fold_at": None, "digest_id": made}
    keys = ["alert_id", "subscriber_id"]
    tx.execute(once.on_conflict_do_update(index_elements=keys, set_=values, where=never))


_MOMENT = delivery.c.due_at.type
_COLUMNS = ["alert_id", "subscriber_id", "sender_id", "priority", "state"]
_WHO = (
    alert.c.id,
    subscriber.c.id,
    subscriber.c.sender_id,
    alert.c.priority,
    literal(DeliveryState.FOLDED.value),
)


def _full_since(tx: Connection, moment: datetime) -> bool:
    full = select(digest.c.id).where(
        digest.c.scheduled.is_(True), digest.c.delivery_id.is_not(None), digest.c.made_at > moment
    )
    return tx.scalar(full.limit(1)) is not None


def _sets(pairs: Iterable[Sequence[Any]]) -> dict[int, frozenset[Any]]:
    found: dict[int, set[Any]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return {key: frozenset(values) for key, values in found.items()}
