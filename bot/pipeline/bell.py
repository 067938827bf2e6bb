"""A bell: wakes a loop early. Only a hint: what is to be done stands in rows, and is found without it."""

import asyncio
from contextlib import suppress


class Bell:
    """Rung by a step that left rows for the next; heard by the loop that takes them."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake whoever waits, now or when next it would."""
        self._rung.set()

    async def wait(self, seconds: float) -> None:
        """Wait for a ring, or for so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        self._rung.clear()
