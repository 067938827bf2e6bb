"""Edit: a new entry finds its story; one worth telling becomes an alert, with one delivery per reader."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.model import AlertKind, AlertState, RevisionKind, TopicId, Urgency
from bot.newsroom import Newsroom
from bot.pipeline import reviewing, spans
from bot.pipeline.bell import Bell
from bot.pipeline.joining import Chosen, Joining
from bot.pipeline.picturing import PICTURING, Picturing
from bot.pipeline.placing import telling_of
from bot.pipeline.telling import MEMORY, Telling, Worded, learned
from bot.ports import Read, Write
from bot.rules import delivery as patience
from bot.rules import identity as dates
from bot.rules import story
from bot.rules.keyword import keys_of
from bot.rules.story.course import Course
from bot.rules.topic import of_entry
from bot.settings import Edit as EditSettings
from bot.store import alert as alerts
from bot.store import batch as batches
from bot.store import entry as entries
from bot.store import held as desk
from bot.store import revision as revisions
from bot.store import source as sources
from bot.store import story as stories
from bot.store import version as versions
from bot.store.database import Database
from bot.store.held import Why
from bot.tracing import Spot

T = TypeVar("T")

MOST_TRIES = 5
AT_ONCE = 4


class FinishedElsewhereError(Exception):
    """Another editor finished the entry: this one was slower than its lease."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a step came to: an outcome where the entry is done with, or that it is to be put into words."""

    outcome: entries.Outcome | None = None
    readers: int = 0
    wants_words: bool = False
    alert: Spot | None = None


@dataclass(frozen=True)
class Edit:
    """Makes alerts of entries."""

    database: Database
    read: Read
    newsroom: Newsroom
    settings: EditSettings
    clock: Clock
    log: FilteringBoundLogger
    bell: Bell
    deliver: Bell
    joining: Joining
    write: Write | None = None
    picturing: Picturing = PICTURING

    async def run(self, stop: asyncio.Event) -> None:
        """Edit what waits, until stopped."""
        await self.joining.placing.warm(self.database)
        while not stop.is_set():
            if not await self.run_due():
                await self.bell.wait(1.0)

    async def run_due(self) -> int:
        """Edit some entries that wait; return how many were taken.

        All are placed before any is told: of those that tell one story the best voice is to speak.
        """
        now, lease = self.clock(), self.settings.lease
        taken = await self.database.write(lambda tx: entries.claim(tx, now, lease, AT_ONCE))
        placed = await asyncio.gather(*(self._safely(row, self._begin(row, now)) for row in taken))
        told = [(row, here) for row, here in zip(taken, placed, strict=True) if here]
        await asyncio.gather(*(self._safely(row, self._tell(row, here, now)) for row, here in told))
        return len(taken)

    async def _safely(self, row: entries.EntryRow, step: Awaitable[T]) -> T | None:
        try:
            return await step
        except Exception:  # one entry's surprise holds up no other
            self.log.exception("entry surprised us", entry=row.id, tries=row.tries)
            due_at = patience.next_try(row.tries, self.clock())
            if row.tries >= MOST_TRIES:
                await self.database.write(lambda tx: entries.finish(tx, row.id, entries.Outcome.FAILED))
            else:
                await self.database.write(lambda tx: entries.later(tx, row.id, due_at))
            return None

    async def edit(self, row: entries.EntryRow) -> None:
        """Edit one entry: place it, and tell it where it is new, or brings something new."""
        began = self.clock()
        here = await self._begin(row, began)
        if here is not None:
            await self._tell(row, here, began)

    async def _begin(self, row: entries.EntryRow, began: datetime) -> story.Telling | None:
        """Place an entry; give what it was placed by where it is to be told now."""
        language, meant = self.newsroom.languages[0], self.joining.placing.compares
        repeated = await self.database.read(lambda tx: entries.says_again(tx, row, MEMORY))
        now = self.clock()
        here = await asyncio.to_thread(telling_of, row, language, now, by_title=repeated, meant=meant)
        done = await self._write(row, began, lambda tx: self._begun(tx, row, here))
        return here if done is not None and done.wants_words else None

    async def _tell(self, row: entries.EntryRow, here: story.Telling, began: datetime) -> None:
        """Find the words for an entry, and send them if they are still wanted by then."""
        newest = await self.database.read(lambda tx: versions.newest(tx, row))
        article = (await self._telling.article(newest)).article
        habits = await learned(self.database, row, article)
        words = await self._telling.worded(row.id, article, habits)
        await self._write(row, began, lambda tx: self._ended(tx, row, here, words, article.picture))

    async def _write(
        self, row: entries.EntryRow, began: datetime, step: Callable[[Connection], Done]
    ) -> Done | None:
        try:
            done = await self.database.write(step)
        except FinishedElsewhereError:
            self.log.info("entry was finished elsewhere", entry=row.id)
            return None
        if done.outcome is not None:
            told = {} if done.alert is None else {"alert": done.alert.id}
            self.log.info(
                "entry edited", entry=row.id, **told, outcome=str(done.outcome), readers=done.readers
            )
            spans.edited(row, began, self.clock(), str(done.outcome), done.readers, done.alert)
        if done.readers:
            self.deliver.ring()
        return done

    @property
    def _telling(self) -> Telling:
        languages, pages = self.newsroom.languages, self.settings.read_pages
        return Telling(self.read, self.write, languages[0], self.log, read_pages=pages)

    # ---- what becomes of it ----------------------------------------------------------------------

    def _begun(self, tx: Connection, row: entries.EntryRow, here: story.Telling) -> Done:
        """Place an entry; one that tells nothing new, or whose turn has not come, is done with for now."""
        now = self.clock()
        chosen = self.joining.choose(tx, row, here, now)
        if chosen.course is Course.REPEAT:
            return self._repeat(tx, row, chosen, now)
        return self._waiting(tx, row, chosen, now) or Done(wants_words=True)

    def _ended(
        self, tx: Connection, row: entries.EntryRow, here: story.Telling, words: Worded | None, picture: str
    ) -> Done:
        """Choose again, for much may have happened while the words were found, and tell."""
        now = self.clock()
        if picture and not row.entry.picture:
            entries.picture(tx, row.id, picture)
            row = replace(row, entry=replace(row.entry, picture=picture))
        chosen = self.joining.choose(tx, row, here, now)
        if chosen.course is Course.REPEAT:
            return self._repeat(tx, row, chosen, now)
        if chosen.course is Course.VOICE:
            return self._spoken(tx, row, chosen, words, now)
        if words is None:
            _finish(tx, row, entries.Outcome.MUTE, chosen)
            return Done(entries.Outcome.MUTE)
        return self._waiting(tx, row, chosen, now) or self._alerted(tx, row, chosen, words, now)

    @staticmethod
    def _waiting(tx: Connection, row: entries.EntryRow, chosen: Chosen, now: datetime) -> Done | None:
        again_at = chosen.again_at or reviewing.again_at(tx, chosen.story, now)
        if again_at is None:
            return None
        if chosen.yields:
            entries.later(tx, row.id, again_at)
        else:
            entries.wait(tx, row, again_at)
        return Done()

    def _repeat(self, tx: Connection, row: entries.EntryRow, chosen: Chosen, now: datetime) -> Done:
        """Note that an entry tells what was told; whom it reaches by that is told, too."""
        _finish(tx, row, entries.Outcome.REPEAT, chosen)
        if chosen.story is None:
            return Done(entries.Outcome.REPEAT)
        if chosen.alert is None:
            reviewing.told_again(tx, chosen.story, self._topics(row, _source(tx, row)))
            return Done(entries.Outcome.REPEAT)
        others = stories.count_others(tx, chosen.story)
        matters = _matters(chosen.alert, others)
        readers = 0
        if stories.widen(tx, chosen.alert.id, self._topics(row, _source(tx, row))) or matters:
            readers = batches.fan_out(tx, chosen.alert.id, chosen.alert.priority, now, keys_of)
        return Done(entries.Outcome.REPEAT, readers, alert=spans.alert_at(chosen.alert))

    def _spoken(
        self, tx: Connection, row: entries.EntryRow, chosen: Chosen, words: Worded | None, now: datetime
    ) -> Done:
        """Let the alert of a story speak with the words of an entry that is the better voice."""
        if chosen.alert is not None and words is not None:
            new = revisions.NewRevision(
                RevisionKind.MINOR, words.summary, ("voice",), row.id, by_machine=words.by_machine
            )
            byline = _source(tx, row).name or self.newsroom.name
            if revisions.revise(tx, chosen.alert, new, now):
                picture = self.picturing.of(tx, row)
                alerts.speak_by(tx, chosen.alert.id, row.id, byline, row.entry.link, picture)
        done = self._repeat(tx, row, chosen, now)
        return replace(done, readers=max(done.readers, 1))

    def _alerted(
        self, tx: Connection, row: entries.EntryRow, chosen: Chosen, words: Worded, now: datetime
    ) -> Done:
        if chosen.story is None:
            raise AssertionError("what is told tells a story")
        _finish(tx, row, entries.Outcome.ALERT, chosen)
        source = _source(tx, row)
        topics = self._topics(row, source)
        update = chosen.course is Course.UPDATE
        if chosen.course is not Course.OPEN and chosen.alert is not None:
            topics = tuple(dict.fromkeys((*topics, *alerts.topics(tx, chosen.alert.id))))
        held = reviewing.reason(tx, chosen.story, source.id, topics, source.priority)
        if held is not None and held.why is Why.STORY:
            update = False  # nobody has heard of the story
        new = alerts.NewAlert(
            chosen.story,
            AlertKind.UPDATE if update else AlertKind.NEW,
            source.priority,
            AlertState.HELD if held else AlertState.RELEASED,
            words.summary,
            source.name or self.newsroom.name,
            row.entry.link,
            topics,
            dates.moment_of(row.entry.published, now),
            now + timedelta(seconds=self.settings.expires),
            entry_id=row.id,
            by_machine=words.by_machine,
            important=not update or chosen.weighty,
            picture=self.picturing.of(tx, row),
        )
        alert_id = alerts.write(tx, new, now)
        told = spans.alert_trace(alert_id, new.published_at)
        stories.count_others(tx, chosen.story)
        if held is not None:
            desk.open_(tx, alert_id, held.why, now, held.about)
            return Done(entries.Outcome.ALERT, alert=told)
        readers = batches.fan_out(tx, alert_id, source.priority, now, keys_of)
        return Done(entries.Outcome.ALERT, readers, alert=told)

    def _topics(self, row: entries.EntryRow, source: sources.SourceRow) -> tuple[TopicId, ...]:
        """Choose of the source's topics those that the entry's own categories name; all where none does."""
        return of_entry(row.entry.categories, source.topics, self.newsroom.topics)


def _matters(told: alerts.AlertRow, others: int) -> bool:
    """Say whether an alert, now that `others` sources tell it too, is for those who want important ones."""
    wish = Urgency.IMPORTANT
    return wish.met_by(told.priority, others) and not wish.met_by(told.priority, told.others)


def _source(tx: Connection, row: entries.EntryRow) -> sources.SourceRow:
    source = sources.find(tx, row.source_id)
    if source is None:
        raise AssertionError("an entry's source is there")
    return source


def _finish(tx: Connection, row: entries.EntryRow, outcome: entries.Outcome, chosen: Chosen) -> None:
    if not entries.finish(tx, row.id, outcome, chosen.story):
        raise FinishedElsewhereError  # undoes what was placed
