"""How long the loops of a newsroom wait, and what wakes them."""

import asyncio

from bot.pipeline import rest
from bot.pipeline.bell import Bell
from bot.pipeline.rest import Rest, resting
from bot.pipeline.rounds import until_stopped


async def waited(resting_: Rest, seconds: float) -> float:
    began = asyncio.get_running_loop().time()
    await resting_.wait(asyncio.Event(), seconds)
    return asyncio.get_running_loop().time() - began


async def test_a_newsroom_alone_waits_as_long_as_it_is_told() -> None:
    alone = Rest()
    assert 0.05 <= await waited(alone, 0.05) < 1
    alone.rouse()
    assert not alone.dozes


async def test_one_that_dozes_waits_longer_up_to_a_bound(monkeypatch) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- pytest's
    monkeypatch.setattr(rest, "LONGEST", 0.3)
    dozing = Rest(stretch=100)
    assert dozing.dozes
    assert 0.3 <= await waited(dozing, 0.05) < 2
    assert await waited(dozing, 0.4) >= 0.4  # what is longer as it is stays so


async def test_a_bell_wakes_every_loop_at_once_and_for_a_while() -> None:
    token = resting.set(Rest(stretch=1000))
    try:
        bell, stop, rounds = Bell(), asyncio.Event(), 0

        async def work() -> bool:
            nonlocal rounds
            rounds += 1
            return False

        looking = asyncio.create_task(until_stopped(stop, work, 0.01))
        await asyncio.sleep(0.2)
        assert rounds == 1
        bell.ring()
        await asyncio.sleep(0.2)
        assert rounds > 3
        assert not resting.get().dozes
        stop.set()
        await asyncio.wait_for(looking, 30)
    finally:
        resting.reset(token)


async def test_a_stop_is_heard_by_one_that_dozes() -> None:
    stop, dozing = asyncio.Event(), Rest(stretch=1000)
    sleeping = asyncio.create_task(dozing.wait(stop, 10))
    await asyncio.sleep(0)
    stop.set()
    await asyncio.wait_for(sleeping, 30)


async def test_what_happens_in_one_newsroom_leaves_another_asleep() -> None:
    one, other = Rest(stretch=10), Rest(stretch=10)
    one.rouse()
    assert (one.dozes, other.dozes) == (False, True)
