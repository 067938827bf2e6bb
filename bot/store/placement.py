"""Placements: which story each entry was placed into, in which order, and by what.

All who write here hold what `entry.serialise_placing` locks, so positions are given in the order of the
commits: whoever has read up to one has missed none before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from bot.model import AlertId, EntryId, SourceId, StoryId, SubscriberId
from bot.store.entry import Outcome
from bot.store.schema import alert, entry, placement, source


@dataclass(frozen=True, slots=True)
class NewPlacement:
    """An entry's place among the stories; `lead` is plain text, `vector` empty where there is none."""

    entry_id: EntryId
    story_id: StoryId
    source_id: SourceId
    title: str
    lead: str
    language: str
    link: str
    published_at: datetime
    verdict: str
    score: float = 1.0
    features: tuple[float, ...] = ()
    like_id: EntryId | None = None
    vector: bytes = b""


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """A placement as it stands: `position` is its number among all; `outcome` is the entry's."""

    place: NewPlacement
    position: int
    placed_at: datetime
    outcome: Outcome
    moved_by: SubscriberId | None = None


@dataclass(frozen=True, slots=True)
class Teller:
    """One who tells a story: an entry of it, and its source as people know it.

    `link` is the entry's own, as its source gave it.
    """

    row: PlacementRow
    name: str
    own: bool = False
    alerts: tuple[AlertId, ...] = field(default=())
    link: str = ""


def write(tx: Connection, new: NewPlacement, now: datetime) -> None:
    """Write down where an entry was placed."""
    values = {
        "entry_id": new.entry_id,
        "position": _next_position(tx),
        "story_id": new.story_id,
        "source_id": new.source_id,
        "title": new.title,
        "lead": new.lead,
        "language": new.language[:8],
        "link": new.link,
        "published_at": new.published_at,
        "vector": new.vector or None,
        "verdict": new.verdict,
        "score": new.score,
        "features": list(new.features),
        "like_id": new.like_id,
        "placed_at": now,
    }
    tx.execute(insert(placement).values(values))


def move(tx: Connection, ids: Sequence[EntryId], to: StoryId, by: SubscriberId | None) -> None:
    """Put entries into another story, each under a new position: whoever follows hears of it."""
    for id_ in ids:
        one = update(placement).where(placement.c.entry_id == id_)
        tx.execute(one.values(story_id=to, moved_by=by, position=_next_position(tx)))
        tx.execute(update(entry).where(entry.c.id == id_, entry.c.story_id.is_not(None)).values(story_id=to))


def find(tx: Connection, id_: EntryId) -> PlacementRow | None:
    """Find where an entry was placed."""
    row = tx.execute(_joined().where(placement.c.entry_id == id_)).one_or_none()
    return _row(row) if row else None


def of_story(tx: Connection, id_: StoryId) -> list[PlacementRow]:
    """List what was placed into a story, in order."""
    rows = tx.execute(_joined().where(placement.c.story_id == id_).order_by(placement.c.position))
    return [_row(row) for row in rows]


def after(tx: Connection, position: int, live: timedelta, most: int) -> list[PlacementRow]:
    """List at most so many placements after a position, in order, less what is older than `live`.

    Old is what lies that much before the latest that was ever placed, as it does for a window.
    """
    latest = tx.scalar(select(func.max(placement.c.published_at)))
    if latest is None:
        return []
    recent = placement.c.published_at >= latest - live
    query = _joined().where(placement.c.position > position, recent).order_by(placement.c.position)
    return [_row(row) for row in tx.execute(query.limit(most))]


def moved(tx: Connection) -> list[PlacementRow]:
    """List what an editor has put into another story, in the order in which it was done."""
    rows = tx.execute(_joined().where(placement.c.moved_by.is_not(None)).order_by(placement.c.position))
    return [_row(row) for row in rows]


def tellers(tx: Connection, id_: StoryId) -> list[Teller]:
    """List who tells a story, in the order in which they came."""
    whose = source.c.id == placement.c.source_id
    query = (
        _joined().add_columns(source.c.name, source.c.own, entry.c.link.label("leads_to")).join(source, whose)
    )
    mine = query.where(placement.c.story_id == id_)
    rows = tx.execute(mine.order_by(placement.c.placed_at, entry.c.id)).all()
    told: dict[int, list[AlertId]] = {}
    for alert_id, entry_id in tx.execute(
        select(alert.c.id, alert.c.entry_id).where(alert.c.story_id == id_).order_by(alert.c.id)
    ):
        told.setdefault(entry_id or 0, []).append(AlertId(alert_id))
    return [
        Teller(_row(row), row.name, row.own, tuple(told.get(row.entry_id, ())), row.leads_to) for row in rows
    ]


def count_sources(tx: Connection, id_: StoryId) -> int:
    """Count the sources that tell a story."""
    query = select(func.count(placement.c.source_id.distinct())).where(placement.c.story_id == id_)
    return tx.scalar(query) or 0


def _next_position(tx: Connection) -> int:
    return (tx.scalar(select(func.max(placement.c.position))) or 0) + 1


def _joined() -> Select[tuple[Any, ...]]:
    return select(placement, entry.c.outcome).join(entry, entry.c.id == placement.c.entry_id)


def _row(row: Row[tuple[object, ...]]) -> PlacementRow:
    place = NewPlacement(
        EntryId(row.entry_id),
        StoryId(row.story_id),
        SourceId(row.source_id),
        row.title,
        row.lead,
        row.language,
        row.link,
        row.published_at,
        row.verdict,
        row.score,
        tuple(row.features),
        EntryId(row.like_id) if row.like_id else None,
        row.vector or b"",
    )
    moved_by = SubscriberId(row.moved_by) if row.moved_by else None
    return PlacementRow(place, row.position, row.placed_at, Outcome(row.outcome), moved_by)
