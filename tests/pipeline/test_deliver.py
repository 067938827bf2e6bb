"""The lane: what it claims, in which order and at which pace, and how it stops."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.errors import TryLater
from bot.model import DeliveryState, MessageKind, Priority, SenderId
from bot.pipeline import deliver
from bot.pipeline.outcome import Outcome
from bot.ports import Outbound
from bot.rules.delivery import TOLERANCE, ahead, shared
from bot.settings import DeliverySettings
from bot.store import delivery as deliveries
from bot.store.database import Database
from bot.store.schema import subscriber
from tests.fakes import LIMITS, until
from tests.pipeline.post import Post
from tests.rows import NOW
from tests.rows import deliveries as all_deliveries

T = TypeVar("T")


async def test_an_alert_reaches_every_reader_once(post: Post) -> None:
    readers = [post.reader() for _ in range(3)]
    assert post.tell() == 3
    await post.deliver()
    await post.deliver()
    assert sorted(one.to.id for one in post.channel.sent) == sorted(one.address.id for one in readers)
    assert post.states() == [DeliveryState.SENT] * 3
    assert {row.external_id for row in post.rows()} == {"id-1", "id-2", "id-3"}
    assert all(row.sent_at == NOW for row in post.rows())


async def test_sending_is_committed_before_the_request_leaves(post: Post) -> None:
    post.reader()
    post.tell()
    seen: list[list[str]] = []

    async def look(_outbound: Outbound) -> None:
        with_another_connection = Database(post.database.url.render_as_string(hide_password=False))
        seen.append([one.state for one in with_another_connection.read_here(all_deliveries)])
        with_another_connection.close()

    post.channel.looked_into = look
    await post.deliver()
    assert seen == [[DeliveryState.SENDING]]
    assert post.states() == [DeliveryState.SENT]


async def test_a_reply_leaves_before_a_breaking_alert_and_that_before_others(post: Post) -> None:
    reader = post.reader()
    post.channel.limits = replace(LIMITS, rate=1.0)
    post.tell(Priority.NORMAL)
    post.tell(Priority.BREAKING)
    post.say(reader.id, "an answer")
    for _ in range(3):
        await post.deliver()
        post.clock.now += timedelta(seconds=1.1)
    kinds = [one.message.kind for one in post.channel.sent]
    assert kinds == [MessageKind.REPLY, MessageKind.BREAKING, MessageKind.ALERT]


async def test_no_more_requests_are_open_than_the_channel_and_the_settings_allow(post: Post) -> None:
    for _ in range(6):
        post.reader()
    post.tell()
    post.channel.limits = replace(LIMITS, in_flight=2)

    async def take_a_while(_outbound: Outbound) -> None:
        await asyncio.sleep(0.03)

    post.channel.looked_into = take_a_while
    await post.deliver_until(lambda: len(post.channel.sent) == 6)
    assert post.channel.most_open == 2
    assert post.states() == [DeliveryState.SENT] * 6


async def test_a_request_keeps_its_place_until_its_outcome_is_written_down(post: Post) -> None:
    post.settings = DeliverySettings(in_flight=2)
    for _ in range(5):
        post.reader()
    post.tell()
    lane = post.lane()
    await lane.run_due()
    await until(lambda: len(post.channel.sent) == 2)
    await lane.run_due()  # nothing is written down yet
    assert post.states().count(DeliveryState.SENDING) == 2
    stopped = asyncio.Event()
    stopped.set()
    await lane.run(stopped)
    assert post.states().count(DeliveryState.SENT) == 2


async def test_the_lane_asks_again_when_all_its_requests_are_open(post: Post) -> None:
    post.reader()
    post.reader()
    post.tell()
    post.settings = DeliverySettings(in_flight=1, idle=0.5)
    gate = asyncio.Event()

    async def wait(_outbound: Outbound) -> None:
        await gate.wait()

    post.channel.looked_into = wait
    lane = post.lane()
    await lane.run_due()
    assert await lane.run_due() == 0.5
    assert post.states().count(DeliveryState.SENDING) == 1
    gate.set()
    stopped = asyncio.Event()
    stopped.set()
    await lane.run(stopped)


async def test_a_sender_keeps_its_rate(post: Post) -> None:
    for _ in range(5):
        post.reader()
    post.tell()
    post.channel.limits = replace(LIMITS, rate=2.0)
    sent = []
    for _ in range(5):
        await post.deliver()
        sent.append(len(post.channel.sent))
        post.clock.now += timedelta(seconds=0.25)
    assert sent == [1, 1, 2, 2, 3]


async def test_two_lanes_of_one_sender_share_its_rate(post: Post) -> None:
    for _ in range(4):
        post.reader()
    post.tell()
    post.channel.limits = replace(LIMITS, rate=2.0)
    await asyncio.gather(post.deliver(), post.deliver())
    assert len(post.channel.sent) == 1


async def test_the_wait_for_the_rate_ends_when_the_next_may_leave(post: Post) -> None:
    post.reader()
    post.reader()
    post.tell()
    post.channel.limits = replace(LIMITS, rate=20.0)
    post.settings = DeliverySettings(idle=5.0)
    lane = post.lane()
    wait = await lane.run_due()
    rate = 20.0 if post.database.embedded else shared(20.0)
    assert 0 < wait <= 2 / rate - ahead(rate) / 2 + 0.001  # both are claimed at once, each with its slot
    stopped = asyncio.Event()
    stopped.set()
    await lane.run(stopped)


async def test_a_sender_that_is_no_more_sends_nothing(post: Post) -> None:
    lane = replace(post.lane(), sender_id=SenderId(10**6))
    assert await lane.run_due() == post.settings.idle


async def test_a_chat_gets_its_messages_no_faster_than_its_spacing(post: Post) -> None:
    reader = post.reader()
    post.channel.limits = replace(LIMITS, chat_spacing=1.0)
    post.say(reader.id, "one")
    post.say(reader.id, "two")
    await post.deliver()
    await post.deliver()
    assert len(post.channel.sent) == 1
    post.clock.now += timedelta(seconds=1 if post.database.embedded else 1 + TOLERANCE)
    await post.deliver()
    assert [one.message.lines for one in post.channel.sent] == [("one",), ("two",)]


async def test_a_stop_claims_nothing_more_and_finishes_what_is_in_flight(post: Post) -> None:
    post.reader()
    post.tell()
    gate, begun = asyncio.Event(), asyncio.Event()

    async def wait(_outbound: Outbound) -> None:
        begun.set()
        await gate.wait()

    post.channel.looked_into = wait
    lane, stop = post.lane(), asyncio.Event()
    running = asyncio.create_task(lane.run(stop))
    await asyncio.wait_for(begun.wait(), 30)
    stop.set()
    lane.bell.ring()
    await asyncio.sleep(0.05)
    assert not running.done()
    post.tell()
    gate.set()
    await asyncio.wait_for(running, 30)
    assert post.states() == [DeliveryState.SENT, DeliveryState.QUEUED]


async def test_a_burst_is_delivered_and_written_down_while_the_lane_runs(post: Post) -> None:
    for _ in range(40):
        post.reader()
    post.tell()
    with capture_logs() as logs:
        await post.deliver_until(lambda: len(post.channel.sent) == 40)
    assert [log for log in logs if log["log_level"] != "debug"] == []
    assert post.states() == [DeliveryState.SENT] * 40


async def test_words_that_cannot_be_made_fail_once_and_hold_up_nobody(post: Post) -> None:
    first, second = post.reader(), post.reader()

    nonsense = {"message": {"kind": "nonsense"}}
    post.database.write_here(lambda tx: deliveries.queue_reply(tx, first.id, nonsense, NOW))
    post.say(second.id, "an answer")
    with capture_logs() as logs:
        await post.deliver()
        await post.deliver()
    assert post.states() == [DeliveryState.FAILED, DeliveryState.SENT]
    assert post.rows()[0].error == "its words can't be made"
    assert [log["event"] for log in logs if log["log_level"] != "debug"] == ["words can't be made"]


async def test_what_cannot_be_written_down_costs_no_other_outcome(post: Post) -> None:
    lane = post.lane()
    post.reader()
    post.tell()
    await lane.run_due()

    nonsense = TryLater("soon", float("nan"))  # no moment is so much later
    for row in post.database.read_here(lambda tx: deliveries.load(tx, all_deliveries(tx))) * 2:
        lane._done.put_nowait((Outcome(row, nonsense, NOW), asyncio.get_running_loop().create_future()))
    stopped = asyncio.Event()
    stopped.set()
    with capture_logs() as logs:
        await lane.run(stopped)
    assert post.states() == [DeliveryState.SENT]
    bad = [log for log in logs if log["log_level"] != "debug"]
    assert {log["event"] for log in bad} == {"outcomes can't be written down"}
    counts = [log["count"] for log in bad]
    assert max(counts) > 1  # together first, then each by itself
    assert counts.count(1) == 2


async def test_what_was_accepted_while_the_store_is_away_is_written_down_once_it_is_back(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even after its lease has run out, and another replica holds it for doubtful."""
    post.reader()
    post.tell()
    lane, real = post.lane(), post.database.write
    tries: list[object] = []

    async def write(work: Callable[[Connection], T]) -> T:
        if post.channel.sent and len(tries) < 3:
            tries.append(work)
            raise OperationalError("UPDATE", {}, OSError("gone"))
        return await real(work)

    monkeypatch.setattr(deliver, "WRITE_AGAIN", 0.01)
    monkeypatch.setattr(post.database, "write", write)
    stop = asyncio.Event()
    running = asyncio.create_task(lane.run(stop))
    await until(lambda: len(tries) > 1)
    post.database.write_here(lambda tx: deliveries.expire_leases(tx, NOW + timedelta(hours=1)))
    assert post.states() == [DeliveryState.UNKNOWN]
    await until(lambda: post.states() == [DeliveryState.SENT])
    stop.set()
    with suppress(OperationalError):  # of a claim; the loop begins anew
        await running
    assert len(post.channel.sent) == 1


@pytest.mark.parametrize("priority", [Priority.BREAKING, Priority.NORMAL])
async def test_an_alert_that_came_too_late_is_not_sent(post: Post, priority: Priority) -> None:
    post.reader()
    post.tell(priority)
    post.clock.now += timedelta(hours=7)
    await post.deliver()
    assert post.channel.sent == []
    assert post.states() == [DeliveryState.EXPIRED]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # where others may send, nobody makes up
async def test_a_chat_keeps_its_spacing_while_a_lane_makes_up_for_missed_slots(post: Post) -> None:
    post.channel.limits = replace(LIMITS, rate=30.0, chat_spacing=1.0)
    lane, stopped = post.lane(), asyncio.Event()
    stopped.set()
    for step in [0.2] * 8 + [0.4]:  # a rush, in which the lane is alone, and is held up once
        post.say(post.reader().id, "an answer")
        await lane.run_due()
        post.clock.now += timedelta(seconds=step)
    assert lane._arrears.late(lane._arrears._wrote or NOW, post.clock()) > 0
    last = post.reader()
    post.say(last.id, "an answer")
    await lane.run_due()
    await lane.run(stopped)
    with_due_at = select(subscriber.c.due_at).where(subscriber.c.id == last.id)
    due_at = post.database.read_here(lambda tx: tx.scalar(with_due_at))
    assert due_at is not None
    assert due_at >= post.clock() + timedelta(seconds=1)
