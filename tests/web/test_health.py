from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text

from bot.store import halt as halts
from bot.store.database import Database
from bot.web import Health
from tests.rows import NOW, a_subscriber

Client = TestClient[web.Request, web.Application]


@asynccontextmanager
async def serving(health: Health) -> AsyncIterator[Client]:
    application = web.Application()
    health.add_to(application)
    async with TestClient(TestServer(application)) as client:
        yield client


def looking_at(database: Database) -> Callable[[], Awaitable[object]]:
    return lambda: database.read(lambda tx: tx.execute(text("SELECT 1")).scalar())


async def test_the_program_is_alive_and_not_ready_while_it_starts(database: Database) -> None:
    async with serving(Health(looking_at(database))) as client:
        alive, ready = await client.get("/health"), await client.get("/ready")
        assert (alive.status, await alive.json()) == (200, {"alive": True})
        assert (ready.status, await ready.json()) == (503, {"ready": False, "missing": "starting"})


async def test_who_can_check_it_is_told_whose_program_this_is(database: Database) -> None:
    async with serving(Health(looking_at(database), prove=lambda nonce: nonce[::-1])) as client:
        proven = await client.get("/health", params={"nonce": "0" * 31 + "1"})
        words = await client.get("/health", params={"nonce": "give me a proof of these words"})
        assert await proven.json() == {"alive": True, "proof": "1" + "0" * 31}
        assert await words.json() == {"alive": True}


async def test_the_program_is_ready_when_nothing_is_missing(database: Database) -> None:
    health = Health(looking_at(database))
    async with serving(health) as client:
        health.wait_for("")
        ready = await client.get("/ready")
        assert (ready.status, await ready.json()) == (200, {"ready": True})


async def test_what_staff_have_halted_is_told_and_is_no_fault(database: Database) -> None:
    health = Health(looking_at(database), lambda: database.read(halts.stands))
    health.wait_for("")
    async with serving(health) as client:
        before = await client.get("/ready")
        database.write_here(lambda tx: halts.begin(tx, a_subscriber(tx).id, NOW))
        during = await client.get("/ready")
        database.write_here(halts.end)
        after = await client.get("/ready")
        told = [(one.status, await one.json()) for one in (before, during, after)]
    assert told == [
        (200, {"ready": True}),
        (200, {"ready": True, "halted": True}),
        (200, {"ready": True}),
    ]


async def test_the_program_is_not_ready_while_the_database_is_away() -> None:
    trouble = [OSError("postgresql://user:hunter2@host refused"), None]

    async def look() -> None:
        if (error := trouble.pop(0)) is not None:
            raise error

    health = Health(look)
    health.wait_for("")
    async with serving(health) as client:
        away, back = await client.get("/ready"), await client.get("/ready")
        body = await away.text()
    assert (away.status, back.status) == (503, 200)
    assert "the database does not answer" in body
    assert "hunter2" not in body
