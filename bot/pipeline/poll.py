"""Poll: a source that is due is fetched; its new entries, its memo and its next moment are kept at once."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.errors import SourceError, Unavailable
from bot.model import SourceId
from bot.pipeline import failing, first_look, hub, learning, listed, moving, spans, vanishing
from bot.pipeline.bell import Bell
from bot.pipeline.intake import take_in
from bot.pipeline.line import Line
from bot.pipeline.rest import resting
from bot.pipeline.weights import Weights
from bot.ports import Fetch, Fetched
from bot.rules import rhythm as rhythms
from bot.rules import source as rules
from bot.rules.host import LINE_WINDOW, floor_at
from bot.settings import Poll as PollSettings
from bot.store import due
from bot.store import entry as entries
from bot.store import host as hosts
from bot.store import source as sources
from bot.store.database import Database
from bot.texts import _

IDLE = 0.2
"""Seconds between two questions for what is due: the most that this adds to an entry's way."""

SOON = timedelta(seconds=30)
"""After a look that our own cut line made fail; up to twice that, so that not all come back at once."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A look that was begun `at` a moment; `afresh`: without the validators of the last one."""

    row: sources.SourceRow
    at: datetime
    afresh: bool


@dataclass(frozen=True)
class Poll:
    """Looks at sources; `jitter` draws a fraction from 0 to 1, `longest_fetch` is in seconds."""

    database: Database
    fetchers: Mapping[str, Fetch]
    settings: PollSettings
    clock: Clock
    jitter: Callable[[], float]
    log: FilteringBoundLogger
    edit: Bell
    deliver: Bell
    longest_fetch: float = 20.0
    _looks: set[asyncio.Task[None]] = field(default_factory=set)
    _weights: Weights = field(default_factory=Weights)
    _line: Line = field(default_factory=Line)
    _renaming: set[SourceId] = field(default_factory=set)

    async def run(self, stop: asyncio.Event) -> None:
        """Look at what is due, until stopped."""
        while not stop.is_set():
            await self.begin_due()
            await resting.get().wait(stop, IDLE)
        await self.finish()

    async def begin_due(self) -> int:
        """Begin to look at sources that are due, and do not wait: a slow one holds up no other."""
        now, free = self.clock(), self.settings.at_once - len(self._looks)
        self._weights.keep_fresh(self.database, now)
        if free <= 0 or not await self.database.read(lambda tx: due.any_due(tx, now)):
            return 0
        rows = await self.database.write(
            lambda tx: due.claim(tx, now, self.settings.lease, free, self._hold.total_seconds())
        )
        for row in rows:
            look = asyncio.create_task(self.look(row, now))
            self._looks.add(look)
            look.add_done_callback(self._ended)
        return len(rows)

    def _ended(self, look: asyncio.Task[None]) -> None:
        self._looks.discard(look)
        if not look.cancelled() and (error := look.exception()):  # its lease gives the source back
            self.log.error("look can't be written down", exc_info=error)

    async def finish(self) -> None:
        """Wait for the looks that have begun."""
        await asyncio.gather(*self._looks, self._weights.counted(), return_exceptions=True)

    async def run_due(self) -> int:
        """Look at sources that are due, some side by side; return how many there were."""
        begun = await self.begin_due()
        await self.finish()
        return begun

    async def report(self) -> None:
        """Tell those who run it of the sources that have failed for a day."""
        now = self.clock()
        if await self.database.write(lambda tx: failing.report(tx, now)):
            self.deliver.ring()

    async def look(self, row: sources.SourceRow, at: datetime | None = None) -> None:
        """Look at one source and keep what came of it; `at` is when its host was taken for it."""
        moment = at or self.clock()
        begun = Begun(row, moment, learning.asks_afresh(row, moment))
        try:
            fetched = await self.fetchers[row.kind](row.url, {} if begun.afresh else row.memo)
            await self._keep(begun, fetched)
        except SourceError as error:
            await self._keep_failure(begun, error)
        except Exception as error:  # one source's surprise costs no other source anything
            self.log.exception("source surprised us", source=row.id)
            surprise = Unavailable(_("unexpected: {error}", error=type(error).__name__))
            await self._keep_failure(begun, surprise)

    # ---- a look that worked ----------------------------------------------------------------------

    async def _keep(self, begun: Begun, fetched: Fetched) -> None:
        row, now = begun.row, self.clock()
        kept = await self.database.write(lambda tx: self._write(tx, begun, fetched, now))
        spans.looked(row, begun.at, now, kept)
        self._line.heard(row.host, now)
        self._judge_line(now)
        if row.failing_since:
            self.log.info("source is back", source=row.id, since=row.failing_since.isoformat())
        if kept.churned and row.id not in self._renaming:  # some do so at every look
            self._renaming.add(row.id)
            self.log.warning("source gave its entries other guids", source=row.id)
        if kept.new:
            counts = {"new": kept.new, "revised": kept.revised, "held_back": kept.held_back}
            self.log.info("entries kept", source=row.id, first=not row.baseline_at, **counts)
            self.edit.ring()
        if row.added_by and not row.baseline_at:
            self.deliver.ring()

    def _write(self, tx: Connection, begun: Begun, fetched: Fetched, now: datetime) -> entries.Kept:
        self._release(tx, begun)
        row = first_look.settle(tx, begun.row, fetched, now)
        if row is None:
            return entries.Kept(0, 0, 0)
        kept = take_in(tx, row, fetched, now)
        vanishing.note(tx, row, fetched, now)
        listed.note(tx, row, fetched, now)
        row = sources.refreshed(tx, row)
        rhythm = learning.learn(tx, row, fetched, kept, now)
        pushed = hub.note(tx, row, fetched, kept, now)
        look = rules.Look(wait=fetched.wait, hints=fetched.hints, pushed=pushed)
        also = {"name": row.name or fetched.title[:200], "language": row.language or fetched.language[:8]}
        sources.looked(
            tx,
            row,
            fetched.memo,
            now,
            due_at=rules.next_look(now, self._pace(tx, row, now), look, rhythm, self.jitter()),
            rhythm=learning.written(rhythm, row, now, afresh=begun.afresh),
            told_silent_at=learning.silence(tx, row, rhythm, kept, now),
            **also,
        )
        failing.back(tx, row, now)
        moving.follow(tx, row, fetched, kept, now)
        first_look.welcome(tx, row, fetched, now)
        return kept

    # ---- a look that failed ----------------------------------------------------------------------

    async def _keep_failure(self, begun: Begun, error: SourceError) -> None:
        row, now = begun.row, self.clock()
        spans.look_failed(row, begun.at, now, error)
        if error.status:
            self._line.heard(row.host, now)
        elif row.looked_at and not row.failing_since:
            self._line.missed(row.host, now)
        self._judge_line(now)
        if self._line.cut and not error.status:
            await self.database.write(lambda tx: self._write_excused(tx, begun, now))
            return
        await self.database.write(lambda tx: self._write_failure(tx, begun, error, now))
        if self._line.cut and not error.status:  # found out while this was written, perhaps too late for it
            await self.database.write(lambda tx: sources.excuse(tx, now - LINE_WINDOW, now + SOON))
        if not row.failing_since:
            self.log.warning("source fails", source=row.id, error=str(error))
        if row.added_by:
            self.deliver.ring()

    def _judge_line(self, now: datetime) -> None:
        if self._line.judge(now):
            if self._line.cut:
                self.log.error("our own line seems to be cut: nothing is held against the sources")
            else:
                self.log.info("our own line is back")

    def _write_excused(self, tx: Connection, begun: Begun, now: datetime) -> None:
        self._release(tx, begun)
        sources.excuse(tx, now - LINE_WINDOW, now + SOON)
        sources.postpone(tx, begun.row.id, now + SOON * (1 + self.jitter()))

    def _write_failure(self, tx: Connection, begun: Begun, error: SourceError, now: datetime) -> None:
        self._release(tx, begun)
        row, rhythm = begun.row, rhythms.from_json(begun.row.rhythm)
        look = rules.Look(
            wait=error.after or 0.0,
            failures=row.failures + 1,
            limited=error.status in failing.LIMITS,
            refused=error.status == failing.REFUSED,
        )
        due_at = rules.next_look(now, self._pace(tx, row, now), look, rhythm, self.jitter())
        failing.keep(tx, row, error, due_at, now)

    # ---- pace ------------------------------------------------------------------------------------

    @property
    def _hold(self) -> timedelta:
        """How long a look may keep its host to itself: two at once then is the most there can be."""
        return timedelta(seconds=self.longest_fetch / 2)

    def _release(self, tx: Connection, begun: Begun) -> None:
        """Let the next source of the host be looked at, when its time has come."""
        spacing = max(self.settings.spacing, floor_at(failing.strain_of(tx, begun.row), begun.at))
        hosts.release(tx, begun.row.host, begun.at + self._hold, begun.at + timedelta(seconds=spacing))

    def _pace(self, tx: Connection, row: sources.SourceRow, now: datetime) -> rules.Pace:
        every = timedelta(seconds=row.every) if row.every else None
        floor = max(self.settings.minimum, floor_at(failing.strain_of(tx, row), now))
        patience = self.settings.patience / self._weights.of(row)
        maximum = timedelta(seconds=self.settings.maximum)
        return rules.Pace(timedelta(seconds=floor), maximum, every, patience)
