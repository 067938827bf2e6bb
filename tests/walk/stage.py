"""The stage of the walk: the sandbox and a feed stay in this process, the program runs in others."""

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from rows import a_sender, a_subscriber
from sqlalchemy import Connection, func, insert, select

from bot.clock import utc_now
from bot.model import DeliveryState
from bot.sandbox import TELEGRAM_READER_ID, WHATSAPP_READER, Sandbox, SandboxOptions
from bot.store.database import Database
from bot.store.schema import delivery, entry, event
from tests.walk.killed import LEASE

ROOT = Path(__file__).parents[2]
BOT = "4711"
TOKEN = f"{BOT}:a-made-up-token"
ACCOUNT = "AC" + "1" * 32
AUTH = "a-made-up-twilio-token"
NUMBER = "+15550100"
TOPIC = "news"
HEADLINE = "Harbour bridge reopens after nine months of repairs"
OLD_HEADLINE = "Council agrees on a budget for the coming year"
PHONES = (f"telegram:{TELEGRAM_READER_ID}", f"twilio:{WHATSAPP_READER}")
DONE = frozenset({DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ})

QUIET = LEASE + 0.5
"""Seconds to wait for a late double: more than any lease."""


@dataclass(frozen=True)
class Point:
    """The moment at which a process kills itself; see tests/walk/killed.py."""

    target: str
    when: str
    mentions: Sequence[str] = (HEADLINE,)


class Nursery:
    """Starts processes of the program; answers at once, whatever they do."""

    def __init__(self) -> None:
        ours = ("TOCSIN_", "TELEGRAM_", "TWILIO_", "DATABASE_URL", "PORT", "PUBLIC_URL")
        clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("killed.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=clean | {"PYTHONPATH": str(ROOT)},
            text=True,
        )

    def start(self, environment: Mapping[str, str], log: Path, point: Point | None) -> int:
        """Start the program; returns its process id."""
        made = asdict(point) if point else None
        return int(self._ask({"environment": dict(environment), "log": str(log), "point": made}))

    async def end_of(self, process: int, seconds: float = 30.0) -> int:
        """Wait until a process has ended; returns its exit code, negative for a signal."""
        async with asyncio.timeout(seconds):
            while (code := self._ask({"wait": process})) is None:
                await asyncio.sleep(0.05)
        return int(code)

    def close(self) -> None:
        """End it, and whoever it started and did not wait for."""
        self._process.communicate(timeout=20)

    def _ask(self, order: dict[str, Any]) -> Any:  # noqa: ANN401 -- what JSON says
        asked, answered = self._process.stdin, self._process.stdout
        if asked is None or answered is None:
            raise AssertionError("both are pipes")
        asked.write(json.dumps(order) + "\n")
        asked.flush()
        return json.loads(answered.readline())


@dataclass
class Feed:
    """A source whose new entry comes after the first look; `priority` is the source's."""

    looks: int = 0

    async def answer(self, _request: web.Request) -> web.Response:
        """Give what there is at this look."""
        self.looks += 1
        titles = [HEADLINE, OLD_HEADLINE] if self.looks > 1 else [OLD_HEADLINE]
        return web.Response(text=rss(titles), content_type="application/rss+xml")


def rss(titles: Sequence[str]) -> str:
    """Write a feed."""
    moment = format_datetime(datetime.now(UTC))
    entries = "".join(
        f"<item><guid>{title}</guid><title>{title}</title><link>https://paper.example/{number}</link>"
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
    slow: float = 0.0
    running: list[int] = field(default_factory=list)

    # ---- what the test does

    async def start(self, point: Point | None = None, **settings: str) -> int:
        """Start the program; it kills itself at `point`."""
        self.running.append(self.nursery.start(self._environment() | settings, self.log, point))
        return self.running[-1]

    async def killed_at(self, point: Point, **settings: str) -> None:
        """Run the program until it has killed itself."""
        process = await self.start(point, **settings)
        assert await self.nursery.end_of(process) == -signal.SIGKILL, self.said()
        self.running.remove(process)

    async def stop(self, process: int) -> int:
        """Ask the program to stop; returns its exit code."""
        os.kill(process, signal.SIGTERM)
        self.running.remove(process)
        return await self.nursery.end_of(process)

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

    async def states(self) -> Counter[str]:
        """Count the deliveries by state."""
        query = select(delivery.c.state, func.count()).group_by(delivery.c.state)
        return Counter(dict(list(map(tuple, await self.database.read(lambda tx: tx.execute(query).all())))))

    async def rests(self) -> bool:
        """Say whether nothing is left to do: no row waits for any step."""
        waiting = [select(func.count()).where(table.c.due_at.is_not(None)) for table in (entry, event)]
        waiting.append(select(func.count()).where(delivery.c.state.not_in(DONE)))
        counts = await self.database.read(lambda tx: [tx.scalar(query) for query in waiting])
        return not any(counts)

    async def until(self, holds: Callable[[], Awaitable[bool]], seconds: float = 30.0) -> None:
        """Wait for a condition."""
        try:
            async with asyncio.timeout(seconds):
                while not await holds():
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

    async def prepare(self, priority: str) -> None:
        """Write the newsroom file, and make two readers on each channel, with one earlier message."""
        (self.folder / "newsroom.toml").write_text(
            f'[newsroom]\nname = "The Paper"\nlanguages = ["en"]\n[[topic]]\nid = "{TOPIC}"\n'
            f'names = {{ en = "News" }}\n[[source]]\nurl = "{self.root}/feed.xml"\ntopics = ["{TOPIC}"]\n'
            f'priority = "{priority}"\nevery = 0.2\n',
            encoding="utf-8",
        )
        people = await self.post("/people", telegram=2, whatsapp=2)
        chats, numbers = [str(id_) for id_ in people["telegram"]], people["whatsapp"]
        self.readers = [f"telegram:{id_}" for id_ in chats] + [f"twilio:{number}" for number in numbers]
        welcome = {"chat_id": chats[0], "text": "Welcome"}
        async with self.session.post(
            f"{self.root}/sandbox/telegram/bot{TOKEN}/sendMessage", json=welcome
        ) as sent:
            message_id = (await sent.json())["result"]["message_id"]
        await self.database.write(lambda tx: seed(tx, chats, numbers, str(message_id)))
        await self.session.delete(f"{self.root}/sandbox/journal")

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
            "TOCSIN_DELIVERY_LEASE": seconds,
            "TOCSIN_DELIVERY_TIMEOUT": str(LEASE - 0.3),
            "TOCSIN_TELEGRAM_PROBE": "true",
        }


def seed(tx: Connection, chats: Sequence[str], numbers: Sequence[str], earlier: str) -> None:
    """Subscribe the readers; the first has had an `earlier` message, after which a probe can look."""
    now = utc_now()
    people = [("telegram", BOT, one) for one in chats] + [("whatsapp", NUMBER, one) for one in numbers]
    made = [
        a_subscriber(
            tx, channel=channel, account=account, address=address, topics=[TOPIC], heard_at=now, now=now
        )
        for channel, account, address in people
    ]
    moments = dict.fromkeys(("due_at", "created_at", "sent_at"), now)
    whose = {"subscriber_id": made[0].id, "sender_id": a_sender(tx, "telegram", BOT, now), "priority": 0}
    tx.execute(insert(delivery).values(state=DeliveryState.SENT, external_id=earlier, **whose, **moments))


@asynccontextmanager
async def set_up(
    folder: Path, nursery: Nursery, database: Database, url: str, priority: str = "normal"
) -> AsyncIterator[Stage]:
    """Set the stage, and clear it whatever happens."""
    stage = Stage(folder, nursery, database, url, free_port())
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
    app.router.add_get("/feed.xml", Feed().answer)
    sandbox.add_to(app)
    async with TestServer(app) as server, ClientSession() as session:
        stage.root, stage.session = str(server.make_url("")).rstrip("/"), session
        await stage.prepare(priority)
        try:
            yield stage
        finally:
            for process in stage.running:
                os.kill(process, signal.SIGKILL)
                await nursery.end_of(process)
            await sandbox.close()


def free_port() -> int:
    """Find a port below those that the system gives to connections, so that none takes it meanwhile."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)):
                return port
