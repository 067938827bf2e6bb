"""What the state machine of deliveries stands on: the store, the world outside, and the rows as they were."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from hypothesis.stateful import (
    RuleBasedStateMachine,
)
from sqlalchemy import Row

from bot.errors import ChannelError
from bot.model import (
    AlertId,
    Priority,
    SubscriberId,
    SubscriberStatus,
)
from bot.pipeline.bell import Bell
from bot.pipeline.deliver import Deliver
from bot.pipeline.outcome import Account, Outcome
from bot.pipeline.settle import Settle
from bot.ports import Sent
from bot.settings import DeliverySettings
from bot.store import batch, subscriber
from bot.store.database import Database
from bot.store.delivery import FOR_EVER, MAY_HAVE_LEFT, DeliveryRow
from tests.fakes import FakeChannel, FakeClock, a_logger
from tests.pipeline.post import UTC_ZONE
from tests.rows import NOW, a_sender, a_subscriber, deliveries
from tests.store.delivery_world import (
    ARROWS,
    CHANNELS,
    Copy,
    Request,
    S,
    World,
)

LEASE = timedelta(seconds=30)
POLICY = {Priority.BREAKING: "resend", Priority.NORMAL: "cause"}


class DeliveryTable(RuleBasedStateMachine):
    """One newsroom, a reader on each channel, and any number of replicas with stale rows in hand."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self._connection = self.database._writer.connect()
        self._transaction, self.tx = self._connection.begin(), self._connection
        self.world, self.clock = World(), FakeClock(NOW)
        self.readers = [a_subscriber(self.tx, channel=one).id for one in CHANNELS]
        self.alerts: list[AlertId] = []
        self.recalled: set[AlertId] = set()
        self.expiry: dict[AlertId, datetime] = {}
        self.studied: list[DeliveryRow] = []
        self.held: set[int] = set()
        self.before: dict[int, Row[Any]] = {}
        channels = {one: FakeChannel(one) for one in CHANNELS}
        self.senders = {one: a_sender(self.tx, one) for one in CHANNELS}
        settled, log, bell = {self.senders[name]: one for name, one in channels.items()}, a_logger(), Bell()
        set_up = DeliverySettings(lease=LEASE.total_seconds())
        self.lanes = {
            name: Deliver(
                self.database, channels[name], self.senders[name], set_up, UTC_ZONE, self.clock, log, bell
            )
            for name in CHANNELS
        }
        self.books = {name: Account(self.senders[name], name, log) for name in CHANNELS}
        self.settle = Settle(self.database, settled, POLICY, UTC_ZONE, self.clock, log, bell)

    def teardown(self) -> None:
        self._transaction.rollback()
        self._connection.close()

    def _fan_out(self, id_: AlertId, priority: Priority) -> int:
        return batch.fan_out(self.tx, id_, priority, self.now)

    def _claim(self, channel: str, most: int) -> Sequence[DeliveryRow]:
        return self.lanes[channel]._claim(self.tx, most, 0.0)[0]

    def _write(self, request: Request, result: Sent | ChannelError) -> None:
        self.books[request.channel].write(self.tx, [Outcome(request.row, result, self.now)])

    @property
    def now(self) -> datetime:
        return self.clock.now

    def _is_active(self, reader: SubscriberId) -> bool:
        found = subscriber.find(self.tx, reader)
        return found is not None and found.status is SubscriberStatus.ACTIVE

    def _in(self, *states: S) -> list[Row[Any]]:
        return [row for row in self.before.values() if row.state in states]

    def _queued_of(self, reader: int) -> list[int]:
        return [row.id for row in self._in(S.QUEUED) if row.subscriber_id == reader]

    def _in_hand(self, at: int) -> Request:
        return self.world.open()[at % len(self.world.open())]

    def _unsettled(self) -> list[Copy]:
        return [one for one in self.world.copies if one.channel == "whatsapp" and one.may_become()]

    def _end(self, row: Row[Any]) -> S | None:
        if row.alert_id in self.recalled:
            return S.RECALLED
        if self.expiry[row.alert_id] <= self.now:
            return S.EXPIRED
        return None if self._is_active(row.subscriber_id) else S.DROPPED

    def _stands(self, row: DeliveryRow) -> bool:
        """Say whether a row that somebody holds is still in the try that it was claimed for."""
        stored = self.before[row.id]
        return stored.tries == row.tries and stored.state in MAY_HAVE_LEFT

    def _moved(
        self, must: Mapping[int, S] | None = None, may: Mapping[int, S] | None = None, new: int = 0
    ) -> None:
        """Hold the table to what an event must do to it, and may do; nothing else may have changed."""
        after = {row.id: row for row in deliveries(self.tx)}
        added = [row for id_, row in after.items() if id_ not in self.before]
        assert [row.state for row in added] == [S.QUEUED] * new
        for id_, was in self.before.items():
            state, now = S(was.state), S(after[id_].state)
            wanted = {(must or {}).get(id_, state)} | ({may[id_]} if may and id_ in may else set())
            assert now in wanted, f"{state} became {now}, and should be {wanted}"
            assert now is state or now in ARROWS.get(state, ()), f"no arrow from {state} to {now}"
            assert after[id_].tries == was.tries + (now is S.SENDING and state is S.QUEUED)
            self.held -= {id_} if now is not S.UNKNOWN or after[id_].due_at != FOR_EVER else set()
        self.before = after
