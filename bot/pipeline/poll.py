"""Poll: a source that is due is fetched; its new entries, its memo and its next moment are kept at once."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.errors import Gone, SourceError, Unavailable
from bot.pipeline import first_look, hub
from bot.pipeline.bell import Bell
from bot.pipeline.intake import take_in
from bot.ports import Fetch, Fetched
from bot.rules import source as rules
from bot.settings import Poll as PollSettings
from bot.store import entry as entries
from bot.store import hub as hubs
from bot.store import source as sources
from bot.store.database import Database
from bot.texts import _

GONE_FOR_GOOD = timedelta(hours=24)


@dataclass(frozen=True)
class Poll:
    """Looks at sources; `jitter` draws a fraction from 0 to 1."""

    database: Database
    fetchers: Mapping[str, Fetch]
    settings: PollSettings
    clock: Clock
    jitter: Callable[[], float]
    log: FilteringBoundLogger
    edit: Bell
    deliver: Bell
    _looks: set[asyncio.Task[None]] = field(default_factory=set)

    async def begin_due(self) -> int:
        """Begin to look at sources that are due, and do not wait: a slow one holds up no other."""
        now, lease, free = self.clock(), self.settings.lease, self.settings.at_once - len(self._looks)
        due = await self.database.write(lambda tx: sources.claim(tx, now, lease, free)) if free > 0 else []
        for row in due:
            look = asyncio.create_task(self.look(row))
            self._looks.add(look)
            look.add_done_callback(self._ended)
        return len(due)

    def _ended(self, look: asyncio.Task[None]) -> None:
        self._looks.discard(look)
        if not look.cancelled() and (error := look.exception()):  # its lease gives the source back
            self.log.error("look can't be written down", exc_info=error)

    async def finish(self) -> None:
        """Wait for the looks that have begun."""
        await asyncio.gather(*self._looks, return_exceptions=True)

    async def run_due(self) -> int:
        """Look at sources that are due, some side by side; return how many there were."""
        begun = await self.begin_due()
        await self.finish()
        return begun

    async def look(self, row: sources.SourceRow) -> None:
        """Look at one source and keep what came of it."""
        try:
            await self._keep(row, await self.fetchers[row.kind](row.url, row.memo))
        except SourceError as error:
            await self._keep_failure(row, error)
        except Exception as error:  # one source's surprise costs no other source anything
            self.log.exception("source surprised us", source=row.id)
            await self._keep_failure(row, Unavailable(_("unexpected: {error}", error=type(error).__name__)))

    async def _keep(self, row: sources.SourceRow, fetched: Fetched) -> None:
        now = self.clock()
        kept = await self.database.write(lambda tx: self._write(tx, row, fetched, now))
        if row.failing_since:
            self.log.info("source is back", source=row.id, since=row.failing_since.isoformat())
        if kept.new:
            self.log.info(
                "entries kept", source=row.id, new=kept.new, revised=kept.revised, first=not row.baseline_at
            )
            self.edit.ring()
        if row.added_by and not row.baseline_at:
            self.deliver.ring()

    def _write(self, tx: Connection, row: sources.SourceRow, fetched: Fetched, now: datetime) -> entries.Kept:
        settled = first_look.settle(tx, row, fetched, now)
        if settled is None:
            return entries.Kept(0, 0, 0)
        row = settled
        hubs.hold(tx, row.id)
        kept = take_in(tx, row, fetched, now)
        look = rules.Look(wait=fetched.wait, pushed=hub.note(tx, row, fetched, kept, now))
        recent = entries.recent_times(tx, row.id)
        due_at = rules.next_look(now, self._pace(row), look, recent, self.jitter())
        also = {"name": row.name or fetched.title[:200], "language": row.language or fetched.language[:8]}
        sources.looked(tx, row, fetched.memo, now, due_at=due_at, **also)
        first_look.welcome(tx, row, fetched, now)
        return kept

    async def _keep_failure(self, row: sources.SourceRow, error: SourceError) -> None:
        now = self.clock()
        wait = error.after or 0.0 if isinstance(error, Unavailable) else 0.0
        look = rules.Look(wait=wait, failures=row.failures + 1)
        due_at = rules.next_look(now, self._pace(row), look, (), self.jitter())
        failing_since: datetime = row.failing_since or now
        ended = isinstance(error, Gone) and now - failing_since >= GONE_FOR_GOOD

        def write(tx: Connection) -> None:
            sources.failed(tx, row, error.text, due_at, now)
            if ended:
                sources.pause(tx, row.id, now, "gone")
            if row.added_by and (ended or not (row.failing_since or row.baseline_at)):
                first_look.trouble(tx, row, error, now, ended=ended)

        await self.database.write(write)
        if not row.failing_since:
            self.log.warning("source fails", source=row.id, error=str(error))
        if row.added_by:
            self.deliver.ring()

    def _pace(self, row: sources.SourceRow) -> rules.Pace:
        every = timedelta(seconds=row.every) if row.every else None
        minimum, maximum = self.settings.minimum, self.settings.maximum
        return rules.Pace(timedelta(seconds=minimum), timedelta(seconds=maximum), every)
