"""The whole program inside a test, on loopback, and a newspaper that a test writes."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from bot.app import PARTS, run
from bot.store import source as sources
from bot.store.database import Database
from tests.environment import load
from tests.fakes import until

PHONES = ("telegram", "whatsapp")
NEWSROOM = """
[newsroom]
name = "The Paper"
languages = ["en", "fr", "he"]
timezone = "Asia/Jerusalem"

[[topic]]
id = "world"
names = { en = "World", fr = "Monde", he = "עולם" }
"""

Serve = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Paper:
    """A site that serves what a test puts under a path: bytes as XML, text as a page, or a handler."""

    url: str = ""
    shelf: dict[str, bytes | str | Serve] = field(default_factory=dict)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        found = self.shelf.get(request.path.lstrip("/"))
        match found:
            case None:
                raise web.HTTPNotFound
            case bytes():
                return web.Response(body=found, content_type="application/xml")
            case str():
                return web.Response(text=found, content_type="text/html")
            case _:
                return await found(request)


@asynccontextmanager
async def printing() -> AsyncIterator[Paper]:
    """Serve a paper on loopback."""
    paper, application = Paper(), web.Application()
    application.router.add_get("/{path:.*}", paper.answer)
    server = TestServer(application, host="127.0.0.1")
    await server.start_server()
    paper.url = str(server.make_url("/"))
    yield paper
    await server.close()


def feed(*items: str, language: str = "en") -> bytes:
    """Write an RSS feed of items that are XML already."""
    head = f"<title>The Paper</title><link>https://paper.example/</link><language>{language}</language>"
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{body}</channel></rss>'.encode()


def item(title: str = "", link: str = "", text: str = "", guid: str = "") -> str:
    """Write an item of a feed, with what is not empty."""
    parts = {"title": title, "link": link, "description": text, "guid": guid}
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in parts.items() if value)


@dataclass
class House:
    """The running program, its log, its database, and what stands on the two phones of `sandbox`."""

    url: str
    sandbox: str
    log: Sequence[MutableMapping[str, Any]]
    database: Database
    session: ClientSession

    async def bubbles(self, phone: str) -> list[dict[str, Any]]:
        async with self.session.get(f"{self.sandbox}/phones") as answer:
            found: list[dict[str, Any]] = (await answer.json())[phone]["bubbles"]
            return found

    async def write(self, phone: str, text: str) -> None:
        async with self.session.post(f"{self.sandbox}/phones/{phone}/text", json={"text": text}) as answer:
            assert answer.status == 200

    async def told(self, phone: str, words: str, seconds: float = 60) -> dict[str, Any]:
        """Wait for a message of ours that holds these words."""
        async with asyncio.timeout(seconds):
            while True:
                for bubble in await self.bubbles(phone):
                    if bubble["from"] == "bot" and words in bubble["text"]:
                        return bubble
                await asyncio.sleep(0.05)

    async def has_looked(self, count: int = 1) -> None:
        """Wait until this many sources have had their first look: from now on, what is new is news."""
        async with asyncio.timeout(60):
            while True:
                rows = await self.database.read(sources.listed)
                if sum(row.baseline_at is not None for row in rows) >= count:
                    return
                await asyncio.sleep(0.05)

    def logged(self, event: str) -> list[MutableMapping[str, Any]]:
        return [one for one in self.log if one["event"] == event]


async def phones_open(opened: Callable[[], Sequence[Mapping[str, Any]]]) -> None:
    """Wait until both phones can be written to, by the lines of channels that are open.

    The mailbox may open before or after.
    """
    await until(lambda: {"telegram", "whatsapp"} <= {one["channel"] for one in opened()})


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as made:
        port: int = made.getsockname()[1]
        return port


@asynccontextmanager
async def living(
    folder: Path, *urls: str, sandbox: str = "", without: str = "", **settings: str
) -> AsyncIterator[House]:
    """Run the program in this process, with these sources, `without` a part; `sandbox`: one elsewhere."""
    listed = "".join(f'[[source]]\nurl = "{url}"\ntopics = ["world"]\nevery = 1\n' for url in urls)
    (folder / "newsroom.toml").write_text(NEWSROOM + listed, encoding="utf-8")
    database_url = f"sqlite:///{folder / 'house.db'}"
    told = {
        "DATABASE_URL": database_url,
        "PORT": str(free_port()),
        "TOCSIN_NEWSROOM": str(folder / "newsroom.toml"),
        "TOCSIN_POLL_MINIMUM": "1",
        "TOCSIN_FETCH_ALLOW_PRIVATE": "true",
        "TOCSIN_FETCH_TIMEOUT": "1",
        "TOCSIN_FETCH_MAX_BYTES": "500000",
        "TOCSIN_SANDBOX_PUBLISH_EVERY": "0",
    } | settings
    url, stop = f"http://127.0.0.1:{told['PORT']}", asyncio.Event()
    with capture_logs() as log:
        program = asyncio.create_task(run(load(told, folder), PARTS - {without}, stop))
        await _until_ready(log, program)
        database = Database(database_url)
        async with ClientSession() as session:
            yield House(url, sandbox or f"{url}/sandbox", log, database, session)
        stop.set()
        await program
        database.close()


async def _until_ready(log: Sequence[MutableMapping[str, Any]], program: "asyncio.Task[None]") -> None:
    async with asyncio.timeout(60):
        while not any(one["event"] == "ready" for one in log):
            if program.done():
                program.result()
            await asyncio.sleep(0.02)
