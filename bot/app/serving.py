"""Serving: the web side, on the port that was opened."""

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from aiohttp import web
from sqlalchemy import text

from bot.app.opening import Opened
from bot.clock import utc_now
from bot.store import gauges
from bot.web import Health, Hooks, Metrics, site

if TYPE_CHECKING:
    from bot.sandbox import Sandbox

SHUTDOWN_SECONDS = 1.0
"""How long open requests may take when the program stops: the page's event stream never ends by itself."""


async def serve(made: Opened, sandbox: "Sandbox | None", closing: AsyncExitStack) -> tuple[Hooks, Health]:
    """Begin to answer requests; a hook waits until the caller opens the hooks."""
    health = Health(lambda: made.database.read(lambda tx: tx.execute(text("SELECT 1")).scalar()))
    hooks = Hooks(made.settings.public_url, made.log)
    if made.listener is None:
        return hooks, health
    clock = asyncio.get_running_loop().time
    metrics = Metrics(lambda: made.database.read(lambda tx: gauges.look(tx, utc_now())), clock)
    application = site(hooks, health, metrics, made.settings.web.max_body)
    if sandbox:
        sandbox.add_to(application)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
    closing.push_async_callback(runner.cleanup)
    if sandbox:
        closing.push_async_callback(sandbox.close)
    await runner.setup()
    await web.SockSite(runner, made.listener).start()
    return hooks, health
