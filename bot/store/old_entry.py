"""Old entries: what they said goes, and by what they are known stays while their source may list them.

What was alerted is never forgotten: the row of an entry whose story has an alert stays for good, with its
title and link, and so does who else told that story. Others go whole, all versions at once, when they have
not been listed for a stretch of time and are none of the last that their source gave.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, delete, exists, func, or_, select, tuple_, update

from bot.model import NOT_OUT
from bot.store import listing as listings
from bot.store.entry import Outcome
from bot.store.retention import Stretch
from bot.store.schema import alert, entry, placement, revision, source, suspicion

HABITS: Final = 30
"""The last entries of a source keep their words: how it writes is read from them."""

HISTORY: Final = 600
"""Its last entries stay as rows: how often it publishes, and what it calls them, is read from these."""


def forget(tx: Connection, before: datetime, after_id: int, most: int) -> Stretch:
    """Take the words of entries from before a moment, and those entries that nothing needs any more."""
    front = (
        select(entry.c.id, entry.c.source_id, entry.c.guid, entry.c.version, entry.c.seen_at, entry.c.due_at)
        .add_columns(_has_words().label("has_words"))
        .where(entry.c.id > after_id)
        .order_by(entry.c.id)
        .limit(most)
    )
    rows = tx.execute(front).all()
    old = [row for row in rows if row.seen_at < before]
    gone = 0
    if old:
        sources = {row.source_id for row in old}
        gone = _strip(tx, old) + _remove(tx, old, before, sources)
    over = len(rows) < most or len(old) < len(rows)
    return Stretch(gone, None if over else rows[-1].id)


def _has_words() -> ColumnElement[bool]:
    return or_(entry.c.body != "", entry.c.standfirst != "", entry.c.picture != "")


def _since(tx: Connection, ids: Collection[int], most: int) -> dict[int, datetime | None]:
    """Say since when each source has given its last so many entries; None where it has given fewer."""
    other = entry.alias()
    last = (
        select(other.c.seen_at)
        .where(other.c.source_id == source.c.id)
        .order_by(other.c.seen_at.desc())
        .offset(most - 1)
        .limit(1)
    )
    query = select(source.c.id, last.scalar_subquery()).where(source.c.id.in_(ids))
    return {id_: at for id_, at in tx.execute(query)}  # noqa: C416 -- a row is no pair to dict()


# ---- words ---------------------------------------------------------------------------------------


def _strip(tx: Connection, old: Sequence[Row[Any]]) -> int:
    """Take the words of entries that nobody works on, and what their places in stories hold of them."""
    full = [row for row in old if row.has_words and row.due_at is None]
    since = _since(tx, {row.source_id for row in full}, HABITS) if full else {}
    ids = [row.id for row in full if _earlier(row.seen_at, since.get(row.source_id))]
    if not ids:
        return 0
    waits = select(alert.c.entry_id).where(alert.c.entry_id.in_(ids), alert.c.state.in_(NOT_OUT))
    mine = entry.c.id.in_(ids)
    free = update(entry).where(mine, entry.c.outcome != Outcome.WAITING, entry.c.id.not_in(waits))
    stripped = free.values(standfirst="", body="", categories=[], picture="").returning(entry.c.id)
    done = list(tx.scalars(stripped))
    # what an editor has moved teaches which stories are one: it stays whole
    placed = update(placement).where(placement.c.entry_id.in_(done), placement.c.moved_by.is_(None))
    tx.execute(placed.values(lead="", vector=None))
    return len(done)


def _earlier(at: datetime, since: datetime | None) -> bool:
    return since is not None and at < since


# ---- rows ----------------------------------------------------------------------------------------


def _remove(tx: Connection, old: Sequence[Row[Any]], before: datetime, sources: Collection[int]) -> int:
    """Remove entries whose source lists them no longer, with all their versions."""
    below = listings.below(tx, sources)
    unlisted = [row for row in old if row.version == 1 and row.id < below.get(row.source_id, 0)]
    since = _since(tx, {row.source_id for row in unlisted}, HISTORY) if unlisted else {}
    first = [(row.source_id, row.guid) for row in unlisted if _earlier(row.seen_at, since.get(row.source_id))]
    if not first:
        return 0
    columns = (entry.c.id, entry.c.source_id, entry.c.guid, entry.c.seen_at, entry.c.due_at, entry.c.story_id)
    versions: dict[tuple[int, str], list[Any]] = {}
    for row in tx.execute(select(*columns).where(tuple_(entry.c.source_id, entry.c.guid).in_(first))):
        versions.setdefault((row.source_id, row.guid), []).append(row)
    idle = [
        rows
        for (source_id, _guid), rows in versions.items()
        if all(one.due_at is None and one.seen_at < before and one.id < below[source_id] for one in rows)
    ]
    needed = _needed(tx, [one.id for rows in idle for one in rows])
    ids = [one.id for rows in idle if needed.isdisjoint(one.id for one in rows) for one in rows]
    if ids:
        tx.execute(delete(placement).where(placement.c.entry_id.in_(ids)))
        tx.execute(delete(entry).where(entry.c.id.in_(ids)))
    return len(ids)


def _needed(tx: Connection, ids: Sequence[int]) -> set[int]:
    """Say which entries an alert, its words, a doubt or its story refers to, or an editor has moved."""
    if not ids:
        return set()
    told = exists().where(alert.c.story_id == entry.c.story_id)
    placed = exists().where(
        placement.c.entry_id == entry.c.id,
        or_(placement.c.moved_by.is_not(None), exists().where(alert.c.story_id == placement.c.story_id)),
    )
    waits = entry.c.outcome == Outcome.WAITING
    last = entry.c.id == select(func.max(entry.c.id)).scalar_subquery()  # SQLite would give its number again
    found = set(tx.scalars(select(entry.c.id).where(entry.c.id.in_(ids), or_(told, placed, waits, last))))
    for table in (alert, revision, suspicion):
        found.update(tx.scalars(select(table.c.entry_id).where(table.c.entry_id.in_(ids))))
    return found
