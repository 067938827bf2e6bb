"""Rounds: a step that is taken over and over, until the program stops."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.pipeline.rest import resting
from bot.pulse import beating


async def until_stopped(stop: asyncio.Event, work: Callable[[], Awaitable[object]], idle: float) -> None:
    """Do what is due again and again; after nothing was, wait `idle` seconds, or for the stop."""
    while not stop.is_set():
        beating.get().beat()
        if not await work():
            await resting.get().wait(stop, idle)
