"""Vouch: before somebody's word counts for a place, the service is asked if they manage it.

The event waits as a row of its own kind, so that no transaction is open while the service is asked.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.errors import ChannelError
from bot.model import Address, SenderId
from bot.pipeline.bell import Bell
from bot.pipeline.rounds import until_stopped
from bot.ports import Channel
from bot.rules import delivery as patience
from bot.store import event as events
from bot.store.database import Database
from bot.store.event import EventRow

AT_ONCE = 10
MOST_TRIES = 5
IDLE = 0.3
"""Seconds between two looks."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody claims by an event: to manage a place; and the event once that is answered."""

    place: Address
    person: str
    answered: Callable[[bool], dict[str, Any]]


ClaimOf = Callable[[Connection, EventRow], Claim | None]
"""Reads an event: the inbox's. None for one that claims nothing after all."""


@dataclass(frozen=True)
class Vouch:
    """Asks, and writes down what was said."""

    database: Database
    channels: Mapping[SenderId, Channel]
    claim_of: ClaimOf
    clock: Clock
    log: FilteringBoundLogger
    inbox: Bell

    async def run(self, stop: asyncio.Event) -> None:
        """Ask until stopped."""
        await until_stopped(stop, self.run_due, IDLE)

    async def run_due(self) -> int:
        """Ask about a few events; returns how many."""
        now = self.clock()
        rows = await self.database.read(lambda tx: events.unvouched(tx, now, AT_ONCE))
        for row in rows:
            await self._one(row)
        if rows:
            self.inbox.ring()
        return len(rows)

    async def _one(self, row: EventRow) -> None:
        claim = await self.database.read(lambda tx: self.claim_of(tx, row))
        if claim is None:
            await self.database.write(lambda tx: events.vouch(tx, row, "inbound", row.body))
            return
        try:
            manages = await self._manages(row.sender_id, claim)
        except ChannelError as error:
            reason = str(error)
            self.log.warning("a place can't be asked about", event_id=row.id, reason=reason)
            if row.tries < MOST_TRIES:
                due_at = patience.next_try(row.tries, self.clock())
                await self.database.write(lambda tx: events.later(tx, row, due_at, reason))
                return
            manages = False
        body = claim.answered(manages)
        await self.database.write(lambda tx: events.vouch(tx, row, "inbound", body))

    async def _manages(self, sender_id: SenderId, claim: Claim) -> bool:
        channel = self.channels.get(sender_id)
        return channel is not None and await channel.manages(claim.place, claim.person)
