"""Turn: one replica at a time asks a service for its events; another takes over when it is gone."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.clock import Clock
from bot.model import SenderId
from bot.store import turn as turns
from bot.store.database import Database

T = TypeVar("T")

LEASE = 3.0
"""Seconds after which a turn that nobody renews is over."""

AGAIN = 0.5
"""Seconds between two renewals, and between two looks of those who wait."""


@dataclass
class Turn:
    """One replica's turn at one sender."""

    database: Database
    sender_id: SenderId
    clock: Clock
    _mine: datetime | None = None

    async def during(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Wait for the turn, and work while it lasts; begin anew where it was lost."""
        while True:
            while not await self._take():  # noqa: ASYNC110 -- another process sets no event
                await asyncio.sleep(AGAIN)
            working, renewing = asyncio.create_task(work()), asyncio.create_task(self._renew())
            try:
                await asyncio.wait({working, renewing}, return_when=asyncio.FIRST_COMPLETED)
                if working.done():
                    return working.result()
                renewing.result()
            finally:
                working.cancel()
                renewing.cancel()
                await asyncio.gather(working, renewing, return_exceptions=True)
                await self._give_back()

    async def _renew(self) -> None:
        """Renew the turn for as long as it is ours; raises TimeoutError before it ends unnoticed."""
        kept = True
        while kept:
            await asyncio.sleep(AGAIN)
            kept = await asyncio.wait_for(self._take(), LEASE - 2 * AGAIN)

    async def _take(self) -> bool:
        now, mine = self.clock(), self._mine
        until = now + timedelta(seconds=LEASE)
        taken = await self.database.write(lambda tx: turns.take(tx, self.sender_id, now, until, mine))
        self._mine = until if taken else None
        return taken

    async def _give_back(self) -> None:
        mine, self._mine = self._mine, None
        if mine is not None:
            await self.database.write(lambda tx: turns.give_back(tx, self.sender_id, mine))
