"""The program: puts the rooms together, starts the loops, closes in order."""

import asyncio
import signal
from contextlib import AsyncExitStack

from bot.app.loops import Loops
from bot.app.opening import migrated, opened
from bot.app.rehearsal import sandbox_options
from bot.app.serving import serve
from bot.errors import SettingsError
from bot.logs import configure, logger
from bot.sandbox import Sandbox
from bot.settings import Settings

PARTS = frozenset({"web", "poll", "edit", "deliver", "inbox"})
"""What ``--only`` can choose."""


def main(settings: Settings, parts: frozenset[str] = PARTS) -> None:
    """Run the chosen parts in this process until SIGTERM or SIGINT.

    Raises:
        SettingsError: something that an operator can mend keeps it from starting.

    """
    configure(settings.log)
    asyncio.run(_until_signal(settings, parts))


def migrate_only(settings: Settings) -> str:
    """Bring the database to this version's schema and say which that is.

    Raises:
        SettingsError: the database does not answer, or is newer than this program.

    """
    return migrated(settings, forced=True)


async def _until_signal(settings: Settings, parts: frozenset[str]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await run(settings, parts, stop)


async def run(settings: Settings, parts: frozenset[str], stop: asyncio.Event) -> None:
    """Run the chosen parts until `stop` is set, then finish what is in flight and close."""
    if settings.sandboxed and "web" not in parts:
        raise SettingsError(
            "there is no Telegram token and no Twilio account, and the sandbox that stands in for them "
            "needs the web part; set TELEGRAM_BOT_TOKEN in config/tocsin.env, or run without --only"
        )
    log = logger()
    async with AsyncExitStack() as closing:
        made = await opened(settings, parts, closing, log)
        sandbox = Sandbox(sandbox_options(made.settings)) if settings.sandboxed else None
        loops = Loops(made, log, stop)
        health = await serve(made, sandbox, loops.listen, closing)
        await made.bring_up(sandbox)
        loops.start(parts)
        closing.push_async_callback(loops.finish)
        health.wait_for("")
        log.info("ready", parts=sorted(parts), url=made.base_url, sandbox=settings.sandboxed)
        if sandbox:
            await sandbox.start()
        await stop.wait()
        log.info("stopping")


__all__ = ["PARTS", "main", "migrate_only", "run"]
