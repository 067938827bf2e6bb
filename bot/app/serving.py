"""Serving: the web side, on the port that was opened."""

import asyncio
import socket
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

from bot.app.opening import Opened
from bot.clock import utc_now
from bot.errors import SettingsError
from bot.settings import Settings
from bot.store import gauges
from bot.web import (
    DOORSTEP,
    DoorstepSite,
    Index,
    Metrics,
    Overview,
    Patience,
    Watch,
    mounted,
    site,
    stays_home,
)

if TYPE_CHECKING:
    from bot.app.room import Room
    from bot.settings import Web

SHUTDOWN_SECONDS = 1.0
"""How long open requests may take when the program stops: the page's event stream never ends by itself."""

KEEPALIVE_SECONDS = 75.0
"""For how long a connection may wait for its next request: longer than proxies keep theirs, a minute."""

LINGERING_SECONDS = 2.0
"""For how long the rest of a body that was refused is read away, so that the answer is heard."""

READ_AHEAD = 16 * 1024
"""Bytes of a body that are taken in before somebody reads it."""


def watch_of(made: Opened) -> Watch:
    """Make what looks at a newsroom's store for its metrics."""
    clock = asyncio.get_running_loop().time
    return Watch(lambda: made.database.read(lambda tx: gauges.look(tx, utc_now())), clock, made.pulse)


def plain_site(room: "Room") -> web.Application:
    """Put together the pages of the only newsroom, at the root."""
    made, doors = room.made, room.doors
    told = made.settings.web
    metrics = Metrics(watch_of(made))
    application = site(told.max_body, doors.health, metrics, *doors.all, proxies=told.believed)
    if room.sandbox:
        room.sandbox.add_to(application)
        _keep_home(application, made.settings, ["/"], ["/sandbox"])
    return application


def common_site(rooms: "Sequence[Room]", told: "Web") -> web.Application:
    """Put together the pages of several newsrooms: each below its prefix, and at its own host if it has one.

    At its own host a newsroom is alone: neither the deployment's pages nor others' prefixes are there.

    Raises:
        SettingsError: the host in a newsroom's address can't be one.

    """
    overview = Overview({room.made.id: room.doors.health for room in rooms})
    metrics = Metrics({room.made.id: watch_of(room.made) for room in rooms})
    application = site(told.max_body, overview, metrics, proxies=told.believed)
    rehearsed = [(room.made.newsroom.name, f"{room.made.root}/") for room in rooms if room.sandbox]
    if rehearsed:
        Index(rehearsed).add_to(application)
        application.middlewares.append(stays_home(["/"], []))
    for room in rooms:
        root = room.made.root
        application.router.add_get(f"{root}/ready", room.doors.health.ready)
        if room.sandbox:
            room.sandbox.add_to(application, f"{root}/sandbox", f"{root}/")
            _keep_home(application, room.made.settings, [f"{root}/"], [f"{root}/sandbox"])
        application.add_subapp(root, _mounted(room, root))
        if host := _own_host(room.made.settings.public_url):
            _add_host(application, host, room)
    return application


def _keep_home(application: web.Application, told: Settings, pages: list[str], below: list[str]) -> None:
    if not told.sandbox.public:
        application.middlewares.append(stays_home(pages, below))


def _mounted(room: "Room", root: str) -> web.Application:
    application = mounted(root, Patience(room.is_open))
    for one in room.doors.all:
        one.add_to(application)
    return application


def _own_host(public_url: str) -> str:
    """Name the host that is all a newsroom's: an address with a path is a proxy's to bring to the prefix."""
    parts = urlsplit(public_url)
    return "" if parts.path.strip("/") else parts.netloc.rpartition("@")[2]


def _add_host(application: web.Application, host: str, room: "Room") -> None:
    try:
        application.add_domain(host, _mounted(room, ""))
    except ValueError as error:
        raise SettingsError(
            f"newsroom {room.made.id}: PUBLIC_URL names the host {host}, which can't be one; write for "
            "example PUBLIC_URL=https://alerts.example.org"
        ) from error


async def serve(
    application: web.Application, listener: socket.socket, rooms: "Sequence[Room]", closing: AsyncExitStack
) -> None:
    """Begin to answer requests; `closing` ends it."""
    runner = web.AppRunner(
        application,
        access_log=None,
        shutdown_timeout=SHUTDOWN_SECONDS,
        keepalive_timeout=KEEPALIVE_SECONDS,
        lingering_time=LINGERING_SECONDS,
        read_bufsize=READ_AHEAD,
        auto_decompress=False,  # nothing comes compressed, and a bomb stays as small as it came
    )
    closing.push_async_callback(runner.cleanup)
    for room in rooms:
        if room.sandbox:
            closing.push_async_callback(room.sandbox.close)
    await runner.setup()
    await DoorstepSite(runner, listener, application[DOORSTEP]).start()
