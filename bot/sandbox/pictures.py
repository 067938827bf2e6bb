"""Where the demo newsroom's pictures are had, and what goes wrong there on order."""

import asyncio

from aiohttp import web

from bot.sandbox.chores import Chores
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.painting import painted

SERVICE = "pictures"
HUGE = 6 * 2**20  # bytes: more than WhatsApp takes
GIF = b"GIF89a" + bytes.fromhex("01000100800000000000ffffff2c00000000010001000002024401003b")


class Pictures:
    """A server of pictures, one for each number."""

    def __init__(self, faults: Faults, chores: Chores) -> None:
        self._faults = faults
        self._chores = chores

    def add_to(self, app: web.Application, prefix: str) -> None:
        """Mount it below `prefix`."""
        app.router.add_get(prefix + r"/newsroom/pictures/{number:\d{1,15}}.png", self.serve)

    async def serve(self, request: web.Request) -> web.Response:
        """Serve a picture, or what a fault makes of it."""
        number = request.match_info["number"]
        fault = self._faults.take(SERVICE, number)
        if fault is not None and fault.kind != "picture_slow":
            return _broken(fault)
        if fault is not None:
            await self._chores.pause(fault.seconds)
        content = await asyncio.to_thread(painted, int(number))
        headers = {"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=content, content_type="image/png", headers=headers)


def _broken(fault: Fault) -> web.Response:
    if fault.kind == "picture_404":
        return web.Response(status=404, text="no such picture")
    if fault.kind == "picture_gif":
        return web.Response(body=GIF, content_type="image/gif")
    return web.Response(body=painted(0).ljust(HUGE, b"\0"), content_type="image/png")
