"""Intake: what a source gave becomes entries, in the transaction of whoever asked or was told.

What counts as new is said in docs/polling.md. The usual look, at entries that are all known, is one query.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.model import Entry
from bot.ports import Fetched
from bot.rules import identity as rules
from bot.rules import recognition
from bot.rules.recognition import Found, Known, Recognition, Told
from bot.rules.story import folded_title, title_key
from bot.store import entry as entries
from bot.store import source as sources
from bot.store import version as backs
from bot.store.entry import Outcome

HISTORY = 300
"""Entries of a source that show what it is used to, or what one was called whose names all changed."""


@dataclass(frozen=True, slots=True)
class _One:
    """An entry of the window, and what knows it again."""

    entry: Entry
    guid: str
    fingerprint: str
    published: datetime | None  # None too where the date tells nothing


def take_in(tx: Connection, row: sources.SourceRow, fetched: Fetched, now: datetime) -> entries.Kept:
    """Keep what is new of a source's entries; what is not old news waits for the editors.

    It may be a part of a window: what a hub pushed. Entries that the source renamed, moved, dated again
    or put in another order stay what they are; one with other words gets another version.
    """
    if not fetched.entries:
        return entries.Kept(0, 0, 0)
    entries.serialise_intake(tx, row.id)
    window = _window([_in_language(one, row, fetched) for one in fetched.entries], now)
    versions = entries.known_versions(tx, row.id, list({one.guid for one in window}))
    open_ = _unsettled(window, versions)
    if len(open_) < len(window):
        backs.went_back(tx, row.id, _gone_back(window, versions, open_), now)
    if not open_:
        return entries.Kept(0, 0, len(window))
    kept = _keep(tx, row, _Look(window, open_, versions), now)
    return replace(kept, known=len(window) - kept.new - kept.revised)


@dataclass(frozen=True, slots=True)
class _Look:
    """A window, the part of it that its guids and words alone don't settle, and what its guids brought."""

    window: Sequence[_One]
    open: Sequence[_One]
    versions: Mapping[str, Sequence[entries.Version]]

    @property
    def settled(self) -> frozenset[str]:
        return frozenset(one.guid for one in self.window) - {one.guid for one in self.open}


def _keep(tx: Connection, row: sources.SourceRow, look: _Look, now: datetime) -> entries.Kept:
    told = _told(look)
    recognised = _recognise(tx, row, look, told)
    names = {
        found.known.guid: one.guid
        for one, found in zip(told, recognised.found, strict=True)
        if found.known and found.rename
    }
    entries.rename(tx, row.id, names)
    judged = [
        (found, _to_keep(one, told_as, found, row, now))
        for one, told_as, found in zip(look.open, told, recognised.found, strict=True)
        if not found.repeat
    ]
    fresh = [new for found, new in judged if not found.known and new.outcome == Outcome.WAITING]
    too_many = {id(new) for new in _too_many(tx, row, fresh, now)}
    to_keep = [replace(new, outcome=Outcome.DIGEST) if id(new) in too_many else new for _, new in judged]
    kept = entries.keep(tx, row.id, to_keep, now)
    return replace(kept, churned=recognised.churned)


# ---- the window ----------------------------------------------------------------------------------


def _window(looked_at: Sequence[Entry], now: datetime) -> list[_One]:
    dates = rules.trusted_dates([one.published for one in looked_at], now)
    return [
        _One(one, entries.guid_key(rules.name(one.guid)), rules.fingerprint(one), published)
        for one, published in zip(looked_at, dates, strict=True)
    ]


def _unsettled(window: Sequence[_One], versions: Mapping[str, Sequence[entries.Version]]) -> list[_One]:
    """Leave out the entries that are known, and say what they said; where guids are shared, none is."""
    if len({one.guid for one in window}) < len(window):
        shared = [one for one in window if not _is_kept(one, versions)]
        return list(window) if shared else []
    return [one for one in window if not _is_kept(one, versions)]


def _is_kept(one: _One, versions: Mapping[str, Sequence[entries.Version]]) -> bool:
    return any(old.fingerprint == one.fingerprint for old in versions.get(one.guid, ()))


def _gone_back(
    window: Sequence[_One], versions: Mapping[str, Sequence[entries.Version]], open_: Sequence[_One]
) -> dict[str, str]:
    """Find the entries that say again what a version before their last one said: guid to fingerprint."""
    unknown = {one.guid for one in open_}
    found = {}
    for one in window:
        last = max(versions.get(one.guid, ()), key=lambda old: old.since, default=None)
        if one.guid not in unknown and last and last.fingerprint != one.fingerprint:
            found[one.guid] = one.fingerprint
    return found


def _told(look: _Look) -> list[Told]:
    titles = [folded_title(one.entry.title) for one in look.open]
    links = recognition.telling([rules.page(one.entry.link) for one in look.open], titles)
    open_ = {one.guid for one in look.open}
    elsewhere = {one.entry.link for one in look.window if one.guid not in open_}
    return [
        Told(one.guid, "" if one.entry.link in elsewhere else link, title, one.published)
        for one, link, title in zip(look.open, links, titles, strict=True)
    ]


def _in_language(one: Entry, row: sources.SourceRow, fetched: Fetched) -> Entry:
    return replace(one, language=one.language or row.language or fetched.language)


# ---- what is known -------------------------------------------------------------------------------


def _recognise(tx: Connection, row: sources.SourceRow, look: _Look, told: Sequence[Told]) -> Recognition:
    """Look up as little as tells what each entry is: its guid, then link and title, then what was last."""
    versions = [old for one in look.open for old in look.versions.get(one.guid, ())]
    settled = look.settled
    known = _known(versions)
    strangers = recognition.strangers(told, known)
    if strangers:
        links = {one.link for one in strangers} - {""}
        keys = {title_key(one.title) for one in strangers} - {""}
        guids = {old.guid for old in entries.named(tx, row.id, links, keys)} - {old.guid for old in versions}
        versions += _all(entries.known_versions(tx, row.id, sorted(guids)))
    recognised = recognition.recognise(told, _known(versions), settled)
    unknown = any(not (found.known or found.repeat) for found in recognised.found)
    if unknown and row.baseline_at and recognition.may_be_churn(told, known, len(settled)):
        versions += entries.latest(tx, row.id, max(HISTORY, 2 * len(look.window)))
        recognised = recognition.recognise(told, _known(versions), settled)
    return recognised


def _all(by_guid: Mapping[str, Sequence[entries.Version]]) -> list[entries.Version]:
    return [old for versions in by_guid.values() for old in versions]


def _known(versions: Iterable[entries.Version]) -> list[Known]:
    by_guid: dict[str, list[entries.Version]] = {}
    for one in versions:
        by_guid.setdefault(one.guid, []).append(one)
    return [
        Known(
            guid,
            frozenset(old.canonical_link for old in all_),
            frozenset(folded_title(title) for title in {old.title for old in all_}),
            frozenset(old.published for old in all_ if old.published),
        )
        for guid, all_ in by_guid.items()
    ]


# ---- what becomes of it --------------------------------------------------------------------------


def _to_keep(one: _One, told: Told, found: Found, row: sources.SourceRow, now: datetime) -> entries.NewEntry:
    guid = one.guid
    if found.known and not found.rename:
        guid = found.known.guid
    elif found.taken:
        guid = entries.guid_key(rules.name_apart(one.guid, told.link, told.title))
    link = "" if found.lent else told.link
    return entries.NewEntry(
        one.entry, link, title_key(one.entry.title), one.fingerprint, _outcome(one, row, now), guid
    )


def _outcome(one: _One, row: sources.SourceRow, now: datetime) -> Outcome:
    if row.baseline_at is None:
        return Outcome.BASELINE
    if rules.is_backfill(one.published, row.looked_at):
        return Outcome.BACKFILL
    return Outcome.DIGEST if rules.is_stale(one.published, now) else Outcome.WAITING


def _too_many(
    tx: Connection, row: sources.SourceRow, fresh: Sequence[entries.NewEntry], now: datetime
) -> Sequence[entries.NewEntry]:
    """Choose of more new entries than is usual those that are left to a digest: the oldest."""
    if len(fresh) <= rules.NEVER_TOO_MANY:
        return ()
    history = entries.arrivals(tx, row.id, HISTORY)
    since = max((seen for _, seen, _ in history), default=now)
    came = [moment for one in history if (moment := _came(*one))]
    room, usual = rules.room(came, since, now)
    newest = sorted(fresh, key=lambda new: rules.moment_of(new.entry.published, now), reverse=True)
    return newest[usual:] if len(fresh) > room else ()


def _came(published: datetime | None, seen: datetime, outcome: Outcome) -> datetime | None:
    """Say when an entry came; of what the first look found, only an older date of its own tells that."""
    if outcome != Outcome.BASELINE:
        return min(published or seen, seen)
    return published if published and published < seen - rules.SHORTEST_STRETCH else None
