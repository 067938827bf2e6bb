"""Edit: a new entry finds its story; one worth telling becomes an alert, with one delivery per reader."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.model import AlertKind, AlertState, Article, StoryId, TopicId
from bot.newsroom import Newsroom
from bot.pipeline.bell import Bell
from bot.pipeline.telling import Telling, Worded, learned
from bot.ports import Read, Write
from bot.rules import delivery as patience
from bot.rules import identity as dates
from bot.settings import Edit as EditSettings
from bot.store import alert as alerts
from bot.store import batch as batches
from bot.store import entry as entries
from bot.store import source as sources
from bot.store import version as versions
from bot.store.database import Database

SAME_TITLE_FOR = timedelta(hours=72)
MOST_TRIES = 5
AT_ONCE = 4


class FinishedElsewhereError(Exception):
    """Another editor finished the entry: this one was slower than its lease."""


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
    write: Write | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Edit what waits, until stopped."""
        while not stop.is_set():
            if not await self.run_due():
                await self.bell.wait(1.0)

    async def run_due(self) -> int:
        """Edit some entries that wait; return how many were taken."""
        now, lease = self.clock(), self.settings.lease
        taken = await self.database.write(lambda tx: entries.claim(tx, now, lease, AT_ONCE))
        await asyncio.gather(*(self._edit_safely(row) for row in taken))
        return len(taken)

    async def _edit_safely(self, row: entries.EntryRow) -> None:
        try:
            await self.edit(row)
        except Exception:  # one entry's surprise holds up no other
            self.log.exception("entry surprised us", entry=row.id, tries=row.tries)
            due_at = patience.next_try(row.tries, self.clock())
            if row.tries >= MOST_TRIES:
                await self.database.write(lambda tx: entries.finish(tx, row.id, entries.Outcome.FAILED))
            else:
                await self.database.write(lambda tx: entries.later(tx, row.id, due_at))

    async def edit(self, row: entries.EntryRow) -> None:
        """Edit one entry: place it, summarise it, and tell it where it is new."""
        since = self.clock() - SAME_TITLE_FOR
        told, _story = await self.database.read(lambda tx: entries.same_story(tx, row, since))
        newest = await self.database.read(lambda tx: versions.newest(tx, row))
        article = None if told else (await self._telling.article(newest)).article
        told_as = await self._worded(row, article) if article else None
        picture = article.picture if article else ""
        now = self.clock()

        def write(tx: Connection) -> tuple[entries.Outcome, int]:
            if picture and not row.entry.picture:
                entries.picture(tx, row.id, picture)
            return self._place(tx, row, told_as, now)

        try:
            outcome, readers = await self.database.write(write)
        except FinishedElsewhereError:
            self.log.info("entry was finished elsewhere", entry=row.id)
            return
        self.log.info("entry edited", entry=row.id, outcome=str(outcome), readers=readers)
        if readers:
            self.deliver.ring()

    async def _worded(self, row: entries.EntryRow, article: Article) -> Worded | None:
        habits = await learned(self.database, row, article)
        return await self._telling.worded(row.id, article, habits)

    @property
    def _telling(self) -> Telling:
        languages, pages = self.newsroom.languages, self.settings.read_pages
        return Telling(self.read, self.write, languages[0], self.log, read_pages=pages)

    def _place(
        self, tx: Connection, row: entries.EntryRow, told_as: Worded | None, now: datetime
    ) -> tuple[entries.Outcome, int]:
        entries.serialise_placing(tx)
        told, story_id = entries.same_story(tx, row, now - SAME_TITLE_FOR)
        if told or told_as is None:
            outcome = entries.Outcome.REPEAT if told else entries.Outcome.MUTE
            entries.finish(tx, row.id, outcome, story_id)
            return outcome, 0
        opened = entries.open_story(tx, now)
        if not entries.finish(tx, row.id, entries.Outcome.ALERT, opened):
            raise FinishedElsewhereError  # undoes the story just opened
        return entries.Outcome.ALERT, self._tell(tx, row, told_as, opened, now)

    def _tell(
        self, tx: Connection, row: entries.EntryRow, told_as: Worded, story_id: StoryId, now: datetime
    ) -> int:
        source = sources.find(tx, row.source_id)
        if source is None:
            raise AssertionError("an entry's source is there")
        new = alerts.NewAlert(
            story_id,
            AlertKind.NEW,
            source.priority,
            AlertState.RELEASED,
            told_as.summary,
            source.name or self.newsroom.name,
            row.entry.link,
            self._topics(row, source),
            dates.moment_of(row.entry.published, now),
            now + timedelta(seconds=self.settings.expires),
            entry_id=row.id,
            by_machine=told_as.by_machine,
        )
        alert_id = alerts.write(tx, new, now)
        return batches.fan_out(tx, alert_id, source.priority, now)

    def _topics(self, row: entries.EntryRow, source: sources.SourceRow) -> tuple[TopicId, ...]:
        """Choose of the source's topics those that the entry's own categories name; all where none does."""
        of_source = source.topics or tuple(topic.id for topic in self.newsroom.topics)
        named = {
            topic.id
            for topic in self.newsroom.topics
            if any(topic.is_called(category) for category in row.entry.categories)
        }
        return tuple(id_ for id_ in of_source if id_ in named) or of_source
