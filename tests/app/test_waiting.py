"""A program whose PostgreSQL is away, or not yet migrated, when it starts: it waits, says so, and goes on."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession
from sqlalchemy import text

from bot.app import PARTS, room, run
from bot.store.database import Database
from bot.store.migration import HEAD
from tests.environment import load
from tests.house import free_port
from tests.relay import Relay, relay

NEWSROOM = '[newsroom]\nname = "Le Fil"\nlanguages = ["fr"]\n[[topic]]\nid = "a"\nnames = { fr = "A" }\n'


@pytest.fixture
def cut(database_url: str) -> Iterator[Relay]:
    if database_url.startswith("sqlite"):
        pytest.skip("an SQLite file is never away")
    with relay(database_url, free_port()) as made:
        yield made


@asynccontextmanager
async def starting(folder: Path, database: str) -> AsyncIterator[tuple[str, "asyncio.Task[None]"]]:
    """Start the program; its URL and its task. It is asked to stop in the end, and must."""
    (folder / "newsroom.toml").write_text(NEWSROOM, "utf-8")
    port, stop = free_port(), asyncio.Event()
    told = {"DATABASE_URL": database, "PORT": str(port), "TOCSIN_NEWSROOM": str(folder / "newsroom.toml")}
    task = asyncio.create_task(run(load(told, folder), PARTS, stop))
    yield f"http://127.0.0.1:{port}", task
    stop.set()
    await asyncio.wait_for(task, 60)


async def ready(url: str, status: int) -> str:
    async with ClientSession() as session, asyncio.timeout(60):
        while True:
            try:
                async with session.get(f"{url}/ready") as answer:
                    if answer.status == status:
                        return await answer.text()
            except OSError:
                pass  # it does not listen yet
            await asyncio.sleep(0.05)


async def test_a_program_that_starts_while_its_database_is_away_waits_and_then_works(
    tmp_path: Path, cut: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "LOOK_AGAIN", 0.1)
    cut.become("refused")
    async with starting(tmp_path, cut.url) as (url, _task):
        assert "DATABASE_URL does not answer" in await ready(url, 503)
        async with ClientSession() as session:
            async with session.post(f"{url}/hooks/telegram") as hook:
                assert (hook.status, hook.headers["Retry-After"]) == (503, "2")
            async with session.get(f"{url}/health") as alive:
                assert alive.status == 200
        cut.become("open")
        await ready(url, 200)
        async with ClientSession() as session, session.post(f"{url}/hooks/telegram") as hook:
            assert hook.status == 403  # it is asked for its secret now
        cut.become("refused")
        await ready(url, 503)
        cut.become("open")
        await ready(url, 200)


async def test_a_program_that_waits_for_its_database_stops_when_it_is_told(
    tmp_path: Path, cut: Relay
) -> None:
    cut.become("refused")
    async with starting(tmp_path, cut.url) as (url, task):
        await ready(url, 503)
    assert task.done()


async def test_a_replica_that_starts_before_the_migration_waits_for_it(
    tmp_path: Path, cut: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "LOOK_AGAIN", 0.1)
    database = Database(cut.url)

    def is_at(revision: str) -> None:
        said = text("UPDATE alembic_version SET version_num = :revision")
        database.write_here(lambda tx: tx.execute(said, {"revision": revision}))

    is_at("0029")
    async with starting(tmp_path, cut.url) as (url, _task):
        assert f"the schema 0029, and this version needs {HEAD}" in await ready(url, 503)
        is_at(HEAD)
        await ready(url, 200)
    database.close()
