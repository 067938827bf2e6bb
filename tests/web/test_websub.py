"""The door, with a real hub, a real client and a real parser, all on loopback."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import select, update
from structlog.testing import capture_logs

from bot.pipeline.bell import Bell
from bot.pipeline.hub import Hubs
from bot.rules.hub import BURST, CALLBACK
from bot.sources.client import Client
from bot.sources.pool import Pool
from bot.sources.websub import HubClient, HubReader
from bot.store import hub as hubs
from bot.store import source as sources
from bot.store.database import Database
from bot.store.hub import HubRow, HubState
from bot.store.schema import entry, source
from bot.web import WebSub
from bot.web.cover import cover
from tests.fakes import FakeClock, a_logger, until
from tests.house import feed, item
from tests.hub import OwnHub, a_hub, signed
from tests.rows import NOW, a_source

MAX_BYTES = 100_000
TOPIC = "https://paper.example/feed"
NEWS = feed(item("A bridge opens over the river", "https://paper.example/1", "Its mayor said so.", "one"))


class Desk:
    """A source that was looked at and names a hub, the hub, and the door between it and us."""

    def __init__(self, database: Database, url: str, hub: OwnHub, client: Client, pool: Pool) -> None:
        self.database, self.url, self.hub = database, url, hub
        self.hubs = Hubs(
            database, HubClient(client), HubReader(pool), url, 60.0, FakeClock(NOW), a_logger(), Bell()
        )
        self.source_id = database.write_here(lambda tx: a_source(tx, url=TOPIC))
        looked = update(source).values(baseline_at=NOW, looked_at=NOW)
        database.write_here(lambda tx: tx.execute(looked))
        database.write_here(lambda tx: hubs.want(tx, self.source_id, hub.url, TOPIC, NOW))

    async def agree(self) -> None:
        """Ask the hub, and wait until it agreed."""
        assert await self.hubs.run_due() == 1
        await until(lambda: self.hub.subscribers)

    @property
    def row(self) -> HubRow:
        found = self.database.read_here(lambda tx: hubs.find(tx, self.source_id))
        assert found is not None
        return found

    @property
    def callback(self) -> str:
        return f"{self.url}{CALLBACK}{self.row.path}"

    @property
    def titles(self) -> list[str]:
        return list(self.database.read_here(lambda tx: tx.scalars(select(entry.c.title)).all()))


@asynccontextmanager
async def door() -> AsyncIterator[tuple[WebSub, str]]:
    """Serve the door; yields it with its address."""
    websub, application = WebSub(MAX_BYTES), web.Application(client_max_size=1_000)
    application.on_response_prepare.append(cover)
    websub.add_to(application)
    server = TestServer(application, host="127.0.0.1")
    await server.start_server()
    yield websub, str(server.make_url("")).rstrip("/")
    await server.close()


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    client, pool = Client("Tocsin/test", allow_private=True, timeout=5), Pool()
    async with a_hub() as hub, door() as (websub, url):
        made = Desk(database, url, hub, client, pool)
        websub.open(made.hubs)
        yield made
    await client.close()
    await pool.close()


# ---- what a hub asks -----------------------------------------------------------------------------


async def test_a_hub_is_asked_and_answered_until_it_pushes(desk: Desk) -> None:
    await desk.agree()
    assert desk.row.state is HubState.ACTIVE
    assert await desk.hub.publish(TOPIC, NEWS) == [204]
    assert desk.titles == ["A bridge opens over the river"]


async def test_a_challenge_comes_back_as_plain_text(desk: Desk) -> None:
    desk.hub.verifies = False
    await desk.hubs.run_due()
    form, challenge = desk.hub.requests[0], "<script>alert(1)</script>"
    query = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": challenge}
    async with desk.hub._session.get(form["hub.callback"], params=query) as answer:
        assert (answer.status, await answer.text()) == (200, challenge)
        assert answer.content_type == "text/plain"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "said",
    [
        {"hub.topic": "https://paper.example/other"},
        {"hub.mode": "unsubscribe"},
        {"hub.challenge": "x" * 5000},
    ],
)
async def test_what_we_did_not_ask_for_is_not_found(desk: Desk, said: dict[str, str]) -> None:
    desk.hub.verifies = False
    await desk.hubs.run_due()
    assert await desk.hub.verify(desk.hub.requests[0], **said) == 404
    assert desk.hub.subscribers == {}


async def test_a_callback_is_known_by_its_whole_path(desk: Desk) -> None:
    await desk.agree()
    form = desk.hub.requests[0]
    assert await desk.hub.verify(form | {"hub.callback": desk.callback[:-1]}) == 404
    assert await desk.hub.push(desk.callback[:-1], NEWS, {}) == 410
    assert desk.titles == []


async def test_a_hub_may_deny_at_any_time(desk: Desk) -> None:
    await desk.agree()
    assert await desk.hub.deny(desk.callback, "https://paper.example/other") == 404
    assert await desk.hub.deny(desk.callback, TOPIC) == 200
    assert desk.row.state is HubState.REFUSED


async def test_a_hub_is_left_when_its_source_is_paused(desk: Desk) -> None:
    await desk.agree()
    desk.database.write_here(lambda tx: sources.pause(tx, desk.source_id, NOW, "desk"))
    desk.hub.verifies = False
    await desk.hubs.run_due()
    assert await desk.hub.publish(TOPIC, NEWS) == [410]
    desk.hub.subscribers[desk.callback, TOPIC] = "secret"
    assert await desk.hub.verify(desk.hub.requests[-1]) == 200
    assert desk.hub.subscribers == {}
    assert desk.titles == []


# ---- what a hub pushes ---------------------------------------------------------------------------


async def test_a_push_that_comes_again_is_confirmed_and_changes_nothing(desk: Desk) -> None:
    await desk.agree()
    statuses = [await desk.hub.publish(TOPIC, NEWS) for _ in range(3)]
    assert statuses == [[204]] * 3
    assert len(desk.titles) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Hub-Signature": ""},
        {"X-Hub-Signature": "sha256=abc"},
        signed("sha256", "a guess", NEWS),
        signed("sha1", "a guess", NEWS),
    ],
)
async def test_a_forged_push_is_refused(desk: Desk, headers: dict[str, str]) -> None:
    await desk.agree()
    with capture_logs() as logs:
        assert await desk.hub.push(desk.callback, NEWS, headers, TOPIC) == 403
    assert desk.titles == []
    assert desk.row.path not in str(logs)


async def test_a_signature_holds_for_its_own_body_alone(desk: Desk) -> None:
    await desk.agree()
    headers = signed("sha256", desk.row.secret, NEWS)
    assert await desk.hub.push(desk.callback, NEWS.replace(b"opens", b"falls"), headers, TOPIC) == 403
    assert desk.titles == []


async def test_a_push_of_another_feed_is_confirmed_and_not_believed(desk: Desk) -> None:
    await desk.agree()
    headers = signed("sha256", desk.row.secret, NEWS)
    assert await desk.hub.push(desk.callback, NEWS, headers, "https://paper.example/sport") == 204
    assert desk.titles == []


async def test_a_push_may_be_larger_than_other_hooks_up_to_a_bound(desk: Desk) -> None:
    await desk.agree()
    fits = NEWS + b" " * (MAX_BYTES - len(NEWS))
    assert await desk.hub.publish(TOPIC, fits + b" ") == [413]
    assert desk.titles == []
    assert await desk.hub.publish(TOPIC, fits) == [204]
    assert len(desk.titles) == 1


async def test_a_compressed_push_is_refused(desk: Desk) -> None:
    await desk.agree()
    headers = signed("sha256", desk.row.secret, NEWS) | {"Content-Encoding": "gzip"}
    assert await desk.hub.push(desk.callback, gzip.compress(NEWS), headers, TOPIC) == 415
    assert desk.titles == []


async def test_a_flood_is_told_when_to_come_again(desk: Desk) -> None:
    await desk.agree()
    statuses = [status for _ in range(BURST + 1) for status in await desk.hub.publish(TOPIC, NEWS)]
    assert statuses == [204] * BURST + [429]


async def test_a_push_that_cannot_be_stored_is_not_confirmed(desk: Desk) -> None:
    await desk.agree()
    desk.database.write_here(lambda tx: tx.exec_driver_sql("ALTER TABLE entry RENAME TO away"))
    assert await desk.hub.publish(TOPIC, NEWS) == [500]
    desk.database.write_here(lambda tx: tx.exec_driver_sql("ALTER TABLE away RENAME TO entry"))
    assert await desk.hub.publish(TOPIC, NEWS) == [204]
    assert len(desk.titles) == 1


async def test_what_comes_while_the_program_starts_waits_for_it(database: Database) -> None:
    client, pool = Client("Tocsin/test", allow_private=True, timeout=5), Pool()
    async with a_hub() as hub, door() as (websub, url):
        early = asyncio.create_task(hub.push(f"{url}{CALLBACK}x", NEWS, {}))
        impatient = asyncio.create_task(hub.ask(f"{url}{CALLBACK}x", {}))
        await asyncio.sleep(0.05)
        assert not early.done()
        impatient.cancel()
        websub.open(Desk(database, url, hub, client, pool).hubs)
        assert await early == 410
    await client.close()
    await pool.close()
