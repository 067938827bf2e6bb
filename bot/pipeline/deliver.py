"""Deliver: what is due is claimed, said in the reader's language, sent, and its outcome kept."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.errors import ChannelDown, ChannelError, Moved, Refused, TryLater, Unknown, Unreachable
from bot.model import SenderId, SubscriberStatus
from bot.pipeline.bell import Bell
from bot.pipeline.breaker import close_breaker, open_breaker
from bot.pipeline.wording import WORDLESS, outbound
from bot.ports import Channel, Outbound, Sent
from bot.rules import delivery as rules
from bot.settings import DeliverySettings
from bot.store import delivery as deliveries
from bot.store import sender as senders
from bot.store import subscriber as subscribers
from bot.store.database import Database

DOWN_WAIT = 60.0
"""Seconds that a channel that takes nothing is left alone."""
DOUBT_WAIT = 2.0
"""Seconds before a doubt is looked into."""

QUANTUM = 0.001
"""Seconds added to a wait for the rate, so that the clock's grain does not make it one too short."""

Note = Callable[[Connection], object]
"""What is to be written down of an outcome."""


@dataclass(frozen=True)
class Deliver:
    """One channel's lane: claims at the sender's rate, keeps a bounded number of requests open."""

    database: Database
    channel: Channel
    sender_id: SenderId
    settings: DeliverySettings
    zone: ZoneInfo
    clock: Clock
    log: FilteringBoundLogger
    bell: Bell
    _open: set[asyncio.Task[None]] = field(default_factory=set)
    _notes: "asyncio.Queue[tuple[Note, asyncio.Future[None]]]" = field(default_factory=asyncio.Queue)

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until stopped; then claim nothing more, and finish what is in flight."""
        recorder = asyncio.create_task(self._record())
        try:
            while not stop.is_set():
                await self.bell.wait(await self.run_due())
        finally:
            await asyncio.gather(*self._open, return_exceptions=True)
            await self._notes.join()
            recorder.cancel()
            with suppress(asyncio.CancelledError):
                await recorder

    async def run_due(self) -> float:
        """Claim what may leave now and begin to send it; return the seconds until more may."""
        free = min(self.settings.in_flight, self.channel.limits.in_flight) - len(self._open)
        if free < 1:
            return self.settings.idle
        taken, wait = await self.database.write(lambda tx: self._claim(tx, self.clock(), free))
        for row in taken:
            task = asyncio.create_task(self._deliver(row))
            self._open.add(task)
            task.add_done_callback(self._closed)
        return wait

    def _closed(self, task: asyncio.Task[None]) -> None:
        self._open.discard(task)
        self.bell.ring()

    def _claim(self, tx: Connection, now: datetime, free: int) -> tuple[list[deliveries.DeliveryRow], float]:
        sender = senders.lock(tx, self.sender_id)
        if sender is None:
            return [], self.settings.idle
        rate = self.channel.limits.rate
        most = min(free, rules.allowance(sender.due_at, now, rate))
        if most < 1:
            return [], min(self.settings.idle, (sender.due_at - now).total_seconds() + QUANTUM)
        lane = deliveries.Lane(self.sender_id, self.channel.limits.chat_spacing, self.settings.lease)
        taken = deliveries.take(tx, lane, now, most)
        if not taken:
            return [], self.settings.idle
        senders.move(tx, sender.id, rules.moved(sender.due_at, now, rate, len(taken)))
        return taken, min(self.settings.idle, 1 / rate)

    async def _deliver(self, row: deliveries.DeliveryRow) -> None:
        """Send, and keep the request's place until its outcome is written down."""
        # a kill leaves every row that is not written down in doubt, so these are what has to be few
        written = asyncio.get_running_loop().create_future()
        self._notes.put_nowait((await self._note(row), written))
        await written

    async def _note(self, row: deliveries.DeliveryRow) -> Note:
        try:
            words = outbound(row, self.zone)
        except Exception:  # words that can't be made will never be
            self.log.exception("words can't be made", delivery=row.id)
            return lambda tx: deliveries.fail(tx, row, WORDLESS)
        return await self._outcome(row, words)

    async def _outcome(self, row: deliveries.DeliveryRow, words: Outbound) -> Note:
        try:
            sent = await self.channel.send(words, self.clock())
        except ChannelError as error:
            self.log.info(
                "not sent", delivery=row.id, outcome=type(error).__name__, reason=str(error), tries=row.tries
            )
            return self._failure(row, error, self.clock())
        except Exception:  # whether the request had left, nobody can tell
            self.log.exception("channel surprised us", delivery=row.id)
            return self._failure(row, Unknown("unexpected error"), self.clock())
        return self._accepted(row, sent, self.clock())

    def _accepted(self, row: deliveries.DeliveryRow, sent: Sent, now: datetime) -> Note:
        def note(tx: Connection) -> None:
            deliveries.sent(tx, row, sent.external_id, now)
            if close_breaker(tx, self.sender_id, self.channel.name, now):
                self.log.info("channel is back", channel=self.channel.name)

        return note

    def _failure(self, row: deliveries.DeliveryRow, error: ChannelError, now: datetime) -> Note:
        """Say what an outcome is written down as: the table of docs/delivery.md."""
        notes: Mapping[type[ChannelError], Callable[[Connection], object]] = {
            TryLater: lambda tx: self._try_later(tx, row, error, now),
            Unreachable: lambda tx: self._lose(tx, row, error, now),
            Moved: lambda tx: self._follow(tx, row, error, now),
            Refused: lambda tx: deliveries.fail(tx, row, str(error)),
            Unknown: lambda tx: self._doubt(tx, row, error, now),
            ChannelDown: lambda tx: self._down(tx, row, error, now),
        }
        return notes.get(type(error), notes[Unknown])

    def _try_later(
        self, tx: Connection, row: deliveries.DeliveryRow, error: ChannelError, now: datetime
    ) -> None:
        after = error.after if isinstance(error, TryLater) else 0.0
        deliveries.later(tx, row, rules.next_try(row.tries, now, after), str(error))
        if isinstance(error, TryLater) and error.scope == "sender":
            senders.silence(tx, self.sender_id, now, after)
        elif after:
            subscribers.pause_until(tx, row.subscriber.id, now, after)

    def _lose(self, tx: Connection, row: deliveries.DeliveryRow, error: ChannelError, now: datetime) -> None:
        deliveries.fail(tx, row, str(error))
        left = isinstance(error, Unreachable) and error.left
        subscribers.end(tx, row.subscriber.id, SubscriberStatus.LEFT if left else SubscriberStatus.LOST, now)
        deliveries.drop_alerts_for(tx, row.subscriber.id)

    def _follow(
        self, tx: Connection, row: deliveries.DeliveryRow, error: ChannelError, now: datetime
    ) -> None:
        if isinstance(error, Moved):
            subscribers.move(tx, row.subscriber.id, error.to)
        reader = subscribers.find(tx, row.subscriber.id)
        if reader and reader.status is not SubscriberStatus.LOST:
            deliveries.later(tx, row, now, str(error))
        else:  # somebody is there already, and gets what they subscribed to themselves
            deliveries.fail(tx, row, str(error))
            deliveries.drop_alerts_for(tx, row.subscriber.id)

    def _doubt(self, tx: Connection, row: deliveries.DeliveryRow, error: ChannelError, now: datetime) -> None:
        likely = error.likely if isinstance(error, Unknown) else None
        deliveries.doubt(tx, row, str(error), likely=likely, look_at=now + timedelta(seconds=DOUBT_WAIT))

    def _down(self, tx: Connection, row: deliveries.DeliveryRow, error: ChannelError, now: datetime) -> None:
        deliveries.later(tx, row, now + timedelta(seconds=DOWN_WAIT), str(error))
        senders.silence(tx, self.sender_id, now, DOWN_WAIT)
        if open_breaker(tx, self.sender_id, self.channel.name, str(error), now):
            self.log.error("channel is down", channel=self.channel.name, reason=str(error))

    async def _record(self) -> None:
        """Write outcomes down as they come: one when it is quiet, many at once when it is busy."""
        while True:
            kept = [await self._notes.get()]
            while not self._notes.empty():
                kept.append(self._notes.get_nowait())
            try:
                await self._write_down([note for note, _written in kept])
            finally:
                for _note, written in kept:
                    self._notes.task_done()
                    if not written.done():
                        written.set_result(None)

    async def _write_down(self, notes: list[Note]) -> None:
        try:
            await self.database.write(lambda tx: [note(tx) for note in notes])
        except Exception:  # the row stays `sending`, and its lease puts it in doubt
            self.log.exception("outcomes can't be written down", count=len(notes))
            if len(notes) > 1:
                for note in notes:
                    await self._write_down([note])
