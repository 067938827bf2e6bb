from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.channels.telegram import Telegram
from bot.channels.whatsapp import WhatsApp
from tests.channels.stand_in import StandIn

TOKEN = "4711:secret-of-the-bot"
ACCOUNT = "AC" + "0" * 32
SENDER = "+15550100"
PUBLIC_URL = "https://alerts.example.org"


@pytest.fixture
async def service() -> AsyncIterator[StandIn]:
    stand_in = StandIn()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", stand_in.answer)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server(shutdown_timeout=0.1)
    stand_in.url = str(server.make_url("")).rstrip("/")
    yield stand_in
    await server.close()


@pytest.fixture
def nowhere() -> str:
    """An address where nobody listens."""
    return f"http://127.0.0.1:{unused_port()}"


@pytest.fixture
async def telegram(service: StandIn) -> AsyncIterator[Callable[..., Telegram]]:
    opened: list[Telegram] = []

    def open_(**settings: object) -> Telegram:
        defaults: dict[str, Any] = {
            "token": TOKEN,
            "api_url": service.url,
            "timeout": 5.0,
            "secret": "s3cret",
        }
        opened.append(Telegram(**(defaults | {"public_url": PUBLIC_URL} | settings)))
        return opened[-1]

    yield open_
    for each in opened:
        await each.close()


@pytest.fixture
async def whatsapp(service: StandIn) -> AsyncIterator[Callable[..., WhatsApp]]:
    opened: list[WhatsApp] = []

    def open_(**settings: object) -> WhatsApp:
        defaults: dict[str, Any] = {"account_sid": ACCOUNT, "token": "twilio-secret", "sender": SENDER}
        addresses = {"api_url": service.url, "content_url": service.url, "public_url": PUBLIC_URL}
        opened.append(WhatsApp(**(defaults | addresses | {"timeout": 5.0} | settings)))
        return opened[-1]

    yield open_
    for each in opened:
        await each.close()
