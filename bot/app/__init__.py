"""The program: puts the rooms together, starts the loops, closes in order."""

import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from bot.app.opening import Opened, migrated, opened
from bot.app.serving import Doors, serve
from bot.errors import SettingsError
from bot.logs import configure, logger
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.sandbox import Sandbox
    from bot.store.source import NewSource

SWITCH_SECONDS = 0.001
"""How long a thread may keep the interpreter from the event loop, where each message has its moment."""

PARTS = frozenset({"web", "poll", "edit", "deliver", "inbox"})
"""What ``--only`` can choose."""


def main(settings: Settings, parts: frozenset[str] = PARTS) -> None:
    """Run the chosen parts in this process until SIGTERM or SIGINT.

    Raises:
        SettingsError: something that an operator can mend keeps it from starting.

    """
    configure(settings.log)
    sys.setswitchinterval(SWITCH_SECONDS)
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
        sandbox = _sandbox(made) if settings.sandboxed else None
        await made.bring_up(_demo(made, sandbox) if sandbox else [])
        doors = await serve(made, sandbox, closing)
        doors.health.wait_for("")
        log.info("ready", url=made.base_url, sandbox=settings.sandboxed)
        await _work(made, parts, doors, closing, stop, rehearses=sandbox is not None)
        if sandbox:
            await sandbox.start()
        await stop.wait()
        log.info("stopping")


def _opened_here(link: Callable[[str, str], str]) -> Callable[[str, str], str]:
    from bot.sandbox import opened_here  # noqa: PLC0415 -- a program with accounts does without

    return lambda channel, payload: opened_here(link(channel, payload))


def _sandbox(made: Opened) -> "Sandbox":
    from bot.app.rehearsal import sandbox_options  # noqa: PLC0415 -- a program with accounts does without
    from bot.sandbox import Sandbox  # noqa: PLC0415 -- the same

    return Sandbox(sandbox_options(made.settings))


def _demo(made: Opened, sandbox: "Sandbox") -> "list[NewSource]":
    from bot.app.rehearsal import demo_sources  # noqa: PLC0415 -- the same

    return demo_sources(made.newsroom, sandbox.newsroom_feeds(made.base_url))


async def _work(
    made: Opened,
    parts: frozenset[str],
    doors: Doors,
    closing: AsyncExitStack,
    stop: asyncio.Event,
    *,
    rehearses: bool,
) -> None:
    """Open the channels and start the loops. Requests are answered meanwhile: hooks wait.

    The services' libraries take a second to import, which is why that is done here, off the loop.
    """
    await asyncio.to_thread(import_module, "bot.app.loops")
    from bot.app.accounts import open_accounts  # noqa: PLC0415 -- see above
    from bot.app.loops import Loops  # noqa: PLC0415 -- see above

    channels = await open_accounts(made, closing)
    loops = Loops(made, channels, stop)
    doors.hooks.open(channels, loops.listen.keep)
    doors.websub.open(loops.hubs)
    doors.codes.open(loops.link)
    chats = sorted({one.name for one in channels.values() if not one.limits.digests_only})
    mail = next((id_ for id_, one in channels.items() if one.limits.digests_only), None)
    link = _opened_here(loops.link) if rehearses else loops.link
    doors.join.open(link, chats, letters=mail is not None)
    doors.newsletter.open(loops.ask_of, None if mail is None else partial(loops.listen.keep, mail))
    loops.start(parts)
    closing.push_async_callback(loops.finish)
    made.log.info("at work", parts=sorted(parts))


__all__ = ["PARTS", "main", "migrate_only", "run"]
