import asyncio

from bot.sources import spacing as module
from bot.sources.spacing import Spacing


async def test_a_hosts_turns_are_apart_and_another_hosts_are_its_own() -> None:
    spacing, loop = Spacing(0.2), asyncio.get_running_loop()
    began = loop.time()
    assert await spacing.turn("a.example")
    assert await spacing.turn("b.example")
    assert loop.time() - began < 0.15
    await asyncio.gather(*(spacing.turn("a.example") for _ in range(2)))
    assert loop.time() - began >= 0.4


async def test_a_turn_that_is_too_far_off_is_not_taken() -> None:
    spacing = Spacing(60)
    assert await spacing.turn("a.example", 5)
    assert not await spacing.turn("a.example", 5)
    assert not await spacing.turn("a.example", 59)


async def test_hosts_whose_turn_is_past_are_forgotten() -> None:
    spacing = Spacing(0)
    for number in range(module.MOST_HOSTS + 5):
        await spacing.turn(f"{number}.example")
    assert len(spacing._free) <= module.MOST_HOSTS
