"""Forget: what people asked to be erased goes, and what has been kept for long enough."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.ask import Promises
from bot.clock import Clock
from bot.store import ban as bans
from bot.store import departure as departures
from bot.store import erasure, letters
from bot.store.database import Database

MOST = 500
"""Rows of a kind that one transaction erases."""


@dataclass(frozen=True)
class Forget:
    """Erases what is due; run it every few seconds. Any number of replicas may."""

    database: Database
    promises: Promises
    clock: Clock

    async def run_due(self) -> None:
        """Erase what is due, a transaction at a time, and take it out of the database's log."""
        now = self.clock()
        await self.database.write(lambda tx: erasure.finish_due(tx, now, MOST))
        while await self.database.write(lambda tx: self._erase_old(tx, now)) >= MOST:
            pass
        erased = await self.database.read(erasure.unscrubbed)
        if erased and await self.database.empty_log():
            await self.database.write(lambda tx: erasure.scrubbed(tx, erased))

    def _erase_old(self, tx: Connection, now: datetime) -> int:
        departures.erase_due(tx, now)
        bans.erase_due(tx, now)
        return letters.empty_old(tx, now - self.promises.letters, MOST)
