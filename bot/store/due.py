"""Due: which sources may be looked at now, one of each host, each by one replica."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, func, or_, select, update

from bot.domain import domain_of
from bot.store import host as hosts
from bot.store.schema import host, source
from bot.store.source import SourceRow, load

NEAR: Final = 8  # sources that are looked through for each that is taken
_ORDER: Final = (source.c.priority, source.c.due_at, source.c.id)


def any_due(tx: Connection, now: datetime) -> bool:
    """Say whether a claim would find anything: it is asked often, and takes no lock."""
    return bool(tx.scalar(select(exists(_due(now)))))


def claim(tx: Connection, now: datetime, lease: float, most: int, hold: float = 1.0) -> list[SourceRow]:
    """Take sources that are due and whose host is: one of each host, breaking ones first.

    A host is taken for `hold` seconds or until its release, whichever comes first: where that is half of
    what the longest fetch takes, no more than two are open to one host at a time, and no replica has to
    know of another's. Who dies with a source gives it back after `lease` seconds.
    """
    found = _firsts(tx, now, most)
    if not all(row.host for row in found):  # from before hosts were known
        _name_hosts(tx)
        found = _firsts(tx, now, most)
    taken = hosts.take(tx, {row.host for row in found}, now, now + timedelta(seconds=hold))
    ids = [row.id for row in found if row.host in taken]
    leased = update(source).where(source.c.id.in_(ids), source.c.due_at <= now).returning(source.c.id)
    mine = set(tx.scalars(leased.values(due_at=now + timedelta(seconds=lease))))
    return load(tx, [row for row in found if row.id in mine])


def _firsts(tx: Connection, now: datetime, most: int) -> Sequence[Row[Any]]:
    """Find the most urgent source of each host.

    Among the first few there are hosts enough, as a rule; to rank all sources by host, where they are
    of few, costs three times as much.
    """
    near = tx.execute(_due(now).order_by(*_ORDER).limit(most * NEAR)).all()
    ids = list({row.host: row.id for row in reversed(near)}.values())
    if len(ids) < most and len(near) == most * NEAR:
        turn = func.row_number().over(partition_by=source.c.host, order_by=_ORDER).label("turn")
        ranked = _due(now).add_columns(turn, source.c.priority, source.c.due_at).subquery()
        order = (ranked.c.priority, ranked.c.due_at, ranked.c.id)
        ids = list(tx.scalars(select(ranked.c.id).where(ranked.c.turn == 1).order_by(*order).limit(most)))
    query = select(source).where(source.c.id.in_(ids)).order_by(*_ORDER)
    return tx.execute(query.limit(most)).all()


def _due(now: datetime) -> Select[Any]:
    ready: ColumnElement[bool] = or_(host.c.due_at.is_(None), host.c.due_at <= now)
    return (
        select(source.c.id, source.c.host)
        .outerjoin(host, host.c.id == source.c.host)
        .where(source.c.due_at <= now, source.c.paused_at.is_(None), ready)
    )


def _name_hosts(tx: Connection) -> None:
    for row in tx.execute(select(source.c.id, source.c.url).where(source.c.host == "")).all():
        tx.execute(update(source).where(source.c.id == row.id).values(host=domain_of(row.url)))
