"""One channel, its person, and the sandbox behind it, over real HTTP."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels import CHANNELS
from bot.model import Address, DeliveryId, Message, MessageKind
from bot.newsroom import Newsroom, NewsroomFile
from bot.ports import Channel, Event, Hook, Inbound, Outbound
from bot.sandbox import TELEGRAM_READER_ID, WHATSAPP_READER, Sandbox, SandboxOptions
from bot.settings import Settings

TOKEN = "4711:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
ACCOUNT, TWILIO_TOKEN, NUMBER = "AC" + "1" * 32, "t" * 32, "+15550100"
FAULTS_OF = {"telegram": "telegram", "whatsapp": "twilio"}
READERS = {"telegram": str(TELEGRAM_READER_ID), "whatsapp": WHATSAPP_READER}
NEWSROOM = Newsroom(
    NewsroomFile.model_validate(
        {
            "newsroom": {"name": "Le Fil", "languages": ["fr", "he", "en"]},
            "topic": [{"id": "monde", "names": {"fr": "Monde"}}],
        }
    )
)
ALERT = Message(
    MessageKind.ALERT,
    "fr",
    headline="Le <pont> & le *bac*",
    lines=("Les deux voies sont fermées.", "Un bac part toutes les dix minutes."),
    byline="La Gazette · 14:05",
    link="https://example.org/pont",
)


def utc() -> datetime:
    return datetime.now(UTC)


@dataclass
class World:
    """What a test of a channel has in hand."""

    channel: Channel
    reader: Address
    url: str
    http: aiohttp.ClientSession
    heard: list[Event] = field(default_factory=list)

    def outbound(self, message: Message = ALERT) -> Outbound:
        return Outbound(self.reader, message, DeliveryId(17), last_heard_at=utc())

    def at(self, url: str) -> Channel:
        return opened(self.channel.name, url)

    async def says(self, text: str) -> None:
        await self.post(f"/sandbox/phones/{self.channel.name}/text", {"text": text})

    async def fault(self, kind: str, **more: object) -> None:
        order = {"service": FAULTS_OF[self.channel.name], "kind": kind, **more}
        await self.post("/sandbox/faults", order)

    async def post(self, path: str, body: object) -> None:
        async with self.http.post(self.url + path, json=body) as answer:
            assert answer.ok, await answer.text()

    async def arrived(self) -> list[str]:
        async with self.http.get(self.url + "/sandbox/journal") as answer:
            return [entry["text"] for entry in await answer.json()]

    async def answered(self) -> list[str]:
        """List for each message on the person's phone which one it answers."""
        async with self.http.get(self.url + "/sandbox/phones") as answer:
            bubbles = (await answer.json())[self.channel.name]["bubbles"]
        return [one.get("reply_to") or "" for one in bubbles if one["from"] == "bot"]

    async def hears(self, matches: Callable[[Event], bool]) -> Event:
        """Wait for an event, from hooks or from polling."""
        async with asyncio.timeout(30):
            while True:
                for event in self.heard:
                    if matches(event):
                        return event
                await asyncio.sleep(0.02)

    async def listen(self) -> None:
        async for batch in self.channel.updates():
            self.heard.extend(batch)


def opened(name: str, url: str, *, token: str = "", probe: bool = False) -> Channel:
    """Open a channel as the program does, everything set to the sandbox at `url`."""
    settings = Settings.model_validate(
        {
            "public_url": url,
            "telegram_bot_token": token or TOKEN,
            "telegram_api_url": f"{url}/sandbox/telegram",
            "telegram": {"probe": probe},
            "twilio_account_sid": ACCOUNT,
            "twilio_auth_token": token or TWILIO_TOKEN,
            "twilio_whatsapp_from": NUMBER,
            "twilio_api_url": f"{url}/sandbox/twilio",
            "twilio_content_api_url": f"{url}/sandbox/content",
            "delivery": {"timeout": 2},
        }
    )
    channel = CHANNELS[name](settings, NEWSROOM, {"": [("start", "Start")], "fr": [("start", "Commencer")]})
    assert channel is not None
    return channel


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def world_of(name: str) -> AsyncIterator[World]:
    """Serve the sandbox and the hooks, start the channel, and let the person write to it once."""
    port = free_port()  # the sandbox wants the hook's address before it is mounted
    url = f"http://127.0.0.1:{port}"
    channel = opened(name, url)
    async with aiohttp.ClientSession() as http:
        world = World(channel, Address(name, READERS[name]), url, http)
        async with _served(world, port):
            await channel.start()
            listening = asyncio.create_task(world.listen())
            await world.says("/start")
            await world.hears(lambda event: isinstance(event, Inbound))
            world.heard.clear()
            yield world
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            await channel.close()


@asynccontextmanager
async def _served(world: World, port: int) -> AsyncIterator[None]:
    async def hook(asked: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in asked.headers.items()}
        called = Hook(f"{world.url}{asked.path_qs}", headers, await asked.read())
        world.heard.extend(world.channel.receive(called))
        return web.Response()

    app = web.Application()
    app.router.add_post("/hooks/whatsapp", hook)
    app.router.add_post("/hooks/whatsapp/status", hook)
    hooked = f"{world.url}/hooks/whatsapp"
    sandbox = Sandbox(
        SandboxOptions(TOKEN, ACCOUNT, TWILIO_TOKEN, NUMBER, utc, hooked, publish_every=0, taps_start=False)
    )
    sandbox.add_to(app)
    server = TestServer(app, host="127.0.0.1", port=port)
    await server.start_server(shutdown_timeout=0.1)
    await sandbox.start()
    yield
    await sandbox.close()
    await server.close()
