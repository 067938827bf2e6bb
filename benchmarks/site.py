"""A stand-in for thousands of newsrooms: their feeds on one port, which speak as real servers do.

Every address of 127.0.0.0/8 is a server of its own here. Half of the feeds take no notice of
validators, and half of those stamp each answer with its hour, so that no two are alike.
"""

import argparse
import random
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from aiohttp import web

ENTRIES = 30
"""In each feed."""

PER_NET = 250

WORDS = (
    "harbour",
    "council",
    "bridge",
    "ferry",
    "school",
    "market",
    "court",
    "hospital",
    "museum",
    "railway",
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def host_of(number: int) -> str:
    """Give a feed's own address: each is a host that no other feed shares."""
    return f"127.1.{number // PER_NET}.{1 + number % PER_NET}"


class Feed:
    """One feed: its entries, the newest first, and since when each could be seen."""

    def __init__(self, number: int, per_day: float, now: datetime) -> None:
        self.number = number
        self._dice = random.Random(number)  # noqa: S311 -- no secret; the same feed each time
        self._count = 0
        self._items: list[str] = []
        gap = timedelta(days=1) / per_day
        for age in range(ENTRIES, 0, -1):
            self.publish(now - gap * (age + self._dice.random()))

    def publish(self, at: datetime) -> str:
        """Put a new entry on top; its guid is returned."""
        self._count += 1
        guid = f"{self.number}-{self._count}"
        first, second, third = self._dice.sample(WORDS, 3)
        title = f"The {first} of town {guid} closes its {second} before the {third} opens"
        body = f"The {first} of town {guid} closed its {second} on Monday, its mayor said. " * 8
        self._items.insert(
            0,
            f"<item><title>{title}</title><link>http://{host_of(self.number)}/{guid}</link>"
            f'<guid isPermaLink="false">{guid}</guid>'
            f"<pubDate>{format_datetime(at)}</pubDate><description>{body}</description></item>",
        )
        del self._items[ENTRIES:]
        return guid

    def body(self, stamp: str) -> str:
        """Write the feed; `stamp` is what it says of its own hour."""
        return (
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>Paper {self.number}</title>'
            f"<link>http://{host_of(self.number)}/</link><language>en</language>{stamp}"
            + "".join(self._items)
            + "</channel></rss>"
        )

    @property
    def tag(self) -> str:
        """The validator of what stands in it now."""
        return f'"{self._count}"'

    @property
    def heeds(self) -> bool:
        """Whether its server takes notice of validators."""
        return self.number % 2 == 0

    @property
    def stamps(self) -> bool:
        """Whether each answer bears its hour."""
        return self.number % 4 == 1


class Site:
    """All feeds, and what was seen of them."""

    def __init__(self, count: int, per_day: float) -> None:
        self.feeds = [Feed(number, per_day, datetime.now(UTC)) for number in range(count)]
        self.waiting: dict[int, list[str]] = {}  # published, and in no answer yet
        self.seen: dict[str, float] = {}  # guid -> the moment at which it left in an answer
        self.asked = self.unchanged = 0

    def application(self) -> web.Application:
        """Put the server together."""
        app = web.Application()
        routes: dict[str, Handler] = {
            "/feed/{number}.xml": self.feed,
            "/site/publish": self.publish,
            "/site/told": self.told,
        }
        for path, handler in routes.items():
            app.router.add_get(path, handler)
        return app

    async def feed(self, request: web.Request) -> web.StreamResponse:
        """Answer for a feed."""
        feed = self.feeds[int(request.match_info["number"])]
        self.asked += 1
        if feed.heeds and request.headers.get("If-None-Match") == feed.tag:
            self.unchanged += 1
            return web.Response(status=304, headers={"ETag": feed.tag})
        stamp = f"<lastBuildDate>{format_datetime(datetime.now(UTC))}</lastBuildDate>" if feed.stamps else ""
        headers = {"ETag": feed.tag} if feed.heeds else {}
        for guid in self.waiting.pop(feed.number, ()):
            self.seen[guid] = time.monotonic()
        return web.Response(text=feed.body(stamp), content_type="application/rss+xml", headers=headers)

    async def publish(self, request: web.Request) -> web.StreamResponse:
        """Publish an entry in some feed."""
        feed = self.feeds[int(request.query["feed"])]
        guid = feed.publish(datetime.now(UTC))
        self.waiting.setdefault(feed.number, []).append(guid)
        return web.json_response({"guid": guid})

    async def told(self, _request: web.Request) -> web.StreamResponse:
        """Say what was seen so far."""
        return web.json_response({"asked": self.asked, "unchanged": self.unchanged, "seen": self.seen})


def main() -> None:
    """Serve until the process ends."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--feeds", type=int, required=True)
    arguments.add_argument("--per-day", type=float, required=True)
    chosen = arguments.parse_args()
    site = Site(chosen.feeds, chosen.per_day)
    web.run_app(site.application(), host="0.0.0.0", port=chosen.port, print=None, access_log=None)  # noqa: S104 -- all of 127/8


if __name__ == "__main__":
    main()
