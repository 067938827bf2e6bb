"""What is wrong with a PostgreSQL, planted in a real one."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, select, text

from bot.app.doctor import Grade
from bot.app.doctor import postgres as checks
from bot.clock import utc_now
from bot.store import source as sources
from bot.store.database import POSTGRES_CONNECTIONS, Database
from bot.store.schema import source
from tests.app.doctor.installation import installed, told
from tests.app.doctor.planting import second_poller
from tests.house import free_port


@contextmanager
def served_database(server: str, how: str) -> Iterator[str]:
    """Make a PostgreSQL database in some way and yield its URL."""
    name = f"doctor_{uuid4().hex[:8]}"
    admin = create_engine(
        server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.execute(text(STRANGERS))
        for statement in how.split(";"):
            connection.execute(text(statement.format(name=name)))
        yield server.replace("/postgres?", f"/{name}?")
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


STRANGERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""  # of tests before, on the same server: doctor counts what is connected to it
OURS = (
    "CREATE DATABASE {name} TEMPLATE template_tocsin;"
    "ALTER DATABASE {name} SET synchronous_commit = on"  # which the tests' server does without
)
LATIN = "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"


@pytest.mark.parametrize(
    ("how", "names"),
    [
        ("CREATE DATABASE {name}", ("no schema yet", "python -m bot migrate")),
        (
            OURS + ";ALTER DATABASE {name} SET default_transaction_read_only = on",
            ("only be read", "DATABASE_URL"),
        ),
        (OURS + ";ALTER DATABASE {name} CONNECTION LIMIT 3", ("3 connections", "CONNECTION LIMIT")),
        (LATIN, ("LATIN1", "ENCODING 'UTF8'")),
        (OURS + ";ALTER DATABASE {name} SET client_encoding = 'LATIN1'", ("LATIN1", "RESET client_encoding")),
        (OURS + ";ALTER DATABASE {name} SET datestyle = 'German'", ("German", "RESET datestyle")),
        (
            OURS + ";ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'",
            ("serializable", "RESET default_transaction_isolation"),
        ),
        (OURS + ";ALTER DATABASE {name} RESET synchronous_commit", ("a second time", "synchronous_commit")),
    ],
)
async def test_what_is_wrong_with_a_postgresql_is_found(
    tmp_path: Path, postgres: str, how: str, names: tuple[str, ...]
) -> None:
    async with installed(tmp_path) as made:
        with served_database(postgres, how) as url:
            made.environment["DATABASE_URL"] = url
            found = told(await made.examined("database"))
    assert any(all(word in f"{one.what} {one.todo}" for word in names) for one in found), found


async def test_a_postgresql_is_well_and_its_sources_are_looked_at(tmp_path: Path, postgres: str) -> None:
    async with installed(tmp_path) as made:
        with served_database(postgres, OURS) as url:
            made.environment["DATABASE_URL"] = url.replace(
                "postgresql://", "postgres://"
            )  # as hosts write it
            database = Database(url)
            new = sources.NewSource(f"{made.site.url}/none.xml", "chat")
            database.write_here(lambda tx: sources.add(tx, new, utc_now()))
            database.close()
            found = await made.examined("database", "feeds")
    (fine, gone) = [one for one in found if one.about == "feeds"]
    assert told([one for one in found if one.about == "database"]) == []
    assert fine.what == "1 of 2 can be read"
    assert "none.xml" in gone.what


async def test_a_second_program_that_asks_for_updates_is_found(tmp_path: Path, postgres: str) -> None:
    async with installed(tmp_path) as made:
        with served_database(postgres, OURS) as url:
            made.environment["DATABASE_URL"] = url
            before = await made.examined("telegram")
            await second_poller(3, 1)(made)
            (found,) = [one for one in await made.examined("telegram") if one not in before]
    assert (found.grade, "elsewhere with this token" in found.what) == (Grade.FAULT, True)


async def test_a_clock_that_differs_from_the_databases_is_found(tmp_path: Path, postgres: str) -> None:
    async with installed(tmp_path) as made:
        with served_database(postgres, OURS) as url:
            made.environment["DATABASE_URL"] = url
            made.case_also["clock"] = lambda: utc_now() - timedelta(minutes=5)
            (found,) = told(await made.examined("database"))
    assert "ahead of this machine's" in found.what
    assert "timedatectl" in found.todo


@pytest.mark.parametrize("port", ["refused", "refuses"])
async def test_a_postgresql_that_does_not_answer_is_found(tmp_path: Path, port: str) -> None:
    async with installed(tmp_path) as made:
        made.environment["DATABASE_URL"] = f"postgresql://tocsin:hunter2@127.0.0.1:{free_port()}/{port}"
        (found,) = await made.examined("database")
    assert (found.grade, found.what) == (Grade.FAULT, "PostgreSQL does not answer")
    assert "DATABASE_URL" in found.todo
    assert "hunter2" not in f"{found}"


@pytest.mark.parametrize("zone", ["<+03>-3", "Asia/Kathmandu", "Nowhere+7:30"])
async def test_a_time_zone_of_the_servers_changes_no_moment(tmp_path: Path, postgres: str, zone: str) -> None:
    async with installed(tmp_path) as made:
        with served_database(postgres, OURS + f";ALTER DATABASE {{name}} SET timezone = '{zone}'") as url:
            made.environment["DATABASE_URL"] = url
            now = utc_now()
            with closing(Database(url)) as database:
                new = sources.NewSource(f"{made.site.url}/feed.xml", "chat")
                database.write_here(lambda tx: sources.add(tx, new, now))
                kept = select(source.c.due_at)
                assert database.read_here(lambda tx: tx.scalar(kept)) == now
                assert database.read_here(lambda tx: tx.scalar(kept.where(source.c.due_at == now))) == now
            assert told(await made.examined("database")) == []


async def test_more_processes_than_there_is_room_for_are_found(tmp_path: Path, postgres: str) -> None:
    limit = 2 * POSTGRES_CONNECTIONS - 1
    async with installed(tmp_path) as made:
        with served_database(postgres, OURS + f";ALTER DATABASE {{name}} CONNECTION LIMIT {limit}") as url:
            made.environment["DATABASE_URL"] = url
            with closing(Database(url)) as one, closing(Database(url)) as other:
                one.read_here(lambda tx: tx.scalar(text("SELECT 1")))
                alone = told(await made.examined("database"))
                other.read_here(lambda tx: tx.scalar(text("SELECT 1")))
                (found,) = told(await made.examined("database"))
    assert alone == []
    assert f"{limit} connections can be had, and what runs may take {2 * POSTGRES_CONNECTIONS}" in found.what
    assert "max_connections" in found.todo


async def test_other_programs_take_from_the_room(tmp_path: Path, postgres: str) -> None:
    limited = OURS + f";ALTER DATABASE {{name}} CONNECTION LIMIT {POSTGRES_CONNECTIONS}"
    async with installed(tmp_path) as made:
        with served_database(postgres, limited) as url:
            made.environment["DATABASE_URL"] = url
            well = told(await made.examined("database"))
            other = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
            with other.connect() as connection:
                connection.execute(text("SELECT 1"))
                (found,) = told(await made.examined("database"))
            other.dispose()
    assert well == []
    assert f"{POSTGRES_CONNECTIONS - 1} connections are left" in found.what


async def test_a_version_that_nobody_looks_after_is_found(
    tmp_path: Path, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "OLDEST", 990_000)
    async with installed(tmp_path) as made:
        with served_database(postgres, OURS) as url:
            made.environment["DATABASE_URL"] = url
            (found,) = told(await made.examined("database"))
    assert "older than any that is still looked after" in found.what
    assert "upgrade" in found.todo
