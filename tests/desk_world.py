"""A desk's world for the state machine: channels that keep what they are handed, replicas that die, time."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import event as sql_event
from structlog.typing import FilteringBoundLogger

from bot.errors import ChannelError, TryLater, Unknown
from bot.model import Address, DeliveryId, Message
from bot.pipeline.deliver import Deliver
from bot.ports import Doubt, Event, Hook, Limits, Outbound, Sent, Verdict
from bot.store.database import Database
from bot.store.delivery import DeliveryRow
from tests.fakes import LIMITS, FakeClock


class Killed(Exception):
    """The process ends at this statement."""


class Fuse:
    """Ends the transaction that is under way at the statement, or at the commit, that a rule names."""

    def __init__(self, database: Database) -> None:
        self._left: int | None = None
        for engine in {database._writer, database._reader}:
            sql_event.listen(engine, "before_cursor_execute", self._burn)
            sql_event.listen(engine, "commit", self._burn)

    @contextmanager
    def lit(self, length: int | None) -> Iterator[None]:
        """Let this many statements and commits pass, and no more; None: all."""
        self._left = length
        try:
            yield
        finally:
            self._left = None

    def _burn(self, *_about: object) -> None:
        if self._left is None:
            return
        if self._left == 0:
            self._left = None
            raise Killed
        self._left -= 1


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose clock goes with the machine's."""

    ahead = 0.0

    def time(self) -> float:
        return super().time() + self.ahead


class Silent:
    """A log that nobody reads."""

    def __getattr__(self, _name: str) -> Callable[..., None]:
        return lambda *_about, **_named: None


LOG = cast("FilteringBoundLogger", Silent())


class Fate(StrEnum):
    """What becomes of the messages that are let out."""

    KEPT = "kept"
    DIES_AFTER = "dies after"  # the replica, between the service's answer and its own note
    NO_ANSWER = "no answer"  # though it was kept
    LOST = "lost"  # and nobody can tell at first
    LATER = "later"  # the service asks for a pause


@dataclass(frozen=True)
class Handed:
    """One message that a channel kept: the delivery it belongs to, for whom, and when."""

    reference: DeliveryId
    to: Address
    message: Message
    at: datetime


@dataclass(eq=False)
class Keeping:
    """A channel that keeps what it is handed, and when; and knows it, when it is asked."""

    name: str
    clock: FakeClock
    keep: Callable[[Handed], None]
    account: str = "bot"
    limits: Limits = field(default_factory=lambda: replace(LIMITS, edits=False))
    fate: Fate = Fate.KEPT
    kept: dict[DeliveryId, Sent] = field(default_factory=dict)

    async def start(self) -> None:
        return

    async def send(self, outbound: Outbound, _now: datetime) -> Sent:
        if self.fate is Fate.LOST:
            raise Unknown("no answer")
        if self.fate is Fate.LATER:
            raise TryLater("slowly", 1.0, "chat")
        self.keep(Handed(outbound.reference, outbound.to, outbound.message, self.clock()))
        sent = self.kept[outbound.reference] = Sent(outbound.to, f"{self.name}-{len(self.kept)}")
        if self.fate is Fate.NO_ANSWER:
            raise Unknown("no answer")
        if self.fate is Fate.DIES_AFTER:
            raise asyncio.CancelledError
        return sent

    async def settle(self, doubt: Doubt, _now: datetime) -> Sent | Verdict:
        return self.kept.get(doubt.outbound.reference, Verdict.ABSENT)

    async def revise(self, sent: Sent, _message: Message, _now: datetime) -> Sent | None:
        return sent

    async def withdraw(self, _sent: Sent, _now: datetime) -> bool:
        return True

    def receive(self, _hook: Hook) -> list[Event]:
        return []

    async def updates(self) -> Any:  # noqa: ANN401 -- nobody writes by it
        return
        yield

    async def manages(self, _place: Address, _person: str) -> bool:
        return False

    def join_link(self, payload: str) -> str:
        return f"https://join.example/{payload}"

    async def close(self) -> None:
        return


@dataclass
class Hand:
    """What a replica has claimed and not yet sent; it leaves when the machine lets it."""

    rows: list[DeliveryRow] = field(default_factory=list)
    go: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True)
class Lane(Deliver):
    """A replica's lane that waits, with all it has claimed, until it is let go on."""

    hand: list[Hand] = field(default_factory=lambda: [Hand()])

    @property
    def in_hand(self) -> list[DeliveryRow]:
        return self.hand[0].rows

    async def _result(self, row: DeliveryRow, slot: datetime) -> Sent | ChannelError:
        hand = self.hand[0]
        hand.rows.append(row)
        await hand.go.wait()
        return await super()._result(row, slot)

    async def claim(self, most: int) -> list[DeliveryRow]:
        """Claim some more, and hold them; give what is new in the hand."""
        before = len(self.in_hand)
        limits = replace(self.channel.limits, in_flight=before + most)
        cast("Keeping", self.channel).limits = limits
        await self.run_due()
        await asyncio.sleep(0)
        return self.in_hand[before:]

    async def let_out(self) -> None:
        """Send what is in the hand, and write down what became of it."""
        self.hand[0].go.set()
        stopped = asyncio.Event()
        stopped.set()
        await self.run(stopped)
        self.hand[0] = Hand()

    async def die(self) -> None:
        """End, with all that is in the hand."""
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        self.hand[0] = Hand()


SECOND = timedelta(seconds=1)
