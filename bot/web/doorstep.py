"""Doorstep: connections, no more of them than there is room for, and none that says nothing.

The web library waits for a request's headers for as long as they take to come, and for any number of
clients. Here a connection from which no request came in time is closed. Where there is no room those make it
that have said nothing yet, then those that wait between two requests, the oldest first; and when all that are
here are at work, a new one is told to come again, before anything is read.
"""

import asyncio
import socket
from collections import OrderedDict
from typing import Final, cast

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

MOST: Final = 1_000
"""Connections at once: some 30 kB each, and `UNREAD` twice where all that was sent is not read yet."""

UNREAD: Final = 32 * 1024
"""Bytes that the kernel takes in for a connection before they are read, which is then at once."""

SECONDS: Final = 10.0
"""For how long a connection may be open before its first request has come."""

LOOK: Final = 2.0

BACKLOG: Final = 512
"""Connections that wait in the kernel."""

_FULL: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n"
    b"Content-Type: text/plain\r\nContent-Length: 30\r\n\r\ntoo much at once; come again\r\n"
)


class Doorstep:
    """Counts connections, and knows those that have asked for nothing yet."""

    def __init__(self, most: int = MOST, seconds: float = SECONDS) -> None:
        """Take how many connections there may be, and for how long one may say nothing."""
        self._most = most
        self._seconds = seconds
        self._silent: OrderedDict[web.RequestHandler, float] = OrderedDict()
        self._idle: OrderedDict[web.RequestHandler, None] = OrderedDict()
        self._server: web.Server | None = None
        self._look: asyncio.TimerHandle | None = None

    def middleware(self) -> Middleware:
        """Give the function that hears when a request has come, and when it is answered."""

        @web.middleware
        async def heard(request: web.Request, handler: Handler) -> web.StreamResponse:
            self._silent.pop(request.protocol, None)
            self._idle.pop(request.protocol, None)
            try:
                return await handler(request)
            finally:
                self._idle[request.protocol] = None

        return heard

    def open(self, server: web.Server) -> None:
        """Begin to take connections for a server."""
        self._server = server
        self._look_again()

    def close(self) -> None:
        """Look no more at who says nothing."""
        if self._look:
            self._look.cancel()

    def __call__(self) -> asyncio.Protocol:
        """Take in a connection, or make what turns it away."""
        if self._server is None:
            return _Full()
        loop = asyncio.get_running_loop()
        if len(self._server.connections) >= self._most and not self._make_room():
            return _Full()
        made = self._server()
        self._silent[made] = loop.time()
        if len(self._silent) > self._most:  # of closed ones, too, until they are looked at
            self._end(self._silent.popitem(last=False)[0])
        return made

    def _make_room(self) -> bool:
        for waiting in (self._silent, self._idle):
            while waiting:
                one, _ = waiting.popitem(last=False)
                if one.transport is not None:
                    self._end(one)
                    return True
        return False

    def _look_again(self) -> None:
        loop = asyncio.get_running_loop()
        long_ago = loop.time() - self._seconds
        while self._silent and next(iter(self._silent.values())) <= long_ago:
            self._end(self._silent.popitem(last=False)[0])
        for one in [one for one in self._idle if one.transport is None]:
            del self._idle[one]
        self._look = loop.call_later(min(LOOK, self._seconds), self._look_again)

    def _end(self, one: web.RequestHandler) -> None:
        if one.transport is not None:
            one.transport.abort()


DOORSTEP: Final = web.AppKey("doorstep", Doorstep)
"""The process's own, in its application."""


class _Full(asyncio.Protocol):
    """Turns one connection away."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        taken = cast("asyncio.WriteTransport", transport)
        taken.write(_FULL)
        taken.close()


class DoorstepSite(web.BaseSite):
    """Serves a socket, across a doorstep."""

    def __init__(self, runner: web.AppRunner, listener: socket.socket, doorstep: Doorstep) -> None:
        """Take a runner that was set up, and a socket that is bound."""
        super().__init__(runner)
        self._listener = listener
        self._doorstep = doorstep

    @property
    def name(self) -> str:
        """Name the address."""
        host, port = self._listener.getsockname()[:2]
        return f"http://{host}:{port}"

    async def start(self) -> None:
        """Begin to listen."""
        await super().start()
        self._doorstep.open(cast("web.Server", self._runner.server))
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, UNREAD)  # theirs whom it accepts
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._doorstep, sock=self._listener, backlog=BACKLOG)

    async def stop(self) -> None:
        """Listen no more."""
        self._doorstep.close()
        await super().stop()
