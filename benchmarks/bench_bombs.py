"""Bodies that were made to fill memory or time: what they cost our client, beside aiohttp's own reading.

The servers are one process, whoever fetches is another: its memory and its event loop are watched
while it fetches a well-behaved feed again and again beside each bomb.
"""

import argparse
import asyncio
import gzip
import json
import resource
import subprocess
import sys
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from benchmarks.stand import ROOT, clean
from bot.errors import SourceError
from bot.sources.client import Client

SIZE = 200_000_000
PIECE = 1_000_000
MOST_MEMORY, MOST_BLOCK = 32.0, 50.0
TICK = 0.002
TIMEOUT = 3.0
"""Seconds for a whole fetch here; 20 by default."""
MEGABYTE = 1024
AFTER = 0.1
"""Seconds in which others are still watched after a fetch."""

ZEROS = bytes(SIZE)
PACKED = {
    "gzip": ("gzip", gzip.compress(ZEROS)),
    "deflate": ("deflate", zlib.compress(ZEROS, 9)),
    "200 gzips": ("gzip", gzip.compress(bytes(PIECE)) * (SIZE // PIECE)),
}
UNPACKED = ("50 MB", "endless, slow", "redirects without end")
GOOD = b"<rss/>"


@dataclass
class Cost:
    """What one fetch did: MB of memory that it grew by, the loop's longest stop in ms, and what went on."""

    name: str
    memory: float
    block: float
    seconds: float
    beside: int
    refused: bool


def main() -> None:
    """Serve; or, told of an address, fetch from there and say what it cost."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--fetch", default="")
    arguments.add_argument("--name", default="")
    arguments.add_argument("--plain", action="store_true")
    chosen = arguments.parse_args()
    if chosen.fetch:
        cost = asyncio.run(_fetched(chosen.fetch, chosen.name, plain=chosen.plain))
        print(json.dumps(asdict(cost)))
        return
    costs, plain = asyncio.run(_all())
    print(f"{'body':24}{'MB grown':>10}{'ms blocked':>12}{'seconds':>9}{'others':>8}")
    for one in [*costs, plain]:
        print(f"{one.name:24}{one.memory:10.1f}{one.block:12.1f}{one.seconds:9.2f}{one.beside:8}")
    failures = [words for one in costs for words in _failures(one)]
    for words in failures:
        print(f"BROKEN {words}")
    sys.exit(bool(failures))


def _failures(one: Cost) -> list[str]:
    held = {
        f"grew by more than {MOST_MEMORY:.0f} MB": one.memory <= MOST_MEMORY,
        f"stopped the loop for more than {MOST_BLOCK:.0f} ms": one.block <= MOST_BLOCK,
        "was not refused": one.refused,
        "stopped other fetches": one.beside > 0,
    }
    return [f"{one.name}: {words}" for words, kept in held.items() if not kept]


async def _all() -> tuple[list[Cost], Cost]:
    async with _served() as url:
        costs = [await _in_child(url, name) for name in [*PACKED, *UNPACKED]]
        return costs, await _in_child(url, "gzip", "--plain")


async def _in_child(url: str, name: str, *more: str) -> Cost:
    command = [sys.executable, "-m", "benchmarks.bench_bombs", "--fetch", url, "--name", name, *more]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=clean(), stdout=subprocess.PIPE)
    told, _ = await process.communicate()
    return Cost(**json.loads(told))


@asynccontextmanager
async def _served() -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/{name}", _answer)
    server = TestServer(app)
    await server.start_server()
    try:
        yield str(server.make_url("/"))
    finally:
        await server.close()


async def _answer(request: web.Request) -> web.StreamResponse:
    name = request.match_info["name"]
    if name in PACKED:
        encoding, body = PACKED[name]
        return web.Response(body=body, headers={"Content-Encoding": encoding})
    if name == "redirects without end":
        raise web.HTTPFound(request.rel_url)
    if name == "good":
        return web.Response(body=GOOD)
    answer = web.StreamResponse()
    await answer.prepare(request)
    slow = name == "endless, slow"
    for _ in range(50):
        await answer.write(b"x" * (1 if slow else PIECE))
        await asyncio.sleep(0.2 if slow else 0)
    return answer


async def _fetched(url: str, name: str, *, plain: bool) -> Cost:
    """Fetch once well, and then the bomb, while the good one is fetched on and on."""
    client = Client("Tocsin", allow_private=True, timeout=TIMEOUT)
    async with aiohttp.ClientSession() as session:
        fetch = _plainly(session) if plain else client.get
        await client.get(f"{url}good")
        before, began, blocks = _peak(), time.monotonic(), [0.0]
        beside = [0]
        watching = [asyncio.create_task(_tick(blocks)), asyncio.create_task(_go_on(client, url, beside))]
        refused = False
        try:
            await fetch(f"{url}{name}")
        except SourceError:
            refused = True
        seconds = time.monotonic() - began
        await asyncio.sleep(AFTER)
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
    await client.close()
    called = f"{name}, plain aiohttp" if plain else name
    return Cost(called, (_peak() - before) / MEGABYTE, 1000 * max(blocks), seconds, beside[0], refused)


def _plainly(session: aiohttp.ClientSession) -> Callable[[str], Awaitable[Any]]:
    async def get(url: str) -> bytes:
        async with session.get(url) as answer:
            return await answer.read()

    return get


async def _tick(blocks: list[float]) -> None:
    """Note by how much processor time each turn of the loop came late: others' work is not ours."""
    while True:
        began = time.thread_time()
        await asyncio.sleep(TICK)
        blocks.append(time.thread_time() - began)


async def _go_on(client: Client, url: str, beside: list[int]) -> None:
    while True:
        await client.get(f"{url}good")
        beside[0] += 1
        await asyncio.sleep(TICK)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
