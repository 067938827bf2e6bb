"""Figures: who has had an alert, how soon, and what stays in doubt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, func, select

from bot.model import AlertId, DeliveryState, Priority, SenderId
from bot.store import batch as batches
from bot.store.delivery import ACCEPTED, FOR_EVER, OPEN, in_doubt, in_state
from bot.store.schema import alert, delivery, sender, subscriber

SHARES: Final = (50, 90, 99)
"""The shares of an alert's readers, in per cent, that are timed."""

KEPT_BACK: Final = (DeliveryState.QUEUED, DeliveryState.FAILED, DeliveryState.DROPPED)


@dataclass(frozen=True, slots=True)
class Figures:
    """How one alert fares: its deliveries by state, and when a share of its readers had it.

    `laying` says that deliveries are still being made (or ended): the counts are of those that are
    there, and no share of them is timed yet.
    """

    id: AlertId
    released_at: datetime
    counts: Mapping[DeliveryState, int]
    reached: Mapping[int, datetime]  # per cent -> when; those that were not reached are left out
    laying: bool = False

    @property
    def readers(self) -> int:
        """How many it is meant for."""
        return sum(self.counts.values())

    @property
    def accepted(self) -> int:
        """How many of them have had it accepted for them."""
        return sum(self.counts.get(state, 0) for state in ACCEPTED)

    @property
    def open(self) -> int:
        """How many may still get it."""
        return sum(self.counts.get(state, 0) for state in OPEN)

    def after(self, share: int) -> timedelta | None:
        """Say how long after the release a share had it; None while it has not."""
        moment = self.reached.get(share)
        return None if moment is None else max(moment - self.released_at, timedelta())


@dataclass(frozen=True, slots=True)
class Tally:
    """How many deliveries of one alert by one sender are in a state."""

    alert_id: AlertId
    sender_id: SenderId
    state: DeliveryState
    count: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many deliveries of a priority wait for a sender, and since when the first of them is due."""

    sender_id: SenderId
    priority: Priority
    count: int
    first_due_at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A delivery that stays in doubt for good: of which alert (none: a reply), to whom, since when."""

    alert_id: AlertId | None
    name: str
    channel: str
    since: datetime


def released_since(tx: Connection, since: datetime) -> list[AlertId]:
    """List the alerts released since a moment, the newest first."""
    newest = select(alert.c.id).where(alert.c.released_at >= since)
    return [
        AlertId(id_) for id_ in tx.scalars(newest.order_by(alert.c.released_at.desc(), alert.c.id.desc()))
    ]


def last_released(tx: Connection) -> AlertId | None:
    """Find the alert that was released last."""
    newest = select(alert.c.id).where(alert.c.released_at.is_not(None))
    id_ = tx.scalar(newest.order_by(alert.c.released_at.desc(), alert.c.id.desc()).limit(1))
    return None if id_ is None else AlertId(id_)


def tallies(tx: Connection, ids: Sequence[AlertId]) -> list[Tally]:
    """Count the deliveries of alerts, by alert, sender and state."""
    columns = (delivery.c.alert_id, delivery.c.sender_id, delivery.c.state)
    query = select(*columns, func.count()).where(delivery.c.alert_id.in_(ids)).group_by(*columns)
    return [
        Tally(AlertId(id_), SenderId(by), DeliveryState(state), count)
        for id_, by, state, count in tx.execute(query)
    ]


def counts(tx: Connection, id_: AlertId) -> dict[DeliveryState, int]:
    """Count an alert's deliveries by state; for a few alerts, each alone is quicker than `tallies`."""
    query = select(delivery.c.state, func.count()).where(delivery.c.alert_id == id_)
    return {DeliveryState(state): count for state, count in tx.execute(query.group_by(delivery.c.state))}


def reasons(tx: Connection, id_: AlertId) -> dict[str, int]:
    """Count why deliveries of an alert have not left, or failed, by the word that stands in their rows."""
    query = (
        select(delivery.c.error, func.count())
        .where(delivery.c.alert_id == id_, delivery.c.error != "", delivery.c.state.in_(KEPT_BACK))
        .group_by(delivery.c.error)
    )
    return {error: count for error, count in tx.execute(query)}  # noqa: C416 -- a row is no pair to dict()


def of_alert(
    tx: Connection, id_: AlertId, counted: Mapping[DeliveryState, int] | None = None
) -> Figures | None:
    """Give the figures of an alert; None for one that was never released.

    `counted` are its `counts`, where they were taken in the same transaction.
    """
    released_at = tx.scalar(select(alert.c.released_at).where(alert.c.id == id_))
    if released_at is None:
        return None
    by_state = counts(tx, id_) if counted is None else counted
    if batches.is_left(tx, id_):
        return Figures(id_, released_at, by_state, {}, laying=True)
    plain = Figures(id_, released_at, by_state, {})
    ranks = {share: _needed(share, plain.readers) for share in SHARES}
    moments = _accepted_at(tx, id_, {rank for rank in ranks.values() if 0 < rank <= plain.accepted})
    reached = {share: moments[rank] for share, rank in ranks.items() if rank in moments}
    return Figures(id_, released_at, by_state, reached)


def waiting(tx: Connection) -> list[Waiting]:
    """Count what waits, by sender and priority: from the claim's own index, no row is read."""
    keys = (delivery.c.sender_id, delivery.c.priority)
    query = select(*keys, func.count(), func.min(delivery.c.due_at)).group_by(*keys)
    waits = query.where(in_state(DeliveryState.QUEUED), delivery.c.fold_at.is_(None))
    return [
        Waiting(SenderId(by), Priority(priority), count, first)
        for by, priority, count, first in tx.execute(waits)
    ]


def held(tx: Connection, offset: int, most: int) -> list[Held]:
    """List what stays in doubt for good, the newest first: a page."""
    since = func.coalesce(delivery.c.tried_at, delivery.c.created_at)
    query = (
        select(delivery.c.alert_id, subscriber.c.name, sender.c.channel, since)
        .join(subscriber, subscriber.c.id == delivery.c.subscriber_id)
        .join(sender, sender.c.id == delivery.c.sender_id)
        .where(_is_held())
        .order_by(since.desc(), delivery.c.id.desc())
    )
    return [
        Held(None if of is None else AlertId(of), name, channel, moment)
        for of, name, channel, moment in tx.execute(query.offset(offset).limit(most))
    ]


def count_held(tx: Connection) -> int:
    """Count what stays in doubt for good."""
    query = select(func.count()).where(_is_held())
    return tx.scalar(query) or 0


def _is_held() -> ColumnElement[bool]:
    return and_(in_doubt(DeliveryState.UNKNOWN), delivery.c.due_at == FOR_EVER)


def _needed(share: int, readers: int) -> int:
    return -(-readers * share // 100)


def _accepted_at(tx: Connection, id_: AlertId, ranks: set[int]) -> dict[int, datetime]:
    """Find when the readers of these ranks, from 1, had an alert accepted: one sort for all of them."""
    if not ranks:
        return {}
    rank = func.row_number().over(order_by=delivery.c.sent_at)
    accepted = select(rank.label("rank"), delivery.c.sent_at).where(
        delivery.c.alert_id == id_, delivery.c.state.in_(ACCEPTED), delivery.c.sent_at.is_not(None)
    )
    ranked = accepted.subquery()
    query = select(ranked.c.rank, ranked.c.sent_at).where(ranked.c.rank.in_(ranks))
    return {found: moment for found, moment in tx.execute(query)}  # noqa: C416 -- a row is no pair to dict()
