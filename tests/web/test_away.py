import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.exc import OperationalError

from bot.web import site
from bot.web.away import AGAIN, in_time


class Shelf:
    """A page that asks a store which is away."""

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/page", self.page)

    async def page(self, _request: web.Request) -> web.Response:
        raise OperationalError("SELECT", {}, OSError("postgresql://a:hunter2@host refused"))


async def test_a_page_whose_store_is_away_asks_to_come_again() -> None:
    async with TestClient(TestServer(site(1000, Shelf()))) as client:
        answer = await client.get("/page")
        assert (answer.status, answer.headers["Retry-After"]) == (503, AGAIN)
        assert "hunter2" not in await answer.text()


async def test_what_takes_too_long_is_turned_away_and_what_is_done_in_time_is_given() -> None:
    with pytest.raises(web.HTTPServiceUnavailable):
        await in_time(asyncio.sleep(60), 0.01)
    assert await in_time(asyncio.sleep(0, "done"), 5) == "done"
