"""Suspect: the page of an entry that is missed is looked at; where it is gone, the editors are asked."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from sqlalchemy import Connection
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.errors import SourceError
from bot.pipeline import reviewing
from bot.pipeline.bell import Bell
from bot.pipeline.card import ask_editors
from bot.ports import Read
from bot.rules import delivery as patience
from bot.store import alert as alerts
from bot.store import suspicion as suspicions
from bot.store.database import Database
from bot.store.suspicion import Cause, SuspicionRow

IDLE = 1.0
"""Seconds between two questions for what is due."""
LEASE = 60.0
AT_ONCE = 4
MOST_TRIES = 5
"""Looks at a page that does not answer; then it counts as there."""
GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


@dataclass(frozen=True)
class Suspect:
    """Looks at pages; what they say is not read, only whether they are there."""

    database: Database
    read: Read
    clock: Clock
    log: FilteringBoundLogger
    deliver: Bell

    async def run(self, stop: asyncio.Event) -> None:
        """Look at what is due, until stopped."""
        while not stop.is_set():
            if not await self.run_due():
                with suppress(TimeoutError):
                    async with asyncio.timeout(IDLE):
                        await stop.wait()

    async def run_due(self) -> int:
        """Look at some pages; return how many were taken."""
        now = self.clock()
        rows = await self.database.write(lambda tx: suspicions.claim(tx, now, LEASE, AT_ONCE))
        await asyncio.gather(*(self._look_safely(row) for row in rows))
        return len(rows)

    async def _look_safely(self, row: SuspicionRow) -> None:
        try:
            await self.look(row)
        except Exception:  # its lease gives it back
            self.log.exception("suspicion surprised us", alert=row.alert_id)

    async def look(self, row: SuspicionRow) -> None:
        """Look at one page, and write down what that says of its alert."""
        status = await self._status(row)
        await self.database.write(lambda tx: self._write(tx, row, status))
        if status in GONE:
            self.log.warning("the page of an alert is gone: editors are asked", alert=row.alert_id)
            self.deliver.ring()

    async def _status(self, row: SuspicionRow) -> int | None:
        """Say how the page answers: 200 where it is there, None where nobody knows."""
        if not row.link:
            return HTTPStatus.OK
        try:
            await self.read(row.link)
        except SourceError as error:
            return error.status or None
        return HTTPStatus.OK

    def _write(self, tx: Connection, row: SuspicionRow, status: int | None) -> None:
        now = self.clock()
        if status in GONE:
            told = alerts.find(tx, row.alert_id)
            if told and reviewing.taken_back(tx, told, now):
                suspicions.stands(tx, row, now)
            elif told and suspicions.hold(tx, row.alert_id, Cause.VANISHED, now):
                ask_editors(tx, told, Cause.VANISHED, now)
        elif status == HTTPStatus.OK or row.tries >= MOST_TRIES:
            suspicions.stands(tx, row, now)
        else:
            suspicions.later(tx, row, patience.next_try(row.tries, now) + timedelta(seconds=LEASE / 2))
