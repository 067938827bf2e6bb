import asyncio
import errno
import gzip
import socket
import tracemalloc
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import pytest
from aiohttp import web

from bot.errors import Gone, Invalid, SourceError, Unavailable
from bot.sources.client import MAX_BYTES, MAX_REDIRECTS, Client
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


async def test_get_keeps_no_cookies_and_asks_no_proxy(
    client: Client, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    cookies = []

    async def handler(request: web.Request) -> web.StreamResponse:
        cookies.append(request.headers.get("Cookie"))
        answer = web.Response(body=b"hello")
        answer.set_cookie("track", "1")
        return answer

    url = await serve(handler)
    await client.get(url)
    await client.get(url)
    assert cookies == [None, None]


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


async def test_five_redirects_are_followed_and_no_sixth(client: Client, serve: Serve) -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        left = int(request.path.removeprefix("/"))
        if left == 0:
            return web.Response(body=b"here")
        return web.Response(status=301, headers={"Location": f"/{left - 1}"})

    url = await serve(handler)
    assert (await client.get(f"{url}5")).moved == f"{url}0"
    with pytest.raises(Invalid, match="sends us on more than 5 times"):
        await client.get(f"{url}6")


async def test_get_gives_up_on_a_redirect_loop(client: Client, serve: Serve) -> None:
    asked = []

    async def handler(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        raise web.HTTPFound("/again")

    with pytest.raises(Invalid, match="sends us on more than 5 times"):
        await client.get(await serve(handler))
    assert len(asked) == MAX_REDIRECTS + 1


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("file:///etc/passwd", "begins with http"),
        ("gopher://example.org/", "begins with http"),
        ("http://name:word@example.org/", "no name or password"),
        ("http://[bad/", "can't be read"),
    ],
)
async def test_get_refuses_a_redirect_to_what_it_would_not_be_asked_for(
    client: Client, serve: Serve, target: str, reason: str
) -> None:
    async def handler(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": target})

    with pytest.raises((Invalid, Unavailable), match=reason) as caught:
        await client.get(await serve(handler))
    assert "word" not in str(caught.value).replace("password", "")


async def test_get_refuses_a_redirect_to_a_private_address(client: Client, serve: Serve) -> None:
    reached = []

    async def handler(request: web.Request) -> web.StreamResponse:
        reached.append(request.path)
        client._allow_private = False  # the first address stands for a public one
        raise web.HTTPFound("http://127.0.0.1:8080/latest/meta-data")

    with pytest.raises(Invalid, match="not on the public internet"):
        await client.get(await serve(handler))
    assert reached == ["/"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8080/",
        "http://localhost:8080/",
        "http://0x7f000001:8080/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://0.0.0.0:8080/",
        "http://0x7f.0.0.1:8080/",
        "http://[::]:8080/",
        "http://[::127.0.0.1]:8080/",
        "http://[::ffff:0:127.0.0.1]:8080/",
        "http://[2002:7f00:1::]:8080/",
        "http://[2001:0:7f00:1::]:8080/",
        "http://[fe80::1%25lo]:8080/",
        "http://168.63.129.16/",
        "http://100.100.100.200/",
    ],
)
async def test_a_private_address_is_refused_however_it_is_written(strict: Client, url: str) -> None:
    with pytest.raises(Invalid, match="is refused: the address is not on the public internet"):
        await strict.get(url)


@pytest.mark.parametrize("host", ["127.1", "0177.0.0.1", "localhost.", "127.0.0.1.", "2130706433", "0"])
async def test_an_address_in_an_old_or_odd_form_leads_nowhere(strict: Client, host: str) -> None:
    with pytest.raises(SourceError, match=r"is refused|can't be read|is not known|is no name"):
        await strict.get(f"http://{host}:8080/")


def _answers(*addresses: str) -> list[tuple[object, ...]]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 8080)) for address in addresses]


async def test_a_name_whose_answer_changes_between_two_looks_is_refused_when_it_is_dialled(
    strict: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([_answers("8.8.8.8"), _answers("127.0.0.1"), _answers("8.8.8.8", "169.254.169.254")])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_named: next(answers))
    with pytest.raises(Unavailable, match="can't be reached"):  # a test's network ends at loopback
        await strict.get("http://changes.example:8080/")
    await strict.close()  # and with it what is known of names
    with pytest.raises(Invalid, match="not on the public internet"):
        await strict.get("http://changes.example:8080/")
    await strict.close()
    with pytest.raises(SourceError, match=r"not on the public internet|can't be reached"):
        await strict.get("http://changes.example:8080/")


async def test_a_name_with_a_public_and_a_private_address_leads_to_no_private_one(
    strict: Client, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached = []

    async def handler(request: web.Request) -> web.StreamResponse:
        reached.append(request.path)
        return web.Response(body=b"secret")

    url = await serve(handler)
    port = url.rstrip("/").rpartition(":")[2]
    monkeypatch.setattr("bot.sources.client.PORTS", frozenset({int(port)}))
    both = [(*one[:4], (one[4][0], int(port))) for one in _answers("8.8.8.8", "127.0.0.1")]  # type: ignore[index]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_named: both)
    with pytest.raises(SourceError):
        await strict.get(f"http://both.example:{port}/")
    assert reached == []


@pytest.mark.parametrize("port", [22, 25, 6379, 8000])
async def test_other_ports_than_the_webs_are_refused(strict: Client, port: int) -> None:
    with pytest.raises(Invalid, match=f"port {port} of example.org"):
        await strict.get(f"http://example.org:{port}/")


@pytest.mark.parametrize(
    "url",
    ["", "feed.xml", "http://2130706433/", "//example.org/x", "ftp://example.org/", "http:///x", "http://[x"],
)
async def test_what_is_no_web_address_is_invalid(client: Client, url: str) -> None:
    with pytest.raises(Invalid, match="address"):
        await client.get(url)


@pytest.mark.parametrize("url", ["http://a..b/", f"http://{'a' * 70}.example/", "http://.../"])
async def test_a_name_that_no_host_can_have_is_invalid(client: Client, url: str) -> None:
    with pytest.raises(Invalid, match="is no name of a host"):
        await client.get(url)


async def test_a_password_in_an_address_is_refused_and_not_repeated(client: Client) -> None:
    with pytest.raises(Invalid, match="no name or password") as caught:
        await client.get("https://desk:hunter2@example.org/feed")
    assert "hunter2" not in str(caught.value)


def _raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


PACKED: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "raw deflate": _raw_deflate,
}


@pytest.mark.parametrize("packing", PACKED)
async def test_what_is_packed_is_unpacked(client: Client, answer: Answer, packing: str) -> None:
    body = b"<rss/>" * 5_000
    url = await answer(PACKED[packing](body), headers={"Content-Encoding": packing.removeprefix("raw ")})
    assert (await client.get(url)).body == body


@pytest.mark.parametrize("packing", PACKED)
async def test_a_bomb_is_refused_without_being_held(client: Client, answer: Answer, packing: str) -> None:
    # one chunk that arrives whole, and would be 50 MB
    url = await answer(
        PACKED[packing](bytes(50_000_000)), headers={"Content-Encoding": packing.removeprefix("raw ")}
    )
    tracemalloc.start()
    with pytest.raises(Invalid, match="more than 195 kB"):
        await client.get(url)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


async def test_a_bomb_in_many_pieces_is_refused_without_being_held(client: Client, answer: Answer) -> None:
    url = await answer(gzip.compress(bytes(100_000)) * 5_000, headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    with pytest.raises(SourceError, match=r"more than 195 kB|broke off"):
        await client.get(url)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


async def test_only_what_can_be_unpacked_within_bounds_is_asked_for(client: Client, serve: Serve) -> None:
    asked = []

    async def handler(request: web.Request) -> web.StreamResponse:
        asked.append(request.headers["Accept-Encoding"])
        return web.Response(body=b"whatever", headers={"Content-Encoding": request.path.removeprefix("/")})

    url = await serve(handler)
    for packing in ("br", "zstd"):
        with pytest.raises(Unavailable, match=r"127\.0\.0\.1"):
            await client.get(url + packing)
    assert set(asked) == {"gzip, deflate"}


async def test_a_body_over_the_cap_is_refused_by_its_length_and_without_one(
    client: Client, serve: Serve
) -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        if request.path == "/stated":
            return web.Response(body=bytes(200_001))
        answer = web.StreamResponse()
        await answer.prepare(request)
        for _ in range(30):
            await answer.write(bytes(10_000))
        return answer

    url = await serve(handler)
    for path in ("stated", "streamed"):
        with pytest.raises(Invalid, match="more than 195 kB"):
            await client.get(url + path)


async def test_a_body_as_long_as_the_cap_is_read(client: Client, answer: Answer) -> None:
    assert len((await client.get(await answer(bytes(200_000)))).body) == 200_000


async def test_a_slow_answer_and_one_that_drips_are_cut_off_by_the_same_clock(serve: Serve) -> None:
    client = Client("Tocsin/test", allow_private=True, timeout=0.3)

    async def handler(request: web.Request) -> web.StreamResponse:
        if request.path == "/silent":
            await asyncio.sleep(0.8)
        answer = web.StreamResponse()
        await answer.prepare(request)
        for _ in range(8):
            await asyncio.sleep(0.1)
            await answer.write(b"x")
        return answer

    url = await serve(handler)
    loop = asyncio.get_running_loop()
    try:
        for path in ("silent", "drip"):
            start = loop.time()
            with pytest.raises(Unavailable, match=r"did not answer in full within 0\.3 seconds"):
                await client.get(url + path)
            assert loop.time() - start < 0.7
    finally:
        await client.close()


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


@pytest.mark.parametrize("line", [b"HTTP/1.1 103 Early Hints\r\n\r\n", b"X-More: and more\r\n", b"X" * 4096])
async def test_a_head_without_end_is_cut_off(serve: Serve, line: bytes) -> None:
    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if line.startswith(b"X"):
            writer.write(b"HTTP/1.1 200 OK\r\n")
        with suppress(ConnectionError):
            while not writer.is_closing():
                writer.write(line)
                await writer.drain()
                await asyncio.sleep(0.001)
        ended.set()

    ended = asyncio.Event()
    client = Client("Tocsin/test", allow_private=True, timeout=1)
    server = await asyncio.start_server(respond, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises(Unavailable, match=r"did not answer in full|not as a web server does|broke off"):
            await client.get(f"http://127.0.0.1:{port}/")
        await client.close()
        await asyncio.wait_for(ended.wait(), 5)


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
