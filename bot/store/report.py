"""Reports that somebody waits for, and the moment of the next weekly one.

One is taken for a while, and struck off in the transaction that queues its words: who dies while drawing
it gives it back, and of two who have drawn it one tells it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, exists, insert, select, update

from bot.model import SubscriberId
from bot.store.database import insert_into
from bot.store.people_tables import report, weekly

_ONLY = 1


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report to be made: for whom, over which period, and if it is the weekly one."""

    id: int
    subscriber_id: SubscriberId
    since: datetime
    until: datetime
    weekly: bool


def ask(tx: Connection, who: SubscriberId, since: datetime, until: datetime, now: datetime) -> None:
    """Let a report be made for a person; of several that wait the last one is."""
    tx.execute(delete(report).where(report.c.subscriber_id == who, report.c.weekly.is_(False)))
    _add(tx, [who], since, until, now, is_weekly=False)


def any_due(tx: Connection, now: datetime) -> bool:
    """Say whether a report is to be made: it is asked often, and takes no lock."""
    return bool(tx.scalar(select(exists().where(report.c.due_at <= now))))


def take(tx: Connection, now: datetime, lease: timedelta) -> ReportRow | None:
    """Take a report to make; given back after the lease."""
    due = select(report).where(report.c.due_at <= now).order_by(report.c.due_at, report.c.id).limit(1)
    row = tx.execute(due.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    tx.execute(update(report).where(report.c.id == row.id).values(due_at=now + lease))
    return ReportRow(row.id, SubscriberId(row.subscriber_id), row.since, row.until, row.weekly)


def done(tx: Connection, id_: int) -> bool:
    """Strike a report off; False where that was done, and it was told, already."""
    return tx.execute(delete(report).where(report.c.id == id_)).rowcount > 0


# ---- the weekly one ------------------------------------------------------------------------------


def due_at(tx: Connection) -> datetime | None:
    """Say when the next weekly report is due; None where none is planned."""
    return tx.scalar(select(weekly.c.due_at))


def plan(tx: Connection, at: datetime) -> None:
    """Plan the first weekly report; one that is planned stays."""
    first = insert_into(tx, weekly).values(id=_ONLY, due_at=at)
    tx.execute(first.on_conflict_do_nothing(index_elements=["id"]))


def unplan(tx: Connection) -> None:
    """Plan none: where they are turned off, none is late when they are turned on again."""
    tx.execute(delete(weekly))


def turn(tx: Connection, was: datetime, to: datetime) -> bool:
    """Plan the next weekly report in the place of one that is due; False where another replica has."""
    turned = update(weekly).where(weekly.c.due_at == was).values(due_at=to)
    return tx.execute(turned).rowcount > 0


def ask_weekly(
    tx: Connection, who: Collection[SubscriberId], span: tuple[datetime, datetime], now: datetime
) -> None:
    """Let the weekly report be made for some people: in the transaction of its `turn`."""
    _add(tx, who, *span, now, is_weekly=True)


def _add(
    tx: Connection,
    who: Collection[SubscriberId],
    since: datetime,
    until: datetime,
    now: datetime,
    *,
    is_weekly: bool,
) -> None:
    values = {"since": since, "until": until, "weekly": is_weekly, "due_at": now}
    if who:
        tx.execute(insert(report), [values | {"subscriber_id": one} for one in who])
