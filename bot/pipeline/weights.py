"""Weights: whom each source reaches, counted now and then, since a count may have a million rows to see."""

import asyncio
from datetime import datetime, timedelta

from bot.model import SourceId
from bot.rules.weight import shares, weight
from bot.store import source as sources
from bot.store.database import Database

EVERY = timedelta(minutes=30)


class Weights:
    """The weights of the sources, as they were half an hour ago at most; 1 where none is known yet."""

    def __init__(self) -> None:
        self._shares: dict[SourceId, float] = {}
        self._due_at: datetime | None = None
        self._count: asyncio.Task[None] | None = None

    def of(self, row: sources.SourceRow) -> float:
        """Weigh a source."""
        return weight(row.priority, self._shares.get(row.id, 1.0))

    def keep_fresh(self, database: Database, now: datetime) -> None:
        """Begin to count anew where the last count is old, and do not wait for it."""
        if self._due_at is None or now >= self._due_at:
            self._due_at = now + EVERY
            self._count = asyncio.create_task(self._weigh(database))

    async def counted(self) -> None:
        """Wait for the count that has begun."""
        if self._count:
            await self._count

    async def _weigh(self, database: Database) -> None:
        self._shares = shares(await database.read(sources.readers))
