"""Requests as spans: by their routes, never by their paths."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NoReturn

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.tracing import Side
from bot.web import site
from tests.hand import Hand, traced


class Pages:
    """A page with a secret in its path, one that is refused, and one that fails."""

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/letter/{token}", self.letter)
        app.router.add_get("/refused", self.refused)
        app.router.add_get("/broken", self.broken)
        app.router.add_get("/health", self.letter)

    async def letter(self, _request: web.Request) -> web.Response:
        return web.Response(text="well")

    async def refused(self, _request: web.Request) -> NoReturn:
        raise web.HTTPForbidden

    async def broken(self, _request: web.Request) -> NoReturn:
        raise ZeroDivisionError


@asynccontextmanager
async def pages() -> AsyncIterator[tuple[ClientSession, str, Hand]]:
    with traced() as hand:
        server = TestServer(site(1000, Pages()))
        await server.start_server()
        async with ClientSession() as session:
            yield session, str(server.make_url("")).rstrip("/"), hand
        await server.close()


@pytest.mark.parametrize(
    ("path", "route", "status", "fault"),
    [
        ("/letter/a-secret?of=anna@example.org", "/letter/{token}", 200, ""),
        ("/refused", "/refused", 403, ""),
        ("/broken", "/broken", 500, "500"),
        ("/972501234567", "nowhere", 404, ""),
    ],
)
async def test_a_request_is_told_of_by_its_route(path: str, route: str, status: int, fault: str) -> None:
    async with pages() as (session, url, hand), session.get(url + path) as answer:
        assert answer.status == status
        name = answer.headers["X-Request-Id"]
    (step,) = hand.steps
    assert step.name == f"GET {route}"
    assert (step.fault, step.side, step.within) == (fault, Side.ASKED, None)
    assert step.about == {
        "http.request.method": "GET",
        "http.route": route,
        "http.response.status_code": status,
        "tocsin.request": name,
    }
    assert step.began <= step.ended


async def test_a_method_that_pages_do_not_know_is_not_told() -> None:
    async with pages() as (session, url, hand), session.request("PROPFIND", f"{url}/refused") as answer:
        assert answer.status == 405
    assert [step.about["http.request.method"] for step in hand.steps] == ["_OTHER"]


async def test_who_asks_all_day_whether_we_are_well_is_not_told_of() -> None:
    async with pages() as (session, url, hand), session.get(f"{url}/health") as answer:
        assert answer.status == 200
    assert not hand.steps
