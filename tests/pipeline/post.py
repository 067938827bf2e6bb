"""A channel's lane over a database, for the tests of what is delivered."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row

from bot.model import Message, MessageKind, Priority, Subscriber, SubscriberId
from bot.pipeline.bell import Bell
from bot.pipeline.deliver import Deliver
from bot.settings import DeliverySettings
from bot.store import batch as batches
from bot.store import delivery, subscriber
from bot.store.database import Database
from bot.store.message import to_json
from tests.fakes import FakeChannel, FakeClock, a_logger, until
from tests.rows import NOW, a_sender, a_subscriber, an_alert, deliveries

UTC_ZONE = ZoneInfo("UTC")


@dataclass
class Post:
    """A channel's lane over a database, and what a test puts into it and finds in it."""

    database: Database
    channel: FakeChannel = field(default_factory=FakeChannel)
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    settings: DeliverySettings = field(default_factory=DeliverySettings)

    def __post_init__(self) -> None:
        quiet_since = NOW - timedelta(minutes=1)  # so that a burst may leave
        self.database.write_here(lambda tx: a_sender(tx, self.channel.name, now=quiet_since))

    def reader(self, **about: Any) -> Subscriber:  # noqa: ANN401 -- what `a_subscriber` takes
        """Make a reader."""
        return self.database.write_here(lambda tx: a_subscriber(tx, **about))

    def tell(self, priority: Priority = Priority.NORMAL, now: datetime = NOW) -> int:
        """Alert all readers; return how many."""

        def work(tx: Connection) -> int:
            made = an_alert(tx, priority=priority, now=now)
            return batches.fan_out(tx, made, priority, now)

        return self.database.write_here(work)

    def say(self, who: SubscriberId, words: str) -> None:
        """Queue a reply."""
        message = Message(MessageKind.REPLY, "en", lines=(words,))
        self.database.write_here(lambda tx: delivery.queue_reply(tx, who, to_json(message), self.clock()))

    def lane(self) -> Deliver:
        """Make the lane."""
        sender_id = self.database.write_here(lambda tx: a_sender(tx, self.channel.name))
        return Deliver(
            self.database, self.channel, sender_id, self.settings, UTC_ZONE, self.clock, a_logger(), Bell()
        )

    async def deliver(self) -> None:
        """Claim once, send what was claimed, and write the outcomes down."""
        lane = self.lane()
        await lane.run_due()
        stopped = asyncio.Event()
        stopped.set()
        await lane.run(stopped)

    async def deliver_until(self, done: Callable[[], bool]) -> None:
        """Let the lane run, and the clock, until `done`."""
        self.clock = FakeClock(NOW, ticks=True)
        lane, stop = self.lane(), asyncio.Event()
        running = asyncio.create_task(lane.run(stop))
        await until(done)
        stop.set()
        await running

    def rows(self) -> Sequence[Row[Any]]:
        """List all deliveries."""
        return self.database.read_here(deliveries)

    def row(self) -> Row[Any]:
        """Give the only delivery there is."""
        (row,) = self.rows()
        return row

    def states(self) -> list[str]:
        """List the deliveries' states."""
        return [str(row.state) for row in self.rows()]

    def again(self, who: SubscriberId) -> Subscriber:
        """Read a reader again."""
        found = self.database.read_here(lambda tx: subscriber.find(tx, who))
        assert found is not None
        return found
