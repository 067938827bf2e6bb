"""An installation that nothing is wrong with: real stand-ins, a real database, and a server of its own."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.app.doctor import CHECKS, Check, Finding, Grade, examine
from bot.app.doctor.case import Case, opened
from bot.app.doctor.report import discreet
from bot.app.identity import proof_of
from bot.channels.email_opening import open_email
from bot.channels.telegram_opening import open_telegram
from bot.channels.whatsapp_opening import open_whatsapp
from bot.clock import utc_now
from bot.errors import Forged
from bot.newsroom import load as load_newsroom
from bot.ports import Hook
from bot.settings import Settings
from bot.store.database import Database
from bot.store.migration import migrate
from tests.app.test_run import ACCOUNT, NUMBER, TELEGRAM_READER, TOKEN, TWILIO_TOKEN, services
from tests.environment import load
from tests.house import free_port
from tests.program import ROOT

NEWSROOM = """
[newsroom]
name = "The Paper"
languages = ["en", "fr"]
timezone = "Europe/Paris"
contact = "desk@paper.example"

[[topic]]
id = "world"
names = { en = "World", fr = "Monde" }

[[source]]
url = "FEED"
topics = ["world"]
"""
DISK = "/dev/sda1 / ext4 rw 0 0\n"
GIGABYTE = 2**30

Serve = Callable[[web.Request], web.Response]


@dataclass
class Site:
    """What answers at PUBLIC_URL: the program's own doors, until a test puts something else there."""

    settings: Settings | None = None
    other: dict[str, Serve] = field(default_factory=dict)
    url: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        if served := self.other.get(request.path) or self.other.get("*"):
            return served(request)
        if request.path == "/feed.xml":
            return web.Response(body=feed(utc_now(), self.url), content_type="application/xml")
        if request.path == "/health" and self.settings:
            proof = proof_of(self.settings, "The Paper", request.query.get("nonce", ""))
            return web.json_response({"alive": True, "proof": proof})
        if request.path.startswith("/hooks/"):
            return self._hooked(request, await request.read())
        raise web.HTTPNotFound

    def _hooked(self, request: web.Request, body: bytes) -> web.Response:
        """Take a hook as the program does, through the channels' own locks."""
        assert self.settings
        newsroom = load_newsroom(self.settings.newsroom)
        opened = {"telegram": open_telegram, "email": open_email}.get(
            request.path.split("/")[2], open_whatsapp
        )
        channel = opened(self.settings, newsroom, {})
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            assert channel
            events = channel.receive(Hook(self.settings.public_url + request.path_qs, headers, body))
        except Forged:
            return web.Response(status=403)
        assert not events  # what the doctor says means nothing
        return web.Response(status=204)


def feed(published: datetime, site: str) -> bytes:
    """Write a feed with one entry."""
    entry = f"<title>A bridge opens</title><link>{site}/a</link><pubDate>{format_datetime(published)}"
    head = "<title>The Paper</title><link>https://paper.example/</link>"
    return f'<rss version="2.0"><channel>{head}<item>{entry}</pubDate></item></channel></rss>'.encode()


@dataclass
class Installation:
    """One installation in a folder; tests change it, and let the doctor look at it."""

    folder: Path
    sandbox: str
    site: Site
    environment: dict[str, str]
    postgres: str
    case_also: dict[str, Any] = field(default_factory=dict)

    @property
    def newsroom(self) -> Path:
        return self.folder / "newsroom.toml"

    @property
    def env_file(self) -> Path:
        return self.folder / "tocsin.env"

    @property
    def database_file(self) -> Path:
        return self.folder / "tocsin.db"

    def rewrite(self, old: str, new: str) -> None:
        """Change the newsroom file."""
        words = self.newsroom.read_text("utf-8")
        assert old in words
        self.newsroom.write_text(words.replace(old, new), "utf-8")

    async def order(self, path: str, **asked: object) -> None:
        """Order something of the sandbox."""
        async with ClientSession() as session, session.post(f"{self.sandbox}/{path}", json=asked) as answer:
            assert answer.status == 200, await answer.text()

    async def call(self, method: str, **asked: object) -> Any:  # noqa: ANN401 -- what JSON says
        """Call a method of the Bot API, as another program with the token would."""
        url = f"{self.sandbox}/telegram/bot{TOKEN}/{method}"
        async with ClientSession() as session, session.post(url, json=asked) as answer:
            return json.loads(await answer.text())

    def case(self) -> Case:
        usual: dict[str, Any] = {
            "mounts": self.folder / "mounts",
            "free": lambda _path: 50 * GIGABYTE,
            "templates": ROOT / "config" / "templates",
            "patience": 3.0,
        }
        return opened(self.environment, self.folder, **(usual | self.case_also))

    async def examined(self, *names: str) -> list[Finding]:
        """Let the doctor look; `names` are those of the checks, all where there are none."""
        checks: dict[str, Check] = {name: CHECKS[name] for name in names or CHECKS}
        case = self.case()
        return discreet(await examine(case, checks, seconds=30), case)


def told(findings: Sequence[Finding], *, above: Grade = Grade.OK) -> list[Finding]:
    """Keep what is worse than `above`."""
    grades = list(Grade)
    return [one for one in findings if grades.index(one.grade) > grades.index(above)]


@asynccontextmanager
async def installed(folder: Path, postgres: str = "") -> AsyncIterator[Installation]:
    """Install it: both accounts, SQLite, a feed, PUBLIC_URL on loopback as the services are."""
    site = Site()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", site.answer)
    server = TestServer(application, host="127.0.0.1")
    await server.start_server()
    site.url = f"http://127.0.0.1:{server.port}"
    async with services("http://127.0.0.1:9") as sandbox:
        environment = {
            "DATABASE_URL": f"sqlite:///{folder / 'tocsin.db'}",
            "PORT": str(free_port()),
            "PUBLIC_URL": site.url,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": f"{sandbox}/telegram",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TWILIO_TOKEN,
            "TWILIO_WHATSAPP_FROM": NUMBER,
            "TWILIO_API_URL": f"{sandbox}/twilio",
            "TWILIO_CONTENT_API_URL": f"{sandbox}/content",
            "TWILIO_MESSAGING_API_URL": f"{sandbox}/messaging",
            "TOCSIN_OWNER": f"telegram:{TELEGRAM_READER}",
            "TOCSIN_NEWSROOM": str(folder / "newsroom.toml"),
            "TOCSIN_FETCH_ALLOW_PRIVATE": "true",
        }
        (folder / "newsroom.toml").write_text(NEWSROOM.replace("FEED", f"{site.url}/feed.xml"), "utf-8")
        (folder / "tocsin.env").write_text("TOCSIN_LOG_LEVEL=info\n", "utf-8")
        (folder / "tocsin.env").chmod(0o600)
        (folder / "mounts").write_text(DISK, "utf-8")
        database = Database(environment["DATABASE_URL"])
        migrate(database)
        database.close()
        made = Installation(folder, sandbox, site, environment, postgres)
        await made.order("condition", hook=f"{site.url}/hooks/whatsapp")
        site.settings = load(environment, folder)
        yield made
    await server.close()
