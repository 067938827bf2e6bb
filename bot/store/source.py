"""Sources: when each is due, what its fetcher wants back, and how it fares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from bot.model import Memo, Priority, SourceId, SubscriberId, TopicId
from bot.store.schema import source, source_topic
from bot.texts import Text

_TEXT = TypeAdapter(Text)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source as it stands; `every` is seconds, None for the adaptive rule."""

    id: SourceId
    url: str
    kind: str
    name: str
    language: str
    priority: Priority
    every: float | None
    added_by: SubscriberId | None
    memo: Memo
    due_at: datetime
    baseline_at: datetime | None
    looked_at: datetime | None
    failures: int
    failing_since: datetime | None
    error: Text | None
    paused_at: datetime | None
    topics: tuple[TopicId, ...]


@dataclass(frozen=True, slots=True)
class NewSource:
    """What is known of a source before its first look; `origin` is file, chat or demo."""

    url: str
    origin: str
    kind: str = "feed"
    name: str = ""
    language: str = ""
    priority: Priority = Priority.NORMAL
    every: float | None = None
    topics: tuple[str, ...] = ()
    added_by: SubscriberId | None = None


def add(tx: Connection, new: NewSource, now: datetime) -> SourceId:
    """Add a source, due at once; one with this URL is changed to what is said now, and resumes.

    Where no name is said, the one that it has stays.
    """
    values = {
        "kind": new.kind,
        "language": new.language,
        "priority": new.priority,
        "every": new.every,
        "origin": new.origin,
    }
    named = {"name": new.name[:200]} if new.name else {}
    known = tx.execute(select(source.c.id, source.c.paused_at).where(source.c.url == new.url)).one_or_none()
    if known is None:
        first = {"url": new.url, "memo": {}, "due_at": now, "added_by": new.added_by}
        added = tx.scalar(insert(source).values(**first, **named, **values).returning(source.c.id))
        id_ = SourceId(added or 0)
    else:
        id_ = SourceId(known.id)
        tx.execute(update(source).where(source.c.id == id_).values(**named, **values))
        tx.execute(delete(source_topic).where(source_topic.c.source_id == id_))
        if known.paused_at:
            resume(tx, id_, now)
    for topic_id in dict.fromkeys(new.topics):
        tx.execute(insert(source_topic).values(source_id=id_, topic_id=topic_id))
    return id_


def keep(tx: Connection, origin: str, sources: Sequence[NewSource], now: datetime) -> None:
    """Make the table say what a file says: what it lists is there; what it lists no more is paused."""
    listed = {one.url for one in sources}
    for one in sources:
        state = tx.execute(select(source.c.paused_why).where(source.c.url == one.url)).one_or_none()
        if state is None or state.paused_why != "desk":
            add(tx, one, now)
    tx.execute(
        update(source)
        .where(source.c.origin == origin, source.c.url.not_in(listed), source.c.paused_at.is_(None))
        .values(paused_at=now, paused_why="file")
    )


def find(tx: Connection, id_: SourceId) -> SourceRow | None:
    """Find a source by id."""
    rows = _rows(tx, tx.execute(select(source).where(source.c.id == id_)).all())
    return rows[0] if rows else None


def by_url(tx: Connection, url: str) -> SourceRow | None:
    """Find a source by its URL."""
    rows = _rows(tx, tx.execute(select(source).where(source.c.url == url)).all())
    return rows[0] if rows else None


def listed(tx: Connection) -> list[SourceRow]:
    """List all sources, in the order in which they came."""
    return _rows(tx, tx.execute(select(source).order_by(source.c.id)).all())


def claim(tx: Connection, now: datetime, lease: float, most: int) -> list[SourceRow]:
    """Take sources that are due, breaking ones first; who dies with one gives it back after `lease` s."""
    due = (
        select(source)
        .where(source.c.due_at <= now, source.c.paused_at.is_(None))
        .order_by(source.c.priority, source.c.due_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    rows = _rows(tx, tx.execute(due).all())
    ids = [row.id for row in rows]
    tx.execute(update(source).where(source.c.id.in_(ids)).values(due_at=now + timedelta(seconds=lease)))
    return rows


def looked(tx: Connection, row: SourceRow, memo: Memo, now: datetime, **also: object) -> None:
    """Note a look that worked: the memo for the next one, and when it is due."""
    tx.execute(
        update(source)
        .where(source.c.id == row.id)
        .values(
            memo=dict(memo),
            looked_at=now,
            baseline_at=func.coalesce(source.c.baseline_at, now),
            failures=0,
            failing_since=None,
            error=None,
            **also,
        )
    )


def failed(tx: Connection, row: SourceRow, error: Text, due_at: datetime, now: datetime) -> None:
    """Note a look that failed, and when the next one is due."""
    tx.execute(
        update(source)
        .where(source.c.id == row.id)
        .values(
            failures=source.c.failures + 1,
            failing_since=func.coalesce(source.c.failing_since, now),
            error=_TEXT.dump_python(error, mode="json"),
            due_at=due_at,
        )
    )


def pause(tx: Connection, id_: SourceId, now: datetime, why: str) -> None:
    """Stop looking at a source: `why` is desk, file or gone."""
    tx.execute(update(source).where(source.c.id == id_).values(paused_at=now, paused_why=why))


def resume(tx: Connection, id_: SourceId, now: datetime) -> None:
    """Look at a source again, from now on: what came meanwhile is a baseline, not a flood of alerts."""
    tx.execute(
        update(source)
        .where(source.c.id == id_)
        .values(paused_at=None, paused_why="", due_at=now, baseline_at=None, memo={})
    )


def health(tx: Connection) -> Mapping[str, int]:
    """Count sources: all, paused, failing."""
    query = select(
        func.count().label("all"),
        func.count(source.c.paused_at).label("paused"),
        func.count()
        .filter(source.c.failing_since.is_not(None), source.c.paused_at.is_(None))
        .label("failing"),
    )
    return dict(tx.execute(query).one()._mapping)  # noqa: SLF001 -- SQLAlchemy's public name for a row as a mapping


def _rows(tx: Connection, rows: Sequence[Row[tuple[object, ...]]]) -> list[SourceRow]:
    ids = [row.id for row in rows]
    topics: dict[int, list[TopicId]] = {id_: [] for id_ in ids}
    query = select(source_topic).where(source_topic.c.source_id.in_(ids)).order_by(source_topic.c.topic_id)
    for link in tx.execute(query):
        topics[link.source_id].append(TopicId(link.topic_id))
    return [_row(row, tuple(topics[row.id])) for row in rows]


def _row(row: Row[tuple[object, ...]], topics: tuple[TopicId, ...]) -> SourceRow:
    return SourceRow(
        SourceId(row.id),
        row.url,
        row.kind,
        row.name,
        row.language,
        Priority(row.priority),
        row.every,
        SubscriberId(row.added_by) if row.added_by else None,
        row.memo,
        row.due_at,
        row.baseline_at,
        row.looked_at,
        row.failures,
        row.failing_since,
        None if row.error is None else _TEXT.validate_python(row.error),
        row.paused_at,
        topics,
    )
