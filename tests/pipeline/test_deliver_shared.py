"""Two lanes of one sender, each a loop of its own, one of them held up: the limit holds for both together."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event as Flag
from typing import Any

import pytest

from benchmarks.referee import most_in_a_second
from bot.clock import utc_now
from bot.model import DeliveryState
from bot.pipeline.deliver import LAPSED, Deliver
from bot.pipeline.gate import Gate, Turn
from bot.ports import Outbound
from bot.rules.delivery import TOLERANCE
from bot.store import sender as senders
from bot.store.database import Database
from tests.fakes import LIMITS
from tests.pipeline.post import Post
from tests.rows import NOW

RATE, LIMIT = 29.6, 30
READERS = 160
STANDS_STILL = 0.35
"""Seconds for which one of the lanes stands still after a claim, with its loop, as on a busy machine."""
RUNS = 0.25
"""Seconds at least between two times that it does."""


only_shared = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
"""On SQLite one process works alone."""


class Replica:
    """A lane in a thread of its own, with its own loop and connections; `stalls`: it is held up."""

    def __init__(self, url: str, *, lapses: bool, stalls: bool) -> None:
        self.database = Database(url)
        self.moments: list[float] = []
        self.addresses: list[str] = []
        self._stalls = stalls
        self._post = Post(self.database)
        self._post.channel.limits = replace(LIMITS, rate=RATE)
        self._post.channel.looked_into = self._leave
        self._lapses = lapses

    async def _leave(self, outbound: Outbound) -> None:
        self.moments.append(time.monotonic())
        self.addresses.append(outbound.to.id)
        await asyncio.sleep(0.02)

    def run(self, done: Flag) -> None:
        asyncio.run(self._run(done))

    async def _run(self, done: Flag) -> None:
        lane, stop = replace(self._post.lane(), clock=utc_now), asyncio.Event()
        if not self._lapses:
            as_before(lane)
        if self._stalls:
            object.__setattr__(lane, "run_due", held_up(lane, lane.run_due))
        running = asyncio.create_task(lane.run(stop))
        while not done.is_set():  # noqa: ASYNC110 -- another thread sets it
            await asyncio.sleep(0.05)
        stop.set()
        await running


def held_up(lane: Deliver, run_due: Callable[[], Awaitable[float]]) -> Callable[[], Awaitable[float]]:
    """Make a lane's loop stand still again and again, just when something was claimed and has not left."""
    moved_on = time.monotonic()

    async def run() -> float:
        nonlocal moved_on
        before = set(lane._open)
        wait = await run_due()
        if lane._open - before and time.monotonic() > moved_on + RUNS:
            time.sleep(STANDS_STILL)  # noqa: ASYNC251 -- that the loop stands still is the point
            moved_on = time.monotonic()
        return wait

    return run


def as_before(lane: Deliver) -> None:
    """Let a lane use its slots however late, as a lane does that is alone."""
    object.__setattr__(lane, "_shared", False)
    object.__setattr__(lane, "_rate", RATE)
    object.__setattr__(lane, "_gate", Gate(RATE, lane.clock))


def play(url: str, *, lapses: bool) -> tuple[list[Replica], list[Any]]:
    """Let two lanes send to all readers, one of them held up; return them, and the rows in the end."""
    replicas = [Replica(url, lapses=lapses, stalls=stalls) for stalls in (False, True)]
    post, done = Post(replicas[0].database), Flag()
    for _ in range(READERS):
        post.reader()
    post.tell(now=utc_now())
    with ThreadPoolExecutor(len(replicas)) as threads:
        runs = [threads.submit(one.run, done) for one in replicas]
        until = time.monotonic() + 60
        while set(post.states()) != {DeliveryState.SENT} and time.monotonic() < until:
            time.sleep(0.05)
        done.set()
        for run in runs:
            run.result()
    rows = list(post.rows())
    for one in replicas:
        one.database.close()
    return replicas, rows


@only_shared
@pytest.mark.parametrize("lapses", [True, False])
def test_the_limit_holds_for_all_lanes_together_though_one_is_held_up(
    database_url: str, *, lapses: bool
) -> None:
    """And where slots are used however late, as they were once, it does not."""
    replicas, rows = play(database_url, lapses=lapses)
    moments = sorted(moment for one in replicas for moment in one.moments)
    assert most_in_a_second(moments) <= LIMIT or not lapses
    addresses = [address for one in replicas for address in one.addresses]
    assert len(addresses) == len(set(addresses)) == READERS  # nothing is lost, and nothing comes twice
    assert {row.state for row in rows} == {DeliveryState.SENT}
    if not all(one.moments for one in replicas):
        pytest.skip("one of the lanes was quicker each time, so nothing was shared")
    if not lapses and most_in_a_second(moments) <= LIMIT:
        pytest.skip("the machine was too busy to let the old way overstep")


@only_shared
async def test_what_missed_its_slot_goes_back_untried_and_leaves_at_the_next(post: Post) -> None:
    reader = post.reader()
    post.tell()
    post.channel.limits = replace(LIMITS, chat_spacing=1.0)
    lane, stopped = post.lane(), asyncio.Event()
    stopped.set()
    await lane.run_due()  # its request is to leave when this loop goes on
    post.clock.now += timedelta(seconds=TOLERANCE, microseconds=1)
    await lane.run(stopped)
    row = post.row()
    assert post.channel.sent == []
    assert (row.state, row.error, row.due_at) == (DeliveryState.QUEUED, LAPSED, row.created_at)
    await post.deliver()  # though the chat was to rest for a second after it
    assert [one.to for one in post.channel.sent] == [reader.address]
    assert (post.row().state, post.row().tries) == (DeliveryState.SENT, 2)


@only_shared
async def test_what_is_in_time_leaves_at_its_slot(post: Post) -> None:
    post.reader()
    post.tell()
    lane, stopped = post.lane(), asyncio.Event()
    stopped.set()
    await lane.run_due()
    post.clock.now += timedelta(seconds=TOLERANCE)
    await lane.run(stopped)
    assert len(post.channel.sent) == 1


@only_shared
async def test_a_lane_whose_claims_take_long_sends_nevertheless(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each claim takes a quarter of a second, of the lane's clock: much longer than a slot may be late."""
    for _ in range(3):
        post.reader()
    post.tell()
    lane, real = post.lane(), post.database.write

    async def write(work: Any) -> Any:  # noqa: ANN401 -- whatever a transaction gives
        done = await real(work)
        if isinstance(done, tuple) and done[0]:
            post.clock.now += timedelta(seconds=0.25)
        return done

    object.__setattr__(post.database, "write", write)
    monkeypatch.setattr(post.database, "write", write)
    stopped, rounds = asyncio.Event(), 0
    stopped.set()
    while set(post.states()) != {DeliveryState.SENT}:
        await lane.run_due()
        await lane.run(stopped)
        rounds += 1
        assert rounds < 20
    assert len(post.channel.sent) == 3
    assert rounds > 1  # the first came too late


@only_shared
@pytest.mark.parametrize("stalled_since", [None, NOW - timedelta(minutes=5)])
async def test_a_slot_that_lapsed_says_nothing_of_the_service(
    post: Post, stalled_since: datetime | None
) -> None:
    post.reader()
    post.tell()
    lane, stopped = post.lane(), asyncio.Event()
    stopped.set()
    if stalled_since:
        post.database.write_here(lambda tx: senders.mark_stalled(tx, lane.sender_id, stalled_since))
    await lane.run_due()
    post.clock.now += timedelta(seconds=1)
    await lane.run(stopped)
    (row,) = post.database.read_here(senders.listed)
    assert post.row().error == LAPSED
    assert row.stalled_since == stalled_since


@only_shared
@pytest.mark.parametrize("spacing", [1.0, 0.0])
async def test_what_urgent_ones_held_up_goes_back_where_its_chat_would_get_the_next_too_soon(
    post: Post, spacing: float
) -> None:
    post.reader()
    post.tell()
    post.channel.limits = replace(LIMITS, chat_spacing=spacing)
    lane, stopped = post.lane(), asyncio.Event()
    stopped.set()

    async def leave(*_about: object) -> Turn:
        post.clock.now += timedelta(seconds=0.2)
        return Turn(until=post.clock.now + timedelta(seconds=TOLERANCE))  # another's slot

    object.__setattr__(lane._gate, "leave", leave)
    await lane.run_due()
    await lane.run(stopped)
    assert len(post.channel.sent) == (0 if spacing else 1)
    await post.deliver()
    assert post.states() == [DeliveryState.SENT]
    assert len(post.channel.sent) == 1
