"""A sandbox on loopback, with a hook that remembers what was posted to it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import telegram
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from twilio.rest import Client

from bot.sandbox import TELEGRAM_READER_ID, WHATSAPP_READER, Sandbox, SandboxOptions

TOKEN = "4711:secret"
ACCOUNT = "AC" + "1" * 32
AUTH = "twilio-token"
FROM = "whatsapp:+15550100"
READER = f"whatsapp:{WHATSAPP_READER}"


@dataclass
class HandClock:
    """A clock that stands until it is moved."""

    now: datetime = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Posted:
    """One request to the bot's hook."""

    url: str
    form: dict[str, str]
    headers: Mapping[str, str]
    body: str


@dataclass
class Hook:
    """The bot's side of the callbacks: answers `statuses` one after the other, then 200."""

    url: str = ""
    posted: list[Posted] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        body = "" if form else await request.text()
        self.posted.append(Posted(str(request.url), form, request.headers, body))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)


@dataclass
class Stand:
    """A running sandbox and ways to talk to it."""

    sandbox: Sandbox
    clock: HandClock
    hook: Hook
    root: str
    session: ClientSession

    @property
    def base(self) -> str:
        return self.root + "/sandbox"

    async def call(self, method: str, token: str = TOKEN, **params: Any) -> dict[str, Any]:  # noqa: ANN401  JSON
        url = f"{self.base}/telegram/bot{token}/{method}"
        async with self.session.post(url, json=params) as answer:
            body: dict[str, Any] = await answer.json()
            assert body["ok"] == (answer.status == 200)
            return body

    async def send(self, text: str = "Hello", **params: Any) -> dict[str, Any]:  # noqa: ANN401  JSON
        given: dict[str, Any] = {"chat_id": TELEGRAM_READER_ID, "text": text}
        return await self.call("sendMessage", **(given | params))

    async def refusal(self, method: str, **params: Any) -> str:  # noqa: ANN401  JSON
        given: dict[str, Any] = {"chat_id": TELEGRAM_READER_ID}
        body = await self.call(method, **(given | params))
        assert not body["ok"], body
        return str(body["description"])

    async def updates(self, **params: Any) -> list[dict[str, Any]]:  # noqa: ANN401  JSON
        result: list[dict[str, Any]] = (await self.call("getUpdates", **params))["result"]
        return result

    async def post(self, path: str, status: int = 200, **body: object) -> dict[str, Any]:
        async with self.session.post(self.base + path, json=body) as answer:
            assert answer.status == status, await answer.text()
            result: dict[str, Any] = await answer.json() if status == 200 else {}
            return result

    async def get(self, path: str) -> Any:  # noqa: ANN401  JSON
        async with self.session.get(self.base + path) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def bubbles(self, phone: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.get("/phones"))[phone]["bubbles"]
        return found

    async def journal(self) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = await self.get("/journal")
        return entries

    def bot(self) -> telegram.Bot:
        return telegram.Bot(TOKEN, base_url=f"{self.base}/telegram/bot")

    def client(self, password: str = AUTH) -> Client:
        client = Client(ACCOUNT, password)
        client.api.base_url = f"{self.base}/twilio"
        client.content.base_url = f"{self.base}/content"
        return client

    async def create(self, **params: str) -> Any:  # noqa: ANN401  the library has no types
        """Send one WhatsApp message with Twilio's own client."""
        return await asyncio.to_thread(
            self.client().messages.create, **({"to": READER, "from_": FROM} | params)
        )

    async def status(self, sid: str, wanted: str) -> Any:  # noqa: ANN401  the same
        """Wait until a message has the status `wanted`."""
        for _ in range(1_000):
            message = await asyncio.to_thread(self.client().messages(sid).fetch)
            if message.status == wanted:
                return message
            await asyncio.sleep(0.05)
        raise AssertionError(f"{message.status} and never {wanted}")


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    for _ in range(3_000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came about")


@asynccontextmanager
async def standing(**options: Any) -> AsyncIterator[Stand]:  # noqa: ANN401  fields of SandboxOptions
    """Run a sandbox on free ports."""
    hook, clock = Hook(), HandClock()
    outside = web.Application()
    outside.router.add_post("/{rest:.*}", hook.handle)
    hooks = TestServer(outside)
    await hooks.start_server()
    hook.url = str(hooks.make_url("/hooks/whatsapp"))
    usual: dict[str, Any] = {"whatsapp_hook": hook.url, "publish_every": 0.0, "taps_start": False}
    sandbox = Sandbox(SandboxOptions(TOKEN, ACCOUNT, AUTH, FROM, clock, **(usual | options)))
    app = web.Application()
    sandbox.add_to(app)
    server = TestServer(app)
    await server.start_server()
    await sandbox.start()
    async with ClientSession() as session:
        yield Stand(sandbox, clock, hook, str(server.make_url("")).rstrip("/"), session)
    await sandbox.close()
    await server.close()
    await hooks.close()
