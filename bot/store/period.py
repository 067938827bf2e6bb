"""Figures of a period: what left when, how soon, what was read, who came and who went.

Each is one pass over the rows by SQL; nothing is loaded but sums. Deliveries count for the alerts that were
released in the period; hours of the day are those at which a channel accepted them.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Label,
    Select,
    String,
    case,
    cast,
    exists,
    func,
    literal,
    select,
)

from bot.model import GONE, DeliveryState
from bot.store.consent import JOINS
from bot.store.delivery import ACCEPTED
from bot.store.schema import alert, consent, delivery, departure, sender, subscriber

TO_TEN_MINUTES: Final = 15
"""Characters of a moment, as 2026-11-23 10:4, that stand for ten minutes."""


class OfAlert(NamedTuple):
    """How one alert fared: for how many it was laid, how many had it soon, how many at all; its day."""

    readers: int
    soon: int
    accepted: int
    day: str


@dataclass(slots=True)
class Period:
    """The figures of a period, by channel where they differ by channel; days are the newsroom's."""

    since: datetime
    until: datetime
    alerts: dict[int, OfAlert] = field(default_factory=dict)
    states: Counter[tuple[str, DeliveryState]] = field(default_factory=Counter)
    hours: Counter[tuple[str, int]] = field(default_factory=Counter)  # accepted, by hour of the day
    joined: Counter[tuple[str, str]] = field(default_factory=Counter)  # by channel and day: 2026-11-23
    left: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def channels(self) -> list[str]:
        """Name the channels that anything is told of."""
        found = {one for one, _state in self.states} | {one for one, _day in (*self.joined, *self.left)}
        return sorted(found)

    def accepted(self, channel: str) -> int:
        """Count what a channel accepted."""
        return sum(self.states[channel, state] for state in ACCEPTED)


def look(tx: Connection, since: datetime, until: datetime, zone: tzinfo, soon: timedelta) -> Period:
    """Take the figures of a period: `since` belongs to it, `until` does not.

    `soon` is within what time after its release an alert is to be with its readers.
    """
    found = Period(since, until)
    _deliveries(tx, found, zone, soon)
    _come(tx, found, zone)
    _gone(tx, found, zone)
    return found


def _deliveries(tx: Connection, found: Period, zone: tzinfo, within: timedelta) -> None:
    told = _told(tx, found.since, found.until, within)
    soon = func.sum(case((delivery.c.sent_at <= told.c.by, 1), else_=0))
    keys = (delivery.c.alert_id, delivery.c.sender_id, delivery.c.state)
    bucket = ten_minutes(tx, delivery.c.sent_at)
    query = (
        select(*keys, bucket, func.count().label("many"), soon.label("soon"))
        .join_from(told, delivery, delivery.c.alert_id == told.c.id)
        .group_by(*keys, bucket)
    )
    channels = _channels(tx)
    sums: dict[int, Counter[str]] = {}
    for row in tx.execute(query):
        channel, state = channels[row.sender_id], DeliveryState(row.state)
        of = sums.setdefault(row.alert_id, Counter())
        of["readers"] += row.many
        found.states[channel, state] += row.many
        if state not in ACCEPTED:
            continue
        of["accepted"] += row.many
        of["soon"] += row.soon
        if row.bucket:
            found.hours[channel, moment(row.bucket).astimezone(zone).hour] += row.many
    days = {
        id_: at.astimezone(zone).date().isoformat()
        for id_, at in tx.execute(
            select(alert.c.id, alert.c.released_at).where(
                *_between(found.since, found.until), alert.c.corrects.is_(None)
            )
        )
    }  # a correction is a message, but no alert more
    found.alerts = {
        id_: OfAlert(of["readers"], of["soon"], of["accepted"], days[id_])
        for id_, of in sums.items()
        if id_ in days
    }


def _told(tx: Connection, since: datetime, until: datetime, within: timedelta) -> CTE:
    """List the alerts of a period, each with the moment by which its readers are to have it."""
    if tx.dialect.name == "postgresql":
        by: ColumnElement[Any] = alert.c.released_at + literal(within)
    else:  # as moments are written: to the microsecond, of which SQLite's own clock knows thousands
        by = func.strftime("%Y-%m-%d %H:%M:%f000", alert.c.released_at, f"+{within.total_seconds()} seconds")
    told = select(alert.c.id, by.label("by")).where(*_between(since, until)).cte("told")
    return told.prefix_with("MATERIALIZED")  # or SQLite works the moment out for each delivery anew


def _between(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    return alert.c.released_at >= since, alert.c.released_at < until


def _channels(tx: Connection) -> Mapping[int, str]:
    return {row.id: row.channel for row in tx.execute(select(sender.c.id, sender.c.channel))}


# ---- who came and who went -----------------------------------------------------------------------


def _come(tx: Connection, found: Period, zone: tzinfo) -> None:
    """Count those whose first consent lies in the period."""
    earlier = consent.alias()
    first = ~exists().where(
        earlier.c.subscriber_id == consent.c.subscriber_id,
        earlier.c.step.in_(JOINS),
        earlier.c.id < consent.c.id,
    )
    bucket = ten_minutes(tx, consent.c.at)
    query = (
        select(subscriber.c.channel, bucket, func.count().label("many"))
        .join_from(consent, subscriber, subscriber.c.id == consent.c.subscriber_id)
        .where(consent.c.step.in_(JOINS), consent.c.at >= found.since, consent.c.at < found.until, first)
        .group_by(subscriber.c.channel, bucket)
    )
    _by_day(tx, query, found.joined, zone)


def _gone(tx: Connection, found: Period, zone: tzinfo) -> None:
    """Count those who left, were lost, or asked to be forgotten, in the period, and are not back."""
    ways = (
        (subscriber.c.channel, subscriber.c.left_at, subscriber.c.status.in_(GONE)),
        (departure.c.channel, departure.c.left_at, literal(value=True)),
    )
    for channel, at, holds in ways:
        bucket = ten_minutes(tx, at)
        query = (
            select(channel, bucket, func.count().label("many"))
            .where(holds, at >= found.since, at < found.until)
            .group_by(channel, bucket)
        )
        _by_day(tx, query, found.left, zone)


def _by_day(tx: Connection, query: Select[Any], into: Counter[tuple[str, str]], zone: tzinfo) -> None:
    for row in tx.execute(query):
        into[row.channel, moment(row.bucket).astimezone(zone).date().isoformat()] += row.many


def ten_minutes(tx: Connection, moment: ColumnElement[Any]) -> Label[str]:
    """Name the ten minutes of UTC that a moment lies in: but for Nepal's, all hours begin with them."""
    if tx.dialect.name == "postgresql":
        moment = func.to_char(func.timezone("UTC", moment), "YYYY-MM-DD HH24:MI")
    return func.substr(cast(moment, String), 1, TO_TEN_MINUTES).label("bucket")


def moment(bucket: str) -> datetime:
    """Say when the ten minutes of a bucket begin."""
    return datetime.strptime(f"{bucket}0", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
