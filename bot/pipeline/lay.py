"""Lay: what an alert's release left to be laid, its recall to be swept, or its correction, batch by batch."""

import asyncio
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.clock import Clock
from bot.pipeline.bell import Bell
from bot.pipeline.rounds import until_stopped
from bot.rules.keyword import keys_of
from bot.store import batch as batches
from bot.store import correction as corrections
from bot.store import revision as revisions
from bot.store.database import Database

IDLE = 0.25
"""Seconds between two looks for batches."""


@dataclass(frozen=True)
class Lay:
    """Does batches, one a transaction: whoever sends gets its turn between two."""

    database: Database
    clock: Clock
    deliver: Bell

    async def run(self, stop: asyncio.Event) -> None:
        """Do batches until stopped."""
        await until_stopped(stop, self.run_due, IDLE)

    async def run_due(self) -> bool:
        """Do one batch; False when there is none."""
        done = await self.database.write(self._work)
        if done:
            self.deliver.ring()
        return done

    def _work(self, tx: Connection) -> bool:
        now = self.clock()
        if batches.work(tx, now, keys_of):
            return True
        return any(work(tx, now) for work in (revisions.work, corrections.work))
