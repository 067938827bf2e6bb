import asyncio
import errno
import socket
from collections.abc import Sequence

import pytest
from aiohttp import web

from bot.errors import Gone, Invalid, SourceError, Unavailable
from bot.sources.client import MAX_BYTES, Client
from bot.texts import languages, say
from tests.sources.serving import Answer, Serve


async def test_get_gives_status_headers_in_lower_case_and_the_body(client: Client, serve: Serve) -> None:
    seen: dict[str, str] = {}

    async def handler(request: web.Request) -> web.StreamResponse:
        seen.update(request.headers)
        return web.Response(body=b"hello", headers={"ETag": 'W/"1"', "X-Two": "b"})

    url = await serve(handler)
    response = await client.get(f"{url}feed?x=1#part", {"If-None-Match": 'W/"0"'})
    assert (response.status, response.body, response.url) == (200, b"hello", f"{url}feed?x=1")
    assert response.headers["etag"] == 'W/"1"'
    assert seen["User-Agent"] == "Tocsin/test (+mailto:desk@example.org)"
    assert seen["If-None-Match"] == 'W/"0"'
    assert "hello" not in repr(response)


async def test_get_follows_redirects_and_names_the_last_address(client: Client, serve: Serve) -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        if request.path == "/end":
            return web.Response(body=b"here")
        raise web.HTTPMovedPermanently("/end" if request.path == "/middle" else "middle")

    url = await serve(handler)
    response = await client.get(f"{url}start")
    assert (response.body, response.url) == (b"here", f"{url}end")


@pytest.mark.parametrize(
    ("statuses", "for_good"),
    [
        ([], False),
        ([301], True),
        ([308, 301], True),
        ([302], False),
        ([307], False),
        ([303], False),
        ([301, 302], False),
        ([302, 301], False),
        ([301, 307, 308], False),
    ],
)
async def test_an_address_has_moved_where_all_that_led_on_was_for_good(
    client: Client, serve: Serve, statuses: Sequence[int], *, for_good: bool
) -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        step = int(request.path.removeprefix("/"))
        if step == len(statuses):
            return web.Response(body=b"here")
        return web.Response(status=statuses[step], headers={"Location": f"/{step + 1}"})

    url = await serve(handler)
    response = await client.get(f"{url}0")
    assert response.body == b"here"
    assert response.moved == (f"{url}{len(statuses)}" if for_good else "")


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (404, Invalid, "404: there is nothing"),
        (401, Invalid, "password"),
        (403, Invalid, "refuses us"),
        (400, Invalid, "400"),
        (300, Invalid, "300"),
        (302, Invalid, "302"),  # without a Location
        (410, Gone, "gone for good"),
        (408, Unavailable, "408"),
        (429, Unavailable, "less often"),
        (500, Unavailable, "broken for now"),
        (503, Unavailable, "503"),
    ],
)
async def test_a_status_raises_what_it_means(
    client: Client, answer: Answer, status: int, error: type[SourceError], words: str
) -> None:
    with pytest.raises(error, match=words):
        await client.get(await answer(b"body", status=status))


@pytest.mark.parametrize("status", [403, 410, 429, 503])
async def test_a_status_and_a_stated_wait_come_with_the_error(
    client: Client, answer: Answer, status: int
) -> None:
    with pytest.raises(SourceError) as caught:
        await client.get(await answer(status=status, headers={"Retry-After": "120"}))
    assert (caught.value.status, caught.value.after) == (status, 120)


async def test_a_refused_connection_is_unavailable(client: Client, closed_port: int) -> None:
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1 can't be reached: connection refused$"):
        await client.get(f"http://127.0.0.1:{closed_port}/feed?key=hunter2")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ECONNRESET, "can't be reached: connection reset"),
        (errno.ETIMEDOUT, "can't be reached: no answer in time"),
        (errno.ENETUNREACH, "can't be reached: no way to it through the network"),
        (errno.EHOSTUNREACH, "can't be reached: no way to it through the network"),
        (errno.EMFILE, r"can't be reached: no connection \(EMFILE\)"),
        (-2, "can't be reached: no connection"),
    ],
)
async def test_why_there_is_no_connection_is_told(
    client: Client, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def broken(**_named: object) -> None:
        raise OSError(number, "in the system's own language")

    with monkeypatch.context() as patch:
        patch.setattr(socket, "socket", broken)
        with pytest.raises(Unavailable, match=f"{words}$") as caught:
            await client.get("http://192.0.2.1/")
    told = {say(caught.value.text, language) for language in languages()}
    assert len(told) == len(languages())


async def test_an_unknown_name_is_unavailable(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: object, **_named: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unavailable, match="is not known"):
        await client.get("http://nowhere.invalid/")


async def test_a_server_that_speaks_no_tls_is_unavailable(client: Client, answer: Answer) -> None:
    url = await answer(b"plain")
    with pytest.raises(Unavailable, match="certificate"):
        await client.get(url.replace("http:", "https:"))


async def test_a_body_that_breaks_off_or_does_not_unpack_is_unavailable(
    client: Client, answer: Answer, serve: Serve
) -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": "1000"})
        await answer.prepare(request)
        await answer.write(b"half")
        assert request.transport is not None
        request.transport.close()
        return answer

    for url in (await serve(handler), await answer(b"no gzip", headers={"Content-Encoding": "gzip"})):
        with pytest.raises(Unavailable, match="broke off"):
            await client.get(url)


@pytest.mark.parametrize(
    ("answered", "words"),
    [
        (b"", "broke off before its answer was whole"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", "broke off before its answer was whole"),
        (b"220 mail.example ESMTP\r\n\r\n", "answers, but not as a web server does"),
    ],
)
async def test_a_server_that_hangs_up_or_speaks_something_else_is_unavailable(
    client: Client, answered: bytes, words: str
) -> None:
    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answered)
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(respond, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises(Unavailable, match=rf"127\.0\.0\.1 {words}$"):
            await client.get(f"http://127.0.0.1:{port}/")


async def test_the_cap_is_told_in_the_units_of_the_reader(client: Client, serve: Serve) -> None:
    async def handler(_request: web.Request) -> web.StreamResponse:
        return web.Response(headers={"Content-Length": str(MAX_BYTES + 1)})

    large = Client("Tocsin/test", allow_private=True)
    url = await serve(handler)
    try:
        for one, size in ((client, "195\u00a0ko"), (large, "8\u00a0Mo")):
            with pytest.raises(Invalid) as caught:
                await one.get(url)
            assert say(caught.value.text, "fr") == f"127.0.0.1 envoie plus de {size}"
    finally:
        await large.close()


async def test_closing_twice_is_harmless_and_a_later_get_opens_anew(client: Client, answer: Answer) -> None:
    url = await answer(b"hello")
    await client.close()
    await client.get(url)
    await client.close()
    await client.close()
    assert (await client.get(url)).body == b"hello"
