"""Where pages are mounted: at the root, or below a newsroom's prefix where there are several."""

import asyncio
from contextlib import suppress
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

MOUNTED: Final = web.AppKey("mounted", str)
"""The path below which an application is mounted, such as /n/le-fil; the root's is empty."""

PATIENCE: Final = 8.0
"""Seconds for which a request waits for a newsroom that is being opened: services give up after ten."""

AGAIN: Final = "30"


class Patience:
    """Lets requests wait while their newsroom is opened, and turns them away when that takes too long."""

    def __init__(self, is_open: asyncio.Event, seconds: float = PATIENCE) -> None:
        """Take what is set once the newsroom is at work."""
        self._is_open = is_open
        self._seconds = seconds

    def middleware(self) -> Middleware:
        """Give the function that stands before each page."""

        @web.middleware
        async def wait(request: web.Request, handler: Handler) -> web.StreamResponse:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._seconds):
                    await self._is_open.wait()
            if not self._is_open.is_set():
                raise web.HTTPServiceUnavailable(
                    text="this newsroom is out of order\n", headers={"Retry-After": AGAIN}
                )
            return await handler(request)

        return wait


def mounted(root: str, patience: Patience) -> web.Application:
    """Make an application that knows below which path it will be mounted."""
    app = web.Application(middlewares=[patience.middleware()])
    app[MOUNTED] = root
    return app


def root_of(request: web.Request) -> str:
    """Say below which path the page that is asked for is mounted: what its own links begin with."""
    return request.app.get(MOUNTED, "")


def local_path(request: web.Request) -> str:
    """Give the path and query as they would be at the root."""
    return request.path_qs.removeprefix(root_of(request))
