"""The lane while all is halted: people are answered, and nothing else leaves, on any replica."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, delete, select, update

from bot.model import DeliveryState, Message, MessageKind, Priority, Role
from bot.pipeline.bell import Bell
from bot.pipeline.gate import Turn
from bot.pipeline.halting import HALTED, LOOKS, SLOW, Reminder, Watch
from bot.store import delivery as deliveries
from bot.store import halt as halts
from bot.store.database import Database
from bot.store.message import from_json, to_json
from bot.store.schema import alert, delivery, halt
from tests.fakes import LIMITS, FakeClock, a_logger, until
from tests.pipeline.post import Post
from tests.rows import NOW, a_subscriber
from tests.rows import deliveries as all_deliveries

MINUTE = timedelta(minutes=1)
READERS = 40


def stop(database: Database) -> bool:
    return database.write_here(lambda tx: halts.begin(tx, a_subscriber(tx, role=Role.EDITOR).id, NOW))


def go_on(database: Database) -> bool:
    return database.write_here(halts.end)


async def test_alerts_and_digests_wait_and_people_are_answered(post: Post) -> None:
    reader = post.reader()
    post.tell(Priority.BREAKING)
    stop(post.database)
    post.say(reader.id, "an answer")
    digest = to_json(Message(MessageKind.DIGEST, "en", "The day", ("A story",)))
    of = Priority.DIGEST
    post.database.write_here(lambda tx: deliveries.queue_reply(tx, reader.id, digest, NOW, priority=of))
    await post.deliver()
    await post.deliver()
    assert [one.message.kind for one in post.channel.sent] == [MessageKind.REPLY]
    go_on(post.database)
    for _ in range(2):
        await post.deliver()
        post.clock.now += timedelta(seconds=5)
    assert [one.message.kind for one in post.channel.sent][1:] == [MessageKind.BREAKING, MessageKind.DIGEST]


async def test_changes_of_what_is_out_wait_as_well(post: Post) -> None:
    post.reader()
    post.tell()
    post.channel.limits = replace(LIMITS, edits=True)
    await post.deliver()

    def change(tx: Connection) -> None:
        tx.execute(update(alert).values(revision=2, revised_at=NOW, headline="Other words"))
        tx.execute(update(delivery).values(amend_at=NOW))

    post.database.write_here(change)
    stop(post.database)
    await post.deliver()
    assert post.channel.revised == []
    go_on(post.database)
    await post.deliver()
    assert len(post.channel.revised) == 1


async def test_what_expires_meanwhile_is_not_sent_late(post: Post) -> None:
    post.reader()
    post.tell()
    stop(post.database)
    post.clock.now += timedelta(hours=2)
    await post.deliver()
    go_on(post.database)
    await post.deliver()
    assert post.states() == [DeliveryState.EXPIRED]
    assert post.channel.sent == []


async def test_what_was_claimed_and_waits_for_the_gate_is_looked_at_again(post: Post) -> None:
    """A row is `sending`, and its request would leave only when another replica has halted all long ago."""
    post.reader()
    post.tell()
    lane = post.lane()
    let_go = asyncio.Event()
    at_gate: list[object] = []
    leave = lane._gate.leave

    async def later(*about: object) -> Turn:
        at_gate.append(about)
        await let_go.wait()
        return await leave(*about)  # type: ignore[arg-type]  # as it came

    object.__setattr__(lane._gate, "leave", later)
    await lane.run_due()
    await until(lambda: bool(at_gate))
    assert post.states() == [DeliveryState.SENDING]
    stop(post.database)
    lane._watch._free_at -= 10  # so long it has waited
    let_go.set()
    stopped = asyncio.Event()
    stopped.set()
    await lane.run(stopped)
    assert post.channel.sent == []
    assert (post.row().state, post.row().error) == (DeliveryState.QUEUED, HALTED)
    go_on(post.database)
    await post.deliver()  # at once: it had not been tried
    assert post.states() == [DeliveryState.SENT]


async def test_while_the_store_does_not_tell_what_was_claimed_waits(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.reader()
    post.tell()
    lane = post.lane()

    async def away(_row: object) -> bool:
        raise OSError("gone")

    monkeypatch.setattr(lane._watch, "stops", away)
    await lane.run_due()
    stopped = asyncio.Event()
    stopped.set()
    await lane.run(stopped)
    assert post.channel.sent == []
    assert post.states() == [DeliveryState.QUEUED]
    monkeypatch.undo()
    await post.deliver()  # without a wait: nothing had been tried
    assert post.states() == [DeliveryState.SENT]


async def test_no_send_begins_two_seconds_after_a_halt_by_another_replica(post: Post) -> None:
    for _ in range(READERS):
        post.reader()
    post.tell()
    post.clock = FakeClock(NOW, ticks=True)
    post.channel.limits = replace(LIMITS, rate=60.0, in_flight=4)
    lanes = [post.lane(), post.lane()]
    stopped = asyncio.Event()
    running = [asyncio.create_task(lane.run(stopped)) for lane in lanes]
    await until(lambda: len(post.channel.sent) >= 5)
    await asyncio.to_thread(stop, post.database)
    await asyncio.sleep(0.3)
    left = len(post.channel.sent)
    assert left < READERS
    await asyncio.sleep(0.3)
    assert len(post.channel.sent) == left
    await asyncio.to_thread(go_on, post.database)
    post.clock.now += timedelta(seconds=3)
    await until(lambda: len(post.channel.sent) == READERS)
    stopped.set()
    await asyncio.gather(*running)
    assert len({one.to.id for one in post.channel.sent}) == READERS
    assert post.states() == [DeliveryState.SENT] * READERS


async def test_one_look_serves_all_that_wait(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    post.reader()
    post.tell()
    (row,) = post.database.read_here(
        lambda tx: deliveries.load(tx, tx.execute(select(delivery)).all())  # as a claim gives it
    )
    looks = 0
    read = post.database.read

    async def counted(work: object) -> object:
        nonlocal looks
        looks += 1
        return await read(work)  # type: ignore[arg-type]  # as it came

    monkeypatch.setattr(post.database, "read", counted)
    watch = Watch(post.database)
    assert await asyncio.gather(*(watch.stops(row) for _ in range(20))) == [False] * 20
    assert looks == 1
    stop(post.database)
    assert not await watch.stops(row)  # it is known for a moment
    watch._free_at -= SLOW
    assert await watch.stops(row)
    assert not await watch.stops(replace(row, alert=None, priority=Priority.REPLY))


async def test_where_the_store_is_too_slow_to_tell_it_is_put_back(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.reader()
    post.tell()
    (row,) = post.database.read_here(lambda tx: deliveries.load(tx, tx.execute(select(delivery)).all()))
    looks = 0

    async def slow(_work: object) -> bool:
        nonlocal looks
        looks += 1
        await asyncio.sleep(0.02)
        return False

    monkeypatch.setattr(post.database, "read", slow)
    monkeypatch.setattr("bot.pipeline.halting.SLOW", 0.01)
    monkeypatch.setattr("bot.pipeline.halting.MOMENT", 0.005)
    assert await Watch(post.database).stops(row)
    assert looks == LOOKS


async def test_a_claim_tells_that_nothing_is_halted(post: Post) -> None:
    watch = Watch(post.database)
    began = asyncio.get_running_loop().time()
    assert not post.database.read_here(lambda tx: watch.stands(tx, began))
    assert watch._free_at == began
    stop(post.database)
    assert post.database.read_here(lambda tx: watch.stands(tx, began + 1))
    assert watch._free_at == began


async def test_staff_are_reminded_by_one_replica_and_after_a_restart(database: Database) -> None:
    clock = FakeClock(NOW)
    stop(database)
    both = [Reminder(database, clock, a_logger(), Bell()) for _ in range(2)]
    assert [await one.run_due() for one in both] == [False, False]
    clock.now += 15 * MINUTE
    assert sorted([await one.run_due() for one in both]) == [False, True]
    (told,) = database.read_here(all_deliveries)
    assert "15 min" in from_json(told.body).message.lines[0]
    clock.now += 15 * MINUTE
    assert await Reminder(database, clock, a_logger(), Bell()).run_due()
    database.write_here(lambda tx: tx.execute(delete(halt)))
    clock.now += 15 * MINUTE
    assert not await both[0].run_due()
