"""A room: one newsroom at work in this process, opened and closed by itself."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import OperationalError

from bot.app.doors import Doors, doors_of
from bot.app.opening import Opened
from bot.errors import BotError, NotYet

if TYPE_CHECKING:
    from bot.app.loops import Loops
    from bot.sandbox import Sandbox
    from bot.store.source import NewSource

OPEN_AGAIN: Final = 30.0
"""Seconds after which a newsroom that could not be opened is tried again."""

LOOK_AGAIN: Final = 2.0
"""Seconds after which a database that was away, or not yet migrated, is looked at again."""

AWAY: Final = "the database does not answer"

STRETCH: Final = 20.0
"""How much longer the loops of one of several newsrooms wait while nothing happens there."""


class Room:
    """A newsroom's doors, its sandbox where it is rehearsed, and its loops once it is open."""

    def __init__(self, made: Opened, parts: frozenset[str], *, rehearses: bool = False) -> None:
        self.made = made
        self.doors: Doors = doors_of(made)
        self.sandbox = _sandbox(made) if rehearses else None
        self.is_open = asyncio.Event()
        self._parts = parts
        self._stop = asyncio.Event()
        self._closing = AsyncExitStack()
        self._opening: asyncio.Task[None] | None = None
        self._reason = ""

    async def bring_up(self) -> None:
        """Bring the database to this version, and what the newsroom file says into it.

        Raises:
            SettingsError: the database does not answer, or its schema is not this version's.

        """
        await self.made.migrate()
        await self.made.bring_up(self._demo())
        self.doors.health.wait_for("")

    async def is_brought_up(self) -> bool:
        """Bring it up; False, and whoever asks is told, where what it lacks may come by itself.

        Raises:
            SettingsError: it lacks something else.

        """
        try:
            await self.bring_up()
        except NotYet as error:
            self._put_off(str(error))
            return False
        except OperationalError:  # it went while we were at it
            if self.made.database.embedded:
                raise
            self._put_off(AWAY)
            return False
        self.doors.hooks.is_put_off = False  # within the second that opening takes, they may wait
        return True

    async def outlast(self, stop: asyncio.Event) -> None:
        """Bring it up as soon as that can be, unless `stop` is set before."""
        while not stop.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN):
                    await stop.wait()
            if stop.is_set() or await self.is_brought_up():
                return

    async def work_at_last(self, stop: asyncio.Event) -> None:
        """Work, even where the database goes away while it is opened; unless `stop` is set before."""
        while not stop.is_set():
            try:
                await self.work()
            except OperationalError:
                if self.made.database.embedded:
                    raise
                self._put_off(AWAY)
                await self.outlast(stop)
            else:
                return

    def _put_off(self, reason: str) -> None:
        if reason != self._reason:
            self.made.log.warning("waiting to start", reason=reason)
        self._reason = reason
        self.doors.health.wait_for(reason)
        self.doors.hooks.is_put_off = True

    async def prepare(self) -> None:
        """Import what the loops need, off the event loop: the services' libraries take a second or more."""
        await asyncio.to_thread(import_module, "bot.app.loops")

    async def work(self) -> None:
        """Open the channels and start the loops. Requests are answered meanwhile: hooks wait."""
        await self.prepare()
        from bot.app.accounts import open_accounts  # noqa: PLC0415 -- see prepare
        from bot.app.loops import Loops  # noqa: PLC0415 -- see prepare
        from bot.pipeline.rest import Rest, resting  # noqa: PLC0415 -- see prepare
        from bot.pulse import beating  # noqa: PLC0415 -- see prepare
        from bot.tracing import tracing  # noqa: PLC0415 -- see prepare

        beating.set(self.made.pulse)

        if self.made.id:
            tracing.set(tracing.get().of(self.made.id))
            resting.set(Rest(STRETCH))
        async with AsyncExitStack() as closing:
            channels = await open_accounts(self.made, closing)
            loops = Loops(self.made, channels, self._stop)
            closing.push_async_callback(loops.finish)
            self._open_doors(loops)
            loops.start(self._parts)
            self._closing = closing.pop_all()
        self.is_open.set()
        self.made.log.info("at work", parts=sorted(self._parts))
        if self.sandbox:
            await self.sandbox.start()

    def keep_opening(self) -> None:
        """Open it whenever that will be possible, without holding up the others."""
        self._opening = asyncio.create_task(self._until_open())

    async def close(self) -> None:
        """Finish what is in flight, and close the channels."""
        self._stop.set()
        if self._opening:
            self._opening.cancel()
            with suppress(asyncio.CancelledError):
                await self._opening
        await self._closing.aclose()

    async def _until_open(self) -> None:
        said = ""
        while not self.is_open.is_set():
            try:
                await self.bring_up()
                await self.work()
            except BotError as error:
                if str(error) != said:
                    self.made.log.warning("newsroom can't start", reason=str(error))
                said = str(error)
                self.doors.health.wait_for(said)
            except Exception:  # the other newsrooms go on; it is logged with its trace
                self.made.log.exception("newsroom surprised us")
                self.doors.health.wait_for("it can't start")
            else:
                return
            await asyncio.sleep(OPEN_AGAIN)

    def _open_doors(self, loops: "Loops") -> None:
        channels = loops.channels
        chats = sorted({one.name for one in channels.values() if not one.limits.digests_only})
        mail = next((id_ for id_, one in channels.items() if one.limits.digests_only), None)
        self.doors.hooks.open(channels, loops.listen.keep)
        self.doors.websub.open(loops.hubs)
        self.doors.codes.open(loops.link)
        link = self._opened_here(loops.link) if self.sandbox else loops.link
        self.doors.join.open(link, chats, letters=mail is not None)
        self.doors.newsletter.open(loops.ask_of, None if mail is None else partial(loops.listen.keep, mail))
        if self.made.id:
            self.doors.health.watch_for(loops.trouble)

    def _opened_here(self, link: Callable[[str, str], str]) -> Callable[[str, str], str]:
        from bot.sandbox import opened_here  # noqa: PLC0415 -- a program with accounts does without

        return lambda channel, payload: opened_here(link(channel, payload), f"{self.made.root}/")

    def _demo(self) -> "list[NewSource]":
        if not self.sandbox:
            return []
        from bot.app.rehearsal import demo_sources  # noqa: PLC0415 -- the same

        return demo_sources(self.made.newsroom, self.sandbox.newsroom_feeds(self.made.base_url))


def _sandbox(made: Opened) -> "Sandbox":
    from bot.app.rehearsal import sandbox_options  # noqa: PLC0415 -- the same
    from bot.sandbox import Sandbox  # noqa: PLC0415 -- the same

    return Sandbox(sandbox_options(made.settings))
