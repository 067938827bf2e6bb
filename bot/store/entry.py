"""Entries: what the sources gave, never changed; a later version is another row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import Connection, Row, and_, func, insert, or_, select, update

from bot.model import Entry, EntryId, SourceId, StoryId
from bot.store.schema import entry, source, story

GUID_LENGTH = 512
MOST_VERSIONS = 24
"""A source whose entries change at every look (a count of comments) may not fill the disk."""


class Outcome(StrEnum):
    """What became of an entry."""

    WAITING = "waiting"
    BASELINE = "baseline"  # there at the first look
    BACKFILL = "backfill"  # old when it came
    REVISED = "revised"  # a later version of an entry that is known
    REPEAT = "repeat"  # tells a story that was told
    ALERT = "alert"
    MUTE = "mute"  # nothing could be said of it, or nobody listens to its source
    FAILED = "failed"  # editing it failed again and again


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry, the source that gave it, and how often it was taken up."""

    id: EntryId
    source_id: SourceId
    entry: Entry
    canonical_link: str
    title_key: str
    seen_at: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to keep, with the keys by which its story is found, and what is to become of it."""

    entry: Entry
    canonical_link: str
    title_key: str
    fingerprint: str  # equal for two that say the same
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Kept:
    """What a look left in the store: new entries, later versions, and what was known already.

    `moments` are when the truly new ones were published, or seen where no date tells: nothing of a first
    look, nothing old. `churned` says that the source gave its entries other guids, and `held_back` how
    many of the new ones wait for a digest, since there were too many at once.
    """

    new: int
    revised: int
    known: int
    moments: tuple[datetime, ...] = ()
    churned: bool = False
    held_back: int = 0


def known_versions(tx: Connection, source_id: SourceId, guids: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Find the last version, and its fingerprint, of each guid that the source has given before."""
    query = (
        select(entry.c.guid, entry.c.version, entry.c.hash)
        .where(entry.c.source_id == source_id, entry.c.guid.in_(guids))
        .order_by(entry.c.version)
    )
    return {guid: (version, hash_) for guid, version, hash_ in tx.execute(query)}


def keep(tx: Connection, source_id: SourceId, found: Sequence[NewEntry], now: datetime) -> Kept:
    """Keep what is new of a look's entries, in their order: due for editing where it waits.

    Of several with one guid the first speaks: else each look would add a version of each in turn.
    """
    firsts: dict[str, NewEntry] = {}
    for one in found:
        firsts.setdefault(_guid(one.entry), one)
    known = known_versions(tx, source_id, list(firsts))
    rows: dict[str, dict[str, object]] = {}
    for guid, one in firsts.items():
        version, last = known.get(guid, (0, ""))
        if one.fingerprint == last or version >= MOST_VERSIONS:
            continue
        rows[guid] = _values(one, guid, version + 1) | {"source_id": source_id, "seen_at": now}
        rows[guid]["due_at"] = now if rows[guid]["outcome"] == Outcome.WAITING else None
    if rows:
        tx.execute(insert(entry), list(rows.values()))
    firsts_of_all = [row for row in rows.values() if row["version"] == 1]
    moments = tuple(
        min(firsts[str(row["guid"])].entry.published or now, now)
        for row in firsts_of_all
        if row["outcome"] == Outcome.WAITING
    )
    return Kept(len(firsts_of_all), len(rows) - len(firsts_of_all), len(found) - len(rows), moments)


def claim(tx: Connection, now: datetime, lease: float, most: int) -> list[EntryRow]:
    """Take entries that wait for an editor, oldest first; given back after `lease` seconds."""
    due = (
        select(entry)
        .join(source, source.c.id == entry.c.source_id)
        .where(entry.c.due_at <= now)
        .order_by(source.c.priority, entry.c.seen_at, entry.c.id)
        .limit(most)
        .with_for_update(skip_locked=True, of=entry)
    )
    rows = tx.execute(due).all()
    until = now + timedelta(seconds=lease)
    tx.execute(
        update(entry)
        .where(entry.c.id.in_([row.id for row in rows]))
        .values(due_at=until, tries=entry.c.tries + 1)
    )
    return [_row(row) for row in rows]


def later(tx: Connection, id_: EntryId, due_at: datetime) -> None:
    """Take an entry up again at a moment; one that somebody finished meanwhile stays so."""
    waits = update(entry).where(entry.c.id == id_, entry.c.outcome == Outcome.WAITING)
    tx.execute(waits.values(due_at=due_at))


def finish(tx: Connection, id_: EntryId, outcome: Outcome, story_id: StoryId | None = None) -> bool:
    """Note what became of an entry; False when somebody else had finished it."""
    done = tx.execute(
        update(entry)
        .where(entry.c.id == id_, entry.c.outcome == Outcome.WAITING)
        .values(due_at=None, outcome=outcome, story_id=story_id)
    )
    return done.rowcount > 0


def serialise_placing(tx: Connection) -> None:
    """Let one transaction at a time place entries into stories, over all replicas.

    Two entries that tell one story, edited at the same moment, would else each open it. SQLite has
    one writer at a time as it is.
    """
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql("LOCK TABLE story IN SHARE ROW EXCLUSIVE MODE")


def same_story(tx: Connection, row: EntryRow, since: datetime) -> tuple[bool, StoryId | None]:
    """Say whether an earlier entry tells this one's story, and which story that is (none: a baseline).

    Same guid where it is a URL (others are only unique within their source), same canonical link, or
    same normalised title in an entry seen at or after `since`.
    """
    same = [and_(entry.c.title_key == row.title_key, entry.c.seen_at >= since, entry.c.title_key != "")]
    if row.canonical_link:
        same.append(entry.c.canonical_link == row.canonical_link)
    if "://" in row.entry.guid:
        same.append(entry.c.guid == row.entry.guid)
    query = (
        select(entry.c.story_id)
        .where(entry.c.id != row.id, entry.c.outcome.not_in([Outcome.WAITING, Outcome.MUTE, Outcome.FAILED]))
        .where(or_(*same))
        .order_by(entry.c.id)
        .limit(1)
    )
    found = tx.execute(query).one_or_none()
    if found is None:
        return False, None
    return True, StoryId(found.story_id) if found.story_id else None


def open_story(tx: Connection, now: datetime) -> StoryId:
    """Open a story."""
    return StoryId(tx.scalar(insert(story).values(opened_at=now).returning(story.c.id)) or 0)


def tally(tx: Connection) -> dict[tuple[SourceId, Outcome], int]:
    """Count entries by source and outcome: every entry that was kept is in one of them."""
    query = select(entry.c.source_id, entry.c.outcome, func.count()).group_by(
        entry.c.source_id, entry.c.outcome
    )
    return {(SourceId(id_), Outcome(outcome)): count for id_, outcome, count in tx.execute(query)}


def recent_times(tx: Connection, source_id: SourceId, most: int = 50) -> list[datetime]:
    """List when a source's latest entries were published, or seen where it gives no date."""
    moment = func.coalesce(entry.c.published_at, entry.c.seen_at)
    query = (
        select(moment)
        .where(entry.c.source_id == source_id, entry.c.version == 1)
        .order_by(entry.c.id.desc())
        .limit(most)
    )
    return list(tx.scalars(query))


def _guid(one: Entry) -> str:
    return one.guid if len(one.guid) <= GUID_LENGTH else sha256(one.guid.encode()).hexdigest()


def _values(one: NewEntry, guid: str, version: int) -> dict[str, object]:
    settled = one.outcome in {Outcome.BASELINE, Outcome.BACKFILL}
    return {
        "guid": guid,
        "version": version,
        "hash": one.fingerprint,
        "title": one.entry.title,
        "link": one.entry.link,
        "canonical_link": one.canonical_link,
        "title_key": one.title_key,
        "published_at": one.entry.published,
        "language": one.entry.language[:8],
        "standfirst": one.entry.standfirst,
        "body": one.entry.body,
        "categories": list(one.entry.categories),
        "picture": one.entry.picture,
        "outcome": one.outcome if version == 1 or settled else Outcome.REVISED,
    }


def _row(row: Row[tuple[object, ...]]) -> EntryRow:
    one = Entry(
        row.guid,
        row.title,
        row.link,
        row.published_at,
        row.language,
        row.standfirst,
        row.body,
        tuple(row.categories),
        row.picture,
    )
    return EntryRow(
        EntryId(row.id),
        SourceId(row.source_id),
        one,
        row.canonical_link,
        row.title_key,
        row.seen_at,
        row.tries + 1,
    )
