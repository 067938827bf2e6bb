import asyncio

from bot.pipeline.bell import Bell

LONG = 60.0


async def test_a_ring_ends_a_wait() -> None:
    bell = Bell()
    waiting = asyncio.create_task(bell.wait(LONG))
    await asyncio.sleep(0)
    bell.ring()
    await asyncio.wait_for(waiting, 30)


async def test_a_ring_before_the_wait_is_not_lost() -> None:
    bell = Bell()
    bell.ring()
    await asyncio.wait_for(bell.wait(LONG), 30)


async def test_a_ring_is_heard_once() -> None:
    bell = Bell()
    bell.ring()
    await bell.wait(LONG)
    waiting = asyncio.create_task(bell.wait(LONG))
    await asyncio.sleep(0.02)
    assert not waiting.done()
    bell.ring()
    await waiting


async def test_a_wait_without_a_ring_ends_by_itself() -> None:
    await asyncio.wait_for(Bell().wait(0.01), 30)
