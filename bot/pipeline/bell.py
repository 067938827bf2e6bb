"""A bell: wakes a loop early. Only a hint: what is to be done stands in rows, and is found without it."""

import asyncio

from bot.pipeline.rest import resting


class Bell:
    """Rung by a step that left rows for the next; heard by the loop that takes them."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self._rest = resting.get()

    def ring(self) -> None:
        """Wake whoever waits, now or when next it would, and the newsroom if it dozes."""
        self._rung.set()
        self._rest.rouse()

    async def wait(self, seconds: float) -> None:
        """Wait for a ring, or for so many seconds."""
        await self._rest.wait(self._rung, seconds)
        self._rung.clear()
