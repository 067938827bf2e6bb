"""Together: what arrives at once is stored in one transaction; each is told once its own is stored.

A transaction has a price of its own, whatever it holds (a thread, a lock, a commit), and hooks come by the
hundred when an alert's receipts do. Whoever comes while one is under way shares the next.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from bot.errors import TryLater
from bot.model import SenderId
from bot.store import event as events
from bot.store.database import Database

AT_ONCE: Final = 200
"""Batches of events in one transaction, which on SQLite keeps other writers waiting: some 20 ms."""

MOST_WAITING: Final = 4_000
"""Batches that wait; beyond, whoever brings one is told to come again."""

AGAIN_SECONDS: Final = 5.0


@dataclass(frozen=True, eq=False, slots=True)
class _Batch:
    sender_id: SenderId
    new: Sequence[events.NewEvent]
    now: datetime
    stored: asyncio.Future[int]

    def keep(self, tx: Connection) -> int:
        return events.keep(tx, self.sender_id, self.new, self.now)


class Together:
    """Stores batches of events, many at a time, in the order in which they came."""

    def __init__(self, database: Database) -> None:
        """Store into a database."""
        self._database = database
        self._waiting: deque[_Batch] = deque()
        self._writing: asyncio.Task[None] | None = None

    async def keep(self, sender_id: SenderId, new: Sequence[events.NewEvent], now: datetime) -> int:
        """Store what is new of a batch, and say how many; whoever gives up waiting may find it stored.

        Raises:
            TryLater: too many wait.

        """
        if len(self._waiting) >= MOST_WAITING:
            raise TryLater("too many events wait to be stored", AGAIN_SECONDS, "sender")
        batch = _Batch(sender_id, new, now, asyncio.get_running_loop().create_future())
        self._waiting.append(batch)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await batch.stored

    async def _write(self) -> None:
        while self._waiting:
            taken = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
            wanted = [one for one in taken if not one.stored.done()]  # not of who gave up
            await self._store(wanted)

    async def _store(self, batches: Sequence[_Batch]) -> None:
        try:
            counts = await self._database.write(lambda tx: [one.keep(tx) for one in batches])
        except (OperationalError, InterfaceError, NoConnection) as error:  # the same for each of them
            _fail(batches, error)
        except Exception as error:  # noqa: BLE001 -- handed to who brought what it is about
            if len(batches) == 1:
                _fail(batches, error)
                return
            for one in batches:  # undone together: now each by itself, so that one costs no other
                await self._store([one])
        else:
            for one, count in zip(batches, counts, strict=True):
                if not one.stored.done():
                    one.stored.set_result(count)


def _fail(batches: Sequence[_Batch], error: Exception) -> None:
    for one in batches:
        if not one.stored.done():
            one.stored.set_exception(error)
