"""What a hostile address, name, server or body comes to."""

import asyncio
import gzip
import socket
import tracemalloc
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress

import pytest
from aiohttp import web

from bot.errors import Invalid, SourceError, Unavailable
from bot.sources.client import MAX_REDIRECTS, Client
from tests.sources.serving import Answer, Serve


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


def _answers(*addresses: str, port: int = 8080) -> list[tuple[object, ...]]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]


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
    both = _answers("8.8.8.8", "127.0.0.1", port=int(port))
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
        await asyncio.wait_for(ended.wait(), 30)
