"""Speaks WebSub to hubs, and reads what they push (W3C Recommendation of 23 January 2018)."""

from collections.abc import Awaitable, Callable, Mapping

from bot.ports import Fetched
from bot.rules.hub import LEASE, Request
from bot.sources.client import Client
from bot.sources.links import linked
from bot.sources.parsed import ParsedFeed

Parse = Callable[[bytes, str, str], Awaitable[ParsedFeed]]
"""Parses a feed: its bytes, their Content-Type, and the address that links in it count from."""


class HubClient:
    """Asks hubs to call us, or to call no longer."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def __call__(self, request: Request) -> None:
        """Ask; the hub's consent is a call of its own, later. Raises only SourceError."""
        form = {
            "hub.mode": "unsubscribe" if request.leaves else "subscribe",
            "hub.topic": request.topic,
            "hub.callback": request.callback,
            "hub.verify": "async",  # of the protocol's 0.3, which old hubs insist on
        }
        if not request.leaves:
            form |= {"hub.secret": request.secret, "hub.lease_seconds": str(int(LEASE.total_seconds()))}
        await self._client.send(request.hub, form)


class PushReader:
    """Reads the body of a push, by the parser that reads a look's."""

    def __init__(self, parse: Parse) -> None:
        self._parse = parse

    async def __call__(self, body: bytes, headers: Mapping[str, str], topic: str) -> Fetched:
        """Read what was pushed of a topic; the result's topic is what the push itself says it is of."""
        feed = await self._parse(body, headers.get("content-type", ""), topic)
        named = linked(headers.get("link", ""), "self", topic) or feed.topic
        return Fetched(feed.entries, {}, title=feed.title, language=feed.language, topic=named)
