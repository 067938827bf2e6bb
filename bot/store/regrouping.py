"""Regrouping: entries that an editor takes out of a story, or puts into another.

The caller holds what `entry.serialise_placing` locks.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, update

from bot.model import AlertId, EntryId, StoryId, SubscriberId
from bot.store import entry as entries
from bot.store import placement as placements
from bot.store import story as stories
from bot.store.alert import AlertRow
from bot.store.schema import entry


def split(
    tx: Connection, of: StoryId, ids: Sequence[EntryId], by: SubscriberId, now: datetime
) -> tuple[AlertId, ...]:
    """Put entries of a story into one of their own; return the alerts that went along, as they told them.

    Without any, nobody was told of the entries as such: they go to an editor again.
    """
    new = entries.open_story(tx, now)
    placements.move(tx, ids, new, by)
    theirs = _told_by(stories.alerts_of(tx, of), ids)
    stories.adopt(tx, theirs, new)
    if not theirs:
        entries.again(tx, ids, now)
    stories.count_others(tx, of)
    stories.count_others(tx, new)
    return theirs


def merge(tx: Connection, of: StoryId, into: StoryId, by: SubscriberId) -> tuple[EntryId, ...]:
    """Put all that a story has, its alerts too, into another; return the entries that were moved."""
    ids = tuple(one.row.place.entry_id for one in placements.tellers(tx, of))
    placements.move(tx, ids, into, by)
    stories.adopt(tx, [one.id for one in stories.alerts_of(tx, of)], into)
    # entries of before there were placements: by their links and titles others may still join
    tx.execute(update(entry).where(entry.c.story_id == of).values(story_id=into))
    stories.count_others(tx, into)
    return ids


def _told_by(alerts: Sequence[AlertRow], ids: Collection[EntryId]) -> tuple[AlertId, ...]:
    own = {one.id for one in alerts if one.corrects is None and one.entry_id in ids}
    return tuple(one.id for one in alerts if (one.corrects or one.id) in own)
