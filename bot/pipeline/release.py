"""Release: scheduled alerts leave when their moment has come, or lapse where it passed long ago."""

import asyncio
from dataclasses import dataclass

from sqlalchemy import Connection
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.pipeline.bell import Bell
from bot.pipeline.notice import tell_editors
from bot.pipeline.rounds import until_stopped
from bot.rules.keyword import keys_of
from bot.store import halt as halts
from bot.store import plan as plans
from bot.store.database import Database
from bot.store.plan import Plan
from bot.texts import _

IDLE = 0.25
"""Seconds between two looks for plans whose moment has come."""


@dataclass(frozen=True)
class Release:
    """Lets scheduled alerts go, one a transaction: an undo wins, or comes too late, never both.

    While all is halted they stay scheduled, and can be undone still.
    """

    database: Database
    clock: Clock
    log: FilteringBoundLogger
    deliver: Bell

    async def run(self, stop: asyncio.Event) -> None:
        """Release what is due until stopped."""
        await until_stopped(stop, self.run_due, IDLE)

    async def run_due(self) -> bool:
        """Do the plan that is due the longest; False when there is none."""
        if not await self.database.read(self._is_due):
            return False
        done = await self.database.write(self._work)
        if done is not None:
            self.deliver.ring()
        return done is not None

    def _is_due(self, tx: Connection) -> bool:
        # a halt is asked for here too: as long as it stands, no writer is to wait for nothing
        return plans.any_due(tx, self.clock()) and not halts.stands(tx)

    def _work(self, tx: Connection) -> Plan | None:
        now = self.clock()
        if halts.stands(tx):
            return None
        due = plans.take_due(tx, now)
        if due is None:
            return None
        if due.expires_at > now:
            if plans.release(tx, due, now, keys_of):
                self.log.info("a scheduled alert leaves", alert=due.alert_id)
        elif plans.lapse(tx, due):
            words = _(
                "Alert #{id} was to leave earlier and is too old now: it was not sent.", id=due.alert_id
            )
            tell_editors(tx, words, now)
            self.log.warning("a scheduled alert lapsed", alert=due.alert_id)
        return due
