"""The status page: how the service stands, and the last day as pictures; no script, and nothing of people.

It is off, public, or shown to who has its key (`[web] status`). It tells counts: no address, no name, no
source, and of alerts their numbers, the released ones alone.
"""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from aiohttp import web

from bot.newsroom import Newsroom
from bot.store.day import Day
from bot.store.gauges import Gauges
from bot.texts import language_name, say, way_of
from bot.web import speech
from bot.web.mount import root_of
from bot.web.status_words import alarms_of, lines_of, pictures_of, words_of
from bot.web.template import FOLDER, templates

OFF: Final = "off"
PUBLIC: Final = "public"

KEPT: Final = 30.0
"""Seconds for which a look is shown, however often the page is asked for."""

_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Vary": "Accept-Language",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page is made of."""

    gauges: Gauges
    day: Day


Look = Callable[[], Awaitable[Seen]]


class StatusPage:
    """Answers ``/status``."""

    def __init__(self, newsroom: Newsroom, shown: str, look: Look, clock: Callable[[], float]) -> None:
        """Take the newsroom, to whom its page is shown, what looks, and a clock in seconds."""
        self._newsroom = newsroom
        self._shown = shown
        self._look = look
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._seen: Seen | None = None
        self._good_until = 0.0

    def add_to(self, app: web.Application) -> None:
        """Mount the page; one that is off is not there."""
        if self._shown != OFF:
            app.router.add_get("/status", self.page)
            app.router.add_get("/status/status.css", self.style)

    async def page(self, request: web.Request) -> web.Response:
        """Show the page; 401 to who lacks its key, 503 where the database does not answer."""
        if not self._may_see(request):
            raise web.HTTPUnauthorized(
                text="this page has a key: Authorization: Bearer <key>, or /status?key=<key>\n",
                headers={"WWW-Authenticate": "Bearer"} | _HEADERS,
            )
        async with self._one_at_a_time:
            if self._seen is None or self._clock() >= self._good_until:
                try:
                    self._seen = await self._look()
                except Exception:  # noqa: BLE001 -- whatever the driver says, it is the same to who asks
                    return web.Response(text="the database does not answer\n", status=503, headers=_HEADERS)
                self._good_until = self._clock() + KEPT
        text = self._written(self._seen, request)
        return web.Response(text=text, content_type="text/html", headers=_HEADERS)

    async def style(self, _request: web.Request) -> web.Response:
        """Give the style sheet."""
        headers = _HEADERS | {"Cache-Control": "public, max-age=300"}
        return web.Response(text=_style(), content_type="text/css", headers=headers)

    def _may_see(self, request: web.Request) -> bool:
        if self._shown == PUBLIC:
            return True
        given = request.headers.get("Authorization", "").removeprefix("Bearer ") or request.query.get(
            "key", ""
        )
        return hmac.compare_digest(given.encode(), self._shown.encode())

    def _written(self, seen: Seen, request: web.Request) -> str:
        """Write the page in the language that is asked for; at each of its addresses with its own links."""
        zone, spoken = self._newsroom.timezone, speech.spoken(self._newsroom.languages)
        language, root = speech.asked(request, spoken), root_of(request)
        lines = lines_of(seen.gauges)
        return (
            templates()
            .get_template("status.html")
            .render(
                name=self._newsroom.name,
                root=root,
                language=language,
                direction=way_of(language),
                words={name: say(text, language) for name, text in words_of(seen.gauges.at, zone).items()},
                well=all(one.is_well for one in lines),
                lines=[(say(one.what, language), say(one.how, language), one.is_well) for one in lines],
                pictures=pictures_of(seen.day, zone, language),
                alarms=[
                    (say(when, language), say(what, language)) for what, when in alarms_of(seen.day, zone)
                ],
                others=self._others(spoken, language, root),
            )
        )

    def _others(self, spoken: Sequence[str], language: str, root: str) -> list[tuple[str, str, str]]:
        """List the page's other languages: code, name, address; with a key it would stand in them."""
        if self._shown != PUBLIC:
            return []
        return [(one, language_name(one), f"{root}/status?lang={one}") for one in spoken if one != language]


@cache
def _style() -> str:
    return (FOLDER / "status.css").read_text("utf-8")
