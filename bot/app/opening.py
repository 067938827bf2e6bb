"""Opening: the port, the database, the newsroom and the channels, before any loop runs."""

import asyncio
import socket
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from structlog.typing import FilteringBoundLogger

from bot import newsroom as newsrooms
from bot.app.rehearsal import LOOK_EVERY, rehearsed
from bot.channels import CHANNELS
from bot.clock import utc_now
from bot.commands import COMMANDS
from bot.errors import SettingsError
from bot.model import Priority, Role, SenderId
from bot.newsroom import Newsroom
from bot.ports import Channel
from bot.sandbox import Sandbox
from bot.settings import Settings
from bot.store import sender as senders
from bot.store import source as sources
from bot.store import topic as topics
from bot.store.database import Database
from bot.store.migration import HEAD, migrate, revision
from bot.texts import languages, say

DEMO_NAME = "Le Fil du Levant"
PRIORITIES = {"normal": Priority.NORMAL, "breaking": Priority.BREAKING}


@dataclass
class Opened:
    """What the loops work with: `channels` are those that are set up, by the id of their sender."""

    settings: Settings
    newsroom: Newsroom
    database: Database
    log: FilteringBoundLogger
    base_url: str
    listener: socket.socket | None
    channels: dict[SenderId, Channel] = field(default_factory=dict)

    async def bring_up(self, sandbox: Sandbox | None) -> None:
        """Make the tables say what the newsroom file and the settings say."""
        demo = _demo_sources(self.newsroom, sandbox.newsroom_feeds(self.base_url)) if sandbox else []
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
        settings = rehearsed(settings, base_url)
    elif not settings.public_url:
        settings = settings.model_copy(update={"public_url": base_url})
    await asyncio.to_thread(migrated, settings)
    database = Database(settings.database_url.get_secret_value())
    closing.callback(database.close)
    made = Opened(settings, newsroom, database, log, base_url, listener)
    made.channels = await _channels(made, closing)
    return made


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
    except OperationalError as error:
        raise SettingsError(
            "the database in DATABASE_URL does not answer: start it, or correct DATABASE_URL "
            f"({type(error.orig).__name__})"
        ) from error
    finally:
        database.close()
    return HEAD


async def _channels(made: Opened, closing: AsyncExitStack) -> dict[SenderId, Channel]:
    wanted: list[Channel] = []
    menus = _menus()
    for name, open_channel in CHANNELS.items():
        channel = open_channel(made.settings, made.newsroom, menus)
        if channel is None:
            made.log.info("channel is off: it is not set up", channel=name)
        else:
            closing.push_async_callback(channel.close)
            wanted.append(channel)
    now = utc_now()
    return await made.database.write(
        lambda tx: {senders.enrol(tx, one.name, one.account, now): one for one in wanted}
    )


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
            one.url, "file", one.kind, one.name, one.language, PRIORITIES[one.priority], one.every, one.topics
        )
        for one in newsroom.sources
    ]


def _demo_sources(
    newsroom: Newsroom, feeds: list[tuple[str, str, tuple[str, ...]]]
) -> list[sources.NewSource]:
    known = {str(topic.id) for topic in newsroom.topics}
    return [
        sources.NewSource(
            url,
            "demo",
            name=DEMO_NAME,
            language=language,
            every=LOOK_EVERY,
            topics=tuple(sorted(known & set(chosen))),
        )
        for url, language, chosen in feeds
    ]


def _menus() -> Mapping[str, list[tuple[str, str]]]:
    """Say in each language what readers may ask, for the menus that channels show; "" is any other."""
    readers = {name: command for name, command in COMMANDS.items() if command.ROLE is Role.READER}
    spoken = {language: language for language in languages()} | {"": languages()[0]}
    return {
        key: [(name, say(command.HELP, language)) for name, command in readers.items()]
        for key, language in spoken.items()
    }
