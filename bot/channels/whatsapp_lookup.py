"""The book of templates, looked up anew while it is in use: approvals and pauses come at any time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channels.whatsapp_templates import Book, Template
from bot.errors import ChannelError
from bot.model import MessageKind

LOOK_AGAIN = timedelta(minutes=10)
"""How old the book may be when a template is needed."""

LOOK_SOON = timedelta(minutes=1)
"""The same once a receipt has blamed a template: the one that is paused must not be taken on and on."""

Find = Callable[[], Awaitable[Sequence[Template]]]
"""Lists the templates that the account has; raises ChannelError."""


@dataclass(eq=False)
class Lookup:
    """Chooses from a book, and keeps it up to date by `find`."""

    book: Book
    find: Find
    _looked_at: datetime | None = None
    _blamed: bool = False
    _one_look: asyncio.Lock = field(default_factory=asyncio.Lock)
    _aside: asyncio.Task[None] | None = None

    async def look(self) -> None:
        """Write the book anew; raises ChannelError, and leaves it as it was."""
        self.book.fill(await self.find())

    async def choose(self, kind: MessageKind, language: str, now: datetime) -> Template | None:
        """Find the template nearest to a kind and a language; None where there is none, looked up anew.

        A template at hand is waited for only once one was blamed; else the look goes on aside.
        """
        found = self.book.choose(kind, language)
        if found is not None and self._looked_at is None:
            self._looked_at = now  # the look of the start, which knows of no time
        if not self._is_due(now):
            return found
        if found is not None and not self._blamed:
            self._looked_at = now
            self._aside = asyncio.create_task(self._look_aside())
            return found
        async with self._one_look:  # so that all who miss one wait for the same look
            if self._is_due(now):
                await self.look()
                self._looked_at, self._blamed = now, False
        return self.book.choose(kind, language)

    def blame(self) -> None:
        """Note that a template was refused, so that the book is looked up sooner than usual."""
        self._blamed = True

    async def close(self) -> None:
        """Give up a look that goes on."""
        if self._aside is not None:
            self._aside.cancel()
            with suppress(asyncio.CancelledError):
                await self._aside

    def _is_due(self, now: datetime) -> bool:
        age = LOOK_SOON if self._blamed else LOOK_AGAIN
        return self._looked_at is None or now - self._looked_at >= age

    async def _look_aside(self) -> None:
        with suppress(ChannelError):  # the book at hand will do until the next time
            await self.look()
