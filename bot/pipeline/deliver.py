"""Deliver: what is due is claimed, said in the reader's language, sent, and its outcome kept."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.errors import ChannelError, Refused, TryLater, Unknown, Untried
from bot.model import Priority, SenderId, SubscriberId
from bot.pipeline import spans
from bot.pipeline.amend import Amend
from bot.pipeline.arrears import Arrears
from bot.pipeline.attaching import with_file
from bot.pipeline.bell import Bell
from bot.pipeline.carriage import Carriage
from bot.pipeline.gate import Gate, Turn
from bot.pipeline.halting import HALTED, Watch
from bot.pipeline.lead import Lead
from bot.pipeline.outcome import Account, Outcome
from bot.pipeline.quiet import Quiet
from bot.pipeline.wording import WORDLESS, Spell, as_written, outbound
from bot.ports import Channel, Outbound, Sent, Windowed
from bot.pulse import beating
from bot.rules import delivery as rules
from bot.settings import DeliverySettings
from bot.store import claim as claims
from bot.store import sender as senders
from bot.store.database import Database
from bot.store.delivery import DeliveryRow

GATHERING = 0.002
"""Seconds that outcomes of a busy lane are gathered for, to be written down together."""

QUANTUM = 0.001
"""Seconds added to a wait for the rate, so that the clock's grain does not make it one too short."""

FILE_AGAIN = 5.0
"""Seconds until a file is read once more that could not be."""

WRITE_AGAIN = 0.2
"""Seconds until outcomes are written down once more after the store was away."""

SILENT = "the service asks for silence"
LAPSED = "its slot has lapsed"


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
    spell: Spell = as_written
    _open: set[asyncio.Task[None]] = field(default_factory=set)
    _done: "asyncio.Queue[tuple[Outcome, asyncio.Future[None]]]" = field(default_factory=asyncio.Queue)
    _refused: set[SubscriberId] = field(default_factory=set)  # as too fast, with nothing accepted since
    _gate: Gate = field(init=False)
    _account: Account = field(init=False)
    _amend: Amend = field(init=False)
    _watch: Watch = field(init=False)
    _arrears: Arrears = field(default_factory=Arrears)
    _shared: bool = field(init=False)  # whether other processes may send by this sender
    _rate: float = field(init=False)  # of slots
    _lead: Lead = field(default_factory=Lead)
    _judge: claims.Judge = field(init=False)

    def __post_init__(self) -> None:
        """Set up what follows from the fields."""
        rate, shared = self.channel.limits.rate, not self.database.embedded
        object.__setattr__(self, "_shared", shared)
        object.__setattr__(self, "_rate", rules.shared(rate) if shared else rate)
        object.__setattr__(self, "_gate", Gate(rate, self.clock, shared=shared))
        object.__setattr__(self, "_account", Account(self.sender_id, self.channel.name, self.log))
        object.__setattr__(self, "_amend", Amend(self.channel))
        object.__setattr__(self, "_watch", Watch(self.database))
        channel: object = self.channel
        carriage = Carriage(channel, self.sender_id).judge if isinstance(channel, Windowed) else None
        object.__setattr__(self, "_judge", Quiet(self.zone, carriage).judge)

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until stopped; then claim nothing more, and finish what is in flight."""
        recorder = asyncio.create_task(self._record())
        try:
            while not stop.is_set():
                await self.bell.wait(await self.run_due())
        finally:
            await asyncio.gather(*self._open, return_exceptions=True)
            await self._done.join()
            recorder.cancel()
            with suppress(asyncio.CancelledError):
                await recorder

    async def run_due(self) -> float:
        """Claim what may leave now and begin to send it; return the seconds until more may."""
        free = min(self.settings.in_flight, self.channel.limits.in_flight) - len(self._open)
        if free < 1:
            return self.settings.idle
        began = asyncio.get_running_loop().time()
        taken, slots, wait = await self.database.write(lambda tx: self._claim(tx, free, began))
        for row, slot in zip(taken, slots, strict=False):
            task = asyncio.create_task(self._deliver(row, slot))
            self._open.add(task)
            task.add_done_callback(self._closed)
        return wait

    def _closed(self, task: asyncio.Task[None]) -> None:
        self._open.discard(task)
        self.bell.ring()

    def _claim(
        self, tx: Connection, free: int, began: float
    ) -> tuple[list[DeliveryRow], list[datetime], float]:
        """Take what may leave; with it come the moments at which it may, and the seconds until more may."""
        sender = senders.lock(tx, self.sender_id)
        if sender is None:
            return [], [], self.settings.idle
        self._account.down, self._account.stalled = sender.down, sender.stalled_since is not None
        now = self.clock()  # a moment after all that others have claimed
        late = 0.0 if self._shared else self._arrears.late(sender.due_at, now)
        ready = now + timedelta(seconds=self._lead.seconds)
        slots = rules.slots(sender.due_at, ready, self._rate, free, late, self._lead.seconds)
        if not slots:
            return [], [], self._wait(sender.due_at, now)
        # where the gate is crowded, what is made up for leaves as it lets it: that much later at the most
        behind = timedelta(seconds=late if self._gate.is_crowded(len(slots)) else 0.0)
        leaves_by = [max(slot, now) + behind for slot in slots]
        if self._watch.stands(tx, began):  # people are answered nevertheless
            taken = claims.take(tx, self._lane, now, len(leaves_by), leaves_by, down_to=Priority.REPLY)
        else:
            taken = self._amend.take(tx, self._lane, now, leaves_by)
        if not taken:
            return [], [], self.settings.idle
        due_at = rules.moved(sender.due_at, ready, self._rate, len(taken), late)
        senders.move(tx, sender.id, due_at)
        self._arrears.claimed(due_at, now)
        return taken, slots, self._wait(due_at, now)

    @property
    def _lane(self) -> claims.Lane:
        limits = self.channel.limits
        return claims.Lane(
            self.sender_id,
            self._spaced(limits.chat_spacing),
            self.settings.lease,
            group_spacing=self._spaced(limits.group_spacing),
            group_prefix=limits.group_prefix,
            judge=self._judge,
        )

    def _spaced(self, seconds: float) -> float:
        """Say how far apart a chat's slots are, so that what leaves is `seconds` apart."""
        return seconds + rules.TOLERANCE if self._shared and seconds else seconds

    def _wait(self, due_at: datetime, now: datetime) -> float:
        """Say when to claim again: half of what is reserved ahead before the sender is due."""
        lead = self._lead.seconds
        seconds = (due_at - now).total_seconds() - lead - (rules.ahead(self._rate) + lead) / 2
        return min(self.settings.idle, max(QUANTUM, seconds))

    async def _deliver(self, row: DeliveryRow, slot: datetime) -> None:
        """Send, and keep the request's place until its outcome is written down."""
        # a kill leaves every row that is not written down in doubt, so these are what has to be few
        written = asyncio.get_running_loop().create_future()
        result = await self._result(row, slot)
        self._done.put_nowait((Outcome(row, result, self.clock()), written))
        await written

    async def _result(self, row: DeliveryRow, slot: datetime) -> Sent | ChannelError:
        words = await self._worded(row)
        if isinstance(words, ChannelError):
            return words
        kept = await self._kept(row, slot)
        if kept:
            return kept
        began = self.clock()
        result = await self._sent_safely(row, words)
        spans.sent(row, self.channel.name, result, began, self.clock())
        return result

    async def _kept(self, row: DeliveryRow, slot: datetime) -> ChannelError | None:
        """Wait for a slot; say what keeps the message from leaving after all: nothing has been tried yet."""
        if self._shared and row.tried_at:
            self._lead.note(row.tried_at, slot, self.clock())
        turn = await self._gate.leave(slot, self._amend.urgency(row))
        if turn.silence:
            return TryLater(SILENT, turn.silence, "sender")
        try:
            if await self._watch.stops(row):
                return Untried(HALTED)
        except Exception:  # the store is away
            self.log.exception("nobody knows whether all is halted", delivery=row.id)
            return Untried(HALTED)
        if self._is_late(row, turn):  # what leaves now leaves in another replica's time
            self.log.debug("slot lapsed", delivery=row.id, alert=row.alert and row.alert.id)
            return Untried(LAPSED)
        return None

    def _is_late(self, row: DeliveryRow, turn: Turn) -> bool:
        now = self.clock()
        if turn.is_over(now):
            return True
        if not (self._shared and row.paced_until and self._lane.spacing(row.subscriber)):
            return False
        # more urgent ones had its own slot, from which it is reckoned when its chat gets the next
        return now > rules.lapses_at(self._lane.left_at(row.subscriber, row.paced_until))

    async def _worded(self, row: DeliveryRow) -> Outbound | ChannelError:
        try:
            words = outbound(row, self.zone, self.spell)
        except Exception:  # words that can't be made will never be
            self.log.exception("words can't be made", delivery=row.id)
            return Refused(WORDLESS)
        try:
            return await with_file(words, self.database, self.clock, uploads=self.channel.limits.uploads)
        except Exception:  # nothing has left yet
            self.log.exception("a file can't be read", delivery=row.id)
            return TryLater("its file can't be read", FILE_AGAIN)

    async def _sent_safely(self, row: DeliveryRow, words: Outbound) -> Sent | ChannelError:
        try:
            return await self._sent(row, words)
        except Exception:  # whether the request had left, nobody can tell
            self.log.exception("channel surprised us", delivery=row.id)
            return Unknown("unexpected error")

    async def _sent(self, row: DeliveryRow, words: Outbound) -> Sent | ChannelError:
        try:
            sent = await self._amend.carry(row, words, self.clock())
        except ChannelError as error:
            said = {"outcome": type(error).__name__, "reason": str(error), "tries": row.tries}
            self.log.info("not sent", delivery=row.id, alert=row.alert and row.alert.id, **said)
            return self._limited(row, error) if isinstance(error, TryLater) else error
        self._refused.clear()
        self.log.debug("sent", delivery=row.id, alert=row.alert and row.alert.id)
        return sent

    def _limited(self, row: DeliveryRow, error: TryLater) -> TryLater:
        """Decide whose limit was met, and keep the silence from now on: what was claimed waits, too."""
        another = bool(self._refused - {row.subscriber.id})
        self._refused.add(row.subscriber.id)
        if not rules.concerns_sender(error.scope, error.after, another=another):
            return error
        self._gate.silence(error.after)
        return TryLater(str(error), error.after, "sender")

    async def _record(self) -> None:
        """Write outcomes down as they come: one when it is quiet, many at once when it is busy."""
        while True:
            kept = [await self._done.get()]
            if len(self._open) > 1:
                await asyncio.sleep(GATHERING)
            while not self._done.empty():
                kept.append(self._done.get_nowait())
            try:
                await self._write_down([outcome for outcome, _written in kept])
            finally:
                for _outcome, written in kept:
                    self._done.task_done()
                    if not written.done():
                        written.set_result(None)

    async def _write_down(self, outcomes: list[Outcome]) -> None:
        try:
            await self._write_once_there(outcomes)
            beating.get().outcomes.update((self.channel.name, type(one.result).__name__) for one in outcomes)
        except Exception:  # the row stays `sending`, and its lease puts it in doubt
            self.log.exception("outcomes can't be written down", count=len(outcomes))
            if len(outcomes) > 1:
                for one in outcomes:
                    await self._write_down([one])

    async def _write_once_there(self, outcomes: list[Outcome]) -> None:
        """Write outcomes down, and outlast a store that is away: what is known here, nobody else can tell.

        Nothing more is sent meanwhile than may be in flight. Should the leases run out before, a send
        that another replica holds for doubtful is told it by its try.
        """
        is_away = False
        while True:
            try:
                return await self.database.write(lambda tx: self._account.write(tx, outcomes))
            except OperationalError as error:
                if not is_away:
                    self.log.warning(
                        "outcomes wait for the store", count=len(outcomes), reason=type(error.orig).__name__
                    )
                is_away = True
            await asyncio.sleep(WRITE_AGAIN)
