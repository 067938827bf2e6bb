"""Halting: what was claimed before a halt is looked at again, and staff are reminded while one stands."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.pipeline.bell import Bell
from bot.pipeline.notice import tell_editors
from bot.pipeline.rounds import until_stopped
from bot.store import halt as halts
from bot.store.database import Database
from bot.store.delivery import DeliveryRow
from bot.store.halt import Halt
from bot.texts import _

HALTED: Final = "everything is halted"

MOMENT: Final = 0.5
"""Seconds for which it is taken as known that nothing is halted, from the beginning of a look at it."""

SLOW: Final = 1.5
"""Seconds that a look may take to be trusted: no message leaves later than that after a halt."""

LOOKS: Final = 3
"""How often a look that is not to be trusted is made again, before what would leave is put back."""

IDLE: Final = 5.0
"""Seconds between two looks for a reminder that is due."""

NEVER: Final = float("-inf")


@dataclass
class Watch:
    """What a lane knows of halts: each claim tells, and who waited long for the gate asks again."""

    database: Database
    _free_at: float = NEVER  # on the loop's clock, when surely nothing was halted
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    def stands(self, tx: Connection, began: float) -> bool:
        """Say, in a claim that `began` at a moment of the loop's clock, whether all is halted."""
        stands = halts.stands(tx)
        if not stands:
            self._free_at = max(self._free_at, began)
        return stands

    async def stops(self, row: DeliveryRow) -> bool:
        """Say, just before it leaves, whether a message may not: a halt has begun since it was claimed."""
        if row.alert is None and not row.is_digest:
            return False  # a person waits for it
        if self._age() <= MOMENT:
            return False
        async with self._one_at_a_time:
            for _look in range(LOOKS):
                if self._age() <= MOMENT:
                    return False
                began = asyncio.get_running_loop().time()
                if await self.database.read(halts.stands):
                    return True
                self._free_at = max(self._free_at, began)
                if self._age() <= SLOW:
                    return False
        return True  # nobody knows: it is put back, and tried again

    def _age(self) -> float:
        return asyncio.get_running_loop().time() - self._free_at


@dataclass(frozen=True)
class Reminder:
    """Tells staff every quarter of an hour that all is halted; when it did stands in the halt's row."""

    database: Database
    clock: Clock
    log: FilteringBoundLogger
    deliver: Bell

    async def run(self, stop: asyncio.Event) -> None:
        """Remind until stopped."""
        await until_stopped(stop, self.run_due, IDLE)

    async def run_due(self) -> bool:
        """Remind where it is time to; say whether it was."""
        if not await self.database.read(lambda tx: halts.is_reminder_due(tx, self.clock())):
            return False
        done = await self.database.write(self._work)
        if done is not None:
            self.deliver.ring()
        return done is not None

    def _work(self, tx: Connection) -> Halt | None:
        now = self.clock()
        standing = halts.remind(tx, now)
        if standing is not None:
            minutes = round((now - standing.since).total_seconds() / 60)
            words = _("Everything is halted since {minutes} min: no alert leaves.", minutes=minutes)
            tell_editors(tx, words, now)
            self.log.warning("everything is halted", since=standing.since.isoformat())
        return standing
