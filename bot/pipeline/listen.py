"""Listen: what channels tell us is stored, then confirmed, then handled, each once."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.errors import ChannelDown, ChannelError, TryLater
from bot.model import SenderId
from bot.pipeline import spans
from bot.pipeline.bell import Bell
from bot.pipeline.together import Together
from bot.pipeline.turn import Turn
from bot.ports import Channel, Event
from bot.rules import delivery as patience
from bot.store import event as events
from bot.store import refusal as refusals
from bot.store.database import Database

AT_ONCE = 20
"""Events handled in one transaction, which on SQLite keeps all other writers waiting."""

MOST_TRIES = 5
CHANNEL_WAIT = 30.0


@dataclass(frozen=True)
class Listen:
    """Asks channels for events and handles them; `record` and `handle` are the inbox's.

    `handle` marks the event handled in the transaction in which it does what the event asks for.
    """

    database: Database
    record: Callable[[Sequence[Event]], list[events.NewEvent]]
    handle: Callable[[Connection, events.EventRow, datetime], None]
    clock: Clock
    log: FilteringBoundLogger
    bell: Bell
    deliver: Bell

    async def hear(self, channel: Channel, sender_id: SenderId) -> None:
        """Ask a channel for its events, for as long as it lets itself be asked.

        Among replicas one at a time does: a service gives its events to one asker. What it had asked
        for and not stored was not confirmed, and comes again to the next.
        """
        said, turn = "", Turn(self.database, sender_id, self.clock)
        while trouble := await turn.during(lambda: self._hear_until_trouble(channel, sender_id)):
            if str(trouble) != said:
                self.log.warning("channel can't be heard", channel=channel.name, reason=str(trouble))
            said = str(trouble)
            if isinstance(trouble, ChannelDown):
                await self._note_refusal(sender_id, said)
            await asyncio.sleep(trouble.after if isinstance(trouble, TryLater) else CHANNEL_WAIT)

    async def _note_refusal(self, sender_id: SenderId, reason: str) -> None:
        await self.database.write(lambda tx: refusals.note(tx, sender_id, reason, self.clock()))

    async def _hear_until_trouble(self, channel: Channel, sender_id: SenderId) -> ChannelError | None:
        try:
            async for batch in channel.updates():
                await self.keep(sender_id, batch)
        except ChannelError as error:
            return error
        return None

    async def keep(self, sender_id: SenderId, batch: Sequence[Event]) -> int:
        """Store events that are new; once this returns they may be confirmed."""
        new = self.record(batch)
        kept = await self._together.keep(sender_id, new, self.clock()) if new else 0
        if kept:
            self.bell.ring()
        return kept

    @cached_property
    def _together(self) -> Together:
        return Together(self.database)

    async def run(self, stop: asyncio.Event) -> None:
        """Handle what is stored, until stopped."""
        while not stop.is_set():
            if not await self.run_due():
                await self.bell.wait(0.5)

    async def run_due(self) -> int:
        """Handle some of what is due, each person's in order; return how many events were taken."""
        taken = await self._handle(AT_ONCE)
        if taken:
            self.deliver.ring()
        return len(taken)

    async def _handle(self, most: int) -> list[events.EventRow]:
        """Take events and handle them, all in one transaction: a kill undoes it, and leaves no lease."""
        taken: list[events.EventRow] = []
        began = self.clock()

        def work(tx: Connection) -> None:
            taken[:] = events.take(tx, self.clock(), most)
            for row in taken:
                self.handle(tx, row, self.clock())

        try:
            await self.database.write(work)
        except Exception as error:
            if not taken:
                raise
            if len(taken) == 1:
                await self._put_back(taken[0], error)
            else:  # undone together: now each by itself, so that one event's surprise costs no other
                return [row for _ in taken for row in await self._handle(1)]
            spans.handled(taken[0], began, self.clock(), type(error).__name__)
        else:
            for row in taken:
                spans.handled(row, began, self.clock())
        return taken

    async def _put_back(self, row: events.EventRow, error: Exception) -> None:
        self.log.error("event surprised us", event_id=row.id, tries=row.tries, exc_info=error)
        name = type(error).__name__
        await self.database.write(lambda tx: self._later_or_never(tx, row, name))

    def _later_or_never(self, tx: Connection, row: events.EventRow, error: str) -> None:
        if row.tries >= MOST_TRIES:
            events.finish(tx, row.id, error)
        else:
            events.later(tx, row, patience.next_try(row.tries, self.clock()), error)
