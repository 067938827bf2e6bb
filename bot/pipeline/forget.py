"""Forget: what people asked to be erased goes, and what has been kept for long enough."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.ask import Promises
from bot.clock import Clock
from bot.rules.departure import digest
from bot.store import ban as bans
from bot.store import departure as departures
from bot.store import erasure, letters
from bot.store import newsletter as newsletters
from bot.store.database import Database

FEW = 20
"""Addresses that one transaction forgets: each costs some time to digest."""

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
        await self.database.write(lambda tx: self._forget_unconfirmed(tx, now))
        await self.database.write(lambda tx: erasure.finish_due(tx, now, MOST))
        while await self.database.write(lambda tx: self._erase_old(tx, now)) >= MOST:
            pass
        erased = await self.database.read(erasure.unscrubbed)
        if erased and await self.database.empty_log():
            await self.database.write(lambda tx: erasure.scrubbed(tx, erased))

    def _forget_unconfirmed(self, tx: Connection, now: datetime) -> None:
        """Let go of addresses that somebody wrote into the form, and nobody confirmed in time."""
        for who in newsletters.unconfirmed(tx, now - self.promises.question, FEW):
            erasure.begin(tx, who, now, now + self.promises.proof, digest)

    def _erase_old(self, tx: Connection, now: datetime) -> int:
        departures.erase_due(tx, now)
        bans.erase_due(tx, now)
        return letters.empty_old(tx, now - self.promises.letters, MOST)
