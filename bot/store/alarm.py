"""Alarms in rows: what is or was amiss, and who was told, so that no restart repeats or forgets a word."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from bot.model import SubscriberId
from bot.signs import Alarm, Kind
from bot.store.database import insert_into
from bot.store.schema import alarm, alarm_told, watch

KEPT: Final = timedelta(days=30)
RECENT: Final = timedelta(hours=12)
"""For how long after its end somebody may still be told of an alarm: a night."""

_ONLY: Final = 1
_CHOSEN: Final = select(
    *(alarm.c.id, alarm.c.kind, alarm.c.subject, alarm.c.count.label("many")),
    *(alarm.c.since, alarm.c.begun_at, alarm.c.gone_since, alarm.c.ended_at),
)


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """An alarm as it stands: with its number, when it was noticed, and when it ended (None: it has not).

    `gone_since` is since when it is not to be seen; what wavers has not ended yet.
    """

    id: int
    alarm: Alarm
    begun_at: datetime
    gone_since: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ToldRow:
    """When somebody was told of an alarm, and when of its end."""

    told_at: datetime
    over_at: datetime | None


def is_due(tx: Connection, now: datetime) -> bool:
    """Say whether it is time to look: it is asked often, and takes no lock."""
    due = tx.scalar(select(watch.c.due_at))
    return due is None or due <= now


def last_look(tx: Connection) -> datetime | None:
    """Say when was looked last; None: never."""
    return tx.scalar(select(watch.c.seen_at))


def turn(tx: Connection, last: datetime | None, now: datetime, every: timedelta) -> bool:
    """Take the turn to look after the `last` one; False where another replica has."""
    values = {"due_at": now + every, "seen_at": now}
    if last is None:
        first = insert_into(tx, watch).values(id=_ONLY, **values)
        made = first.on_conflict_do_nothing(index_elements=["id"]).returning(watch.c.id)
        return tx.scalar(made) is not None
    return tx.execute(update(watch).where(watch.c.seen_at == last).values(**values)).rowcount > 0


def standing(tx: Connection) -> list[AlarmRow]:
    """List what has not ended."""
    return [_row(row) for row in tx.execute(_CHOSEN.where(alarm.c.ended_at.is_(None)).order_by(alarm.c.id))]


def recent(tx: Connection, now: datetime) -> list[AlarmRow]:
    """List what stands, and what ended of late."""
    late = or_(alarm.c.ended_at.is_(None), alarm.c.ended_at >= now - RECENT)
    return [_row(row) for row in tx.execute(_CHOSEN.where(late).order_by(alarm.c.id))]


def since(tx: Connection, moment: datetime) -> list[AlarmRow]:
    """List what has begun since a moment or still stands, the newest first."""
    wanted = or_(alarm.c.ended_at.is_(None), alarm.c.begun_at >= moment)
    return [_row(row) for row in tx.execute(_CHOSEN.where(wanted).order_by(alarm.c.id.desc()))]


def begin(tx: Connection, one: Alarm, now: datetime) -> None:
    """Write down that something is amiss."""
    values = {"kind": one.kind, "subject": one.subject, "count": one.count, "since": one.since or now}
    tx.execute(insert(alarm).values(**values, begun_at=now))


def still(tx: Connection, row: AlarmRow, count: int) -> None:
    """Write down that it is still amiss."""
    tx.execute(update(alarm).where(alarm.c.id == row.id).values(count=count, gone_since=None))


def gone(tx: Connection, row: AlarmRow, now: datetime) -> datetime:
    """Write down that it is not to be seen; say since when."""
    since = row.gone_since or now
    tx.execute(update(alarm).where(alarm.c.id == row.id).values(gone_since=since))
    return since


def end(tx: Connection, row: AlarmRow, at: datetime) -> None:
    """Write down that it is over."""
    tx.execute(update(alarm).where(alarm.c.id == row.id).values(ended_at=at))


def told(tx: Connection, who: SubscriberId) -> Mapping[int, ToldRow]:
    """List what a person was told of."""
    query = select(alarm_told).where(alarm_told.c.subscriber_id == who)
    return {row.alarm_id: ToldRow(row.told_at, row.over_at) for row in tx.execute(query)}


def tell(
    tx: Connection, who: SubscriberId, new: Collection[int], over: Collection[int], now: datetime
) -> None:
    """Write down that a person is told of new alarms, and of the end of others."""
    if new:
        rows = [{"alarm_id": one, "subscriber_id": who, "told_at": now} for one in new]
        tx.execute(insert(alarm_told), rows)
    theirs = alarm_told.c.subscriber_id == who, alarm_told.c.alarm_id.in_(over)
    if over:
        tx.execute(update(alarm_told).where(*theirs).values(over_at=now))


def let_go(tx: Connection, now: datetime) -> None:
    """Let go what ended long ago."""
    old: Sequence[int] = tx.scalars(select(alarm.c.id).where(alarm.c.ended_at < now - KEPT)).all()
    if old:
        tx.execute(delete(alarm_told).where(alarm_told.c.alarm_id.in_(old)))
        tx.execute(delete(alarm).where(alarm.c.id.in_(old)))


def _row(row: Row[*tuple[Any, ...]]) -> AlarmRow:
    found = Alarm(Kind(row.kind), row.subject, row.many, row.since)
    return AlarmRow(row.id, found, row.begun_at, row.gone_since, row.ended_at)
