import gzip

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.download import Elsewhere, read
from bot.errors import Refused, TryLater


async def served(answer: web.StreamResponse) -> TestServer:
    async def handle(_request: web.Request) -> web.StreamResponse:
        return answer

    app = web.Application()
    app.router.add_get("/file", handle)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    return server


async def outcome(answer: web.StreamResponse, most: int = 100) -> bytes:
    server = await served(answer)
    try:
        return await read(str(server.make_url("/file")), most, 5.0)
    finally:
        await server.close()


async def test_what_stands_there_is_read_up_to_the_limit() -> None:
    assert await outcome(web.Response(body=b"x" * 100)) == b"x" * 100
    with pytest.raises(Refused, match="more than 100"):
        await outcome(web.Response(body=b"x" * 101))


async def test_what_is_small_on_the_way_and_huge_here_is_refused() -> None:
    packed = gzip.compress(b"x" * 10_000_000)
    with pytest.raises(Refused, match="more than 1000"):
        await outcome(web.Response(body=packed, headers={"Content-Encoding": "gzip"}), 1000)


@pytest.mark.parametrize(
    ("status", "error"), [(404, Refused), (410, Refused), (429, TryLater), (503, TryLater)]
)
async def test_a_status_says_if_it_is_worth_another_try(status: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        await outcome(web.Response(status=status))


async def test_a_redirect_is_told_and_not_followed() -> None:
    with pytest.raises(Elsewhere) as found:
        await outcome(web.Response(status=302, headers={"Location": "https://example.org/x"}))
    assert found.value.url == "https://example.org/x"


async def test_an_address_that_is_none_or_has_nobody_behind_it() -> None:
    with pytest.raises(Refused):
        await read("http://", 10, 1.0)
    with pytest.raises(TryLater):
        await read("http://127.0.0.1:1/x", 10, 1.0)
