"""Transfers: imports and exports are done a stretch at a time, and taken up again where one broke off."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Connection
from structlog.typing import FilteringBoundLogger

from bot.ask import Promises
from bot.clock import Clock
from bot.errors import ChannelError, Refused
from bot.model import SenderId
from bot.newsroom import Newsroom
from bot.pipeline import roster_words
from bot.pipeline.bearer import Bearer
from bot.pipeline.bell import Bell
from bot.pipeline.handing_out import HandingOut
from bot.pipeline.roster_words import TABLE_FAULTS
from bot.pipeline.rounds import until_stopped
from bot.pipeline.taking_in import TakingIn
from bot.ports import Channel
from bot.rules import delivery as patience
from bot.rules.roster import NoTableError
from bot.store import file as files
from bot.store import transfer as transfers
from bot.store.database import Database
from bot.store.transfer import Kind, Overtaken, State, TransferRow
from bot.texts import Text, _

LEASE = timedelta(seconds=60)
IDLE = 1.0
MOST_TRIES = 5
ERASED_AT_ONCE = 20


@dataclass(frozen=True)
class Transfers:
    """Works off what was asked for. Any number of replicas may."""

    database: Database
    channels: Mapping[SenderId, Channel]
    newsroom: Newsroom
    promises: Promises
    clock: Clock
    log: FilteringBoundLogger
    deliver: Bell
    _in: TakingIn = field(init=False)
    _out: HandingOut = field(init=False)
    _bearer: Bearer = field(init=False)

    def __post_init__(self) -> None:
        """Set up what follows from the fields."""
        bearer = Bearer(self.channels)
        key = self.promises.key
        taking = TakingIn(self.database, self.channels, self.newsroom, key, self.clock, bearer)
        object.__setattr__(self, "_bearer", bearer)
        object.__setattr__(self, "_in", taking)
        object.__setattr__(self, "_out", HandingOut(self.database, self.clock, bearer))

    async def run(self, stop: asyncio.Event) -> None:
        """Work until stopped."""
        await until_stopped(stop, lambda: self.run_due(stop), IDLE)

    async def run_due(self, stop: asyncio.Event | None = None) -> bool:
        """Work at the transfer that has waited longest; False where there is none."""
        now = self.clock()
        old, due = await self.database.read(lambda tx: (files.any_due(tx, now), transfers.any_due(tx, now)))
        if old:
            await self.database.write(lambda tx: files.erase_due(tx, now, ERASED_AT_ONCE))
        if not due:
            return False
        row = await self.database.write(lambda tx: transfers.take(tx, now, LEASE))
        if row is None:
            return False
        try:
            await self._work(row, stop)
        except Overtaken:
            self.log.info("transfer is done elsewhere, or was stopped", transfer=row.id)
        except (NoTableError, Refused) as error:
            about = ("refused", "") if isinstance(error, Refused) else (error.fault, error.about)
            await self._end(row, *about)
        except Exception as error:  # noqa: BLE001 -- whatever it was, it is logged, and tried again
            await self._later(row, error)
        self.deliver.ring()
        return True

    async def _work(self, row: TransferRow, stop: asyncio.Event | None) -> None:
        """Take one step after another, until it waits, ends, or the program stops."""
        current: TransferRow | None = row
        while current is not None and not (stop and stop.is_set()):
            work = self._out.step if current.kind is Kind.EXPORT else self._in.step
            current = await work(current)
            self.deliver.ring()

    async def _end(self, row: TransferRow, fault: str, about: str) -> None:
        known = TABLE_FAULTS.get(fault, TABLE_FAULTS["trouble"])
        why = Text(known.singular, {"about": f"\u2068{about}\u2069"})
        title = _("Import #{id}", id=row.id) if row.kind is Kind.IMPORT else _("Export #{id}", id=row.id)

        def work(tx: Connection) -> None:
            current = transfers.find(tx, row.id)
            if current is None or current.state in {State.DONE, State.CANCELLED, State.FAILED}:
                return
            transfers.step(tx, current, None, state=State.FAILED)
            self._bearer.say(tx, row, roster_words.ended(title, why), self.clock())

        with suppress(Overtaken):
            await self.database.write(work)

    async def _later(self, row: TransferRow, error: Exception) -> None:
        if isinstance(error, ChannelError):
            self.log.warning("a file can't be fetched", transfer=row.id, reason=str(error))
        else:
            self.log.error("transfer surprised us", transfer=row.id, exc_info=error)
        if row.tries + 1 >= MOST_TRIES:
            await self._end(row, "trouble", "")
            return

        def work(tx: Connection) -> None:
            current = transfers.find(tx, row.id)
            if current is not None and current.state not in {State.DONE, State.CANCELLED, State.FAILED}:
                due_at = patience.next_try(row.tries + 1, self.clock())
                transfers.step(tx, current, due_at, tries=row.tries + 1)

        with suppress(Overtaken):
            await self.database.write(work)
