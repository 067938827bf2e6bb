from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.web import Codes

LINKS = {"telegram": "https://t.me/tocsin_bot?start="}
Client = TestClient[web.Request, web.Application]


@asynccontextmanager
async def serving() -> AsyncIterator[Client]:
    codes, application = Codes(), web.Application()
    codes.open(lambda channel, payload: LINKS[channel] + payload if channel in LINKS else "")
    codes.add_to(application)
    async with TestClient(TestServer(application)) as client:
        yield client


async def test_a_join_link_is_drawn_as_a_picture() -> None:
    async with serving() as client:
        answer = await client.get("/qr/telegram/culture_qr-metro.png")
        drawn = await answer.read()
        assert (answer.status, answer.content_type) == (200, "image/png")
        assert drawn.startswith(b"\x89PNG")
        assert int.from_bytes(drawn[16:20]) > 300, "large enough for a poster"
        other = await client.get("/qr/telegram/culture_qr-radio.png")
        assert await other.read() != drawn


@pytest.mark.parametrize(
    "path", ["whatsapp/x.png", "telegram/a%20b.png", "telegram/" + "x" * 65 + ".png", "telegram/..%2Fx.png"]
)
async def test_nothing_but_our_own_links_is_drawn(path: str) -> None:
    async with serving() as client:
        assert (await client.get(f"/qr/{path}")).status == 404
