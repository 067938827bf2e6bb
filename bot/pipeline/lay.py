"""Lay: what an alert's release left to be laid, or its recall to be swept, is done batch by batch."""

import asyncio
from dataclasses import dataclass

from bot.clock import Clock
from bot.pipeline.bell import Bell
from bot.store import batch as batches
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
        while not stop.is_set():
            if not await self.run_due():
                await asyncio.sleep(IDLE)

    async def run_due(self) -> bool:
        """Do one batch; False when there is none."""
        done = await self.database.write(lambda tx: batches.work(tx, self.clock()))
        if done:
            self.deliver.ring()
        return done
