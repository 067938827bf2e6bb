"""Foresight: what would become of an entry that came just now, by what the store holds; it writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

from bot.model import AlertId, AlertState, Priority, SourceId, StoryId, TopicId
from bot.pipeline import reviewing
from bot.pipeline.joining import SAME_TITLE_FOR
from bot.pipeline.placing import Placing
from bot.pipeline.reviewing import Reason
from bot.rules import identity as dates
from bot.rules.story import Placement, Telling, telling_as_placed
from bot.rules.story.course import Course, Standing, course, may_follow_at
from bot.rules.story.novelty import Novelty, novelty
from bot.store import alert as alerts
from bot.store import entry as entries
from bot.store import held as desk
from bot.store import placement as placements
from bot.store import reading as readings
from bot.store import story as stories
from bot.store import trial as trials
from bot.store.entry import EntryRow, Outcome
from bot.store.source import SourceRow


class What(StrEnum):
    """What would become of an entry, or has."""

    ALERT = "alert"  # a new one
    UPDATE = "update"  # of a story that was told
    RETELL = "retell"  # in another language, to those who could not read the first
    REPEAT = "repeat"  # what it says was said
    OLD = "old"  # it came out too long ago
    MUTE = "mute"  # nothing can be said of it
    TOLD = "told"  # it has been sent
    HELD = "held"  # its alert is at the desk
    DROPPED = "dropped"  # its alert was, and was not sent
    UNSENT = "unsent"  # it is known, and nothing of it was sent
    AT_WORK = "at work"  # it is being edited just now


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of an entry; `alert` tells its story already, and `at` is the earliest for an update.

    `held` is why it would wait for an editor's look, `waits` the alert of its `story` that waits already.
    """

    what: What
    alert: AlertId | None = None
    at: datetime | None = None
    story: StoryId | None = field(default=None, compare=False)
    held: Reason | None = None
    waits: AlertId | None = None

    @property
    def speaks(self) -> bool:
        """Say whether readers would get an alert."""
        return self.what in {What.ALERT, What.UPDATE, What.RETELL}


_KNOWN: Final[Mapping[Outcome, What]] = {
    Outcome.ALERT: What.TOLD,
    Outcome.REPEAT: What.REPEAT,
    Outcome.WAITING: What.AT_WORK,
    Outcome.MUTE: What.MUTE,
}


@dataclass(frozen=True)
class Foresight:
    """Tells fates by the window of stories and by how far apart the alerts of one story are."""

    placing: Placing
    update_every: timedelta

    def of(
        self, tx: Connection, row: EntryRow, here: Telling, source: SourceRow | None, now: datetime
    ) -> Fate:
        """Say what becomes of an entry that a look has brought; `source` is polled already, or None."""
        known = trials.outcome(tx, source.id, dates.name(row.entry.guid)) if source else None
        if known is not None:
            return _known(tx, *known)
        if _is_old(row, source, now):
            return Fate(What.OLD)
        told, story = entries.same_story(tx, row, now - SAME_TITLE_FOR)
        if told:
            return Fate(What.REPEAT, trials.first_alert(tx, story) if story else None)
        return self._placed(tx, here, source, now)

    def _placed(self, tx: Connection, here: Telling, source: SourceRow | None, now: datetime) -> Fate:
        placed = self.placing.ask(tx, here)
        if not placed.story:
            return Fate(What.ALERT)
        story = StoryId(int(placed.story))
        standing = Standing(
            stories.last_alert_at(tx, story),
            breaking=source is not None and source.priority is Priority.BREAKING,
            awaited=readings.may_retell(tx, story, here.language),
        )
        new = _novelty(tx, here, story) if standing.last_at is not None else Novelty()
        return self._by_course(tx, placed, standing, new, now)

    def _by_course(
        self, tx: Connection, placed: Placement, standing: Standing, new: Novelty, now: datetime
    ) -> Fate:
        story = StoryId(int(placed.story or 0))
        first = trials.first_alert(tx, story)
        match course(placed.verdict, standing, adds=new.any, weighty=new.important):
            case Course.OPEN:
                return Fate(What.ALERT, story=story)
            case Course.RETELL:
                return Fate(What.RETELL, first, story=story)
            case Course.UPDATE:
                at = may_follow_at(standing, self.update_every)
                return Fate(What.UPDATE, first, at if at and at > now else None, story)
            case _:
                return Fate(What.REPEAT, first)


def reviewed(tx: Connection, fate: Fate, source: SourceRow | None, topics: Sequence[TopicId]) -> Fate:
    """Say what the desk makes of what would be sent on some topics."""
    if not fate.speaks:
        return fate
    waits = desk.of_story(tx, fate.story).waits if fate.story else None
    if waits is not None:
        return replace(fate, waits=waits)
    id_, priority = (source.id, source.priority) if source else (SourceId(0), Priority.NORMAL)
    held = reviewing.reason(tx, fate.story, id_, topics, priority)
    # of a story that editors decided against nobody has heard: it would not be an update to anybody
    heard = held is None or held.why is not desk.Why.STORY
    return replace(fate, held=held) if heard else replace(fate, what=What.ALERT, held=held)


def _known(tx: Connection, outcome: Outcome, alert: AlertId | None) -> Fate:
    what = _KNOWN.get(outcome, What.UNSENT)
    told = alerts.find(tx, alert) if alert is not None and what is What.TOLD else None
    return Fate(_UNSENT.get(told.state, what) if told else what, alert)


_UNSENT: Final[Mapping[AlertState, What]] = {
    AlertState.HELD: What.HELD,
    AlertState.SCHEDULED: What.HELD,
    AlertState.DROPPED: What.DROPPED,
}


def _is_old(row: EntryRow, source: SourceRow | None, now: datetime) -> bool:
    published = row.entry.published
    if dates.is_stale(published, now):
        return True
    looked = source is not None and source.looked_at is not None
    return looked and dates.is_backfill(published, source.looked_at if source else None)


def _novelty(tx: Connection, here: Telling, story: StoryId) -> Novelty:
    """Say what a telling adds; of what was told in other languages only, nothing is known."""
    rows = placements.of_story(tx, story)
    told = [one.place for one in rows if one.outcome not in entries.UNTOLD]
    if told and here.language and all(one.language and one.language != here.language for one in told):
        return Novelty()
    return novelty(here, [telling_as_placed(one) for one in told])
