import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text

from bot import newsroom as newsrooms
from bot.app.accounts import open_accounts
from bot.app.deployment import ALONE
from bot.app.opening import Opened, listen, migrated, open_port, prepared
from bot.app.shared import Shared
from bot.errors import NotYet, SettingsError
from bot.model import Priority
from bot.settings import Settings
from bot.store import source as sources
from bot.store.database import Database
from bot.store.migration import HEAD, revision
from tests.rows import offered

NEWSROOM = """
[newsroom]
name = "Le Fil"
languages = ["fr"]
[[topic]]
id = "monde"
names = { fr = "Monde" }
[[source]]
url = "https://paper.example/feed"
topics = ["monde"]
priority = "breaking"
every = 120
"""
WEB = frozenset({"web"})


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    path = tmp_path / "newsroom.toml"
    path.write_text(NEWSROOM, "utf-8")
    return path


def settings(newsroom: Path, **more: Any) -> Settings:  # noqa: ANN401 -- what settings take
    database_url = f"sqlite:///{newsroom.parent / 'data' / 'tocsin.db'}"
    usual = {"newsroom": newsroom, "database_url": database_url, "port": 0, "telegram_bot_token": "1:x"}
    return Settings.model_validate(usual | more)


@asynccontextmanager
async def opening(told: Settings, parts: frozenset[str] = WEB) -> AsyncIterator[Opened]:
    async with AsyncExitStack() as closing:
        newsroom = newsrooms.load(told.newsroom)
        made = prepared(told, newsroom, ALONE, open_port(told, parts, closing), Shared(), closing)
        await made.migrate()
        yield made


async def test_a_port_is_opened_for_the_web_part_alone(newsroom: Path) -> None:
    async with opening(settings(newsroom)) as made:
        assert made.listener is not None
        port = made.listener.getsockname()[1]
        assert made.base_url == made.settings.public_url == f"http://127.0.0.1:{port}"
    async with opening(settings(newsroom, port=8123), frozenset({"poll"})) as made:
        assert (made.listener, made.base_url) == (None, "http://127.0.0.1:8123")


async def test_a_port_that_was_only_taken_lets_nobody_in_until_it_listens(newsroom: Path) -> None:
    told = settings(newsroom, port=free_port())
    async with AsyncExitStack() as closing:
        one, other = (open_port(told, WEB, closing).listener for _ in range(2))
        assert one is not None
        assert other is not None
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", told.port))
        listen(one, told)
        socket.create_connection(("127.0.0.1", told.port)).close()
        with pytest.raises(SettingsError, match=f"PORT {told.port} of .* can't be had .*PORT="):
            listen(other, told)
        with pytest.raises(SettingsError, match="can't be had"):
            open_port(told, WEB, closing)


async def test_the_address_that_the_operator_gave_is_kept(newsroom: Path) -> None:
    async with opening(settings(newsroom, public_url="https://alerts.example.org")) as made:
        assert made.settings.public_url == "https://alerts.example.org"


async def test_a_program_without_accounts_is_rehearsed(newsroom: Path) -> None:
    async with opening(settings(newsroom, telegram_bot_token="")) as made:
        assert made.settings.telegram_api_url == f"{made.base_url}/sandbox/telegram"


async def test_a_busy_port_is_said_with_what_to_write_and_everything_is_closed_again(newsroom: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        with pytest.raises(SettingsError, match=f"PORT {port} of 127.0.0.1 can't be had .*PORT=") as refusal:
            async with opening(settings(newsroom, port=port)):
                pass
    assert "\n" not in str(refusal.value)


async def test_a_missing_newsroom_file_is_said_before_anything_is_opened(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"newsroom file .* is missing"):
        async with opening(settings(tmp_path / "newsroom.toml")):
            pass
    assert not (tmp_path / "data").exists()


async def test_the_port_is_free_again_when_the_database_stands_in_the_way(newsroom: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    (newsroom.parent / "data").write_text("a file where the folder should be", "utf-8")
    with pytest.raises(SettingsError):
        async with opening(settings(newsroom, port=port)):
            pass
    socket.create_server(("127.0.0.1", port)).close()


async def test_the_newsroom_files_topics_and_sources_are_brought_into_the_tables(newsroom: Path) -> None:
    async with opening(settings(newsroom)) as made:
        for _ in range(2):
            await made.bring_up([])
        (row,) = await made.database.read(sources.listed)
        assert (row.url, row.priority, row.every, row.topics) == (
            "https://paper.example/feed",
            Priority.BREAKING,
            120,
            ("monde",),
        )
        assert [one.id for one in await made.database.read(offered)] == ["monde"]


@contextmanager
def meeting_before_they_add(*databases: Database) -> Iterator[None]:
    """Let whoever is about to add a row wait for the others, for as long as they may come."""
    meeting = Barrier(len(databases))

    def meet(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT"):
            with suppress(BrokenBarrierError):
                meeting.wait(0.5)

    for one in databases:
        event.listen(one._writer, "before_cursor_execute", meet)
    yield


async def test_those_that_start_at_one_moment_bring_in_the_same_and_enrol_the_same(
    newsroom: Path, database_url: str
) -> None:
    told = settings(newsroom, database_url=database_url)
    async with opening(told) as one, opening(told) as other, AsyncExitStack() as closing:
        with meeting_before_they_add(one.database, other.database):
            await asyncio.gather(one.bring_up([]), other.bring_up([]))
        with meeting_before_they_add(one.database, other.database):
            ours, theirs = await asyncio.gather(open_accounts(one, closing), open_accounts(other, closing))
        assert [topic.id for topic in await one.database.read(offered)] == ["monde"]
        assert len(await one.database.read(sources.listed)) == 1
        assert len(ours) == 1
        assert ours.keys() == theirs.keys()


# ---- the database --------------------------------------------------------------------------------


def test_an_empty_sqlite_file_is_migrated_by_itself(newsroom: Path) -> None:
    assert migrated(settings(newsroom)) == HEAD
    assert migrated(settings(newsroom)) == HEAD


def test_a_postgresql_is_migrated_only_by_the_step_that_is_there_for_it(
    newsroom: Path, postgres: str
) -> None:
    name = "unmigrated"
    admin = create_engine(
        postgres.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    told = settings(newsroom, database_url=postgres.replace("/postgres?", f"/{name}?"))
    with pytest.raises(SettingsError, match="run python -m bot migrate"):
        migrated(told)
    assert migrated(told, forced=True) == HEAD
    assert migrated(told) == HEAD
    database = Database(told.database_url.get_secret_value())
    assert database.read_here(revision) == HEAD
    for other, words in (
        ("0029", f"the schema 0029, and this version needs {HEAD}"),
        ("9999", "newer version"),
    ):
        is_there = text("UPDATE alembic_version SET version_num = :other")
        database.write_here(lambda tx, other=other, is_there=is_there: tx.execute(is_there, {"other": other}))  # type: ignore[misc]  # a lambda with defaults
        with pytest.raises(NotYet, match=words):
            migrated(told)
    database.close()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as made:
        port: int = made.getsockname()[1]
        return port


@pytest.mark.parametrize("forced", [True, False])
def test_a_database_that_does_not_answer_is_said_without_its_password(
    newsroom: Path, *, forced: bool
) -> None:
    url = f"postgresql://tocsin:hunter2@127.0.0.1:{free_port()}/tocsin"
    with pytest.raises(SettingsError, match="DATABASE_URL does not answer") as refusal:
        migrated(settings(newsroom, database_url=url), forced=forced)
    assert "hunter2" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_file_that_is_no_database_is_said(newsroom: Path) -> None:
    path = newsroom.parent / "words.db"
    path.write_text("these are words, and no database at all " * 50, "utf-8")
    with pytest.raises(SettingsError, match="DATABASE_URL"):
        migrated(settings(newsroom, database_url=f"sqlite:///{path}"))


@pytest.mark.parametrize(
    "url", ["sqlite:///{file}/tocsin.db", "postgresql://tocsin:hunter2@127.0.0.1:port/db"]
)
def test_a_database_that_cannot_be_is_said_in_one_line(newsroom: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL") as refusal:
        migrated(settings(newsroom, database_url=url.format(file=newsroom)))
    assert "hunter2" not in str(refusal.value)


def test_a_database_of_a_newer_version_is_said(newsroom: Path) -> None:
    told = settings(newsroom)
    migrated(told)
    database = Database(told.database_url.get_secret_value())
    database.write_here(lambda tx: tx.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    database.close()
    with pytest.raises(SettingsError, match="schema 9999, which this version"):
        migrated(told)


async def test_a_migration_does_not_hold_up_the_loop(newsroom: Path) -> None:
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0)
            beats += 1

    beating = asyncio.create_task(beat())
    async with opening(settings(newsroom)):
        pass
    beating.cancel()
    assert beats > 10
