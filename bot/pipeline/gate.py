"""The gate: where a claimed message waits for its moment to leave."""

import asyncio
from collections import deque
from datetime import datetime
from math import ceil

from bot.clock import Clock

WINDOW = 1.013
"""Seconds in which no more than a second's messages leave: a second, and what may lie between here and
the wire (another thread holds the interpreter for up to 5 ms)."""


class Gate:
    """Lets one sender's requests out of this process, one after another.

    The sender's row shares the rate among all replicas; what it can't see is that this process was
    held up, and that what it had claimed meanwhile would leave at once. So the gate counts what has
    left, and keeps a silence from the moment in which the service asks for it.
    """

    def __init__(self, rate: float, clock: Clock) -> None:
        self._clock = clock
        self._left: deque[float] = deque(maxlen=max(1, ceil(rate)))
        self._turn = asyncio.Lock()
        self._silent_until = 0.0

    async def leave(self, slot: datetime) -> float:
        """Wait for a slot; return 0 when the request may leave now, or else the seconds of silence left."""
        loop = asyncio.get_running_loop()
        async with self._turn:
            await _wait((slot - self._clock()).total_seconds())
            if len(self._left) == self._left.maxlen:
                await _wait(self._left[0] + WINDOW - loop.time())
            now = loop.time()
            if self._silent_until <= now:
                self._left.append(now)
        return max(0.0, self._silent_until - now)

    def silence(self, seconds: float) -> None:
        """Let nothing out for a while; a longer silence that holds already stays."""
        until = asyncio.get_running_loop().time() + seconds
        self._silent_until = max(self._silent_until, until)


async def _wait(seconds: float) -> None:
    if seconds > 0:
        await asyncio.sleep(seconds)
