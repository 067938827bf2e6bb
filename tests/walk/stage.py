"""The stage of the walk: the sandbox and a feed stay in this process, the program runs in others."""

import asyncio
import os
import random
import secrets
import signal
import socket
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import psycopg
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from sqlalchemy import Connection, func, insert, select

from bot.clock import utc_now
from bot.model import DeliveryState, Subscriber, Summary
from bot.sandbox import TELEGRAM_READER_ID, WHATSAPP_READER, Sandbox, SandboxOptions
from bot.store.database import Database
from bot.store.delivery import FOR_EVER
from bot.store.migration import migrate
from bot.store.schema import delivery, entry, event, subscriber
from tests.rows import a_sender, a_subscriber, an_alert
from tests.walk.killed import LEASE
from tests.walk.nursery import Nursery, Point

BOT = "4711"
TOKEN = f"{BOT}:a-made-up-token"
ACCOUNT = "AC" + "1" * 32
AUTH = "a-made-up-twilio-token"
NUMBER = "+15550100"
TOPIC = "news"
HEADLINE = "Harbour bridge reopens after nine months of repairs"
OLD_HEADLINE = "Council agrees on a budget for the coming year"
PHONES = {"telegram": f"telegram:{TELEGRAM_READER_ID}", "whatsapp": f"twilio:{WHATSAPP_READER}"}
SERVICES = {"telegram": "telegram", "whatsapp": "twilio"}
DONE = frozenset({DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ})

QUIET = LEASE + 0.5
"""Seconds to wait for a late double: more than any lease."""


@dataclass
class Feed:
    """A source whose new entry comes after the first look, and which says so when nothing has changed.

    `headline` is what that entry is called now.
    """

    looks: int = 0
    headline: str = HEADLINE

    async def answer(self, request: web.Request) -> web.Response:
        """Give what there is at this look."""
        self.looks += 1
        titles = [self.headline, OLD_HEADLINE] if self.looks > 1 else [OLD_HEADLINE]
        validator = {"ETag": f'"{len(titles)}-{len(self.headline)}"'}
        if request.headers.get("If-None-Match") == validator["ETag"]:
            return web.Response(status=304, headers=validator)
        return web.Response(text=rss(titles), content_type="application/rss+xml", headers=validator)


def rss(titles: Sequence[str]) -> str:
    """Write a feed."""
    moment = format_datetime(datetime.now(UTC))
    entries = "".join(
        f"<item><guid>paper-{number}</guid><title>{title}</title><link>https://paper.example/{number}</link>"
        f"<description>{title}, the town said on Monday. Ferries run as before.</description>"
        f"<pubDate>{moment}</pubDate></item>"
        for number, title in enumerate(reversed(titles), 1)
    )
    return f'<rss version="2.0"><channel><title>The Paper</title>{entries}</channel></rss>'


@dataclass
class Stage:
    """Everything but the program, and ways to start it and to see what it did."""

    folder: Path
    nursery: Nursery
    database: Database
    database_url: str
    port: int
    root: str = ""
    session: ClientSession = field(init=False)
    readers: list[str] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    slow: float = 0.0
    feed: Feed = field(default_factory=Feed)
    running: list[int] = field(default_factory=list)

    # ---- what the test does

    async def start(self, point: Point | None = None) -> int:
        """Start the program; it kills itself at `point`."""
        self.running.append(self.nursery.start(self._environment() | self.settings, self.log, point))
        return self.running[-1]

    async def killed_at(self, point: Point) -> None:
        """Run the program until it has killed itself."""
        await self.until_killed(await self.start(point))

    async def until_killed(self, process: int) -> None:
        """Wait until the program has killed itself."""
        try:
            code = await self.nursery.end_of(process)
        except TimeoutError:
            raise AssertionError(f"it was not killed:\n{self.said()}") from None
        self.running.remove(process)
        assert code == -signal.SIGKILL, self.said()

    async def stop(self, process: int) -> int:
        """Ask the program to stop; returns its exit code."""
        os.kill(process, signal.SIGTERM)
        self.running.remove(process)
        return await self.nursery.end_of(process, 10.0)

    async def until_at_work(self) -> None:
        """Wait until the running program takes hooks and looks for work."""

        async def at_work() -> bool:
            return '"event": "at work"' in self.said().rpartition('"event": "ready"')[2]

        await self.until(at_work)

    async def write(self, phone: str, text: str) -> None:
        """Type something into one of the sandbox's two phones."""
        await self.post(f"/phones/{phone}/text", text=text)

    async def post(self, path: str, **body: object) -> Any:  # noqa: ANN401 -- what JSON says
        """Ask the sandbox for something."""
        async with self.session.post(f"{self.root}/sandbox{path}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    # ---- what came of it

    async def heard(self) -> dict[str, list[str]]:
        """List by reader what the sandbox accepted for them."""
        async with self.session.get(f"{self.root}/sandbox/journal") as answer:
            texts: dict[str, list[str]] = {}
            for one in await answer.json():
                texts.setdefault(f"{one['service']}:{one['to']}", []).append(one["text"])
            return texts

    async def copies(self, words: str = HEADLINE) -> Counter[str]:
        """Count by reader the messages with these words; no other messages may be there."""
        heard = await self.heard()
        assert all(words in text for texts in heard.values() for text in texts), heard
        return Counter({reader: len(texts) for reader, texts in heard.items()})

    async def states(self) -> dict[str, str]:
        """Say by reader what became of the alert's delivery."""
        query = (
            select(subscriber.c.channel, subscriber.c.address, delivery.c.state)
            .join(subscriber, subscriber.c.id == delivery.c.subscriber_id)
            .where(delivery.c.alert_id.is_not(None))
        )
        rows = await self.database.read(lambda tx: tx.execute(query).all())
        return {f"{SERVICES[row.channel]}:{row.address}": row.state for row in rows}

    async def rests(self) -> bool:
        """Say whether nothing is left to do: no row waits for any step."""
        waiting = [select(func.count()).where(table.c.due_at.is_not(None)) for table in (entry, event)]
        undone = (delivery.c.state.not_in(DONE), delivery.c.due_at < FOR_EVER)
        waiting.append(select(func.count()).where(*undone))
        waiting.append(select(func.count()).where(delivery.c.amend_at.is_not(None)))
        counts = await self.database.read(lambda tx: [tx.scalar(query) for query in waiting])
        return not any(counts)

    async def until(self, holds: Callable[[], Awaitable[bool]], seconds: float = 60.0) -> None:
        """Wait for a condition."""
        try:
            async with asyncio.timeout(seconds):
                while not await holds():  # noqa: ASYNC110 -- what other processes do sets no event
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise AssertionError(f"{await self.heard()} {await self.states()}\n{self.said()}") from None

    async def until_quiet(self, readers: Sequence[str]) -> None:
        """Wait until all of these heard something and no row waits, then for a late double."""

        async def settled() -> bool:
            return set(readers) <= (await self.heard()).keys() and await self.rests()

        await self.until(settled)
        await asyncio.sleep(QUIET)

    @property
    def log(self) -> Path:
        """Where all processes of the program write their logs."""
        return self.folder / "log"

    def said(self) -> str:
        """Give the end of the log."""
        return self.log.read_text(encoding="utf-8")[-6000:] if self.log.exists() else "no log"

    # ---- how it is set up

    async def with_readers(self, priority: str = "normal") -> None:
        """Make two readers on each channel, who had one message before, and a source of alerts."""
        self._newsroom(
            f'[[source]]\nurl = "{self.root}/feed.xml"\ntopics = ["{TOPIC}"]\n'
            f'priority = "{priority}"\nevery = 0.2\n'
        )
        people = await self.post("/people", telegram=2, whatsapp=2)
        chats, numbers = [str(id_) for id_ in people["telegram"]], people["whatsapp"]
        self.readers = [f"telegram:{id_}" for id_ in chats] + [f"twilio:{number}" for number in numbers]
        welcome = {"chat_id": chats[0], "text": "Welcome"}
        earlier = (await self.post(f"/telegram/bot{TOKEN}/sendMessage", **welcome))["result"]["message_id"]
        await self.database.write(lambda tx: _subscribe(tx, chats, numbers, str(earlier)))
        await self.session.delete(f"{self.root}/sandbox/journal")

    async def with_phones(self) -> None:
        """Subscribe the sandbox's two phones, and write an alert that they can ask for."""
        self._newsroom("")
        now = utc_now()
        summary = Summary(HEADLINE, ("Ferries run as before.",), "en")

        def write(tx: Connection) -> None:
            _a_reader(tx, "telegram", str(TELEGRAM_READER_ID), now)
            _a_reader(tx, "whatsapp", WHATSAPP_READER, now)
            an_alert(tx, topics=[TOPIC], summary=summary, now=now)

        await self.database.write(write)

    def _newsroom(self, sources: str) -> None:
        (self.folder / "newsroom.toml").write_text(
            f'[newsroom]\nname = "The Paper"\nlanguages = ["en"]\n[[topic]]\nid = "{TOPIC}"\n'
            f'names = {{ en = "News" }}\n{sources}',
            encoding="utf-8",
        )

    def _environment(self) -> dict[str, str]:
        seconds = str(LEASE)
        return {
            "DATABASE_URL": self.database_url,
            "PORT": str(self.port),
            "PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": f"{self.root}/sandbox/telegram",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": AUTH,
            "TWILIO_API_URL": f"{self.root}/sandbox/twilio",
            "TWILIO_CONTENT_API_URL": f"{self.root}/sandbox/content",
            "TWILIO_WHATSAPP_FROM": NUMBER,
            "TOCSIN_NEWSROOM": str(self.folder / "newsroom.toml"),
            "TOCSIN_FETCH_ALLOW_PRIVATE": "true",
            "TOCSIN_EDIT_READ_PAGES": "false",
            "TOCSIN_POLL_MINIMUM": "0.2",
            "TOCSIN_POLL_LEASE": seconds,
            "TOCSIN_EDIT_LEASE": seconds,
            "TOCSIN_REVISE_EVERY": "0.2",
            "TOCSIN_DELIVERY_LEASE": seconds,
            "TOCSIN_DELIVERY_TIMEOUT": str(LEASE - 0.3),
            "TOCSIN_TELEGRAM_PROBE": "true",
        }


def _a_reader(tx: Connection, channel: str, address: str, now: datetime) -> Subscriber:
    account = {"telegram": BOT, "whatsapp": NUMBER}[channel]
    return a_subscriber(
        tx, channel=channel, account=account, address=address, topics=[TOPIC], heard_at=now, now=now
    )


def _subscribe(tx: Connection, chats: Sequence[str], numbers: Sequence[str], earlier: str) -> None:
    """Subscribe readers; the first has had a message with the id `earlier`, after which a probe looks."""
    now = utc_now()
    made = [_a_reader(tx, "telegram", chat, now) for chat in chats]
    made += [_a_reader(tx, "whatsapp", number, now) for number in numbers]
    moments = dict.fromkeys(("due_at", "created_at", "sent_at"), now)
    whose = {"subscriber_id": made[0].id, "sender_id": a_sender(tx, "telegram", BOT, now), "priority": 0}
    tx.execute(insert(delivery).values(state=DeliveryState.SENT, external_id=earlier, **whose, **moments))


@contextmanager
def both_databases(folder: Path, server: str) -> Iterator[dict[Path, str]]:
    """Make an empty database of each kind; yields their URLs, by a folder for the case played on it."""
    name = f"walk_{secrets.token_hex(8)}"
    small, large = folder / "sqlite", folder / "postgresql"
    small.mkdir()
    large.mkdir()
    embedded = f"sqlite:///{small / 'tocsin.db'}"
    database = Database(embedded)
    migrate(database)
    database.close()
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE template_tocsin".encode())
        yield {small: embedded, large: server.replace("/postgres?", f"/{name}?")}
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@asynccontextmanager
async def set_up(folder: Path, nursery: Nursery, database_url: str) -> AsyncIterator[Stage]:
    """Set the stage, and clear it whatever happens."""
    stage = Stage(folder, nursery, Database(database_url), database_url, free_port())
    options = SandboxOptions(
        telegram_token=TOKEN,
        twilio_account=ACCOUNT,
        twilio_token=AUTH,
        whatsapp_from=NUMBER,
        whatsapp_hook=f"http://127.0.0.1:{stage.port}/hooks/whatsapp",
        publish_every=0,
        taps_start=False,
        clock=utc_now,
    )

    @web.middleware
    async def slowly(request: web.Request, handler: Any) -> Any:  # noqa: ANN401 -- aiohttp's own shape
        answer = await handler(request)
        if request.path.endswith("/sendMessage"):
            await asyncio.sleep(stage.slow)
        return answer

    sandbox = Sandbox(options)
    app = web.Application(middlewares=[slowly])
    app.router.add_get("/feed.xml", stage.feed.answer)
    sandbox.add_to(app)
    async with TestServer(app) as server, ClientSession() as session:
        stage.root, stage.session = str(server.make_url("")).rstrip("/"), session
        try:
            yield stage
        finally:
            for process in stage.running:
                os.kill(process, signal.SIGKILL)
                await nursery.end_of(process)
            await sandbox.close()
            stage.database.close()


def free_port() -> int:
    """Find a port below those that the system gives to connections, so that none takes it meanwhile."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)):
                return port
