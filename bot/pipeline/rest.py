"""Rest: how long the loops of a newsroom wait where nothing is due, and what wakes them all.

Each loop looks again after a short while, since due times come and other processes leave rows without a
sound. That is cheap for one newsroom, and for twenty that sleep it is half a core. So a newsroom in which
nothing has happened for a while looks less often, until something does: any of its bells wakes all of its
loops at once. One that is alone in its process never dozes off.
"""

import asyncio
from contextlib import suppress
from contextvars import ContextVar
from typing import Final

from bot.pulse import beating

AWAKE: Final = 20.0
"""Seconds for which a newsroom stays awake after something has happened."""

LONGEST: Final = 2.0
"""The most seconds between two looks of a newsroom that dozes, where fewer would do otherwise."""


class Rest:
    """How a newsroom rests; `stretch` is by how much longer its loops wait while it dozes."""

    def __init__(self, stretch: float = 1.0) -> None:
        self._stretch = stretch
        self._awake_until = 0.0
        self._waits: set[asyncio.Timeout] = set()

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Wait for an event, or for so many seconds, or longer while nothing happens anywhere."""
        beating.get().beat()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._stretched(seconds)) as wait:
                self._waits.add(wait)
                try:
                    await event.wait()
                finally:
                    self._waits.discard(wait)

    def rouse(self) -> None:
        """Wake all loops: something has happened."""
        if self._stretch <= 1.0:
            return
        now = asyncio.get_running_loop().time()
        was_awake, self._awake_until = now < self._awake_until, now + AWAKE
        if not was_awake:
            for wait in self._waits:
                if not wait.expired():
                    wait.reschedule(now)

    @property
    def dozes(self) -> bool:
        """Say whether nothing has happened for a while."""
        return self._stretch > 1.0 and asyncio.get_running_loop().time() >= self._awake_until

    def _stretched(self, seconds: float) -> float:
        return max(seconds, min(LONGEST, seconds * self._stretch)) if self.dozes else seconds


resting: ContextVar[Rest] = ContextVar("resting", default=Rest())  # noqa: B039 -- one that never stretches keeps nothing
"""How the newsroom rests whose loops run here: tasks take it from whoever starts them."""
