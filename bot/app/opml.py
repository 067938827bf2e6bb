"""Lists of feeds in and out: ``python -m bot import`` and ``export``."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from bot import newsroom as newsrooms
from bot.app.opening import PRIORITIES, migrated
from bot.clock import utc_now
from bot.errors import SettingsError, SourceError
from bot.model import Priority, TopicId
from bot.newsroom import Newsroom
from bot.settings import Settings
from bot.sources.opml import Outline, Outlines, read_opml, write_opml
from bot.store import source as sources
from bot.store import topic as topics
from bot.store.database import Database

KINDS = frozenset({"site", "sitemap"})
"""Kinds that a list may name in an attribute of ours; any other outline is a feed."""


ALL = "all"
"""What an attribute of ours says of a feed that is for all topics, those too that are yet to come."""


@dataclass(frozen=True)
class Imported:
    """What an import did: a line that sums it up, and one about each outline that could not be used."""

    summary: str
    troubles: tuple[str, ...]


def import_list(settings: Settings, file: Path, named: Sequence[str], *, dry_run: bool) -> Imported:
    """Add a list's feeds, all or none; those without a category that is a topic get the topics `named`.

    Raises:
        SettingsError: the file can't be read, or names no feeds, or a topic is not one of the newsroom's.

    """
    newsroom = newsrooms.load(settings.newsroom)
    if unknown := [name for name in named if newsroom.topic(name) is None]:
        known = ", ".join(topic.id for topic in newsroom.topics)
        raise SettingsError(f"--topic names {', '.join(unknown)}, which is no topic; choose among {known}")
    read = _read(file)
    wanted = _merged(newsroom, read.feeds, named)
    migrated(settings)
    database = Database(settings.database_url.get_secret_value())
    try:
        new = database.write_here(lambda tx: _add(tx, newsroom, wanted, utc_now(), dry_run=dry_run))
    finally:
        database.close()
    counts = Counter(new=new, known=len(wanted) - new, twice=len(read.feeds) - len(wanted))
    return Imported(_summary(counts, len(read.troubles), dry_run=dry_run), read.troubles)


def export_list(settings: Settings) -> bytes:
    """Write all sources as a list of feeds."""
    newsroom = newsrooms.load(settings.newsroom)
    migrated(settings)
    database = Database(settings.database_url.get_secret_value())
    try:
        return database.read_here(lambda tx: listed(tx, newsroom))
    finally:
        database.close()


def listed(tx: Connection, newsroom: Newsroom) -> bytes:
    """Write all sources as a list of feeds."""
    return write_opml(newsroom.name, (_outline(row) for row in sources.listed(tx)))


def add_listed(
    tx: Connection, newsroom: Newsroom, body: bytes, now: datetime, *, dry_run: bool
) -> tuple[int, Outlines]:
    """Add the sources of a list of our own; say how many are new, and what the list holds.

    Raises:
        SourceError: it is no list.

    """
    read = read_opml(body)
    return _add(tx, newsroom, _merged(newsroom, read.feeds, ()), now, dry_run=dry_run), read


def save(file: Path, written: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        SettingsError: there is no place for it.

    """
    beside = file.with_name(f"{file.name}.part")
    try:
        beside.write_bytes(written)
        beside.replace(file)
    except OSError as error:
        raise SettingsError(f"{file} can't be written ({error.strerror}); name another file") from error


def _read(file: Path) -> Outlines:
    try:
        return read_opml(file.read_bytes())
    except OSError as error:
        raise SettingsError(f"{file} can't be read ({error.strerror}); name an OPML file") from error
    except SourceError as error:
        raise SettingsError(f"{file} can't be imported: {error}") from error


@dataclass(frozen=True)
class _Wanted:
    source: sources.NewSource
    paused: bool


def _merged(newsroom: Newsroom, feeds: Iterable[Outline], named: Sequence[str]) -> list[_Wanted]:
    """Make a source of each address: one that is listed in several folders has the topics of all."""
    found: dict[str, list[Outline]] = {}
    for one in feeds:
        found.setdefault(one.url, []).append(one)
    return [_wanted(newsroom, same, named) for same in found.values()]


def _wanted(newsroom: Newsroom, same: Sequence[Outline], named: Sequence[str]) -> _Wanted:
    first, extras = same[0], same[0].extras or {}
    filed = [category for one in same for category in one.categories]
    chosen = [topic.id for topic in newsroom.topics if any(topic.is_called(one) for one in filed)]
    everything = [topic.id for topic in newsroom.topics]
    stated = "site" if first.is_site else extras.get("kind", "")
    new = sources.NewSource(
        first.url,
        "opml",
        kind=stated if stated in KINDS else "feed",
        name=next((one.name for one in same if one.name and one.name != one.url), ""),
        language=first.language,
        priority=PRIORITIES.get(extras.get("priority", ""), Priority.NORMAL),
        every=_seconds(extras.get("every", "")),
        topics=()
        if extras.get("topics") == ALL
        else tuple(chosen or [TopicId(name) for name in named] or everything),
        own=True if extras.get("own") == "true" else None,
        pictures=False if extras.get("pictures") == "false" else None,
    )
    return _Wanted(new, extras.get("paused") == "true")


def _seconds(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdigit() and int(text[:9]) > 0 else None


def _add(
    tx: Connection, newsroom: Newsroom, wanted: Sequence[_Wanted], now: datetime, *, dry_run: bool
) -> int:
    rows = sources.listed(tx)
    known = {url for row in rows for url in (row.url, *(row.move or {}).get("former", ()))}
    new = [one for one in wanted if one.source.url not in known]
    if dry_run:
        return len(new)
    topics.keep(tx, newsroom.topics, now)
    for one in new:
        id_ = sources.add(tx, one.source, now)
        if one.paused:
            sources.pause(tx, id_, now, "desk")
    return len(new)


def _summary(counts: Counter[str], troubles: int, *, dry_run: bool) -> str:
    done = "would be added" if dry_run else "added"
    twice = f", {counts['twice']} listed twice" if counts["twice"] else ""
    lines = f"; {_counted(troubles, 'line')} to look at" if troubles else ""
    return f"{_counted(counts['new'], 'source')} {done}, {counts['known']} there already{twice}{lines}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _outline(row: sources.SourceRow) -> Outline:
    extras = {
        "priority": "breaking" if row.priority is Priority.BREAKING else "",
        "every": f"{row.every:.0f}" if row.every else "",
        "kind": row.kind if row.kind in KINDS else "",
        "paused": "true" if row.paused_at else "",
        "own": "true" if row.own else "",
        "pictures": "" if row.pictures else "false",
        "topics": "" if row.topics else ALL,
    }
    stated = {key: value for key, value in extras.items() if value}
    return Outline(row.url, row.name, row.language, tuple(row.topics), stated)
