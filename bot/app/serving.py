"""Serving: the web side, on the port that was opened."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web
from sqlalchemy import text

from bot.app.identity import proof_of
from bot.app.opening import Opened
from bot.clock import utc_now
from bot.store import gauges
from bot.store import halt as halts
from bot.web import Codes, Files, Health, Hooks, JoinPage, Metrics, WebSub, site

if TYPE_CHECKING:
    from bot.sandbox import Sandbox

SHUTDOWN_SECONDS = 1.0
"""How long open requests may take when the program stops: the page's event stream never ends by itself."""


@dataclass(frozen=True)
class Doors:
    """What the services call, and what says that they may."""

    hooks: Hooks
    websub: WebSub
    health: Health
    codes: Codes
    join: JoinPage


async def serve(made: Opened, sandbox: "Sandbox | None", closing: AsyncExitStack) -> Doors:
    """Begin to answer requests; who calls waits until the caller opens the doors."""
    health = Health(
        lambda: made.database.read(lambda tx: tx.execute(text("SELECT 1")).scalar()),
        lambda: made.database.read(halts.stands),
        lambda nonce: proof_of(made.settings, made.newsroom.name, nonce),
    )
    hooks = Hooks(made.settings.public_url, made.log)
    join = JoinPage(made.newsroom, made.settings.public_url)
    doors = Doors(hooks, WebSub(made.settings.fetch.max_bytes), health, Codes(), join)
    if made.listener is None:
        return doors
    clock = asyncio.get_running_loop().time
    metrics = Metrics(lambda: made.database.read(lambda tx: gauges.look(tx, utc_now())), clock)
    application = site(hooks, health, metrics, made.settings.web.max_body)
    doors.websub.add_to(application)
    doors.codes.add_to(application)
    doors.join.add_to(application)
    Files(made.database, utc_now).add_to(application)
    if sandbox:
        sandbox.add_to(application)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
    closing.push_async_callback(runner.cleanup)
    if sandbox:
        closing.push_async_callback(sandbox.close)
    await runner.setup()
    await web.SockSite(runner, made.listener).start()
    return doors
