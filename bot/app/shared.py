"""Shared: what the newsrooms of one process have in common, and through which none hears of another."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, TypeVar

from bot.app.pacer import Pacer
from bot.store.database import POSTGRES_CONNECTIONS

if TYPE_CHECKING:
    from bot.sources.pool import Pool

T = TypeVar("T")

OPENERS: Final = 4
"""Threads in which databases are opened: one that does not answer keeps its thread for seconds."""


class Shared:
    """Who looks at which host when, and the parsers' processes, which are the dearest that a newsroom needs.

    These are made for whoever takes them first, and end with whoever leaves last.
    """

    def __init__(self, connections: int = POSTGRES_CONNECTIONS) -> None:
        """Take how many connections to PostgreSQL each newsroom may have."""
        self.connections = connections
        self.pacer = Pacer()
        self._pool: Pool | None = None
        self._takers = 0
        self._threads: ThreadPoolExecutor | None = None

    def take(self) -> "Pool":
        """Take the parsers; whoever did has to leave again."""
        from bot.sources.pool import Pool  # noqa: PLC0415 -- not before the first requests are answered

        self._takers += 1
        self._pool = self._pool or Pool()
        return self._pool

    async def leave(self) -> None:
        """Need the parsers no more."""
        self._takers -= 1
        if self._pool and not self._takers:
            await self._pool.close()

    async def opening(self, work: Callable[[], T]) -> T:
        """Open a database beside the event loop, apart from all other work in threads."""
        self._threads = self._threads or ThreadPoolExecutor(OPENERS, "open")
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """Begin to open nothing more."""
        if self._threads:
            self._threads.shutdown(wait=False, cancel_futures=True)
