"""Opening: the port, the database, the newsroom and the channels, before any loop runs."""

import socket
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError
from structlog.typing import FilteringBoundLogger

from bot.app.deployment import ALONE, PREFIX
from bot.app.shared import Shared
from bot.clock import utc_now
from bot.errors import NotYet, SettingsError
from bot.logs import logger
from bot.model import Priority
from bot.newsroom import Newsroom
from bot.pulse import Pulse
from bot.settings import Settings
from bot.store import source as sources
from bot.store import topic as topics
from bot.store.database import Database, alone
from bot.store.migration import HEAD, migrate, revision

SILENCE: Final = 20.0
"""Seconds after which a database that says nothing to a statement is given up: none here takes as long."""

BACKLOG: Final = 256
"""How many may wait to be let in while the program opens."""

PRIORITIES = {"normal": Priority.NORMAL, "breaking": Priority.BREAKING}


@dataclass(frozen=True)
class Port:
    """Where the process listens, and its address there; without a listener it does not."""

    listener: socket.socket | None
    url: str


@dataclass
class Opened:
    """What the rest works with: one newsroom's own, and what it shares with others in the process."""

    settings: Settings
    newsroom: Newsroom
    database: Database
    log: FilteringBoundLogger
    base_url: str
    listener: socket.socket | None
    id: str = ALONE
    shared: Shared = field(default_factory=Shared)
    pulse: Pulse = field(default_factory=Pulse)

    @property
    def root(self) -> str:
        """Say below which path its pages are."""
        return f"{PREFIX}{self.id}" if self.id else ""

    async def migrate(self) -> None:
        """Bring its database's schema up to date, as far as a start may.

        Raises:
            SettingsError: the database does not answer, or its schema is not this version's.

        """
        await self.shared.opening(lambda: migrated(self.settings))

    async def bring_up(self, demo: list[sources.NewSource]) -> None:
        """Make the tables say what the newsroom file says; `demo` are the demo newsroom's sources."""
        now = utc_now()

        def write(tx: Connection) -> None:
            alone(tx)  # a host starts all its processes at one moment, also on an empty database
            topics.keep(tx, self.newsroom.topics, now)
            sources.keep(tx, "file", _sources_of(self.newsroom), now)
            sources.keep(tx, "demo", demo, now)

        await self.database.write(write)


def open_port(settings: Settings, parts: frozenset[str], closing: AsyncExitStack) -> Port:
    """Take the port where the web is among the parts; nobody is let in before `listen`. `closing` ends it.

    Raises:
        SettingsError: the port can't be had.

    """
    listener = _bound_to(settings.web.host, settings.port) if "web" in parts else None
    if listener:
        closing.callback(listener.close)
    port = listener.getsockname()[1] if listener else settings.port
    return Port(listener, f"http://127.0.0.1:{port}")


def prepared(
    settings: Settings, newsroom: Newsroom, id_: str, port: Port, shared: Shared, closing: AsyncExitStack
) -> Opened:
    """Put together what a newsroom works with; its database is not asked for anything yet.

    Raises:
        SettingsError: there is no place for the database.

    """
    made = Opened(
        _settled(settings, f"{port.url}{PREFIX}{id_}" if id_ else port.url),
        newsroom,
        Database(settings.database_url.get_secret_value(), shared.connections, SILENCE),
        logger(newsroom=id_) if id_ else logger(),
        port.url,
        port.listener,
        id_,
        shared,
    )
    closing.callback(made.database.close)
    return made


def _settled(settings: Settings, url: str) -> Settings:
    """Say in the settings where a newsroom's pages are, in case nobody did, and rehearse it if need be."""
    if settings.sandboxed:
        from bot.app.rehearsal import rehearsed  # noqa: PLC0415 -- a program with accounts does without the sandbox

        return rehearsed(settings, url)
    return settings if settings.public_url else settings.model_copy(update={"public_url": url})


def migrated(settings: Settings, *, forced: bool = False) -> str:
    """Bring the schema up to date: SQLite by itself, PostgreSQL only when `forced`.

    Several replicas share a PostgreSQL, and one step of a release migrates it, not whoever is first.

    Raises:
        SettingsError: the database does not answer, or its schema is not this version's; NotYet where
            that may change by itself.

    """
    database = Database(settings.database_url.get_secret_value())
    try:
        if database.embedded or forced:
            return migrate(database)
        if (found := database.read_here(revision)) != HEAD:
            raise NotYet(_other_schema(found))
    except DatabaseError as error:
        raise (SettingsError if database.embedded else NotYet)(
            "the database in DATABASE_URL does not answer: start it, or correct DATABASE_URL "
            f"({type(error.orig).__name__})"
        ) from error
    finally:
        database.close()
    return HEAD


def _other_schema(found: str | None) -> str:
    if found and found > HEAD:
        return (
            f"the database has the schema {found}, which is newer than this version's ({HEAD}): start the "
            "newer version here, too"
        )
    return (
        f"the database has {f'the schema {found}' if found else 'no schema'}, and this version needs {HEAD}: "
        "run python -m bot migrate"
    )


def listen(listener: socket.socket, settings: Settings) -> None:
    """Begin to listen: who comes from now on waits to be answered, and is turned away no more.

    Raises:
        SettingsError: another program began at the same moment.

    """
    try:
        listener.listen(BACKLOG)
    except OSError as error:
        raise _taken(settings.web.host, settings.port, error) from error


def _bound_to(host: str, port: int) -> socket.socket:
    made = socket.socket()
    try:
        made.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # what ended just now leaves its port behind
        made.bind((host, port))
    except OSError as error:
        made.close()
        raise _taken(host, port, error) from error
    return made


def _taken(host: str, port: int, error: OSError) -> SettingsError:
    return SettingsError(
        f"PORT {port} of {host} can't be had ({error.strerror}); stop what uses it, or write for "
        f"example PORT={port + 1}"
    )


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
