import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.sources.client import Client
from bot.sources.pool import Pool
from tests.sources.serving import Answer, Handler, Serve

FEEDS = Path(__file__).parents[1] / "data" / "feeds"


@pytest.fixture
def feeds() -> Path:
    return FEEDS


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Starts servers on loopback that answer every path with a handler; gives back their addresses."""
    servers: list[TestServer] = []

    async def start(handler: Handler) -> str:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handler)
        server = TestServer(app, host="127.0.0.1")
        await server.start_server()
        servers.append(server)
        return str(server.make_url("/"))

    yield start
    await asyncio.gather(*(server.close() for server in servers))


@pytest.fixture
def answer(serve: Serve) -> Answer:
    """Starts a server that always gives one answer."""

    async def start(body: bytes = b"", status: int = 200, headers: Mapping[str, str] | None = None) -> str:
        async def handler(_request: web.Request) -> web.Response:
            return web.Response(body=body, status=status, headers=headers)

        return await serve(handler)

    return start


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    client = Client(
        "Tocsin/test (+mailto:desk@example.org)", allow_private=True, timeout=5, max_bytes=200_000
    )
    yield client
    await client.close()


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    pool = Pool(most=1)
    yield pool
    await pool.close()


@pytest.fixture
async def strict() -> AsyncIterator[Client]:
    client = Client("Tocsin/test", allow_private=False, timeout=5)
    yield client
    await client.close()


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port
