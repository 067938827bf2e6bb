"""The status page: how the service stands, and the last day as pictures; no script, and nothing of people.

It is off, public, or shown to who has its key (`[web] status`). It tells counts: no address, no name, no
source, and of alerts their numbers, the released ones alone.
"""

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import tzinfo
from functools import cache
from pathlib import Path
from typing import Final

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.model import Priority
from bot.rules.alarm import MOMENTARY
from bot.rules.breaker import channel_name
from bot.rules.pace import TARGET_SHARE
from bot.signs import Kind
from bot.store.alarm import AlarmRow
from bot.store.day import Day
from bot.store.gauges import Gauges
from bot.web.mount import root_of
from bot.web.pictures import Picture, draw

OFF: Final = "off"
PUBLIC: Final = "public"

KEPT: Final = 30.0
"""Seconds for which a look is shown, however often the page is asked for."""

_FOLDER: Final = Path(__file__).parent / "templates"
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

_ALARMS: Final = {
    Kind.STALLED: "{} answered nothing",
    Kind.UNSENT: "messages for {} were not sent",
    Kind.UNHEARD: "people were not answered",
    Kind.UNREAD: "no source was looked at",
    Kind.FAILING: "many sources could not be read",
    Kind.LOSING: "many messages failed on {}",
    Kind.TEMPLATE: "the template {} could not be used",
    Kind.DISK: "the disk was nearly full",
    Kind.MISSED: "alert #{} was late",
    Kind.DOUBT: "messages stayed in doubt",
    Kind.GAP: "nothing ran",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page is made of."""

    gauges: Gauges
    day: Day


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: what, how it is in words, and whether it is as it should be."""

    what: str
    how: str
    is_well: bool


Look = Callable[[], Awaitable[Seen]]


class StatusPage:
    """Answers ``/status``."""

    def __init__(self, name: str, zone: tzinfo, shown: str, look: Look, clock: Callable[[], float]) -> None:
        """Take the newsroom's name and time zone, to whom it is shown, what looks, and a clock in seconds."""
        self._name = name
        self._zone = zone
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
        text = self._written(self._seen, root_of(request))  # at each of its addresses with its own links
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

    def _written(self, seen: Seen, root: str) -> str:
        at = seen.gauges.at.astimezone(self._zone)
        lines = lines_of(seen.gauges)
        return _template().render(
            name=self._name,
            root=root,
            at=f"{at:%Y-%m-%d %H:%M %Z}",
            well=all(one.is_well for one in lines),
            lines=lines,
            pictures=pictures_of(seen.day, self._zone),
            alarms=alarms_of(seen.day, self._zone),
        )


def lines_of(gauges: Gauges) -> list[Line]:
    """Say how each part stands."""
    lags = gauges.lags
    found = [_channel(gauges, name) for name in sorted(gauges.senders_down)]
    if gauges.halted:
        found.append(Line("Sending", "halted by the newsroom", is_well=False))
    waiting = sum(gauges.waiting.values())
    breaking = max((age for (_, of), age in lags.queue.items() if of is Priority.BREAKING), default=0.0)
    late = breaking > 120  # noqa: PLR2004 -- the two minutes of the target
    queue = f"{waiting} waiting" + (f", breaking news for {_span(breaking)}" if late else "")
    failing, sources = gauges.sources_failing, len(lags.sources)
    due = max((one.due for one in lags.sources), default=0.0)
    found += [
        Line("Queue", queue, is_well=not late),
        Line(
            "Sources",
            f"{failing} failing; the longest due for {_span(due)}" if sources else "none",
            is_well=2 * failing < max(sources, 1) and due < 600,  # noqa: PLR2004 -- as the alarm has it
        ),
        Line("Answers", f"{gauges.events_waiting} waiting", is_well=not lags.alarms.get(Kind.UNHEARD, 0)),
        Line("In doubt", f"{gauges.held} for good, {sum(lags.doubts.values())} being settled", is_well=True),
    ]
    return found


def _channel(gauges: Gauges, name: str) -> Line:
    stalled = gauges.lags.stalled.get(name, 0.0)
    if gauges.senders_down[name]:
        return Line(channel_name(name), "takes nothing", is_well=False)
    if stalled > 120:  # noqa: PLR2004 -- as the alarm has it
        return Line(channel_name(name), f"answers nothing, for {_span(stalled)}", is_well=False)
    return Line(channel_name(name), "accepts messages", is_well=True)


def pictures_of(day: Day, zone: tzinfo) -> list[Picture]:
    """Draw the day."""
    hours = [f"{hour.astimezone(zone):%H:%M}" for hour in day.hours]
    channels = sorted({channel for channel, _hour in day.accepted})
    ids = [f"#{one.id}" for one in day.alerts]
    soon = [round(100 * one.soon / one.readers) if one.readers else 0 for one in day.alerts]
    lags = [round(one.lag / 60, 1) for one in day.alerts]

    def by_hour(counts: Callable[[str, int], int]) -> dict[str, list[float]]:
        return {
            channel_name(one): [float(counts(one, hour)) for hour in range(len(hours))] for one in channels
        }

    return [
        draw("sent", "Messages accepted, by hour", hours, by_hour(lambda one, hour: day.accepted[one, hour])),
        draw(
            "soon",
            "Readers who had an alert within two minutes",
            ids,
            {"Share of the readers": soon},
            " %",
            target=TARGET_SHARE,
        ),
        draw("lag", "Minutes from publication to release", ids, {"Minutes": lags}),
        draw(
            "failed", "Messages that failed, by hour", hours, by_hour(lambda one, hour: day.failed[one, hour])
        ),
    ]


def alarms_of(day: Day, zone: tzinfo) -> list[tuple[str, str]]:
    """Say what was amiss, and from when to when."""
    return [
        (
            _ALARMS[row.alarm.kind].format(
                row.alarm.subject
                if row.alarm.kind in {Kind.MISSED, Kind.TEMPLATE}
                else channel_name(row.alarm.subject)
            ),
            _from_to(row, zone),
        )
        for row in day.alarms
    ]


def _from_to(row: AlarmRow, zone: tzinfo) -> str:
    since = f"{(row.alarm.since or row.begun_at).astimezone(zone):%H:%M}"
    if row.alarm.kind in MOMENTARY:
        return since
    return f"{since} - {row.ended_at.astimezone(zone):%H:%M}" if row.ended_at else f"{since} - now"


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"  # noqa: PLR2004 -- two minutes


@cache
def _template() -> Template:
    pages = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined)
    return pages.get_template("status.html")


@cache
def _style() -> str:
    return (_FOLDER / "status.css").read_text("utf-8")
