"""A newsroom's days in quick motion: feeds that publish and edit, and people who write, join and leave.

One day is what a small newsroom and the sources that it follows bring: 200 articles on eight feeds, one in
ten edited later; a hundred readers write something, a few join and leave.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Final

import aiohttp
from aiohttp import web

from benchmarks.stand import ACCOUNT, AUTH, NUMBER
from benchmarks.storage import FIRST
from bot.sandbox.callbacks import signature

FEEDS: Final = 8
SHOWN: Final = 30
"""Entries in each feed."""
EVERY: Final = 10
"""Seconds between two looks at a feed: days that last minutes leave no rhythm to be learned."""
ARTICLES: Final = 200
EDITED: Final = 0.1
LETTERS: Final = 100
"""What people write in a day, beside those who join and leave."""
COMERS: Final = 10
"""Who join in a day, and of whom as many leave."""
QUESTIONS: Final = ("/latest", "/topics", "/help", "/settings", "/status", "/mydata", "hello there", "/pause")
_BEGINNINGS: Final = ("Ka", "Mo", "Ti", "Ru", "Se", "Ba", "Lo", "Ne", "Fi", "Du", "Ga", "Ho")
_MIDDLES: Final = ("ra", "li", "do", "mu", "te", "sa", "ni", "vo", "ke", "zu")
_ENDS: Final = ("na", "ville", "berg", "dor", "stad", "ton", "mir", "lund", "haven", "wick")
_DOERS: Final = ("council", "court", "hospital", "harbour", "railway", "museum", "ministry", "university")
_DEEDS: Final = ("closes", "opens", "sells", "rebuilds", "bans", "funds", "moves", "inspects", "defends")
_THINGS: Final = (
    "bridge",
    "library",
    "stadium",
    "reservoir",
    "tram line",
    "archive",
    "clinic",
    "market hall",
)


@dataclass
class Article:
    """One article of a feed: how often it was edited since it was published."""

    number: int
    at: datetime
    place: str
    words: tuple[str, str, str]
    edits: int = 0

    @property
    def title(self) -> str:
        """Say its headline, which an edit changes."""
        doer, deed, thing = self.words
        more = f", {self.edits + 1} people hurt" if self.edits else ""
        return f"{self.place} {doer} {deed} its {thing}{more}"

    @property
    def body(self) -> str:
        """Say it in three sentences."""
        doer, deed, thing = self.words
        return (
            f"The {doer} of {self.place} {deed} its {thing}, the mayor of {self.place} said on Monday. "
            f"The {thing} of {self.place} was built in {1900 + self.number % 90}. "
            f"Neighbours of the {thing} had asked for it since {2000 + self.number % 20}."
        )

    def entry(self, site: str) -> str:
        """Write it as an entry of a feed, with its first sentence."""
        return (
            f"<item><title>{self.title}</title><link>{site}/{self.number}</link>"
            f'<guid isPermaLink="false">{self.number}</guid><pubDate>{format_datetime(self.at)}</pubDate>'
            f"<description>{self.body.partition('. ')[0]}.</description></item>"
        )

    def page(self) -> str:
        """Write its page."""
        text = "".join(f"<p>{self.body}</p>" for _ in range(3))
        return f"<html><head><title>{self.title}</title></head><body><article>{text}</article></body></html>"


@dataclass
class Days:
    """What happened so far."""

    days: float
    seconds: float
    site: str
    hooks: str
    published: int = 0
    edited: int = 0
    written: int = 0
    refused: int = 0
    feeds: list[list[Article]] = field(default_factory=lambda: [[] for _ in range(FEEDS)])
    dice: random.Random = field(default_factory=lambda: random.Random(4711))  # noqa: S311 -- no secret

    async def publish(self) -> None:
        """Publish, and edit now and then, evenly over all the seconds."""
        for wait in self._moments(ARTICLES):
            await wait
            self.new()
            if self.dice.random() < EDITED:
                chosen = self.dice.choice(self.dice.choice([feed for feed in self.feeds if feed]))
                chosen.edits += 1
                self.edited += 1

    async def write(self, session: aiohttp.ClientSession, readers: int) -> None:
        """Let readers write, strangers join, and leave again."""
        newest = FIRST + 10_000_000
        for wait in self._moments(LETTERS + 2 * COMERS):
            await wait
            what = self.dice.random() * (LETTERS + 2 * COMERS)
            if what < LETTERS:
                who, text = FIRST + self.dice.randint(1, readers), self.dice.choice(QUESTIONS)
            elif what < LETTERS + COMERS or newest == FIRST + 10_000_000:
                newest += 1
                who, text = newest, "/start"
            else:
                who, text = self.dice.randint(FIRST + 10_000_001, newest), "STOP"
            await self._say(session, f"+97{who}", text)

    def begin(self) -> None:
        """Let each feed have some articles already, for the first look, which alerts nobody."""
        for _ in range(SHOWN):
            self.new()

    def new(self) -> None:
        """Publish an article in one of the feeds."""
        self.published += 1
        dice = self.dice
        place = dice.choice(_BEGINNINGS) + "".join(dice.sample(_MIDDLES, 2)) + dice.choice(_ENDS)
        words = dice.choice(_DOERS), dice.choice(_DEEDS), dice.choice(_THINGS)
        feed = self.feeds[dice.randrange(FEEDS)]
        feed.insert(0, Article(self.published, datetime.now(UTC), place, words))
        del feed[SHOWN:]

    def _moments(self, a_day: int) -> Iterator[Awaitable[None]]:
        return _waits(self.seconds, int(self.days * a_day))

    async def _say(self, session: aiohttp.ClientSession, who: str, text: str) -> None:
        self.written += 1
        await self.hook(
            session,
            "/hooks/whatsapp",
            {
                "MessageSid": f"SM{self.written:032x}",
                "AccountSid": ACCOUNT,
                "From": f"whatsapp:{who}",
                "To": f"whatsapp:{NUMBER}",
                "Body": text,
                "NumMedia": "0",
                "ProfileName": "A reader",
            },
        )

    async def hook(self, session: aiohttp.ClientSession, path: str, form: dict[str, str]) -> None:
        """Post a signed hook, again until it is taken, as the service does."""
        url = f"{self.hooks}{path}"
        headers = {"X-Twilio-Signature": signature(url, form, AUTH)}
        for _ in range(20):
            with suppress(aiohttp.ClientError, TimeoutError):
                async with session.post(url, data=form, headers=headers) as answer:
                    if answer.ok:
                        return
            self.refused += 1
            await asyncio.sleep(1)

    async def feed(self, request: web.Request) -> web.StreamResponse:
        """Answer for a feed."""
        number = int(request.match_info["number"])
        articles = self.feeds[number]
        tag = f'"{sum(one.edits for one in articles)}-{articles[0].number if articles else 0}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        site = f"http://{request.host}"
        entries = "".join(one.entry(site) for one in articles)
        text = (
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>Paper {number}</title>'
            f"<link>{site}/</link><language>en</language>{entries}</channel></rss>"
        )
        return web.Response(text=text, content_type="application/rss+xml", headers={"ETag": tag})

    async def page(self, request: web.Request) -> web.StreamResponse:
        """Answer for an article's page."""
        number = int(request.match_info["article"])
        found = next((one for feed in self.feeds for one in feed if one.number == number), None)
        if found is None:
            raise web.HTTPNotFound
        return web.Response(text=found.page(), content_type="text/html")


def _waits(seconds: float, count: int) -> Iterator[Awaitable[None]]:
    """Give the waits between things that happen evenly over some seconds, however long each takes."""
    began = time.monotonic()
    for number in range(count):
        at = began + (number + 1) * seconds / count
        yield asyncio.sleep(max(0.0, at - time.monotonic()))


@asynccontextmanager
async def serving(days: Days, port: int) -> AsyncIterator[None]:
    """Serve the feeds on all of loopback; each has an address of its own."""
    app = web.Application()
    app.router.add_get("/feed/{number}.xml", days.feed)
    app.router.add_get(r"/{article:\d+}", days.page)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", port).start()  # noqa: S104 -- all of 127/8
    try:
        yield
    finally:
        await runner.cleanup()


def newsroom(folder: Path, port: int) -> Path:
    """Write the newsroom's file."""
    sources = "".join(
        f'[[source]]\nurl = "http://127.1.0.{number + 1}:{port}/feed/{number}.xml"\n'
        f'topics = ["israel"]\nlanguage = "en"\nevery = {EVERY}\n'
        for number in range(FEEDS)
    )
    path = folder / "newsroom.toml"
    path.write_text(
        '[newsroom]\nname = "The Paper"\nlanguages = ["en"]\n'
        f'[[topic]]\nid = "israel"\nnames = {{ en = "News" }}\n{sources}',
        encoding="utf-8",
    )
    return path
