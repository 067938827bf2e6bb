"""Gauges: how the service stands, read from the rows, so that every replica tells the same."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from bot.model import AlertId, DeliveryState, Priority, SenderId
from bot.store import amendment as amendments
from bot.store import figures, lags
from bot.store import halt as halts
from bot.store import sender as senders
from bot.store import source as sources
from bot.store.schema import event

DAY: Final = timedelta(days=1)
ALERTS_SHOWN: Final = 3
"""Of how many alerts, the last ones of a day, the figures are told."""


@dataclass(frozen=True, slots=True)
class Gauges:
    """How the service stands at a moment."""

    at: datetime
    waiting: Mapping[tuple[str, Priority], int]  # by channel and priority; all of both are there
    oldest_due: Mapping[str, float]  # by channel: seconds since the first that waits was due
    held: int  # in doubt for good
    halted: bool  # whether all is halted
    changes: int  # messages still to be changed, or whose readers are still to be told
    senders_down: Mapping[str, int]  # by channel
    events_waiting: int
    sources_failing: int
    day: Mapping[tuple[str, DeliveryState], int]  # deliveries of the alerts of 24 hours
    alerts: tuple[figures.Figures, ...]  # the last ones of 24 hours, the newest first
    lags: lags.Lags


def look(tx: Connection, now: datetime) -> Gauges:
    """Read all gauges in one transaction."""
    rows = senders.listed(tx)
    channels = {row.id: row.channel for row in rows}
    waiting = figures.waiting(tx)
    ids = figures.released_since(tx, now - DAY)
    counted = figures.tallies(tx, ids)
    told = (figures.of_alert(tx, id_, _of(id_, counted)) for id_ in ids[:ALERTS_SHOWN])
    down: Counter[str] = Counter(dict.fromkeys(channels.values(), 0))
    down.update(row.channel for row in rows if row.down_since)
    return Gauges(
        at=now,
        waiting=_by_priority(channels, waiting),
        oldest_due=_oldest(channels, waiting, now),
        held=figures.count_held(tx),
        halted=halts.stands(tx),
        changes=amendments.waiting(tx),
        senders_down=down,
        events_waiting=_events_waiting(tx),
        sources_failing=sources.health(tx)["failing"],
        day=_by_state(channels, counted),
        alerts=tuple(one for one in told if one),
        lags=lags.look(tx, waiting, now),
    )


def _by_priority(
    channels: Mapping[SenderId, str], waiting: Sequence[figures.Waiting]
) -> dict[tuple[str, Priority], int]:
    sums = {(channel, priority): 0 for channel in channels.values() for priority in Priority}
    for one in waiting:
        sums[channels[one.sender_id], one.priority] += one.count
    return sums


def _oldest(
    channels: Mapping[SenderId, str], waiting: Sequence[figures.Waiting], now: datetime
) -> dict[str, float]:
    ages = dict.fromkeys(channels.values(), 0.0)
    for one in waiting:
        channel = channels[one.sender_id]
        ages[channel] = max(ages[channel], (now - one.first_due_at).total_seconds())
    return ages


def _by_state(
    channels: Mapping[SenderId, str], counted: Sequence[figures.Tally]
) -> dict[tuple[str, DeliveryState], int]:
    sums = {(channel, state): 0 for channel in channels.values() for state in DeliveryState}
    for one in counted:
        sums[channels[one.sender_id], one.state] += one.count
    return sums


def _of(id_: AlertId, counted: Sequence[figures.Tally]) -> dict[DeliveryState, int]:
    sums: Counter[DeliveryState] = Counter()
    for one in counted:
        if one.alert_id == id_:
            sums[one.state] += one.count
    return sums


def _events_waiting(tx: Connection) -> int:
    return tx.scalar(select(func.count()).where(event.c.due_at.is_not(None))) or 0
