"""Sources: when each is due, what its fetcher wants back, and how it fares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update

from bot.domain import domain_of
from bot.model import AlertId, Memo, Priority, SourceId, SubscriberId, TopicId
from bot.store.schema import alert, entry, source, source_topic, subscription
from bot.texts import Text

_TEXT = TypeAdapter(Text)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source as it stands; `every` is seconds, None for the adaptive rule.

    `host` is the registrable domain whose sources are looked at one after another. `rhythm` and `move`
    are what the rules of that name wrote; of a move, the store itself reads its ``"former"`` addresses.
    """

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
    host: str = ""
    rhythm: Mapping[str, Any] | None = None
    move: Mapping[str, Any] | None = None
    gone_at: datetime | None = None
    told_failing_at: datetime | None = None
    told_silent_at: datetime | None = None
    own: bool = False
    pictures: bool = True


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
    own: bool | None = None  # None: as it was
    pictures: bool | None = None  # the same


def add(tx: Connection, new: NewSource, now: datetime) -> SourceId:
    """Add a source, due at once; one with this URL is changed to what is said now, and resumes.

    One that was polled at this URL before it moved is the same source. Where no name is said, the one
    that it has stays.
    """
    return _add(tx, new, now, _former(tx))


def _add(tx: Connection, new: NewSource, now: datetime, former: Mapping[str, str]) -> SourceId:
    values = {
        "kind": new.kind,
        "language": new.language,
        "priority": new.priority,
        "every": new.every,
        "origin": new.origin,
    }
    named: dict[str, object] = {"name": new.name[:200]} if new.name else {}
    named |= {} if new.own is None else {"own": new.own}
    named |= {} if new.pictures is None else {"pictures": new.pictures}
    known = _standing(tx, new.url, former)
    if known is None:
        first = {"url": new.url, "host": domain_of(new.url), "memo": {}, "due_at": now}
        first |= {"added_by": new.added_by}
        added = tx.scalar(insert(source).values(**first, **named, **values).returning(source.c.id))
        id_ = SourceId(added or 0)
    else:
        id_ = SourceId(known.id)
        if new.kind == "site":  # says only that its kind is to be found out, which it was
            del values["kind"]
        if known.ranked_at and new.origin == "file":  # the desk's word on its priority outlives a start
            del values["priority"]
        tx.execute(update(source).where(source.c.id == id_).values(**named, **values))
        tx.execute(delete(source_topic).where(source_topic.c.source_id == id_))
        if known.paused_at:
            resume(tx, id_, now)
    for topic_id in dict.fromkeys(new.topics):
        tx.execute(insert(source_topic).values(source_id=id_, topic_id=topic_id))
    return id_


def _former(tx: Connection) -> dict[str, str]:
    """List the addresses at which sources were polled before they moved, and where they are now."""
    query = select(source.c.url, source.c.move).where(source.c.move.is_not(None))
    return {former: row.url for row in tx.execute(query) for former in row.move.get("former", ())}


def _standing(tx: Connection, url: str, former: Mapping[str, str]) -> Row[Any, Any, Any, Any] | None:
    state = select(source.c.id, source.c.paused_at, source.c.paused_why, source.c.ranked_at)
    known = tx.execute(state.where(source.c.url == url)).one_or_none()
    if known is None and url in former:
        return tx.execute(state.where(source.c.url == former[url])).one_or_none()
    return known


def keep(tx: Connection, origin: str, sources: Sequence[NewSource], now: datetime) -> None:
    """Make the table say what a file says: what it lists is there; what it lists no more is paused.

    What the desk paused stays so, and what has ended: a start is no word about either.
    """
    former = _former(tx)
    listed = {url for one in sources for url in (one.url, former.get(one.url, one.url))}
    for one in sources:
        state = _standing(tx, one.url, former)
        if state is None or state.paused_why not in {"desk", "gone"}:
            _add(tx, one, now, former)
    tx.execute(
        update(source)
        .where(source.c.origin == origin, source.c.url.not_in(listed), source.c.paused_at.is_(None))
        .values(paused_at=now, paused_why="file")
    )


def find(tx: Connection, id_: SourceId) -> SourceRow | None:
    """Find a source by id."""
    rows = load(tx, tx.execute(select(source).where(source.c.id == id_)).all())
    return rows[0] if rows else None


def speaking(tx: Connection, id_: AlertId) -> SourceRow | None:
    """Find the source that an alert speaks by; None for one that a person wrote."""
    spoken = select(source).join(entry, entry.c.source_id == source.c.id)
    query = spoken.join(alert, alert.c.entry_id == entry.c.id).where(alert.c.id == id_)
    rows = load(tx, tx.execute(query).all())
    return rows[0] if rows else None


def by_url(tx: Connection, url: str) -> SourceRow | None:
    """Find a source by its URL."""
    rows = load(tx, tx.execute(select(source).where(source.c.url == url)).all())
    return rows[0] if rows else None


def listed(tx: Connection) -> list[SourceRow]:
    """List all sources, in the order in which they came."""
    return load(tx, tx.execute(select(source).order_by(source.c.id)).all())


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
            gone_at=None,
            told_failing_at=None,
            **also,
        )
    )


def refreshed(tx: Connection, row: SourceRow) -> SourceRow:
    """Bring what others may have written during a look up to date: a push, or an admin's word."""
    changing = ("url", "rhythm", "move", "told_failing_at", "told_silent_at")
    query = select(*(source.c[name] for name in changing)).where(source.c.id == row.id)
    now = tx.execute(query).one_or_none()
    return replace(row, **dict(zip(changing, now, strict=True))) if now else row


def failed(
    tx: Connection, row: SourceRow, error: Text, due_at: datetime, now: datetime, **also: object
) -> None:
    """Note a look that failed, and when the next one is due."""
    tx.execute(
        update(source)
        .where(source.c.id == row.id)
        .values(
            failures=source.c.failures + 1,
            failing_since=func.coalesce(source.c.failing_since, now),
            error=_TEXT.dump_python(error, mode="json"),
            due_at=due_at,
            **also,
        )
    )


def postpone(tx: Connection, id_: SourceId, due_at: datetime) -> None:
    """Look again at `due_at`, and hold the look that was made against nobody."""
    tx.execute(update(source).where(source.c.id == id_).values(due_at=due_at))


def excuse(tx: Connection, since: datetime, due_at: datetime) -> None:
    """Take back what was held against sources that were well until `since`; look again at `due_at`."""
    blamed = and_(source.c.failing_since >= since, source.c.failures == 1, source.c.looked_at.is_not(None))
    clean = {"failures": 0, "failing_since": None, "error": None, "gone_at": None, "due_at": due_at}
    tx.execute(update(source).where(blamed).values(clean))


def note_move(tx: Connection, id_: SourceId, seen: Mapping[str, Any] | None) -> None:
    """Write down what a source says of where it has moved."""
    tx.execute(update(source).where(source.c.id == id_).values(move=seen))


def move(tx: Connection, id_: SourceId, to: str, left: Mapping[str, Any] | None) -> SourceRow | None:
    """Poll a source where it has moved; answer another source that is polled there already, if any.

    `left` is what is to be known of the move afterwards.
    """
    other = by_url(tx, to)
    if other is None:
        values = {"url": to, "host": domain_of(to), "memo": {}, "move": left}
        tx.execute(update(source).where(source.c.id == id_).values(values))
    return other


def newly_dead(tx: Connection, since: datetime, now: datetime) -> list[SourceRow]:
    """Take the sources that have failed since `since` or longer, and of which nobody was told."""
    dead = and_(
        source.c.failing_since <= since, source.c.told_failing_at.is_(None), source.c.paused_at.is_(None)
    )
    told = update(source).where(dead).values(told_failing_at=now).returning(source.c.id)
    ids = list(tx.scalars(told))
    return load(tx, tx.execute(select(source).where(source.c.id.in_(ids)).order_by(source.c.id)).all())


def readers(tx: Connection) -> dict[SourceId, int]:
    """Count whom each polled source's topics reach, topic by topic; the costly part is a topic's count."""
    wanted = select(subscription.c.topic_id, func.count()).where(subscription.c.ended_at.is_(None))
    of_topic = {topic: count for topic, count in tx.execute(wanted.group_by(subscription.c.topic_id))}  # noqa: C416 -- a row is no pair to dict()
    polled = select(source.c.id, source_topic.c.topic_id).outerjoin(source_topic)
    found: dict[SourceId, int] = {}
    for id_, topic in tx.execute(polled.where(source.c.paused_at.is_(None))):
        found[SourceId(id_)] = found.get(SourceId(id_), 0) + of_topic.get(topic, 0)
    return found


def pause(tx: Connection, id_: SourceId, now: datetime, why: str) -> None:
    """Stop looking at a source: `why` is desk, file or gone."""
    tx.execute(update(source).where(source.c.id == id_).values(paused_at=now, paused_why=why))


def resume(tx: Connection, id_: SourceId, now: datetime) -> None:
    """Look at a source again, from now on: what came meanwhile is a baseline, not a flood of alerts."""
    tx.execute(
        update(source)
        .where(source.c.id == id_)
        .values(paused_at=None, paused_why="", due_at=now, baseline_at=None, memo={}, gone_at=None)
    )


def rank(tx: Connection, id_: SourceId, priority: Priority, now: datetime) -> None:
    """Give a source another priority, by the desk's word."""
    tx.execute(update(source).where(source.c.id == id_).values(priority=priority, ranked_at=now))


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


def load(tx: Connection, rows: Sequence[Row[tuple[object, ...]]]) -> list[SourceRow]:
    """Make sources of rows of the table."""
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
        row.host,
        row.rhythm,
        row.move,
        row.gone_at,
        row.told_failing_at,
        row.told_silent_at,
        row.own,
        row.pictures,
    )
