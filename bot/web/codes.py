"""Codes: a join link as a QR code, for a poster, a page or a screen."""

import re
from collections.abc import Callable

from aiohttp import web

from bot.commands.drawing import qr

KEPT = "public, max-age=86400"

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Codes:
    """Draws our own join links, and no others: nobody's page hides behind our address."""

    def __init__(self) -> None:
        """Know no link yet."""
        self._link: Callable[[str, str], str] = lambda _channel, _payload: ""

    def open(self, link: Callable[[str, str], str]) -> None:
        """Draw from now on what `link` writes for a channel and a payload; empty: there is none."""
        self._link = link

    def add_to(self, app: web.Application) -> None:
        """Mount the pictures."""
        app.router.add_get("/qr/{channel}/{payload}.png", self.draw)

    async def draw(self, request: web.Request) -> web.Response:
        """Draw one, as PNG; 404 for a channel without links, or what no link carries."""
        payload = request.match_info["payload"]
        known = _PAYLOAD.fullmatch(payload)
        link = self._link(request.match_info["channel"], payload) if known else ""
        if not link:
            raise web.HTTPNotFound(text="there is no such link")
        return web.Response(body=qr(link), content_type="image/png", headers={"Cache-Control": KEPT})
