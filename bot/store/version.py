"""Versions of entries: which one their source gives now, and what of them has not been looked at yet."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, func, select, update

from bot.model import NOT_OUT, AlertState, EntryId, SourceId
from bot.store import alert as alerts
from bot.store.alert import AlertRow
from bot.store.entry import EntryRow, Outcome, of_row
from bot.store.schema import alert, entry

_SINCE = func.coalesce(entry.c.back_at, entry.c.seen_at)


def claim(tx: Connection, now: datetime, lease: float, most: int) -> list[EntryRow]:
    """Take versions that nobody has looked at, the oldest first; given back after `lease` seconds."""
    due = (
        select(entry)
        .where(entry.c.due_at <= now, entry.c.outcome != Outcome.WAITING)
        .order_by(entry.c.due_at, entry.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    rows = tx.execute(due).all()
    until = now + timedelta(seconds=lease)
    taken = update(entry).where(entry.c.id.in_([row.id for row in rows]))
    tx.execute(taken.values(due_at=until, tries=entry.c.tries + 1))
    return [of_row(row) for row in rows]


def finish(tx: Connection, row: EntryRow) -> bool:
    """Note that a version was looked at; False where this try is over, or its source gave it again since."""
    return tx.execute(update(entry).where(_this_try(row)).values(due_at=None, tries=0)).rowcount > 0


def later(tx: Connection, row: EntryRow, due_at: datetime, *, failed: bool = False) -> None:
    """Look at a version at a moment; `failed` counts as a try."""
    tries = row.tries if failed else 0
    tx.execute(update(entry).where(_this_try(row)).values(due_at=due_at, tries=tries))


def current(tx: Connection, row: EntryRow) -> EntryRow:
    """Find the version of an entry that its source gave last."""
    query = select(entry).where(*_of(row.source_id, row.entry.guid))
    found = tx.execute(query.order_by(_SINCE.desc(), entry.c.version.desc()).limit(1)).one()
    return of_row(found)


def newest(tx: Connection, row: EntryRow) -> EntryRow:
    """Give an entry the words that its source gave last, whatever they were when it was taken up."""
    return replace(row, entry=current(tx, row).entry)


def find(tx: Connection, id_: EntryId) -> EntryRow | None:
    """Find a version by its id."""
    row = tx.execute(select(entry).where(entry.c.id == id_)).one_or_none()
    return of_row(row) if row else None


def counts(tx: Connection, ids: Sequence[EntryId]) -> dict[EntryId, int]:
    """Count the versions that there are of entries, by the id of any one version of each."""
    other = entry.alias()
    same = (other.c.source_id == entry.c.source_id) & (other.c.guid == entry.c.guid)
    query = select(entry.c.id, func.count()).join(other, same).where(entry.c.id.in_(ids))
    return {EntryId(id_): count for id_, count in tx.execute(query.group_by(entry.c.id))}


def awaits_its_first_look(tx: Connection, row: EntryRow) -> bool:
    """Say whether the first version of an entry still waits for its editor."""
    first = select(entry.c.id).where(
        *_of(row.source_id, row.entry.guid), entry.c.outcome == Outcome.WAITING, entry.c.due_at.is_not(None)
    )
    return tx.execute(first.limit(1)).first() is not None


def alerts_of(tx: Connection, row: EntryRow, since: datetime) -> list[AlertRow]:
    """List the alerts of an entry whose words may still follow it: not out, or released after a moment."""
    versions = select(entry.c.id).where(*_of(row.source_id, row.entry.guid))
    held = alert.c.state.in_(NOT_OUT)
    out = (alert.c.state == AlertState.RELEASED) & (alert.c.released_at >= since)
    query = select(alert).where(alert.c.entry_id.in_(versions), held | out, alert.c.corrects.is_(None))
    return [alerts.of_row(found) for found in tx.execute(query.order_by(alert.c.id))]


def went_back(tx: Connection, source_id: SourceId, back: Mapping[str, str], now: datetime) -> None:
    """Note the entries whose source says again what an earlier version said: guid to fingerprint."""
    for guid, fingerprint in back.items():
        said = update(entry).where(*_of(source_id, guid), entry.c.hash == fingerprint)
        tx.execute(said.values(back_at=now))
        # a look at it that goes on is void, or it would end this one with it
        again = said.where(entry.c.outcome != Outcome.WAITING)
        tx.execute(again.values(due_at=now, tries=entry.c.tries + 1))


def _of(source_id: SourceId, guid: str) -> tuple[ColumnElement[bool], ...]:
    return entry.c.source_id == source_id, entry.c.guid == guid


def _this_try(row: EntryRow) -> ColumnElement[bool]:
    return (entry.c.id == row.id) & (entry.c.tries == row.tries) & (entry.c.outcome != Outcome.WAITING)
