"""What runs until the program stops, over fake channels."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot import schedule
from bot.app import loops
from bot.app.accounts import Accounts
from bot.app.loops import Loops
from bot.app.opening import Opened
from bot.clock import utc_now
from bot.errors import ChannelDown, TryLater
from bot.model import Address, Article, DeliveryState, Message, MessageKind, Priority, SenderId
from bot.ports import Event, Inbound, InboundKind
from bot.pulse import Pulse, beating
from bot.rules.summary import MESSAGE
from bot.settings import ModelSettings, Settings
from bot.store import batch as batches
from bot.store import delivery as deliveries
from bot.store import topic as topics
from bot.store.database import Database
from bot.store.message import to_json
from bot.store.schema import delivery
from tests.fakes import FakeChannel, a_logger, until
from tests.pipeline.room import newsroom
from tests.rows import NOW, a_sender, a_subscriber, an_alert
from tests.rows import deliveries as all_deliveries

ALL = frozenset({"web", "poll", "edit", "deliver", "inbox"})
START = Inbound("1", Address("telegram", "77"), InboundKind.WROTE, "/start")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AFTER_SURPRISE", "CHANNEL_AGAIN"):
        monkeypatch.setattr(loops, name, 0.01)


class House:
    """The loops over a database and fake channels."""

    def __init__(self, database: Database, *channels: FakeChannel, settings: Settings | None = None) -> None:
        self.database = database
        self.stop = asyncio.Event()
        made = Opened(settings or Settings(), newsroom(), database, a_logger(), "http://127.0.0.1", None)
        database.write_here(lambda tx: topics.keep(tx, made.newsroom.topics, NOW))
        accounts: Accounts = {self._sender(one): one for one in channels}
        self.loops = Loops(made, accounts, self.stop)

    def _sender(self, channel: FakeChannel) -> SenderId:
        return self.database.write_here(lambda tx: a_sender(tx, channel.name))

    @asynccontextmanager
    async def at_work(self, parts: frozenset[str] = ALL) -> AsyncIterator[None]:
        self.loops.start(parts)
        yield
        await self.loops.finish()

    def states(self) -> list[str]:
        return [row.state for row in self.database.read_here(all_deliveries)]


def told(logs: Sequence[Mapping[str, object]], event: str) -> int:
    return sum(1 for log in logs if log["event"] == event)


class Hearing(FakeChannel):
    """A channel that is asked for its events, and has none after the first batches."""

    async def updates(self) -> AsyncIterator[Sequence[Event]]:
        async for batch in super().updates():
            yield batch
        await asyncio.sleep(3600)
        yield ()


async def test_what_somebody_writes_is_answered_over_the_same_channel(database: Database) -> None:
    channel = Hearing(batches=[[START]])
    async with House(database, channel).at_work():
        await until(lambda: channel.sent)
    assert channel.sent[0].to == START.sender


async def test_a_channel_that_calls_hooks_is_not_asked_again(database: Database) -> None:
    channel = FakeChannel(batches=[[START]])
    async with House(database, channel).at_work():
        await until(lambda: channel.sent)
        channel.batches = [[START]]
        await asyncio.sleep(0.1)
    assert channel.batches


async def test_the_chosen_parts_alone_are_run(database: Database) -> None:
    channel = FakeChannel(batches=[[START]])
    house = House(database, channel)
    database.write_here(a_subscriber)
    database.write_here(lambda tx: batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW))
    async with house.at_work(frozenset({"poll", "edit"})):
        await asyncio.sleep(0.2)
    assert channel.batches
    assert house.states() == [DeliveryState.QUEUED]


async def test_a_channel_that_cannot_start_is_said_once_and_tried_again(database: Database) -> None:
    down, later = ChannelDown("wrong token"), TryLater("no network", 0.01)
    channel = FakeChannel(trouble_at_start=[down, down, later, RuntimeError("a bug")], batches=[[START]])
    with capture_logs() as logs:
        async with House(database, channel).at_work():
            await until(lambda: channel.sent)
    assert [log["reason"] for log in logs if log["event"] == "channel can't start"] == [
        "wrong token",
        "no network",
    ]
    assert (told(logs, "channel surprised us"), told(logs, "channel is open")) == (1, 1)


async def test_a_channel_whose_hearing_surprises_us_is_heard_again(database: Database) -> None:
    channel = Hearing(batches=[RuntimeError("a bug"), [START]])
    with capture_logs() as logs:
        async with House(database, channel).at_work():
            await until(lambda: channel.sent)
    assert told(logs, "loop surprised us") == 1


async def test_a_poll_that_surprises_us_is_logged_and_begins_anew(database: Database) -> None:
    house = House(database)
    surprises = ["a bug"]

    async def begin_due() -> int:
        if surprises:
            raise RuntimeError(surprises.pop())
        house.stop.set()
        return 0

    object.__setattr__(house.loops._poll, "begin_due", begin_due)
    with capture_logs() as logs:
        async with house.at_work(frozenset({"poll"})):
            await asyncio.wait_for(house.stop.wait(), 60)
    assert told(logs, "loop surprised us") == 1


async def test_a_database_that_is_away_is_said_in_a_line_by_all_loops_together(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, tries = House(database), []

    async def away() -> int:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("SELECT", {}, OSError("gone"))
        return 0

    monkeypatch.setattr(loops, "AFTER_SURPRISE", 0.01)
    object.__setattr__(house.loops._poll, "begin_due", away)
    soon = lambda jobs: schedule.start([replace(job, every=0.05) for job in jobs])  # noqa: E731 -- a test's haste
    monkeypatch.setattr(loops, "start_schedule", soon)
    with capture_logs() as logs:
        async with house.at_work(frozenset({"poll"})):
            await until(lambda: told(logs, "the database answers again"))
    assert told(logs, "loop surprised us") == 0
    lines = [one for one in logs if one["event"] == "the database does not answer"]
    assert lines
    assert all(one["reason"] == "OSError" and "exc_info" not in one for one in lines)


async def test_a_job_that_surprises_us_is_logged_and_runs_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(database)
    surprises = ["a bug"]

    async def report() -> None:
        if surprises:
            raise RuntimeError(surprises.pop())
        house.stop.set()

    object.__setattr__(house.loops._poll, "report", report)
    soon = lambda jobs: schedule.start([replace(job, every=0.05) for job in jobs])  # noqa: E731 -- a test's haste
    monkeypatch.setattr(loops, "start_schedule", soon)
    with capture_logs() as logs:
        async with house.at_work(frozenset({"poll"})):
            await asyncio.wait_for(house.stop.wait(), 60)
    assert [log["job"] for log in logs if log["event"] == "job surprised us"] == [
        "tell of sources that have failed for a day"
    ]


async def test_a_job_that_a_stop_cuts_off_is_no_error(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(database)
    begun, ended = asyncio.Event(), asyncio.Event()

    async def report() -> None:
        begun.set()
        try:
            await asyncio.sleep(3600)
        finally:
            ended.set()

    object.__setattr__(house.loops._poll, "report", report)
    soon = lambda jobs: schedule.start([replace(job, every=0.05) for job in jobs])  # noqa: E731 -- as above
    monkeypatch.setattr(loops, "start_schedule", soon)
    async with house.at_work(frozenset({"poll"})):
        await asyncio.wait_for(begun.wait(), 60)
    await asyncio.wait_for(ended.wait(), 60)
    await asyncio.sleep(0.05)
    assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == []


async def test_a_send_that_a_kill_left_open_is_settled(database: Database) -> None:
    channel = FakeChannel()
    house = House(database, channel)
    database.write_here(a_subscriber)
    database.write_here(
        lambda tx: batches.fan_out(tx, an_alert(tx, expires_in=10 * 366 * 86400), Priority.NORMAL, NOW)
    )
    sending = {"state": DeliveryState.SENDING, "due_at": NOW, "tried_at": NOW, "tries": 1}
    database.write_here(lambda tx: tx.execute(update(delivery).values(sending)))
    async with house.at_work(frozenset({"deliver"})):
        await until(lambda: channel.doubts)
        await until(lambda: house.states() == [DeliveryState.SENT])
    assert database.read_here(lambda tx: tx.scalars(select(delivery.c.repeat)).all()) == [True]


async def test_a_stop_gives_up_what_does_not_end_in_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loops, "STOP_SECONDS", 0.1)
    channel = FakeChannel()

    async def hang(_outbound: object) -> None:
        await asyncio.sleep(3600)

    channel.looked_into = hang
    house = House(database, channel)
    who = database.write_here(a_subscriber)
    words = {"message": {"kind": "reply", "language": "en"}}
    database.write_here(lambda tx: deliveries.queue_reply(tx, who.id, words, utc_now()))
    async with house.at_work(frozenset({"deliver"})):
        await until(lambda: channel.open)
    assert house.states() == [DeliveryState.SENDING]


async def test_a_language_model_that_is_set_is_closed_in_the_end(database: Database) -> None:
    model = ModelSettings(url="http://127.0.0.1:1/v1", name="small")
    house = House(database, settings=Settings(model=model))
    async with house.at_work(frozenset({"edit"})):
        writer = house.loops._steps.writer
        assert writer is not None
        await writer(Article("Title", "Body."), "en", MESSAGE)
        assert writer._session is not None
    assert writer._session is None


# ---- its pulse -------------------------------------------------------------------------------------

TURNING = {"listen", "poll", "edit", "revise", "lay", "release", "desk", "deliver telegram"}


async def test_each_loop_is_seen_to_turn(database: Database) -> None:
    house, pulse = House(database, FakeChannel()), Pulse()
    token = beating.set(pulse)
    async with house.at_work():
        await until(lambda: pulse.idle().keys() >= TURNING)
    beating.reset(token)


async def test_what_became_of_each_try_is_counted(database: Database) -> None:
    house, pulse = House(database, FakeChannel(outcomes=[TryLater("too fast", 0.01), None])), Pulse()
    token = beating.set(pulse)
    reader = database.write_here(lambda tx: a_subscriber(tx, topics=()))
    words = to_json(Message(MessageKind.REPLY, "en", lines=("Hello",)))
    database.write_here(lambda tx: deliveries.queue_reply(tx, reader.id, words, utc_now()))
    async with house.at_work(frozenset({"deliver"})):
        await until(lambda: pulse.outcomes["telegram", "Sent"])
    beating.reset(token)
    del pulse.outcomes["telegram", "Untried"]  # as often as a busy machine lets a slot lapse
    assert pulse.outcomes == {("telegram", "TryLater"): 1, ("telegram", "Sent"): 1}
