"""Lags: how late what is, which limits are used up, and what is amiss, for those who draw curves of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from bot.model import DeliveryState, Priority, SenderId, SourceId
from bot.signs import Kind
from bot.store import alarm as alarms
from bot.store.delivery import FOR_EVER, in_doubt
from bot.store.figures import Waiting
from bot.store.schema import alarm, alert, delivery, sender, source

SOURCES_SHOWN: Final = 50
"""Of how many sources, the latest ones, the lag is told: a label's values have to be few."""

DAY: Final = timedelta(days=1)
AGES: Final = (60, 600, 3600)
"""Seconds: the bounds of the ages of doubts."""


@dataclass(frozen=True, slots=True)
class SourceLag:
    """For how many seconds a source has been due (0: it is not), and ago was read last (None: never)."""

    id: SourceId
    host: str
    due: float
    looked: float | None


@dataclass(frozen=True, slots=True)
class Lags:
    """How late what is; seconds."""

    sources: Sequence[SourceLag] = ()
    queue: Mapping[tuple[str, Priority], float] = field(default_factory=dict)  # of the first that is due
    doubts: Mapping[str, int] = field(default_factory=dict)  # by age: the bound that it is below, or inf
    stalled: Mapping[str, float] = field(default_factory=dict)  # by channel
    conversations: Mapping[str, int] = field(default_factory=dict)  # opened by templates, by channel
    alarms: Mapping[Kind, int] = field(default_factory=dict)  # that stand
    released: int = 0  # alerts of a day
    late: int = 0  # of those, the ones that missed their target


def look(tx: Connection, waiting: Sequence[Waiting], now: datetime) -> Lags:
    """Read all lags; `waiting` is what `bot.store.figures.waiting` gave in the same transaction."""
    rows = tx.execute(select(sender)).all()
    channels = {SenderId(row.id): row.channel for row in rows}
    standing = Counter(row.alarm.kind for row in alarms.standing(tx))
    stalled = {row.channel: 0.0 for row in rows}
    for row in rows:
        if row.stalled_since:
            stalled[row.channel] = max(stalled[row.channel], (now - row.stalled_since).total_seconds())
    conversations: Counter[str] = Counter()
    for row in rows:
        conversations[row.channel] += row.conversations
    return Lags(
        _sources(tx, now),
        _queue(channels, waiting, now),
        _doubts(tx, now),
        stalled,
        conversations,
        {kind: standing[kind] for kind in Kind},
        *_day(tx, now),
    )


def _sources(tx: Connection, now: datetime) -> list[SourceLag]:
    columns = (source.c.id, source.c.host, source.c.due_at, source.c.looked_at)
    query = select(*columns).where(source.c.paused_at.is_(None)).order_by(source.c.due_at, source.c.id)
    return [
        SourceLag(
            SourceId(id_),
            host,
            max((now - due_at).total_seconds(), 0.0),
            None if looked_at is None else (now - looked_at).total_seconds(),
        )
        for id_, host, due_at, looked_at in tx.execute(query.limit(SOURCES_SHOWN))
    ]


def _queue(
    channels: Mapping[SenderId, str], waiting: Sequence[Waiting], now: datetime
) -> dict[tuple[str, Priority], float]:
    ages = {(channel, priority): 0.0 for channel in channels.values() for priority in Priority}
    for one in waiting:
        key = channels[one.sender_id], one.priority
        ages[key] = max(ages[key], (now - one.first_due_at).total_seconds())
    return ages


def _doubts(tx: Connection, now: datetime) -> dict[str, int]:
    """Count what is in doubt and to be settled, by the time since it was tried."""
    since = func.coalesce(delivery.c.tried_at, delivery.c.created_at)
    open_ = in_doubt(DeliveryState.UNKNOWN)
    found = {str(age): 0 for age in AGES} | {"inf": 0}
    for at in tx.scalars(select(since).where(open_, delivery.c.due_at < FOR_EVER)):
        age = (now - at).total_seconds()
        found[next((str(bound) for bound in AGES if age < bound), "inf")] += 1
    return found


def _day(tx: Connection, now: datetime) -> tuple[int, int]:
    released = tx.scalar(select(func.count()).where(alert.c.released_at >= now - DAY)) or 0
    missed = alarm.c.kind == Kind.MISSED, alarm.c.begun_at >= now - DAY
    return released, tx.scalar(select(func.count()).where(*missed)) or 0
