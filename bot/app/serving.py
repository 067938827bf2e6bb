"""Serving: the web side, on the port that was opened."""

from contextlib import AsyncExitStack

from aiohttp import web
from sqlalchemy import text

from bot.app.opening import Opened
from bot.pipeline.listen import Listen
from bot.sandbox import Sandbox
from bot.web import Health, Hooks, site

SHUTDOWN_SECONDS = 1.0
"""How long open requests may take when the program stops: the page's event stream never ends by itself."""


async def serve(made: Opened, sandbox: Sandbox | None, listen: Listen, closing: AsyncExitStack) -> Health:
    """Begin to answer requests; what `/ready` says is in the hands of the caller."""
    health = Health(lambda: made.database.read(lambda tx: tx.execute(text("SELECT 1")).scalar()))
    if made.listener is None:
        return health
    hooks = Hooks(made.settings.public_url, listen.keep, made.log)
    hooks.open({one.name: (id_, one) for id_, one in made.channels.items()})
    application = site(hooks, health, made.settings.web.max_body)
    if sandbox:
        sandbox.add_to(application)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
    closing.push_async_callback(runner.cleanup)
    if sandbox:
        closing.push_async_callback(sandbox.close)
    await runner.setup()
    await web.SockSite(runner, made.listener).start()
    return health
