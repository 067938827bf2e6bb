"""Hosts: when each may be looked at again, whichever of its sources it is for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from bot.model import SourceId
from bot.store.database import insert_into
from bot.store.schema import host, source


@dataclass(frozen=True, slots=True)
class HostRow:
    """What is known of a host's limits: seconds between two looks, and the last limit and whose it was."""

    floor: float = 0.0
    limited_at: datetime | None = None
    limited_by: int | None = None


def take(tx: Connection, ids: Collection[str], now: datetime, until: datetime) -> set[str]:
    """Take the hosts of these that are due, each until `until` or its release; say which they were.

    One statement, in which the row is checked and changed: of two replicas that both want a host, the
    second waits for the first one's commit and then finds it taken.
    """
    if not ids:
        return set()
    rows = [{"id": id_, "due_at": until, "floor": 0.0} for id_ in sorted(ids)]  # sorted: no deadlock
    taken = (
        insert_into(tx, host)
        .values(rows)
        .on_conflict_do_update(index_elements=["id"], set_={"due_at": until}, where=host.c.due_at <= now)
    )
    return set(tx.scalars(taken.returning(host.c.id)))


def release(tx: Connection, id_: str, until: datetime, due_at: datetime) -> None:
    """Let a host that was taken until `until` be due at `due_at`; one that was taken anew stays so."""
    tx.execute(update(host).where(host.c.id == id_, host.c.due_at == until).values(due_at=due_at))


def rest(tx: Connection, id_: str, until: datetime) -> None:
    """Look at none of a host's sources before `until`."""
    tx.execute(update(host).where(host.c.id == id_, host.c.due_at < until).values(due_at=until))


def find(tx: Connection, id_: str) -> HostRow:
    """Find what is known of a host's limits; nothing, where it was never looked at."""
    query = select(host.c.floor, host.c.limited_at, host.c.limited_by).where(host.c.id == id_)
    row = tx.execute(query).one_or_none()
    return HostRow(row.floor, row.limited_at, row.limited_by) if row else HostRow()


def last_look(tx: Connection, id_: str) -> datetime | None:
    """Say when a look at any of a host's sources last went well."""
    last: datetime | None = tx.scalar(select(func.max(source.c.looked_at)).where(source.c.host == id_))
    return last


def limit(tx: Connection, id_: str, floor: float, now: datetime, source_id: SourceId) -> None:
    """Note that a host has limited a source, and how many seconds are to lie between its looks now."""
    values = {"floor": floor, "limited_at": now, "limited_by": source_id}
    tx.execute(update(host).where(host.c.id == id_).values(values))
