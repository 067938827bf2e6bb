"""Hooks: what the services call. Stored first, then confirmed; a forged one is turned away.

What costs least is asked first: who fails too often, whether the headers can be the service's, how long the
body is, and only then is it read, its signature checked, and what it says stored.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from aiohttp import web
from sqlalchemy.exc import OperationalError
from structlog.typing import FilteringBoundLogger

from bot.errors import ChannelError, Forged, TryLater
from bot.model import SenderId
from bot.ports import Channel, Event, Hook, Sealed
from bot.web.away import OPENING, STORING, in_time, turned_away
from bot.web.bucket import Buckets
from bot.web.clients import asker
from bot.web.mount import local_path
from bot.web.reception import full, reception_of

Keep = Callable[[SenderId, Sequence[Event]], Awaitable[int]]
"""Stores events; once it returns they may be confirmed."""

BURST: Final = 60
RATE: Final = 5.0
"""Hooks with a wrong signature that are looked at for each client: so many at once, and so many a second.

Not fewer: a service calls from few addresses, and somebody may have it call us with a signature not ours.
"""

LINES: Final = 5
LINE_RATE: Final = 0.1
"""Lines in the log about a channel's forged hooks: so many at once, and a second; others are counted."""


@dataclass(frozen=True, slots=True)
class _Door:
    """A channel that takes hooks, and itself once more where it can judge them by their headers."""

    sender_id: SenderId
    channel: Channel
    sealed: Sealed | None


def _door(sender_id: SenderId, channel: Channel) -> _Door:
    """Look once what a channel can do: of a protocol that costs more than all else that is done here."""
    return _Door(sender_id, channel, channel if isinstance(channel, Sealed) else None)


class Hooks:
    """Routes ``/hooks/<channel>`` to the channel that is told by it."""

    def __init__(self, public_url: str, log: FilteringBoundLogger, patience: float = OPENING) -> None:
        """Take how hooks' addresses begin, and the seconds that one waits for a program that starts."""
        loop = asyncio.get_running_loop()
        self._public_url = public_url
        self._log = log
        self._patience = patience
        self._failures = Buckets(BURST, RATE, loop.time)
        self._unsaid: Counter[str] = Counter()
        self._lines = Buckets(LINES, LINE_RATE, loop.time)
        self._opened: asyncio.Future[tuple[Mapping[str, _Door], Keep]] = loop.create_future()
        self.is_put_off = False
        """Whether hooks are turned away until this is opened: it takes long, and another replica is there."""

    def open(self, channels: Mapping[SenderId, Channel], keep: Keep) -> None:
        """Begin to take hooks for these channels; those that came before have waited for it."""
        self._opened.set_result(({one.name: _door(id_, one) for id_, one in channels.items()}, keep))

    def add_to(self, app: web.Application) -> None:
        """Mount the hooks."""
        app.router.add_post("/hooks/{channel:[a-z]+}", self.take)
        app.router.add_post("/hooks/{channel:[a-z]+}/status", self.take)

    async def take(self, request: web.Request) -> web.Response:
        """Take one hook: 404 for a channel that is off, 403 for a forged one, 400 for nonsense.

        What can't be stored in time is answered with 503 and comes again: stored later nevertheless, it
        is stored once.
        """
        path = local_path(request)
        name = request.match_info["channel"]
        if self.is_put_off and not self._opened.done():
            raise turned_away()
        doors, keep = await in_time(asyncio.shield(self._opened), self._patience)
        if name not in doors:
            raise web.HTTPNotFound(text=f"{name} is not set up here\n")
        door = doors[name]
        headers = {key.lower(): value for key, value in request.headers.items()}
        self._look_at(request, door, headers)
        async with reception_of(request).body(request, request.client_max_size) as body:
            events = self._read(request, door.channel, Hook(self._public_url + path, headers, body))
            await self._store(keep(door.sender_id, events), name)
        return web.Response(status=204)

    def _look_at(self, request: web.Request, door: _Door, headers: Mapping[str, str]) -> None:
        """Judge a hook by who sends it and by its headers; a service that shows its seal is never late."""
        vouched = door.sealed.vouches(headers) if door.sealed else None
        if vouched:
            return
        if wait := self._failures.wait(asker(request)):
            raise web.HTTPTooManyRequests(
                text="too many without our signature\n", headers={"Retry-After": str(ceil(wait))}
            )
        if vouched is False:
            raise self._turned_away(request, door.channel, "the hook bears no seal of ours")

    def _read(self, request: web.Request, channel: Channel, hook: Hook) -> Sequence[Event]:
        try:
            return channel.receive(hook)
        except Forged as error:
            raise self._turned_away(request, channel, str(error)) from error
        except ChannelError as error:
            self._log.warning("hook not understood", channel=channel.name, reason=str(error))
            raise web.HTTPBadRequest(text="not understood\n") from error

    async def _store(self, keeping: Awaitable[int], name: str) -> None:
        try:
            await in_time(keeping, STORING)
        except TryLater as error:
            raise full() from error
        except web.HTTPServiceUnavailable:
            self._log.warning("hook not stored in time", channel=name)
            raise
        except OperationalError as error:  # hundreds a second, while the store is away: no trace of each
            self._log.warning("hook not stored", channel=name, reason=type(error.orig).__name__)
            raise turned_away() from error
        except Exception as error:
            self._log.exception("hook surprised us", channel=name)
            raise turned_away() from error

    def _turned_away(self, request: web.Request, channel: Channel, reason: str) -> web.HTTPForbidden:
        self._failures.take(asker(request))
        self._unsaid[channel.name] += 1
        if not self._lines.take(channel.name):
            times = self._unsaid.pop(channel.name)
            more = {"times": times} if times > 1 else {}
            self._log.warning(
                "hook turned away", channel=channel.name, path=request.path, reason=reason, **more
            )
        return web.HTTPForbidden(text="the signature does not hold\n")
