"""Listings: which of its entries a source surely lists no longer, by the oldest one of each of its looks."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from bot.model import SourceId
from bot.store.retention_tables import listing
from bot.store.schema import entry

STRETCH: Final = timedelta(days=90)
"""For how long no look may have shown an entry, before it counts as gone from its source's list."""

_NAMES = 500  # in one statement


def by_guid(tx: Connection, source_id: SourceId, guids: Collection[str]) -> dict[str, int]:
    """Give the first entry of a source under each of these guids."""
    return _firsts(tx, entry.c.guid, entry.c.source_id == source_id, guids)


def by_name(
    tx: Connection, source_id: SourceId, links: Collection[str], keys: Collection[str]
) -> tuple[dict[str, int], dict[str, int]]:
    """Give the first entry of a source under each of these links, and under each of these titles."""
    # `+ 0`: else SQLite walks all that the source ever gave, and not the index of the names
    mine = entry.c.source_id + 0 == source_id
    return _firsts(tx, entry.c.canonical_link, mine, links), _firsts(tx, entry.c.title_key, mine, keys)


def _firsts(
    tx: Connection, column: ColumnElement[str], mine: ColumnElement[bool], names: Collection[str]
) -> dict[str, int]:
    told = sorted(set(names) - {""})
    found: dict[str, int] = {}
    for at in range(0, len(told), _NAMES):
        query = select(column, func.min(entry.c.id)).where(mine, column.in_(told[at : at + _NAMES]))
        found.update({name: id_ for name, id_ in tx.execute(query.group_by(column))})  # noqa: C416 -- a row is no pair to update()
    return found


def note(tx: Connection, source_id: SourceId, oldest_id: int, now: datetime) -> None:
    """Note the oldest entry that a look has shown; 0: it shows some that can't be told from older ones."""
    row = tx.execute(select(listing).where(listing.c.source_id == source_id)).one_or_none()
    if row is None:
        first = {"oldest_id": oldest_id, "before_id": 0, "last_id": oldest_id, "since": now}
        tx.execute(insert(listing).values(source_id=source_id, **first))
        return
    values = _noted(row, oldest_id, now)
    if values != {name: getattr(row, name) for name in values}:
        tx.execute(update(listing).where(listing.c.source_id == source_id).values(values))


def below(tx: Connection, ids: Collection[int]) -> dict[int, int]:
    """Give the id below which each source lists nothing, and has listed nothing for a stretch of time."""
    query = select(listing).where(listing.c.source_id.in_(ids))
    return {row.source_id: min(row.oldest_id, row.before_id) for row in tx.execute(query)}


def _noted(row: Row[tuple[object, ...]], oldest_id: int, now: datetime) -> dict[str, object]:
    if now - row.since < STRETCH:
        return {"oldest_id": min(row.oldest_id, oldest_id), "last_id": oldest_id}
    # what the last look has shown stood there until now: looks that found nothing changed say nothing
    began = {"oldest_id": min(row.last_id, oldest_id), "before_id": row.oldest_id}
    return began | {"last_id": oldest_id, "since": now}
