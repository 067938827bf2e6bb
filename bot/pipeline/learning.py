"""Learning: what each look adds to what is known of a source's rhythm, and a word when that falls silent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.pipeline.failing import name_of
from bot.pipeline.notice import tell_admins
from bot.ports import Fetched
from bot.rules import rhythm as rhythms
from bot.rules import source as rules
from bot.rules.identity import moment_of
from bot.rules.rhythm import Rhythm
from bot.store import entry as entries
from bot.store import source as sources
from bot.texts import _

AFRESH = "afresh"  # beside the rhythm: when the source was last asked without validators


def asks_afresh(row: sources.SourceRow, now: datetime) -> bool:
    """Say whether to ask without validators this time: some servers answer 304 for ever."""
    rhythm = rhythms.from_json(row.rhythm)
    if rhythm is None or row.baseline_at is None:
        return False
    return rules.asks_afresh(rhythm, rhythm.last, _asked_afresh(row) or row.baseline_at, now)


def learn(
    tx: Connection, row: sources.SourceRow, fetched: Fetched, kept: entries.Kept, now: datetime
) -> Rhythm:
    """Add a look, or a push, to what is known; a first one brings the dates of all that is there."""
    known, moments = rhythms.from_json(row.rhythm), kept.moments
    if known is None and row.baseline_at is None:
        moments = tuple(moment_of(one.published, now) for one in fetched.entries if one.published)
    elif known is None:  # it is from before rhythms were learned
        known = rhythms.seeded(entries.recent_times(tx, row.id), now)
    return rhythms.learned(known, moments, now, fetched.hints, unchanged=fetched.unchanged)


def written(rhythm: Rhythm, row: sources.SourceRow, now: datetime, *, afresh: bool) -> Mapping[str, Any]:
    """Write a rhythm down, and when the source was last asked without validators."""
    asked = now if afresh else _asked_afresh(row)
    return {**rhythms.to_json(rhythm), **({AFRESH: asked.isoformat()} if asked else {})}


def silence(
    tx: Connection, row: sources.SourceRow, rhythm: Rhythm, kept: entries.Kept, now: datetime
) -> datetime | None:
    """Tell once that a source is quiet beyond its habit; say when that was told, None when it speaks.

    One that is found silent at its first look is no news.
    """
    if kept.new and row.baseline_at:
        return None
    if row.told_silent_at or not _is_silent(tx, row, rhythm, now):
        return row.told_silent_at
    if row.baseline_at:
        words = _(
            "Source #{id} {name} has been quiet for more than twice as long as it ever is. It can be read; "
            "perhaps it publishes elsewhere now.",
            id=int(row.id),
            name=name_of(row),
        )
        tell_admins(tx, words, now, also=row.added_by)
    return now


def _is_silent(tx: Connection, row: sources.SourceRow, rhythm: Rhythm, now: datetime) -> bool:
    if not rules.is_silent(rhythm, rhythm.last, now):
        return False
    newest = max(entries.recent_times(tx, row.id, 1), default=rhythm.last)  # a hub may have brought it
    return rules.is_silent(rhythm, newest, now)


def _asked_afresh(row: sources.SourceRow) -> datetime | None:
    stated = (row.rhythm or {}).get(AFRESH)
    return datetime.fromisoformat(stated) if isinstance(stated, str) else None
