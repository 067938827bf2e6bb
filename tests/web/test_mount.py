"""Pages below a prefix, and those of a newsroom that is not open yet."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.web.mount import Patience, local_path, mounted, root_of

Client = TestClient[web.Request, web.Application]


async def told(request: web.Request) -> web.Response:
    return web.Response(text=f"{root_of(request)} {local_path(request)}")


@asynccontextmanager
async def serving(is_open: asyncio.Event, patience: float = 0.05) -> AsyncIterator[Client]:
    application = web.Application()
    below = mounted("/n/lyon", Patience(is_open, patience))
    for one in (application, below):
        one.router.add_get("/page", told)
    application.add_subapp("/n/lyon", below)
    async with TestClient(TestServer(application)) as client:
        yield client


async def text(client: Client, path: str) -> tuple[int, str]:
    async with client.get(path) as answer:
        return answer.status, await answer.text()


async def test_a_page_knows_where_it_is_mounted() -> None:
    is_open = asyncio.Event()
    is_open.set()
    async with serving(is_open) as client:
        assert await text(client, "/page?a=%26b") == (200, " /page?a=%26b")
        assert await text(client, "/n/lyon/page?a=/n/lyon") == (200, "/n/lyon /page?a=/n/lyon")


async def test_a_request_waits_for_its_newsroom_and_is_turned_away_when_that_takes_too_long() -> None:
    is_open = asyncio.Event()
    async with serving(is_open) as client:
        async with client.get("/n/lyon/page") as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
        assert (await text(client, "/page"))[0] == 200
    async with serving(is_open, patience=20) as client:
        asked = asyncio.create_task(text(client, "/n/lyon/page"))
        await asyncio.sleep(0.05)
        assert not asked.done()
        is_open.set()
        assert (await asked)[0] == 200
