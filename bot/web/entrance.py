"""Entrance: what stands before every page: how much one client may ask for, and what a fault answers."""

import asyncio
from collections.abc import Callable
from math import ceil
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from structlog.typing import FilteringBoundLogger

from bot.rules.hub import CALLBACK
from bot.web.away import turned_away
from bot.web.bucket import Buckets
from bot.web.clients import asker
from bot.web.mount import local_path

BURST: Final = 600
RATE: Final = 20.0
"""Pages and pictures for each client: so many at once, and so many a second.

A join page has some forty pictures, and many people may share one address.
"""

PACED: Final = ("/join", "/qr/", "/email/", "/files/", CALLBACK)
"""What is paced, by the beginning of its path."""

SEARCHED: Final = ("/files/", "/email/", CALLBACK)
"""Of these, only what was not found counts: who has a link may follow it, as services do by the thousand."""


class Entrance:
    """Paces who asks, and answers for what goes wrong behind it."""

    def __init__(self, log: FilteringBoundLogger, clock: Callable[[], float] | None = None) -> None:
        """Take the log, and a clock that only goes forward, in seconds (None: the loop's)."""
        self._log = log
        self._buckets = Buckets(BURST, RATE, clock or asyncio.get_running_loop().time)

    def middleware(self) -> Middleware:
        """Give the function that stands before each page."""

        @web.middleware
        async def enter(request: web.Request, handler: Handler) -> web.StreamResponse:
            path = _path(request)
            self._pace(request, path)
            try:
                return await handler(request)
            except (web.HTTPNotFound, web.HTTPGone):
                if path.startswith(SEARCHED):
                    self._buckets.take(asker(request))
                raise
            except (web.HTTPException, ConnectionError):  # an answer as well, or nobody there to have one
                raise
            except (OperationalError, InterfaceError, NoConnection) as error:
                # from None: what the driver says may name the database's address
                self._log.warning(
                    "a page could not ask the database", page=_page(request), kind=type(error).__name__
                )
                raise turned_away() from None
            except Exception as error:
                self._log.exception("request surprised us", page=_page(request))
                raise web.HTTPInternalServerError(text="500: something went wrong here\n") from error

        return enter

    def _pace(self, request: web.Request, path: str) -> None:
        if not path.startswith(PACED):
            return
        ask = self._buckets.wait if path.startswith(SEARCHED) else self._buckets.take
        if wait := ask(asker(request)):
            raise web.HTTPTooManyRequests(
                text="too much at once; come again\n", headers={"Retry-After": str(ceil(wait))}
            )


def _path(request: web.Request) -> str:
    """Give the path as it would be at the root: a newsroom's pages are below its prefix."""
    if request.path.startswith("/n/"):
        return "/" + request.path.split("/", 3)[-1]
    return local_path(request)


def _page(request: web.Request) -> str:
    """Name a page by its pattern: what stands in the path itself may be somebody's secret."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else ""
