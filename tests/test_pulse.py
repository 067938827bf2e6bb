"""What a process knows of its own work."""

import asyncio

from bot.pulse import Pulse


async def test_a_loop_that_turns_is_known_by_its_name_and_others_are_not() -> None:
    pulse = Pulse()

    async def turn() -> None:
        pulse.beat()

    await asyncio.create_task(turn(), name="poll")
    await asyncio.create_task(turn())
    pulse.beat("a job")
    await asyncio.sleep(0.02)
    idle = pulse.idle()
    assert {"poll", "a job"} <= idle.keys()
    assert not [name for name in idle if name.startswith("Task-")]
    assert 0.01 < idle["poll"] < 5
