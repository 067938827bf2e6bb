"""Hooks: what the services call. Stored first, then confirmed; a forged one is turned away."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from aiohttp import web
from sqlalchemy.exc import OperationalError
from structlog.typing import FilteringBoundLogger

from bot.errors import ChannelError, Forged
from bot.model import SenderId
from bot.ports import Channel, Event, Hook
from bot.web.away import OPENING, STORING, in_time, turned_away
from bot.web.mount import local_path

Keep = Callable[[SenderId, Sequence[Event]], Awaitable[int]]
"""Stores events; once it returns they may be confirmed."""


class Hooks:
    """Routes ``/hooks/<channel>`` to the channel that is told by it."""

    def __init__(self, public_url: str, log: FilteringBoundLogger) -> None:
        self._public_url = public_url
        self._log = log
        self._opened: asyncio.Future[tuple[Mapping[str, tuple[SenderId, Channel]], Keep]] = (
            asyncio.get_running_loop().create_future()
        )
        self.is_put_off = False
        """Whether hooks are turned away until this is opened: it takes long, and another replica is there."""

    def open(self, channels: Mapping[SenderId, Channel], keep: Keep) -> None:
        """Begin to take hooks for these channels; those that came before have waited for it."""
        self._opened.set_result(({one.name: (id_, one) for id_, one in channels.items()}, keep))

    def add_to(self, app: web.Application) -> None:
        """Mount the hooks."""
        app.router.add_post("/hooks/telegram", self.take)
        app.router.add_post("/hooks/whatsapp", self.take)
        app.router.add_post("/hooks/whatsapp/status", self.take)
        app.router.add_post("/hooks/email", self.take)

    async def take(self, request: web.Request) -> web.Response:
        """Take one hook: 404 for a channel that is off, 403 for a forged one, 400 for nonsense.

        What can't be stored in time is answered with 503 and comes again: stored later nevertheless, it
        is stored once.
        """
        path = local_path(request)
        name = path.partition("?")[0].split("/")[2]
        if self.is_put_off and not self._opened.done():
            raise turned_away()
        channels, keep = await in_time(asyncio.shield(self._opened), OPENING)
        if name not in channels:
            raise web.HTTPNotFound(text=f"{name} is not set up here\n")
        sender_id, channel = channels[name]
        headers = {key.lower(): value for key, value in request.headers.items()}
        hook = Hook(self._public_url + path, headers, await request.read())
        try:
            events = channel.receive(hook)
        except Forged as error:
            self._log.warning("hook turned away", channel=name, path=request.path, reason=str(error))
            raise web.HTTPForbidden(text="the signature does not hold\n") from error
        except ChannelError as error:
            self._log.warning("hook not understood", channel=name, path=request.path, reason=str(error))
            raise web.HTTPBadRequest(text="not understood\n") from error
        await self._kept(keep(sender_id, events), name)
        return web.Response(status=204)

    async def _kept(self, keeping: Awaitable[int], name: str) -> None:
        try:
            await in_time(keeping, STORING)
        except web.HTTPServiceUnavailable:
            self._log.warning("hook not stored in time", channel=name)
            raise
        except OperationalError as error:  # hundreds a second, while the store is away: no trace of each
            self._log.warning("hook not stored", channel=name, reason=type(error.orig).__name__)
            raise turned_away() from error
        except Exception as error:
            self._log.exception("hook not stored", channel=name)
            raise turned_away() from error
