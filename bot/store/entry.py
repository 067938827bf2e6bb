"""Entries: what the sources gave, never changed; a later version is another row."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import Connection, Row, Select, and_, bindparam, func, insert, select, union_all, update

from bot.model import Entry, EntryId, SourceId, StoryId
from bot.store.schema import entry, source, story

GUID_LENGTH = 512
MOST_VERSIONS = 24
"""A source whose entries change at every look (a count of comments) may not fill the disk."""
LONGEST_READ = 20_000  # characters of a body, where many are read at once
MOST_NAMES = 500  # in one statement


class Outcome(StrEnum):
    """What became of an entry."""

    WAITING = "waiting"
    BASELINE = "baseline"  # there at the first look
    BACKFILL = "backfill"  # old when it came
    DIGEST = "digest"  # one of too many at once, or out for a day before anybody could look: no alert's news
    REVISED = "revised"  # a later version of an entry that is known
    REPEAT = "repeat"  # tells a story that was told
    ALERT = "alert"
    MUTE = "mute"  # nothing could be said of it, or nobody listens to its source
    FAILED = "failed"  # editing it failed again and again


UNTOLD = (Outcome.WAITING, Outcome.DIGEST, Outcome.MUTE, Outcome.FAILED)  # nobody has heard of these


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
    guid: str = ""  # by which its source's look knows it again, where that isn't the entry's own


@dataclass(frozen=True, slots=True)
class Version:
    """What one version of an entry said: the names by which its source may give it again."""

    guid: str
    fingerprint: str
    title: str
    canonical_link: str
    published: datetime | None
    since: datetime  # when its source gave it, or went back to it


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


_VERSION = select(
    entry.c.guid,
    entry.c.hash,
    entry.c.title,
    entry.c.canonical_link,
    entry.c.published_at,
    func.coalesce(entry.c.back_at, entry.c.seen_at),
)


def known_versions(tx: Connection, source_id: SourceId, guids: Sequence[str]) -> dict[str, list[Version]]:
    """Find the versions, in their order, of each guid that the source has given before."""
    found: dict[str, list[Version]] = {}
    for some in _portions(guids):
        query = _VERSION.where(entry.c.source_id == source_id, entry.c.guid.in_(some))
        for row in tx.execute(query.order_by(entry.c.version)):
            found.setdefault(row.guid, []).append(Version(*row))
    return found


def named(
    tx: Connection, source_id: SourceId, links: Collection[str], title_keys: Collection[str]
) -> list[Version]:
    """Find a source's versions that bear one of these links or titles; none has an empty one."""
    found: list[Version] = []
    for column, names in ((entry.c.canonical_link, links), (entry.c.title_key, title_keys)):
        for some in _portions(sorted(names)):
            # `+ 0`: else SQLite walks all that the source ever gave, and not the index of the names
            query = _VERSION.where(column.in_(some), entry.c.source_id + 0 == source_id)
            found += [Version(*row) for row in tx.execute(query.order_by(entry.c.id))]
    return found


def latest(tx: Connection, source_id: SourceId, most: int) -> list[Version]:
    """List what a source gave last, the newest at the end."""
    query = _VERSION.where(entry.c.id.in_(_last(source_id, most))).order_by(entry.c.id)
    return [Version(*row) for row in tx.execute(query)]


def rename(tx: Connection, source_id: SourceId, names: Mapping[str, str]) -> None:
    """Let entries go by the guids that their source gives them now: old guid to new, of all versions."""
    if names:
        mine = update(entry).where(entry.c.source_id == source_id, entry.c.guid == bindparam("old"))
        pairs = [{"old": old, "new": new} for old, new in names.items()]
        tx.execute(mine.values(guid=bindparam("new")), pairs)


def serialise_intake(tx: Connection, source_id: SourceId) -> None:
    """Let one transaction at a time take in a source's entries: a look and a hub's push may coincide.

    SQLite has one writer at a time as it is.
    """
    if tx.dialect.name == "postgresql":
        tx.execute(select(source.c.id).where(source.c.id == source_id).with_for_update())


def keep(tx: Connection, source_id: SourceId, found: Sequence[NewEntry], now: datetime) -> Kept:
    """Keep what is new of a look's entries, in their order: due for editing where it waits.

    Of several with one guid the first speaks: else each look would add a version of each in turn. A
    version that was there before is not kept again: two that alternate would fill the disk.
    """
    firsts: dict[str, NewEntry] = {}
    for one in found:
        firsts.setdefault(guid_key(one.guid or one.entry.guid), one)
    known = known_versions(tx, source_id, list(firsts)) if firsts else {}
    rows: list[dict[str, object]] = []
    for guid, one in firsts.items():
        versions = known.get(guid, [])
        if len(versions) < MOST_VERSIONS and one.fingerprint not in {old.fingerprint for old in versions}:
            rows.append(_values(one, guid, len(versions) + 1, now) | {"source_id": source_id})
    if rows:
        tx.execute(insert(entry), rows)
    new = [firsts[str(row["guid"])] for row in rows if row["version"] == 1]
    moments = tuple(min(one.entry.published or now, now) for one in new if one.outcome == Outcome.WAITING)
    held_back = sum(one.outcome == Outcome.DIGEST for one in new)
    return Kept(len(new), len(rows) - len(new), len(found) - len(rows), moments, held_back=held_back)


def claim(tx: Connection, now: datetime, lease: float, most: int) -> list[EntryRow]:
    """Take entries that wait for an editor, oldest first; given back after `lease` seconds."""
    due = (
        select(entry)
        .join(source, source.c.id == entry.c.source_id)
        .where(entry.c.due_at <= now, entry.c.outcome == Outcome.WAITING)
        .order_by(source.c.priority, source.c.own.desc(), entry.c.seen_at, entry.c.id)
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
    return [of_row(row) for row in rows]


def before(tx: Connection, row: EntryRow, most: int) -> list[Entry]:
    """List what an entry's source gave before it, first versions alone, the latest first.

    Of very long bodies the beginning is given.
    """
    ids = select(entry.c.id).where(
        entry.c.source_id == row.source_id, entry.c.version == 1, entry.c.id < row.id
    )
    body = func.substr(entry.c.body, 1, LONGEST_READ).label("body")
    columns = (entry.c.title, body, entry.c.standfirst, entry.c.language, entry.c.link, entry.c.guid)
    query = select(*columns).where(entry.c.id.in_(ids.order_by(entry.c.id.desc()).limit(most)))
    return [
        Entry(one.guid, one.title, one.link, None, one.language, one.standfirst, one.body)
        for one in tx.execute(query.order_by(entry.c.id.desc()))
    ]


def says_again(tx: Connection, row: EntryRow, most: int) -> bool:
    """Say whether what stands under an entry's title stands under that of one just before it, too."""
    if not (row.entry.standfirst or row.entry.body):
        return False
    ids = select(entry.c.id).where(entry.c.source_id == row.source_id, entry.c.id < row.id)
    last = entry.c.id.in_(ids.order_by(entry.c.id.desc()).limit(most))
    same = and_(entry.c.standfirst == row.entry.standfirst, entry.c.body == row.entry.body)
    other = and_(last, same, entry.c.guid != row.entry.guid)
    return tx.execute(select(entry.c.id).where(other).limit(1)).first() is not None


def later(tx: Connection, id_: EntryId, due_at: datetime) -> None:
    """Take an entry up again at a moment; one that somebody finished meanwhile stays so."""
    waits = update(entry).where(entry.c.id == id_, entry.c.outcome == Outcome.WAITING)
    tx.execute(waits.values(due_at=due_at))


def wait(tx: Connection, row: EntryRow, due_at: datetime) -> None:
    """Let an entry wait its turn until a moment, which is no try that failed."""
    waits = update(entry).where(entry.c.id == row.id, entry.c.outcome == Outcome.WAITING)
    tx.execute(waits.values(due_at=due_at, tries=0))


def again(tx: Connection, ids: Sequence[EntryId], now: datetime) -> None:
    """Let entries that are done with wait for an editor once more, as if nothing had become of them."""
    waiting = {"outcome": Outcome.WAITING, "story_id": None, "due_at": now, "tries": 0}
    tx.execute(update(entry).where(entry.c.id.in_(ids)).values(waiting))


def finish(tx: Connection, id_: EntryId, outcome: Outcome, story_id: StoryId | None = None) -> bool:
    """Note what became of an entry; False when somebody else had finished it."""
    done = tx.execute(
        update(entry)
        .where(entry.c.id == id_, entry.c.outcome == Outcome.WAITING)
        .values(due_at=None, outcome=outcome, story_id=story_id)
    )
    return done.rowcount > 0


def picture(tx: Connection, id_: EntryId, url: str) -> None:
    """Note the picture of an entry's page; one that the source gave stays."""
    tx.execute(update(entry).where(entry.c.id == id_, entry.c.picture == "").values(picture=url))


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
    same normalised title in an entry seen at or after `since`. A later version counts as its first one
    does: where nobody was told of that, it hides nothing.
    """
    first = entry.alias("first")
    of_entry = and_(
        first.c.source_id == entry.c.source_id, first.c.guid == entry.c.guid, first.c.version == 1
    )
    told = (
        select(entry.c.id.label("told"), first.c.story_id.label("story_id"))
        .join(first, of_entry)
        .where(first.c.id != row.id, first.c.outcome.not_in(UNTOLD))
    )
    same = []
    if row.title_key:
        same.append(told.where(entry.c.title_key == row.title_key, entry.c.seen_at >= since))
    if row.canonical_link:
        same.append(told.where(entry.c.canonical_link == row.canonical_link))
    if "://" in row.entry.guid:  # each source in turn: guids are indexed by their source
        same.append(told.where(entry.c.guid == row.entry.guid, entry.c.source_id.in_(select(source.c.id))))
    if not same:
        return False, None
    found = tx.execute(union_all(*same).order_by("told").limit(1)).one_or_none()
    if found is None:
        return False, None
    return True, StoryId(found.story_id) if found.story_id else None


def open_story(tx: Connection, now: datetime) -> StoryId:
    """Open a story."""
    return StoryId(tx.scalar(insert(story).values(opened_at=now).returning(story.c.id)) or 0)


def arrivals(
    tx: Connection, source_id: SourceId, most: int
) -> list[tuple[datetime | None, datetime, Outcome]]:
    """List when a source's latest entries were published and seen, the newest first, but for old news."""
    query = (
        select(entry.c.published_at, entry.c.seen_at, entry.c.outcome)
        .where(entry.c.id.in_(_last(source_id, most, firsts=True)), entry.c.outcome != Outcome.BACKFILL)
        .order_by(entry.c.id.desc())
    )
    return [(row.published_at, row.seen_at, Outcome(row.outcome)) for row in tx.execute(query)]


def recent_times(tx: Connection, source_id: SourceId, most: int = 50) -> list[datetime]:
    """List when a source's latest entries were published, or seen where it gives no date."""
    moment = func.coalesce(entry.c.published_at, entry.c.seen_at)
    query = select(moment).where(entry.c.id.in_(_last(source_id, most, firsts=True)))
    return list(tx.scalars(query.order_by(entry.c.id.desc())))


def _last(source_id: SourceId, most: int, *, firsts: bool = False) -> Select[tuple[int]]:
    """Choose the ids alone: an index holds them, and a sort of whole rows took fifty times as long."""
    ids = select(entry.c.id).where(entry.c.source_id == source_id)
    if firsts:
        ids = ids.where(entry.c.version == 1)
    return ids.order_by(entry.c.id.desc()).limit(most)


def guid_key(guid: str) -> str:
    """Shorten a guid that its column does not hold."""
    return guid if len(guid) <= GUID_LENGTH else sha256(guid.encode()).hexdigest()


def _portions(names: Sequence[str]) -> Iterator[Sequence[str]]:
    return (names[at : at + MOST_NAMES] for at in range(0, len(names), MOST_NAMES))


def _values(one: NewEntry, guid: str, version: int, now: datetime) -> dict[str, object]:
    # what a look finds that comes first, or first after a restored backup, is judged by nobody
    is_judged = version > 1 and one.outcome != Outcome.BASELINE
    outcome = Outcome.REVISED if is_judged else one.outcome
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
        "outcome": outcome,
        "seen_at": now,
        "due_at": now if outcome in {Outcome.WAITING, Outcome.REVISED} else None,
    }


def of_row(row: Row[tuple[object, ...]]) -> EntryRow:
    """Make the value of a row of the entry table, which is being taken up once more."""
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
