"""WebSub's door: hubs ask whether it was us who subscribed, and push what is new.

An answer tells a hub what to do: 2xx, it is stored (a push that comes again changes nothing, and is
answered so too, or the hub would repeat it for ever); 403, the signature does not hold; 410, end the
subscription; 429, later. The address of a callback is a secret of its own, so it is never logged.
"""

import asyncio
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.rules.hub import CALLBACK, Answer
from bot.web.reception import reception_of

if TYPE_CHECKING:  # what it stands on takes its time to import, and hubs are heard once it has come
    from bot.pipeline.hub import Hubs

STATUSES: Final = {Answer.TAKEN: 204, Answer.FORGED: 403, Answer.TOO_MANY: 429, Answer.GONE: 410}
RETRY_AFTER: Final = "60"


class WebSub:
    """Takes what hubs say to ``/hooks/websub/<path>``; a push above `max_bytes` is refused."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._opened: asyncio.Future[Hubs] = asyncio.get_running_loop().create_future()

    def open(self, hubs: "Hubs") -> None:
        """Begin to hear hubs; those that called before have waited for it."""
        self._opened.set_result(hubs)

    def add_to(self, app: web.Application) -> None:
        """Mount the door."""
        app.router.add_get(CALLBACK + "{path}", self.verify, allow_head=False)
        app.router.add_post(CALLBACK + "{path}", self.take)

    async def verify(self, request: web.Request) -> web.Response:
        """Echo the challenge of what we asked for; 404 for what we did not."""
        hubs = await asyncio.shield(self._opened)
        echo = await hubs.verify(request.match_info["path"], dict(request.query))
        if echo is None:
            raise web.HTTPNotFound(text="nobody asked for this here\n")
        return web.Response(text=echo)

    async def take(self, request: web.Request) -> web.Response:
        """Take a push: confirmed once it is stored, so that a crash before makes the hub repeat it."""
        hubs = await asyncio.shield(self._opened)
        row = await hubs.find(request.match_info["path"])
        if row is None:
            raise web.HTTPGone(text="nobody listens here\n")
        headers = {name.lower(): ", ".join(request.headers.getall(name)) for name in request.headers}
        async with reception_of(request).body(request, self._max_bytes) as body:
            answer = await hubs.take(row, headers, body)
        wait = {"Retry-After": RETRY_AFTER} if answer is Answer.TOO_MANY else None
        return web.Response(status=STATUSES[answer], headers=wait)
