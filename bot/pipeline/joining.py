"""Joining: what becomes of an entry in its story, decided while no other entry is placed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import Connection

from bot.model import Priority, StoryId
from bot.pipeline.placing import Placing, join
from bot.rules.story import CAUTIOUS, Telling, Verdict, Window, telling_as_placed
from bot.rules.story.course import Course, Standing, Voice, best_voice, course, may_follow_at
from bot.rules.story.novelty import Novelty, novelty
from bot.settings import Edit as EditSettings
from bot.store import entry as entries
from bot.store import placement as placements
from bot.store import reading as readings
from bot.store import revision as revisions
from bot.store import source as sources
from bot.store import story as stories
from bot.store.alert import AlertRow
from bot.store.entry import EntryRow
from bot.store.placement import PlacementRow
from bot.store.source import SourceRow

SAME_TITLE_FOR = timedelta(hours=72)
WAITED = timedelta(seconds=60)
"""How long after it was placed an entry that is taken up counts as one that waited its turn."""
YIELDING = timedelta(seconds=1)
"""How long an entry lets one that speaks better go before it."""
MOST_YIELDS = 3
"""Tries after which it speaks itself: whoever was to go before it may never come to it."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an entry is to its story, and from when on; `story` is None where it tells none.

    `weighty` says that it is worth telling those who want to hear of important news alone, and `alert`
    is the first one of the story where that still goes to readers.
    """

    course: Course
    story: StoryId | None
    weighty: bool = True
    again_at: datetime | None = None  # None: now
    yields: bool = False  # to an entry that speaks better
    alert: AlertRow | None = None


@dataclass(frozen=True)
class Joining:
    """Chooses; `update_every` is seconds between two alerts of one story."""

    placing: Placing
    update_every: float

    @classmethod
    def of(cls, settings: EditSettings) -> Self:
        """Join as the settings say, with a window that has read nothing yet."""
        window = Window(CAUTIOUS, across=settings.across_languages)
        return cls(Placing(window, compares=settings.stories), settings.update_every)

    def choose(self, tx: Connection, row: EntryRow, here: Telling, now: datetime) -> Chosen:
        """Place an entry, and choose its course; no other entry is placed until the transaction ends."""
        entries.serialise_placing(tx)
        known = placements.find(tx, row.id)
        if known is not None and known.moved_by is not None:  # a person's word goes before links and titles
            return self._chosen(tx, row, known, now)
        told, story = entries.same_story(tx, row, now - SAME_TITLE_FOR)
        if told:
            if story is not None:
                join(tx, row, here, story, now)
            return Chosen(Course.REPEAT, story, alert=_live(tx, story, now))
        placed = known or self.placing.place(tx, row, here, now)
        return self._chosen(tx, row, placed, now)

    def _chosen(self, tx: Connection, row: EntryRow, placed: PlacementRow, now: datetime) -> Chosen:
        story, source = placed.place.story_id, sources.find(tx, row.source_id)
        if source is None:
            raise AssertionError("an entry's source is there")
        alert = stories.live_alert(tx, story, now)
        standing = Standing(
            stories.last_alert_at(tx, story),
            breaking=source.priority is Priority.BREAKING,
            waited=now - placed.placed_at >= WAITED,
            speaks_better=alert is not None and _speaks_better(tx, source, alert, placed.place.language),
            awaited=readings.may_retell(tx, story, placed.place.language),
        )
        new = _novelty(tx, row, placed) if standing.last_at is not None else Novelty()
        verdict = Verdict(placed.place.verdict)
        chosen = course(verdict, standing, adds=new.any, weighty=new.important)
        about = Chosen(chosen, story, new.important, alert=alert)
        if chosen is Course.OPEN and _yields(tx, row, story):
            return replace(about, again_at=now + YIELDING, yields=True)
        if chosen is Course.UPDATE:
            moment = may_follow_at(standing, timedelta(seconds=self.update_every))
            return replace(about, again_at=moment if moment and moment > now else None)
        return about


def _live(tx: Connection, story: StoryId | None, now: datetime) -> AlertRow | None:
    return None if story is None else stories.live_alert(tx, story, now)


def _novelty(tx: Connection, row: EntryRow, placed: PlacementRow) -> Novelty:
    """Say what an entry tells that nobody told; of what was told in other languages only, nothing is known.

    Every word of a translation is new, and says nothing new.
    """
    told = [one.place for one in placements.of_story(tx, placed.place.story_id) if _was_told(one, row)]
    spoken = placed.place.language
    if told and spoken and all(one.language and one.language != spoken for one in told):
        return Novelty()
    return novelty(telling_as_placed(placed.place), [telling_as_placed(one) for one in told])


def _was_told(one: PlacementRow, row: EntryRow) -> bool:
    return one.place.entry_id != row.id and one.outcome not in entries.UNTOLD


def _speaks_better(tx: Connection, source: SourceRow, alert: AlertRow, language: str) -> bool:
    """Say whether a source is the newsroom's own where an alert that no person worded speaks by another's.

    The words that readers have are never changed to those of another language.
    """
    if not source.own or alert.entry_id is None or alert.written_by is not None:
        return False
    if alert.language and language and alert.language != language:
        return False
    spoken = placements.find(tx, alert.entry_id)
    by = sources.find(tx, spoken.place.source_id) if spoken else None
    history = revisions.of_alert(tx, alert.id)
    return not (by is None or by.own or any(one.written_by for one in history))


def _yields(tx: Connection, row: EntryRow, story: StoryId) -> bool:
    """Say whether another that waits to open a story should do so."""
    voices = [
        Voice(one.entry_id, one.own, one.priority, one.length)
        for one in stories.waiting(tx, story)
        if one.entry_id == row.id or one.tries <= MOST_YIELDS
    ]
    best = best_voice(voices)
    return best is not None and best.entry != row.id and row.tries <= MOST_YIELDS
