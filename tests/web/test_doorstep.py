"""Connections: how many there may be, and how long one may say nothing."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.web.doorstep import Doorstep, DoorstepSite

ASKS = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
Opened = tuple[asyncio.StreamReader, asyncio.StreamWriter]


WORKS = b"GET /long HTTP/1.1\r\nHost: here\r\n\r\n"


async def told(request: web.Request) -> web.Response:
    if request.path == "/long":
        await asyncio.sleep(0.5)
    return web.Response(text="here")


@asynccontextmanager
async def serving(doorstep: Doorstep) -> AsyncIterator[int]:
    application = web.Application(middlewares=[doorstep.middleware()])
    for path in ("/", "/long"):
        application.router.add_get(path, told)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    listener = socket.create_server(("127.0.0.1", 0))
    site = DoorstepSite(runner, listener, doorstep)
    await site.start()
    assert site.name == f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        yield int(listener.getsockname()[1])
    finally:
        await runner.cleanup()


async def opened(port: int, words: bytes = b"") -> Opened:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(words)
    await asyncio.sleep(0.02)
    return reader, writer


async def ended(reader: asyncio.StreamReader) -> bool:
    try:
        return await asyncio.wait_for(reader.read(), 30) == b""
    except ConnectionError:
        return True


async def answer(opened_: Opened) -> bytes:
    return await asyncio.wait_for(opened_[0].readuntil(b"\r\n\r\n"), 30)


async def test_a_connection_that_asks_for_nothing_is_closed_and_one_that_asks_stays() -> None:
    async with serving(Doorstep(seconds=0.2)) as port:
        silent = [await opened(port), await opened(port, b"GET / HTTP/1.1\r\nHo")]
        asks = await opened(port, ASKS)
        assert b" 200 " in await answer(asks)
        assert [await ended(reader) for reader, _writer in silent] == [True, True]
        asks[1].write(ASKS)
        await asyncio.wait_for(asks[0].readexactly(4), 30)
        assert b" 200 " in await answer(asks)
        for _reader, writer in (*silent, asks):
            writer.close()


async def test_where_there_is_no_room_who_asked_for_nothing_makes_it() -> None:
    async with serving(Doorstep(most=3)) as port:
        silent = [await opened(port) for _ in range(3)]
        asks = await opened(port, ASKS)
        assert b" 200 " in await answer(asks)
        assert await ended(silent[0][0])
        for _reader, writer in (*silent, asks):
            writer.close()


async def test_who_waits_between_two_requests_makes_room_next_the_oldest_first() -> None:
    async with serving(Doorstep(most=2)) as port:
        idle = [await opened(port, ASKS) for _ in range(2)]
        assert [b" 200 " in await answer(one) for one in idle] == [True, True]
        await idle[1][0].readexactly(4)
        asks = await opened(port, ASKS)
        assert b" 200 " in await answer(asks)
        idle[1][1].write(ASKS)
        assert b" 200 " in await answer(idle[1])
        await idle[0][0].readexactly(4)
        assert await ended(idle[0][0])
        for _reader, writer in (*idle, asks):
            writer.close()


async def test_where_all_are_at_work_a_new_one_is_told_to_come_again() -> None:
    async with serving(Doorstep(most=2)) as port:
        at_work = [await opened(port, WORKS) for _ in range(2)]
        turned_away = await opened(port, ASKS)
        said = await answer(turned_away)
        assert b" 503 " in said
        assert b"Retry-After: 5\r\n" in said
        assert await turned_away[0].read() == b"too much at once; come again\r\n"
        assert [b" 200 " in await answer(one) for one in at_work] == [True, True]
        later = await opened(port, ASKS)
        assert b" 200 " in await answer(later)
        for _reader, writer in (*at_work, turned_away, later):
            writer.close()
