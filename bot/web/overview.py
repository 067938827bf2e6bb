"""Overview: how a deployment of several newsrooms is, each of them by its name."""

import asyncio
from collections.abc import Mapping

from aiohttp import web

from bot.web.health import Health

Told = dict[str, object]


class Overview:
    """Answers ``/health`` and ``/ready`` of the whole process.

    One newsroom that is out of order leaves the process ready: a balancer that took it away would take
    all others with it. It is named, and its own ``/ready`` (below its prefix) answers with 503.
    """

    def __init__(self, newsrooms: Mapping[str, Health]) -> None:
        """Take how each newsroom is, by its id."""
        self._newsrooms = newsrooms

    def add_to(self, app: web.Application) -> None:
        """Mount the pages."""
        app.router.add_get("/health", self.health)
        app.router.add_get("/ready", self.ready)

    async def health(self, _request: web.Request) -> web.Response:
        """Say that the process is alive, and which newsrooms are out of order, and why."""
        told = await self._told()
        trouble = {
            id_: said for id_, one in told.items() if (said := one.get("missing") or one.get("trouble"))
        }
        return web.json_response({"alive": True} | ({"trouble": trouble} if trouble else {}))

    async def ready(self, _request: web.Request) -> web.Response:
        """Say how each newsroom is; 503 as long as none of them can take requests."""
        told = await self._told()
        is_ready = any(one["ready"] for one in told.values())
        return web.json_response({"ready": is_ready, "newsrooms": told}, status=200 if is_ready else 503)

    async def _told(self) -> Mapping[str, Told]:
        names = list(self._newsrooms)
        found = await asyncio.gather(*(self._newsrooms[name].told() for name in names))
        return dict(zip(names, found, strict=True))
