"""Bodies, read within bounds."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.web.reception import RECEPTION, Bounds, Reception, _Guest, form_of, reception_of

MOST = 1000
Client = TestClient[web.Request, web.Application]


async def told(request: web.Request) -> web.Response:
    async with reception_of(request).body(request, MOST) as body:
        if body == b"hold":
            await asyncio.sleep(0.3)
        return web.Response(text=str(len(body)))


@asynccontextmanager
async def serving(reception: Reception) -> AsyncIterator[Client]:
    application = web.Application()
    application[RECEPTION] = reception
    application.router.add_post("/", told)
    below = web.Application()
    below.router.add_post("/", told)
    application.add_subapp("/below", below)
    server = TestServer(application)
    async with TestClient(server) as client:
        yield client


async def raw(
    client: Client, head: str, body: bytes = b""
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(f"POST / HTTP/1.1\r\nHost: here\r\n{head}\r\n\r\n".encode() + body)
    await writer.drain()
    return reader, writer


async def status(reader: asyncio.StreamReader) -> int:
    return int((await asyncio.wait_for(reader.readline(), 30)).split()[1])


async def test_a_body_is_read_and_counts_for_no_longer_than_it_is_needed() -> None:
    reception = Reception()
    async with serving(reception) as client:
        for path in ("/", "/below/"):
            answer = await client.post(path, data=b"x" * MOST)
            assert (answer.status, await answer.text()) == (200, str(MOST))
        held = asyncio.create_task(client.post("/", data=b"hold"))
        await asyncio.sleep(0.1)
        assert reception.size == len(b"hold")
        await held
        assert reception.size == 0


async def test_a_body_that_is_too_large_by_its_own_word_is_not_awaited() -> None:
    async with serving(Reception()) as client:
        reader, writer = await raw(client, f"Content-Length: {MOST + 1}")  # and none of it comes
        assert await status(reader) == 413
        writer.close()


async def test_a_body_that_turns_out_too_large_is_refused_while_it_comes() -> None:
    reception = Reception()
    async with serving(reception) as client:
        reader, writer = await raw(client, "Transfer-Encoding: chunked", b"3e9\r\n" + b"x" * 1001 + b"\r\n")
        assert await status(reader) == 413
        writer.close()
        assert reception.size == 0


async def test_a_compressed_body_is_refused_so_that_no_bomb_goes_off() -> None:
    bomb = gzip.compress(b"0" * 10_000_000)[:MOST]
    async with serving(Reception()) as client:
        answer = await client.post("/", data=bomb, headers={"Content-Encoding": "gzip"})
        assert answer.status == 415


async def test_a_body_that_takes_too_long_is_not_waited_for() -> None:
    reception = Reception(Bounds(seconds=0.1))
    async with serving(reception) as client:
        reader, writer = await raw(client, "Content-Length: 10", b"slow")
        assert await status(reader) == 408
        writer.close()
        assert reception.size == 0


async def test_when_places_run_out_who_has_sent_for_longest_gives_up_its_own() -> None:
    reception = Reception(Bounds(bodies=3))
    async with serving(reception) as client:
        slow = [await raw(client, "Content-Length: 10", b"slow") for _ in range(3)]
        await asyncio.sleep(0.1)
        answer = await client.post("/", data=b"a service's")
        assert answer.status == 200
        reader, _writer = slow[0]
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
        assert b" 503 " in head
        assert b"Retry-After: 5" in head
        for _reader, writer in slow[1:]:  # the others may still end
            writer.write(b"enough")
        assert [await status(reader) for reader, _writer in slow[1:]] == [200, 200]
        for _reader, writer in slow:
            writer.close()


async def test_when_bytes_run_out_who_has_sent_for_longest_gives_up_its_own() -> None:
    reception = Reception(Bounds(size=1500))
    async with serving(reception) as client:
        slow_reader, slow_writer = await raw(client, "Content-Length: 900", b"x" * 800)
        await asyncio.sleep(0.1)
        assert (await client.post("/", data=b"x" * 900)).status == 200
        assert await status(slow_reader) == 503
        slow_writer.close()


async def test_what_is_being_stored_is_not_given_up_for_what_comes() -> None:
    reception = Reception(Bounds(size=1000))
    async with serving(reception) as client:
        held = asyncio.create_task(client.post("/", data=b"hold"))
        await asyncio.sleep(0.1)
        answer = await client.post("/", data=b"x" * 999)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        assert (await held).status == 200


@pytest.mark.parametrize("rest", [b"", b"zz\r\n"])
async def test_a_body_that_breaks_off_is_nobodys_fault_here(rest: bytes) -> None:
    reception = Reception()
    async with serving(reception) as client:
        _reader, writer = await raw(client, "Transfer-Encoding: chunked", b"4\r\nslow\r\n" + rest)
        await asyncio.sleep(0.05)
        writer.close()
        await asyncio.sleep(0.1)
        assert reception.size == 0
        assert (await client.post("/", data=b"next")).status == 200


async def test_a_form_that_takes_too_long_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.reception.SECONDS", 0.1)

    async def form(request: web.Request) -> web.Response:
        return web.Response(text=str((await form_of(request))["address"]))

    application = web.Application()
    application.router.add_post("/", form)
    async with TestClient(TestServer(application)) as client:
        assert await (await client.post("/", data={"address": "a"})).text() == "a"
        kind = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100"
        reader, writer = await raw(client, kind, b"address=")
        assert await status(reader) == 408
        writer.close()


async def test_a_guest_whose_time_is_over_can_be_shown_out() -> None:
    reception = Reception(Bounds(bodies=1))
    guest = _Guest(asyncio.timeout(0))

    async def reads() -> None:
        async with guest.limit:
            reception._reading[guest] = None
            await asyncio.sleep(0)  # its time is over, and it has not heard of it yet
            await asyncio.sleep(5)

    reading = asyncio.create_task(reads())
    for _ in range(3):
        await asyncio.sleep(0)
    assert guest.limit.expired()
    reception._show_one_out()
    with pytest.raises(TimeoutError):
        await reading
    assert guest.shown_out
