"""What stands before every page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.web.entrance import BURST, Entrance
from tests.fakes import a_logger

Client = TestClient[web.Request, web.Application]
NOT_THERE = "files/unknown/x.png"


async def page(request: web.Request) -> web.Response:
    match request.match_info.get("what"):
        case "unknown":
            raise web.HTTPNotFound
        case "ended":
            raise web.HTTPGone
        case "away":
            raise OperationalError("SELECT", {}, Exception("postgresql://tocsin:hunter2@db"))
        case "broken":
            raise ValueError("what it is")
        case _:
            pass
    return web.Response(text="here")


@asynccontextmanager
async def serving() -> AsyncIterator[Client]:
    application = web.Application(middlewares=[Entrance(a_logger(), lambda: 0.0).middleware()])
    for path in (
        "/hooks/websub/{what}",
        "/join",
        "/health",
        "/files/{what}/x.png",
        "/n/lyon/join",
        "/n/lyon/files/{what}/x.png",
    ):
        application.router.add_get(path, page)
    async with TestClient(TestServer(application)) as client:
        yield client


async def asked(client: Client, path: str, who: str = "9.9.9.9") -> int:
    async with client.get(path, headers={"X-Forwarded-For": who}) as answer:
        return answer.status


@pytest.mark.parametrize("root", ["", "/n/lyon"])
async def test_a_page_can_be_asked_for_often_and_not_without_end(root: str) -> None:
    async with serving() as client:
        assert {await asked(client, f"{root}/join?campaign=x") for _ in range(BURST)} == {200}
        async with client.get(f"{root}/join", headers={"X-Forwarded-For": "9.9.9.9"}) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (429, "1")
        assert await asked(client, f"{root}/join", "8.8.8.8") == 200
        assert await asked(client, "/health") == 200


@pytest.mark.parametrize("root", ["", "/n/lyon"])
async def test_who_has_a_link_follows_it_and_who_guesses_ends_soon(root: str) -> None:
    async with serving() as client:
        assert {await asked(client, f"{root}/files/known/x.png") for _ in range(BURST + 5)} == {200}
        assert {await asked(client, f"{root}/{NOT_THERE}") for _ in range(BURST)} == {404}
        assert await asked(client, f"{root}/{NOT_THERE}") == 429


async def test_guesses_at_a_hubs_door_are_counted_too() -> None:
    async with serving() as client:
        assert {await asked(client, "/hooks/websub/ended") for _ in range(BURST)} == {410}
        assert await asked(client, "/hooks/websub/ended") == 429


async def test_a_database_that_is_away_is_no_fault_of_the_pages_and_its_address_stays_unsaid() -> None:
    with capture_logs() as logs:
        async with serving() as client, client.get("/files/away/x.png") as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
    (line,) = logs
    assert (line["event"], line["page"]) == ("a page could not ask the database", "/files/{what}/x.png")
    assert "hunter2" not in str(logs)


async def test_a_fault_of_ours_is_logged_by_the_pages_pattern_and_answered_without_a_word_of_it() -> None:
    with capture_logs() as logs:
        async with serving() as client, client.get("/files/broken/x.png") as answer:
            assert answer.status == 500
            assert "what it is" not in await answer.text()
    (line,) = logs
    assert (line["event"], line["page"]) == ("request surprised us", "/files/{what}/x.png")
