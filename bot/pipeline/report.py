"""Reports: what staff asked for, and the weekly one for the owners, is counted, drawn and told."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from sqlalchemy import Connection
from structlog.typing import FilteringBoundLogger

from bot import charts
from bot.charts import Sheet
from bot.clock import Clock
from bot.model import Message, Role, Subscriber
from bot.newsroom import Newsroom
from bot.pipeline import report_words as words
from bot.pipeline.bell import Bell
from bot.rules.pace import TARGET
from bot.rules.report import next_weekly, week_before
from bot.store import delivery as deliveries
from bot.store import file as files
from bot.store import period as periods
from bot.store import report as store
from bot.store import subscriber as subscribers
from bot.store.database import Database
from bot.store.message import to_json
from bot.store.period import Period
from bot.store.report import ReportRow

LEASE: Final = timedelta(minutes=2)
"""How long one may be counted and drawn before another replica does it."""

Attach: TypeAlias = Callable[[Connection, Message, bytes, datetime], Message]
"""Puts a picture on a message, in the transaction that queues it."""


def attached(tx: Connection, message: Message, picture: bytes, now: datetime) -> Message:
    """Put a picture on a message as a file of the store's."""
    return replace(message, attachment=files.keep(tx, "stats.png", "image/png", picture, now))


@dataclass(frozen=True)
class Reports:
    """Makes the reports that are due; run it every second. Any number of replicas may.

    `weekly` says if the owners get one each Monday. Without `attach` reports are words alone.
    """

    database: Database
    newsroom: Newsroom
    weekly: bool
    clock: Clock
    log: FilteringBoundLogger
    bell: Bell
    attach: Attach | None = attached
    draw: Callable[[Sheet], bytes] = charts.draw

    async def run_due(self) -> int:
        """Make what is due; say how many. Nothing is counted or drawn within a transaction that writes."""
        await self._turn()
        made = 0
        while await self.database.read(lambda tx: store.any_due(tx, self.clock())):
            row = await self.database.write(lambda tx: store.take(tx, self.clock(), LEASE))
            if row is None:  # another replica makes it
                break
            made += await self._make(row)
        return made

    async def _turn(self) -> None:
        planned = await self.database.read(store.due_at)
        if not self.weekly:
            if planned is not None:
                await self.database.write(store.unplan)
            return
        now = self.clock()
        following = next_weekly(self.newsroom.timezone, now)
        if planned is None:
            await self.database.write(lambda tx: store.plan(tx, following))
        elif planned <= now:
            await self.database.write(lambda tx: self._ask_weekly(tx, planned, following, now))

    def _ask_weekly(self, tx: Connection, planned: datetime, following: datetime, now: datetime) -> None:
        if store.turn(tx, planned, following):
            owners = [one.id for one in subscribers.with_role(tx, Role.OWNER) if one.status.hears]
            store.ask_weekly(tx, owners, week_before(self.newsroom.timezone, now), now)

    async def _make(self, row: ReportRow) -> int:
        def count(tx: Connection) -> tuple[Subscriber | None, Period, int]:
            found = periods.look(tx, row.since, row.until, self.newsroom.timezone, TARGET)
            active = sum(many for (_, status), many in subscribers.counts(tx).items() if status == "active")
            return subscribers.find(tx, row.subscriber_id), found, active

        who, found, active = await self.database.read(count)
        told = words.Told(found, active, self.newsroom, who.language if who else "en", row.weekly)
        picture = await self._picture(told)
        sent = await self.database.write(lambda tx: self._tell(tx, row, told, picture))
        if sent:
            self.bell.ring()
        return sent

    async def _picture(self, told: "words.Told") -> bytes:
        if self.attach is None or not charts.available():
            return b""
        sheet = words.sheet(told)
        try:
            return await asyncio.to_thread(self.draw, sheet)
        except Exception:
            self.log.exception("picture of a report can't be drawn")
            return b""

    def _tell(self, tx: Connection, row: ReportRow, told: "words.Told", picture: bytes) -> int:
        who = subscribers.find(tx, row.subscriber_id)
        if not store.done(tx, row.id) or who is None or not who.role.may(Role.EDITOR):
            return 0
        message, now = words.message(told), self.clock()
        if picture and self.attach is not None:
            message = self.attach(tx, message, picture, now)
        deliveries.queue_reply(tx, who.id, to_json(message), now)
        return 1
