"""Each request has a name, in the log and in its answer."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from structlog.contextvars import get_contextvars

from bot.web.request_id import GIVEN, HEADER, named


async def page(request: web.Request) -> web.Response:
    if request.path == "/forged":
        raise web.HTTPForbidden
    return web.Response(text=get_contextvars()["request"])


@pytest.fixture
def application() -> web.Application:
    app = web.Application(middlewares=[named()])
    app.router.add_get("/", page)
    app.router.add_get("/forged", page)
    return app


async def test_a_request_bears_its_name_in_the_log_and_in_the_answer(application: web.Application) -> None:
    async with TestClient(TestServer(application)) as client:
        async with client.get("/") as one, client.get("/") as other:
            first, second = await one.text(), await other.text()
            assert one.headers[HEADER] == first
        assert first != second
        assert GIVEN.fullmatch(first)
        async with client.get("/forged") as refused:
            assert (refused.status, len(refused.headers[HEADER])) == (403, 16)
    assert "request" not in get_contextvars()


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        ("3f2a9c1e-77aa-4f0e", True),
        ("0" * 36, True),
        ("0" * 37, False),
        ("+972501234567", False),
        ("a word", False),
    ],
)
async def test_a_proxys_name_is_kept_where_it_can_say_nothing_else(
    application: web.Application,
    given: str,
    is_kept: bool,  # noqa: FBT001 -- what pytest hands over
) -> None:
    async with (
        TestClient(TestServer(application)) as client,
        client.get("/", headers={HEADER: given}) as answer,
    ):
        assert (await answer.text() == given) is is_kept
