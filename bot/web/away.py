"""Away: what is answered while the store is away: soon, and with the word to come again."""

import asyncio
from collections.abc import Awaitable
from typing import Final, TypeVar

from aiohttp import web

T = TypeVar("T")

STORING: Final = 2.0
"""Seconds that a hook waits to be stored, and /ready for the store: a balancer asks the next replica then."""

OPENING: Final = 8.0
"""Seconds that a hook waits for a program that starts: services give up after ten."""

AGAIN: Final = "2"
"""Seconds after which who was turned away is asked to come again."""


def turned_away() -> web.HTTPServiceUnavailable:
    """Make the answer of a program that can't store anything just now."""
    return web.HTTPServiceUnavailable(text="not just now\n", headers={"Retry-After": AGAIN})


async def in_time(work: Awaitable[T], seconds: float) -> T:
    """Wait for something, and no longer.

    Raises:
        HTTPServiceUnavailable: it took too long.

    """
    try:
        async with asyncio.timeout(seconds):
            return await work
    except TimeoutError as error:
        raise turned_away() from error
