"""The gate: where a claimed message waits for its moment to leave."""

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from heapq import heapify, heappop, heappush
from itertools import count
from math import ceil

from bot.clock import Clock
from bot.rules.delivery import lapses_at

WINDOW = 1.013
"""Seconds in which no more than a second's messages leave: a second, and what may lie between here and
the wire (another thread holds the interpreter for up to 5 ms)."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of waiting: the `silence` to keep, in seconds, or 0; and the last moment to leave, if any."""

    silence: float = 0.0
    until: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        """Say whether it is too late to leave."""
        return self.until is not None and now > self.until


class Gate:
    """Lets one sender's requests out of this process, one at each slot, the most urgent first.

    The sender's row shares the rate among all replicas; what it can't see is that this process was
    held up, and that what it had claimed meanwhile would leave at once. So the gate counts what has
    left, and keeps a silence from the moment in which the service asks for it. What others let out it
    does not know: where there may be others (`shared`), a slot that was missed lapses, and the least
    urgent that waits goes without.
    """

    def __init__(self, rate: float, clock: Clock, *, shared: bool = False) -> None:
        self._clock = clock
        self._shared = shared
        self._left: deque[float] = deque(maxlen=max(1, ceil(rate)))
        self._slots: list[datetime] = []  # a heap, as is the next
        self._waiting: list[tuple[int, int, asyncio.Future[Turn]]] = []
        self._numbers = count()
        self._keeper: asyncio.Task[None] | None = None
        self._silent_until = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None

    async def leave(self, slot: datetime, priority: int = 0) -> Turn:
        """Bring a slot and wait for one; return whether and until when the request may leave.

        Of those that wait the lowest `priority` has the next slot, whoever brought it.
        """
        self._loop = asyncio.get_running_loop()
        turn: asyncio.Future[Turn] = self._loop.create_future()
        heappush(self._slots, slot)
        heappush(self._waiting, (priority, next(self._numbers), turn))
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.create_task(self._let_out())
        return await turn

    def silence(self, seconds: float) -> None:
        """Let nothing out for a while; a longer silence that holds already stays."""
        until = asyncio.get_running_loop().time() + seconds
        self._silent_until = max(self._silent_until, until)

    def is_crowded(self, more: int) -> bool:
        """Say whether some of so many more would have to wait until earlier ones are a second old."""
        over = len(self._left) + len(self._slots) + more - (self._left.maxlen or 0)
        if over <= 0:
            return False
        # asked from the thread of a transaction, hence the loop that was kept
        return (
            self._loop is None or over > len(self._left) or self._left[over - 1] + WINDOW > self._loop.time()
        )

    async def _let_out(self) -> None:
        loop = asyncio.get_running_loop()
        while self._slots:
            await _wait((self._slots[0] - self._clock()).total_seconds())
            if len(self._left) == self._left.maxlen:
                await _wait(self._left[0] + WINDOW - loop.time())
            slot = heappop(self._slots)
            until = lapses_at(slot) if self._shared else None
            has_lapsed = Turn(until=until).is_over(self._clock())
            turn = self._least_urgent() if has_lapsed else heappop(self._waiting)[-1]
            now = loop.time()
            if self._silent_until <= now and not has_lapsed:
                self._left.append(now)
            if not turn.done():  # its task may have been ended
                turn.set_result(Turn(max(0.0, self._silent_until - now), until))

    def _least_urgent(self) -> asyncio.Future[Turn]:
        last = max(self._waiting)
        self._waiting.remove(last)
        heapify(self._waiting)
        return last[-1]


async def _wait(seconds: float) -> None:
    if seconds > 0:
        await asyncio.sleep(seconds)
