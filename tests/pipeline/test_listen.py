import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select, text
from structlog.testing import capture_logs

from bot.errors import ChannelDown, ChannelError, TryLater
from bot.inbox import record
from bot.model import Address, Message, MessageKind
from bot.pipeline import listen
from bot.pipeline.bell import Bell
from bot.pipeline.listen import MOST_TRIES, Listen
from bot.ports import Event, Inbound, InboundKind
from bot.store import delivery as deliveries
from bot.store import event as events
from bot.store.database import Database
from bot.store.message import from_json, to_json
from bot.store.schema import event, sender
from tests.fakes import FakeChannel, FakeClock, a_logger, until
from tests.rows import NOW, a_sender, a_subscriber
from tests.rows import deliveries as all_deliveries

WHO = Address("telegram", "77")


OTHER = Address("telegram", "78")


def wrote(key: str, who: Address = WHO) -> Inbound:
    return Inbound(key, who, InboundKind.WROTE, "/help")


@dataclass
class Ear:
    """Hears a channel into a database; what it handles it notes, and answers with one reply."""

    database: Database
    channel: FakeChannel = field(default_factory=FakeChannel)
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    handled: list[str] = field(default_factory=list)
    trouble: dict[str, Exception] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sender_id = self.database.write_here(a_sender)
        self.who = self.database.write_here(a_subscriber)
        self.bell, self.deliver = Bell(), Bell()
        self.listen = Listen(
            self.database, record, self._handle, self.clock, a_logger(), self.bell, self.deliver
        )

    def _handle(self, tx: Connection, row: events.EventRow, now: datetime) -> None:
        events.finish(tx, row.id)
        message = Message(MessageKind.REPLY, "en", lines=(str(row.body["key"]),))
        deliveries.queue_reply(tx, self.who.id, to_json(message), now, row.id)
        if row.body["key"] in self.trouble:
            raise self.trouble[row.body["key"]]
        self.handled.append(row.body["key"])

    async def hear(self) -> None:
        await self.listen.hear(self.channel, self.sender_id)

    def stored(self) -> list[str]:
        query = select(event.c.key).order_by(event.c.id)
        return list(self.database.read_here(lambda tx: tx.scalars(query).all()))

    def open(self) -> list[str]:
        query = select(event.c.key).where(event.c.due_at.is_not(None)).order_by(event.c.id)
        return list(self.database.read_here(lambda tx: tx.scalars(query).all()))

    def errors(self) -> list[str]:
        return list(self.database.read_here(lambda tx: tx.scalars(select(event.c.error)).all()))

    def answered(self) -> list[str]:
        """List the events that had their effect, in its order."""
        return [from_json(row.body).message.lines[0] for row in self.database.read_here(all_deliveries)]


@pytest.fixture
def ear(database: Database) -> Ear:
    return Ear(database)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listen, "CHANNEL_WAIT", 0.01)


# ---- storing -------------------------------------------------------------------------------------


async def test_a_batch_is_stored_before_the_next_is_asked_for(ear: Ear) -> None:
    seen: list[list[str]] = []

    class Watched(FakeChannel):
        async def updates(self) -> AsyncIterator[Sequence[Event]]:
            for key in ("1", "2"):
                yield [wrote(key)]
                seen.append(ear.stored())

    ear.channel = Watched()
    await ear.hear()
    assert seen == [["1"], ["1", "2"]]
    assert ear.bell._rung.is_set()


async def test_a_batch_that_cannot_be_stored_is_not_confirmed(ear: Ear) -> None:
    confirmed: list[str] = []

    class Watched(FakeChannel):
        async def updates(self) -> AsyncIterator[Sequence[Event]]:
            yield [wrote("1")]
            confirmed.append("1")

    ear.channel = Watched()
    ear.database.write_here(lambda tx: tx.execute(text("ALTER TABLE event RENAME TO gone")))
    with pytest.raises(Exception, match="event"):
        await ear.hear()
    assert confirmed == []


async def test_a_repeated_update_is_stored_and_handled_once(ear: Ear) -> None:
    ear.channel.batches = [[wrote("1")], [wrote("1"), wrote("2")]]
    await ear.hear()
    for _ in range(2):
        await ear.listen.run_due()
    assert ear.answered() == ["1", "2"]
    assert await ear.listen.keep(ear.sender_id, [wrote("1")]) == 0
    assert await ear.listen.run_due() == 0
    assert ear.answered() == ["1", "2"]


async def test_nothing_is_written_for_an_empty_batch(ear: Ear) -> None:
    assert await ear.listen.keep(ear.sender_id, []) == 0
    assert not ear.bell._rung.is_set()


# ---- the channel's trouble -----------------------------------------------------------------------


@pytest.mark.usefixtures("impatient")
async def test_channel_trouble_is_said_once_and_the_channel_is_asked_again(ear: Ear) -> None:
    down = ChannelDown("wrong token")
    ear.channel.batches = [down, down, [wrote("1")], down]
    with capture_logs() as logs:
        await ear.hear()
    assert ear.stored() == ["1"]
    assert [log["reason"] for log in logs] == ["wrong token"]


@pytest.mark.usefixtures("impatient")
async def test_another_trouble_is_said_too(ear: Ear) -> None:
    ear.channel.batches = [ChannelDown("wrong token"), TryLater("no network", 0.01)]
    with capture_logs() as logs:
        await ear.hear()
    assert [log["reason"] for log in logs] == ["wrong token", "no network"]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("trouble", "kept"),
    [(ChannelDown("asked elsewhere"), (NOW, "asked elsewhere")), (TryLater("no network", 0.01), (None, ""))],
)
async def test_a_refusal_is_kept_for_who_looks_and_a_line_that_is_down_is_none(
    ear: Ear, trouble: ChannelError, kept: tuple[object, ...]
) -> None:
    ear.channel.batches = [trouble]
    await ear.hear()
    query = select(sender.c.unheard_at, sender.c.unheard_reason).where(sender.c.id == ear.sender_id)
    assert tuple(ear.database.read_here(lambda tx: tx.execute(query).one())) == kept


# ---- handling ------------------------------------------------------------------------------------


async def test_events_are_handled_in_the_order_in_which_they_came(ear: Ear) -> None:
    for key, who in (("3", WHO), ("1", OTHER), ("2", WHO)):
        await ear.listen.keep(ear.sender_id, [wrote(key, who)])
    assert (await ear.listen.run_due(), ear.answered()) == (2, ["3", "1"])
    assert (await ear.listen.run_due(), ear.answered()) == (1, ["3", "1", "2"])
    assert ear.deliver._rung.is_set()


async def test_what_a_failed_handling_did_is_undone(ear: Ear) -> None:
    await ear.listen.keep(ear.sender_id, [wrote("1")])
    ear.trouble = {"1": RuntimeError("a bug")}
    await ear.listen.run_due()
    assert ear.answered() == []
    assert ear.open() == ["1"]


async def test_a_surprise_is_tried_again_and_costs_no_other_person(ear: Ear) -> None:
    await ear.listen.keep(ear.sender_id, [wrote("1"), wrote("2"), wrote("3", who=OTHER)])
    ear.trouble = {"1": RuntimeError("a bug")}
    assert await ear.listen.run_due() == 2
    assert (ear.answered(), ear.open()) == (["3"], ["1", "2"])
    assert await ear.listen.run_due() == 0
    ear.trouble = {}
    ear.clock.now += timedelta(minutes=1)
    while await ear.listen.run_due():
        continue
    assert (ear.answered(), ear.open()) == (["3", "1", "2"], [])


async def test_what_is_behind_an_event_given_up_is_handled(ear: Ear) -> None:
    await ear.listen.keep(ear.sender_id, [wrote("1"), wrote("2")])
    ear.trouble = {"1": RuntimeError("a bug")}
    for _ in range(MOST_TRIES):
        assert ear.answered() == []
        await ear.listen.run_due()
        ear.clock.now += timedelta(hours=1)
    await ear.listen.run_due()
    assert (ear.answered(), ear.open()) == (["2"], [])


async def test_a_database_that_goes_away_is_raised_and_loses_nothing(ear: Ear) -> None:
    await ear.listen.keep(ear.sender_id, [wrote("1")])
    ear.database.write_here(lambda tx: tx.execute(text("ALTER TABLE event RENAME TO gone")))
    with pytest.raises(Exception, match=r"(?i)event"):
        await ear.listen.run_due()
    ear.database.write_here(lambda tx: tx.execute(text("ALTER TABLE gone RENAME TO event")))
    await ear.listen.run_due()
    assert ear.answered() == ["1"]


async def test_an_event_that_fails_again_and_again_is_given_up(ear: Ear) -> None:
    await ear.listen.keep(ear.sender_id, [wrote("1")])
    ear.trouble = {"1": RuntimeError("the number +972501234567")}
    with capture_logs() as logs:
        for _ in range(MOST_TRIES + 3):
            await ear.listen.run_due()
            ear.clock.now += timedelta(hours=1)
    assert [log["tries"] for log in logs] == [1, 2, 3, 4, 5]
    assert ear.open() == []
    assert ear.errors() == ["RuntimeError"]  # what it says may hold an address


async def test_the_loop_handles_what_comes_and_ends_when_stopped(ear: Ear) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(ear.listen.run(stop))
    await asyncio.sleep(0)
    await ear.listen.keep(ear.sender_id, [wrote("1")])
    await until(lambda: ear.handled)
    stop.set()
    ear.bell.ring()
    await asyncio.wait_for(running, 30)
