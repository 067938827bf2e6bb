"""Rounds: a step that is taken over and over, until the program stops."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress


async def until_stopped(stop: asyncio.Event, work: Callable[[], Awaitable[object]], idle: float) -> None:
    """Do what is due again and again; after nothing was, wait `idle` seconds, or for the stop."""
    while not stop.is_set():
        if not await work():
            with suppress(TimeoutError):
                async with asyncio.timeout(idle):
                    await stop.wait()
