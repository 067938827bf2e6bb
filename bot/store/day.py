"""The last day, hour by hour, for a page that shows it: counts alone, and nothing of people or words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, case, func, select

from bot.model import DeliveryState
from bot.store import period as periods
from bot.store.alarm import AlarmRow
from bot.store.alarm import since as alarms_since
from bot.store.delivery import ACCEPTED
from bot.store.figures import released_since
from bot.store.schema import alert, delivery, sender

HOURS: Final = 24
ALERTS_SHOWN: Final = 24
"""Of how many alerts, the last ones, it is told how they fared."""


@dataclass(frozen=True, slots=True)
class OfAlert:
    """How one alert fared: seconds from its publication to its release, and what share had it soon."""

    id: int
    lag: float
    readers: int
    soon: int


@dataclass(frozen=True, slots=True)
class Day:
    """The day: `hours` are its beginnings, the oldest first; counts are by channel and hour's place."""

    hours: Sequence[datetime]
    accepted: Mapping[tuple[str, int], int]
    failed: Mapping[tuple[str, int], int]
    alerts: Sequence[OfAlert]  # the oldest first
    alarms: Sequence[AlarmRow]  # the newest first


def look(tx: Connection, now: datetime, soon: timedelta) -> Day:
    """Read the day that ends with the hour of `now`; `soon` is within what time an alert is to arrive."""
    last = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    hours = [last - timedelta(hours=HOURS - 1 - number) for number in range(HOURS)]
    ids = released_since(tx, hours[0])
    channels = {row.id: row.channel for row in tx.execute(select(sender.c.id, sender.c.channel))}
    accepted: Counter[tuple[str, int]] = Counter(
        {(channel, hour): 0 for channel in channels.values() for hour in range(HOURS)}
    )
    failed = accepted.copy()
    at = periods.ten_minutes(tx, func.coalesce(delivery.c.sent_at, delivery.c.tried_at))
    query = (
        select(delivery.c.sender_id, delivery.c.state, at, func.count().label("many"))
        .where(
            delivery.c.alert_id.in_(ids), func.coalesce(delivery.c.sent_at, delivery.c.tried_at).is_not(None)
        )
        .group_by(delivery.c.sender_id, delivery.c.state, at)
    )
    for row in tx.execute(query):
        place = int((periods.moment(row.bucket) - hours[0]).total_seconds() // 3600)
        state = DeliveryState(row.state)
        into = accepted if state in ACCEPTED else failed if state is DeliveryState.FAILED else None
        if into is not None and 0 <= place < HOURS:
            into[channels[row.sender_id], place] += row.many
    told = [_of_alert(tx, id_, soon) for id_ in reversed(ids[:ALERTS_SHOWN])]
    return Day(hours, accepted, failed, told, alarms_since(tx, hours[0]))


def _of_alert(tx: Connection, id_: int, soon: timedelta) -> OfAlert:
    row = tx.execute(select(alert.c.published_at, alert.c.released_at).where(alert.c.id == id_)).one()
    had = func.sum(case((delivery.c.sent_at <= row.released_at + soon, 1), else_=0))
    wanted = delivery.c.fold_at.is_(None), delivery.c.state != DeliveryState.FOLDED
    readers, many = tx.execute(select(func.count(), had).where(delivery.c.alert_id == id_, *wanted)).one()
    lag = max((row.released_at - row.published_at).total_seconds(), 0.0)
    return OfAlert(id_, lag, readers, many or 0)
