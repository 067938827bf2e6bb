"""Failing: what comes of a look that failed, for the source, for its host, and for those who run it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.errors import Gone, SourceError
from bot.pipeline import first_look
from bot.pipeline.notice import tell_admins, tell_other
from bot.rules import host as rules
from bot.rules.host import Strain
from bot.store import host as hosts
from bot.store import source as sources
from bot.texts import Text, _, n_

GONE_FOR_GOOD: Final = timedelta(hours=24)  # between a first 410 and the one that is believed
DEAD: Final = timedelta(hours=24)
TOO_MANY: Final = 429
LIMITS: Final = frozenset({TOO_MANY, 503})
REFUSED: Final = 403
NAMED: Final = 5  # sources, in one word about many
LONGEST_NAME: Final = 60


def keep(tx: Connection, row: sources.SourceRow, error: SourceError, due_at: datetime, now: datetime) -> None:
    """Keep what came of a look that failed; whoever added a source hears why its first look did."""
    gone_at = row.gone_at or (now if isinstance(error, Gone) else None)
    sources.failed(tx, row, error.text, due_at, now, gone_at=gone_at)
    if error.status in LIMITS:
        _strain(tx, row, error.status, due_at, now)
    if isinstance(error, Gone) and row.gone_at and now - row.gone_at >= GONE_FOR_GOOD:
        sources.pause(tx, row.id, now, "gone")
        tell_admins(tx, _ended(row, error), now, also=row.added_by)
    elif not (row.failing_since or row.baseline_at):
        first_look.trouble(tx, row, error, now)


def _ended(row: sources.SourceRow, error: SourceError) -> Text:
    return _(
        "Source #{id} {name} is no more: {reason}. I have paused it; /pause {id} tries it again.",
        id=int(row.id),
        name=name_of(row),
        reason=error.text,
    )


def strain_of(tx: Connection, row: sources.SourceRow) -> Strain:
    """Say what is known of the limits of a source's host."""
    known = hosts.find(tx, row.host)
    return Strain(known.floor, known.limited_at, known.limited_by)


def _strain(tx: Connection, row: sources.SourceRow, status: int, due_at: datetime, now: datetime) -> None:
    known = strain_of(tx, row)
    floor = rules.floor_at(known, now)
    if status == TOO_MANY:  # a 503 tells of the server's state, and nothing of our pace
        last = hosts.last_look(tx, row.host)
        floor = rules.learned_floor(known, now - last if last else None, now)
    hosts.limit(tx, row.host, floor, now, row.id)
    if rules.binds_all(known, row.id, now):
        hosts.rest(tx, row.host, due_at)


def report(tx: Connection, now: datetime) -> int:
    """Tell of the sources that have failed for a day, each once; return how many there were."""
    dead = sources.newly_dead(tx, now - DEAD, now)
    if dead:
        tell_admins(tx, _dead(dead), now)
    for by in {row.added_by for row in dead if row.added_by}:
        tell_other(tx, by, _dead([row for row in dead if row.added_by == by]), now)
    return len(dead)


def back(tx: Connection, row: sources.SourceRow, now: datetime) -> None:
    """Tell that a source can be read again, where it was told that it can't."""
    if row.told_failing_at:
        words = _("Source #{id} {name} can be read again.", id=int(row.id), name=name_of(row))
        tell_admins(tx, words, now, also=row.added_by)


def name_of(row: sources.SourceRow) -> str:
    """Name a source for those who run it; its address may hold a key, and its host none."""
    return (row.name or row.host)[:LONGEST_NAME]


def _dead(rows: Sequence[sources.SourceRow]) -> Text:
    names = [f"#{row.id} {name_of(row)}" for row in rows[:NAMED]]
    if len(rows) > NAMED:
        names.append("…")
    return n_(
        "{count} source can't be read for a day now: {sources}. I keep trying; /sources shows why.",
        "{count} sources can't be read for a day now: {sources}. I keep trying; /sources shows why.",
        len(rows),
        sources=", ".join(names),
    )
