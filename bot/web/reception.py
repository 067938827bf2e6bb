"""Reception: bodies of requests, read within bounds of bytes, of number and of time.

Whoever sends slowly holds a place, and no more bytes than came. When places or bytes run out, the one that
has been sending for longest gives up its place: what services send is here within milliseconds, so it is
not theirs.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from multidict import MultiDictProxy

AGAIN: Final = "5"
"""Seconds after which to come again, where all is taken."""


SECONDS: Final = 8.0
"""For how long a body may come."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is read at once: bodies and bytes of all of them, and seconds for each.

    Bytes count until what they say is stored.
    """

    bodies: int = 500
    size: int = 32 * 1024 * 1024
    seconds: float = SECONDS


@dataclass(eq=False, slots=True)
class _Guest:
    """A request whose body is here in part."""

    limit: asyncio.Timeout
    size: int = 0
    shown_out: bool = False


class Reception:
    """Takes in bodies for the whole process."""

    def __init__(self, bounds: Bounds = Bounds()) -> None:
        """Take the bounds."""
        self._bounds = bounds
        self._reading: OrderedDict[_Guest, None] = OrderedDict()
        self.size = 0

    @asynccontextmanager
    async def body(self, request: web.Request, most: int) -> AsyncIterator[bytes]:
        """Read a body of at most `most` bytes, and count it until its reader is through with it.

        Raises:
            HTTPException: 413 it is too large, 415 compressed, 408 too slow, 400 broken off, 503 full.

        """
        if (request.content_length or 0) > most:
            raise _too_large(most)
        if "Content-Encoding" in request.headers:  # what was signed would be in doubt, and its size unknown
            raise web.HTTPUnsupportedMediaType(text="send it as it is, not compressed\n")
        guest = _Guest(asyncio.timeout(self._bounds.seconds))
        try:
            body = await self._read(request, guest, most)
            yield body
        finally:
            self._forget(guest)

    async def _read(self, request: web.Request, guest: _Guest, most: int) -> bytes:
        taken = bytearray()
        try:
            async with guest.limit:
                self._reading[guest] = None
                if len(self._reading) > self._bounds.bodies:
                    self._show_one_out()
                while chunk := await request.content.readany():
                    self._count(guest, len(chunk))
                    taken += chunk
                    if len(taken) > most:
                        raise _too_large(most)
        except TimeoutError:
            raise (full() if guest.shown_out else _too_slow()) from None
        except (ConnectionError, HttpProcessingError, web.RequestPayloadError) as error:
            raise web.HTTPBadRequest(text="the body broke off\n") from error
        finally:
            self._reading.pop(guest, None)
        return bytes(taken)

    def _count(self, guest: _Guest, size: int) -> None:
        guest.size += size
        self.size += size
        while self.size > self._bounds.size and self._reading:
            self._show_one_out()
        if guest.shown_out or self.size > self._bounds.size:
            raise full()

    def _show_one_out(self) -> None:
        guest, _ = self._reading.popitem(last=False)
        guest.shown_out = True
        if not guest.limit.expired():  # else its own time is over at this very moment
            guest.limit.reschedule(0)
        self._forget(guest)

    def _forget(self, guest: _Guest) -> None:
        self.size -= guest.size
        guest.size = 0


RECEPTION: Final = web.AppKey("reception", Reception)
"""The process's own, in its application."""


def reception_of(request: web.Request) -> Reception:
    """Find the process's reception, wherever the page is mounted; a page that stands alone has its own."""
    return request.config_dict.get(RECEPTION) or Reception()


async def form_of(request: web.Request) -> MultiDictProxy[str | bytes | bytearray | web.FileField]:
    """Read a form, within the time that a body may take.

    Raises:
        HTTPException: 413 it is too large, 408 too slow.

    """
    try:
        async with asyncio.timeout(SECONDS):
            return await request.post()
    except TimeoutError:
        raise _too_slow() from None


def full(after: str = AGAIN) -> web.HTTPServiceUnavailable:
    """Say that there is no place at present; `after` so many seconds there may be."""
    return web.HTTPServiceUnavailable(text="too much at once; come again\n", headers={"Retry-After": after})


def _too_slow() -> web.HTTPRequestTimeout:
    late = web.HTTPRequestTimeout(text="the body took too long\n")
    late.force_close()
    return late


def _too_large(most: int) -> web.HTTPRequestEntityTooLarge:
    return web.HTTPRequestEntityTooLarge(most, text=f"{HTTPStatus.REQUEST_ENTITY_TOO_LARGE.phrase}\n")
