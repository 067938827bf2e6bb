"""Files: what a service fetches from us to hand it to a person, and nobody else can find."""

import re

from aiohttp import web
from sqlalchemy import Connection

from bot.clock import Clock
from bot.store import file as files
from bot.store.database import Database
from bot.store.file import Opened

FETCHABLE = frozenset({"image/png", "text/csv"})
"""The types that are said as they are; anything else is bytes."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")
_NAME = re.compile(r"[^A-Za-z0-9._-]+")


class Files:
    """Serves opened files: whatever else is asked for looks like a page that never was."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Serve the files of a database."""
        self._database = database
        self._clock = clock

    def add_to(self, app: web.Application) -> None:
        """Mount the files."""
        app.router.add_get("/files/{token}/{name}", self.serve)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one, a part at a time; 404 for one that is unknown, closed, or fetched too often."""
        token, now = request.match_info["token"], self._clock()
        opened = None
        if _TOKEN.fullmatch(token):
            opened = await self._database.write(lambda tx: files.fetched(tx, token, now))
        if opened is None or opened.name != request.match_info["name"]:
            raise web.HTTPNotFound(text="404: Not Found")
        response = web.StreamResponse(headers=_headers(opened))
        response.content_length = opened.size
        await response.prepare(request)
        if request.method != "HEAD":
            await self._write(response, opened)
        await response.write_eof()
        return response

    async def _write(self, response: web.StreamResponse, opened: Opened) -> None:
        for number in range(opened.parts):

            def part(tx: Connection, number: int = number) -> bytes:
                return files.part(tx, opened.id, number)

            await response.write(await self._database.read(part))


def _headers(opened: Opened) -> dict[str, str]:
    name = _NAME.sub("-", opened.name)
    shown = "inline" if opened.type == "image/png" else "attachment"
    return {
        "Content-Type": opened.type if opened.type in FETCHABLE else "application/octet-stream",
        "Content-Disposition": f'{shown}; filename="{name}"',
        "X-Robots-Tag": "noindex",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
