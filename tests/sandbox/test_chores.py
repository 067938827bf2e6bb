import asyncio
from typing import Any

from bot.sandbox.chores import Chores
from tests.sandbox.stand import until


async def test_a_pause_ends_when_the_sandbox_closes() -> None:
    chores = Chores()
    ended: list[str] = []

    async def work() -> None:
        await chores.pause(60)
        ended.append("early")
        await asyncio.sleep(60)
        ended.append("never")

    chores.start(work())
    await asyncio.sleep(0)
    chores.stop_waiting()
    await until(lambda: bool(ended))
    await chores.close()
    assert ended == ["early"]


async def test_a_chore_that_fails_is_told_to_the_loop() -> None:
    told: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: told.append(context))
    chores = Chores()

    async def work() -> None:
        raise ValueError("broken")

    chores.start(work())
    await until(lambda: bool(told))
    assert str(told[0]["exception"]) == "broken"
    asyncio.get_running_loop().set_exception_handler(None)
