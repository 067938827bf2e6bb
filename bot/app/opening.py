"""Opening: the port, the database, the newsroom and the channels, before any loop runs."""

import asyncio
import socket
from contextlib import AsyncExitStack
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError
from structlog.typing import FilteringBoundLogger

from bot import newsroom as newsrooms
from bot.clock import utc_now
from bot.errors import SettingsError
from bot.model import Priority
from bot.newsroom import Newsroom
from bot.settings import Settings
from bot.store import source as sources
from bot.store import topic as topics
from bot.store.database import Database
from bot.store.migration import HEAD, migrate, revision

PRIORITIES = {"normal": Priority.NORMAL, "breaking": Priority.BREAKING}


@dataclass
class Opened:
    """What the rest works with."""

    settings: Settings
    newsroom: Newsroom
    database: Database
    log: FilteringBoundLogger
    base_url: str
    listener: socket.socket | None

    async def bring_up(self, demo: list[sources.NewSource]) -> None:
        """Make the tables say what the newsroom file says; `demo` are the demo newsroom's sources."""
        now = utc_now()

        def write(tx: Connection) -> None:
            topics.keep(tx, self.newsroom.topics, now)
            sources.keep(tx, "file", _sources_of(self.newsroom), now)
            sources.keep(tx, "demo", demo, now)

        await self.database.write(write)


async def opened(
    settings: Settings, parts: frozenset[str], closing: AsyncExitStack, log: FilteringBoundLogger
) -> Opened:
    """Open what the parts need; `closing` closes it again.

    Raises:
        SettingsError: a setting, the newsroom file, the port or the database stands in the way.

    """
    newsroom = newsrooms.load(settings.newsroom)
    listener = _listen_on(settings.web.host, settings.port) if "web" in parts else None
    if listener:
        closing.callback(listener.close)
    port = listener.getsockname()[1] if listener else settings.port
    base_url = f"http://127.0.0.1:{port}"
    if settings.sandboxed:
        from bot.app.rehearsal import rehearsed  # noqa: PLC0415 -- a program with accounts does without the sandbox

        settings = rehearsed(settings, base_url)
    elif not settings.public_url:
        settings = settings.model_copy(update={"public_url": base_url})
    await asyncio.to_thread(migrated, settings)
    database = Database(settings.database_url.get_secret_value())
    closing.callback(database.close)
    return Opened(settings, newsroom, database, log, base_url, listener)


def migrated(settings: Settings, *, forced: bool = False) -> str:
    """Bring the schema up to date: SQLite by itself, PostgreSQL only when `forced`.

    Several replicas share a PostgreSQL, and one step of a release migrates it, not whoever is first.

    Raises:
        SettingsError: the database does not answer, or its schema is not this version's.

    """
    database = Database(settings.database_url.get_secret_value())
    try:
        if database.embedded or forced:
            return migrate(database)
        if database.read_here(revision) != HEAD:
            raise SettingsError(
                "the database has another schema than this version: run python -m bot migrate"
            )
    except DatabaseError as error:
        raise SettingsError(
            "the database in DATABASE_URL does not answer: start it, or correct DATABASE_URL "
            f"({type(error.orig).__name__})"
        ) from error
    finally:
        database.close()
    return HEAD


def _listen_on(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), backlog=256)
    except OSError as error:
        raise SettingsError(
            f"PORT {port} of {host} can't be had ({error.strerror}); stop what uses it, or write for "
            f"example PORT={port + 1}"
        ) from error


def _sources_of(newsroom: Newsroom) -> list[sources.NewSource]:
    return [
        sources.NewSource(
            one.url,
            "file",
            one.kind,
            one.name,
            one.language,
            PRIORITIES[one.priority],
            one.every,
            one.topics,
            own=one.own,
            pictures=one.pictures,
        )
        for one in newsroom.sources
    ]
