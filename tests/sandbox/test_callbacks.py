import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from bot.sandbox.callbacks import Caller, signature


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=9), max_size=5), st.text(max_size=9))
def test_signatures_are_those_of_the_real_library(params: dict[str, str], token: str) -> None:
    url = "https://bot.example/hooks/whatsapp?d=1"
    assert signature(url, params, token) == RequestValidator(token).compute_signature(url, params)


async def _server(handler: web.Application) -> TestServer:
    server = TestServer(handler)
    await server.start_server()
    return server


@pytest.mark.parametrize(("status", "taken"), [(200, True), (204, True), (403, False), (500, False)])
async def test_an_answer_ends_it_whatever_it_is(status: int, *, taken: bool) -> None:
    calls: list[dict[str, str]] = []

    async def handle(request: web.Request) -> web.Response:
        calls.append({name: str(value) for name, value in (await request.post()).items()})
        return web.Response(status=status)

    app = web.Application()
    app.router.add_post("/x", handle)
    server = await _server(app)
    caller = Caller("token")
    assert await caller.post(str(server.make_url("/x")), {"Body": "é"}) == taken
    assert calls == [{"Body": "é"}]
    await caller.close()
    await server.close()


async def test_a_connection_that_does_not_come_about_is_tried_once_more() -> None:
    caller = Caller("token", retry_after=0.01)
    assert not await caller.post("http://127.0.0.1:1/", {})
    assert not await caller.post("not an address", {})
    await caller.close()


async def test_a_torn_answer_is_no_reason_to_repeat() -> None:
    calls = 0

    async def handle(request: web.Request) -> web.Response:
        nonlocal calls
        calls += 1
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    app = web.Application()
    app.router.add_post("/x", handle)
    server = await _server(app)
    caller = Caller("token")
    assert not await caller.post(str(server.make_url("/x")), {})
    assert calls == 1
    await caller.close()
    await server.close()


async def test_a_caller_that_never_called_closes() -> None:
    await Caller("token").close()
