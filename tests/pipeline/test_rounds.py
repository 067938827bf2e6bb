"""Steps that are taken over and over."""

import asyncio

from bot.pipeline.rounds import until_stopped


async def test_while_there_is_work_nobody_waits() -> None:
    stop, left = asyncio.Event(), [3, 2, 1, 0]

    async def work() -> int:
        now = left.pop(0)
        if not left:
            stop.set()
        return now

    async with asyncio.timeout(30):
        await until_stopped(stop, work, 60.0)
    assert left == []


async def test_after_nothing_was_due_it_waits_and_looks_again() -> None:
    stop, looks = asyncio.Event(), 0

    async def work() -> bool:
        nonlocal looks
        looks += 1
        if looks == 3:
            stop.set()
        return False

    async with asyncio.timeout(30):
        await until_stopped(stop, work, 0.01)
    assert looks == 3


async def test_a_stop_waits_for_no_round() -> None:
    stop = asyncio.Event()

    async def work() -> None:
        return None

    running = asyncio.create_task(until_stopped(stop, work, 3600.0))
    await asyncio.sleep(0)
    stop.set()
    async with asyncio.timeout(30):
        await running
