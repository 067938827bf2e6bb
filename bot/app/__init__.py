"""The program: puts the rooms together, starts the loops, closes in order."""

import asyncio
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack

from bot import newsroom as newsrooms
from bot.app.deployment import Deployment, plain
from bot.app.opening import Port, listen, migrated, open_port, prepared
from bot.app.room import Room
from bot.app.serving import common_site, plain_site, serve
from bot.app.shared import Shared
from bot.app.tracing import lend, trace
from bot.errors import SettingsError
from bot.logs import configure, logger
from bot.settings import Settings
from bot.store.database import POSTGRES_CONNECTIONS

SWITCH_SECONDS = 0.001
"""How long a thread may keep the interpreter from the event loop, where each message has its moment."""

CONNECTIONS = 64
"""How many connections to PostgreSQL the newsrooms of a process have together, at most; two each at least."""

PARTS = frozenset({"web", "poll", "edit", "deliver", "inbox"})
"""What ``--only`` can choose."""


def main(deployment: Deployment, parts: frozenset[str] = PARTS) -> None:
    """Run the chosen parts in this process until SIGTERM or SIGINT.

    Raises:
        SettingsError: something that an operator can mend keeps it from starting.

    """
    configure(deployment.settings.log)
    lend()
    sys.setswitchinterval(SWITCH_SECONDS)
    asyncio.run(_until_signal(deployment, parts))


def migrate_all(deployment: Deployment) -> Iterator[str]:
    """Bring each newsroom's database to this version's schema, and say which that is.

    One that stands in the way is told of after the others are done.

    Raises:
        SettingsError: a database does not answer, or is newer than this program.

    """
    wrong: list[str] = []
    for id_, told in deployment.newsrooms.items():
        try:
            head = migrated(told, forced=True)
        except SettingsError as error:
            wrong.append(f"newsroom {id_}: {error}" if id_ else str(error))
        else:
            yield f"the database{f' of newsroom {id_}' if id_ else ''} has schema {head}"
    if wrong:
        raise SettingsError("; ".join(wrong))


async def _until_signal(deployment: Deployment, parts: frozenset[str]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await run_all(deployment, parts, stop)


async def run(settings: Settings, parts: frozenset[str], stop: asyncio.Event) -> None:
    """Run the chosen parts of one newsroom until `stop` is set, then finish what is in flight and close."""
    await run_all(plain(settings), parts, stop)


async def run_all(deployment: Deployment, parts: frozenset[str], stop: asyncio.Event) -> None:
    """Run the chosen parts of all newsrooms until `stop` is set; then close them, side by side.

    The only newsroom is opened before anything is answered, and what stands in its way ends the program,
    but for a PostgreSQL that is away or not yet migrated: that is waited for, and told to who asks. On
    PostgreSQL nobody is let in before: a replica beside this one answers sooner than one that starts.
    Of several, each is opened by itself, and one that can't be is tried again: the others go on.
    """
    _check(deployment, parts)
    log = logger()
    async with AsyncExitStack() as closing:
        await trace(log, closing)
        rooms, port = _rooms(deployment, parts, closing)
        site = plain_site(rooms[0]) if deployment.is_plain else common_site(rooms, deployment.settings.web)
        has_replicas = deployment.is_plain and not rooms[0].made.database.embedded  # or may have
        if port.listener and not has_replicas:
            listen(port.listener, deployment.settings)
        is_up = not deployment.is_plain or await rooms[0].is_brought_up()
        if port.listener:
            if has_replicas:
                await rooms[0].prepare()
                listen(port.listener, deployment.settings)
            await serve(site, port.listener, rooms, closing)
        closing.push_async_callback(_close, rooms)
        if not is_up:
            await rooms[0].outlast(stop)
            if stop.is_set():
                return
        log.info("ready", url=port.url, sandbox=rooms[0].sandbox is not None)
        if deployment.is_plain:
            await rooms[0].work_at_last(stop)
        else:
            for room in rooms:
                room.keep_opening()
        await stop.wait()
        log.info("stopping")


def _check(deployment: Deployment, parts: frozenset[str]) -> None:
    if "web" not in parts and any(told.sandboxed for told in deployment.newsrooms.values()):
        raise SettingsError(
            "there is no Telegram token and no Twilio account, and the sandbox that stands in for them "
            "needs the web part; set TELEGRAM_BOT_TOKEN in config/tocsin.env, or run without --only"
        )


def _rooms(
    deployment: Deployment, parts: frozenset[str], closing: AsyncExitStack
) -> tuple[Sequence[Room], Port]:
    """Make the room of each newsroom; nothing is opened but the port, and no file is wrong."""
    files = {id_: newsrooms.load(told.newsroom) for id_, told in deployment.newsrooms.items()}
    shared = Shared(max(2, min(POSTGRES_CONNECTIONS, CONNECTIONS // len(files))))
    closing.callback(shared.close)
    port = open_port(deployment.settings, parts, closing)
    rooms = [
        Room(prepared(told, files[id_], id_, port, shared, closing), parts, rehearses=told.sandboxed)
        for id_, told in deployment.newsrooms.items()
    ]
    return rooms, port


async def _close(rooms: Sequence[Room]) -> None:
    closed = await asyncio.gather(*(room.close() for room in rooms), return_exceptions=True)
    for room, trouble in zip(rooms, closed, strict=True):
        if isinstance(trouble, BaseException):  # the others are closed nevertheless
            room.made.log.error("newsroom can't be closed", exc_info=trouble)


__all__ = ["PARTS", "main", "migrate_all", "run", "run_all"]
