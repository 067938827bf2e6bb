"""Speaks WebSub to hubs, and reads what they push (W3C Recommendation of 23 January 2018)."""

from collections.abc import Mapping

from bot.ports import Fetched
from bot.rules.hub import LEASE, Request
from bot.sources.client import Client
from bot.sources.links import linked
from bot.sources.parsing import parse_feed
from bot.sources.pool import Pool


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


class HubReader:
    """Reads the body of a push, by the parser that reads a look's."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def __call__(self, body: bytes, headers: Mapping[str, str], url: str) -> Fetched:
        """Read a push as if it came from `url`; the result's topic is what the push says it is of."""
        feed = await self._pool.run(parse_feed, body, headers.get("content-type", ""), url)
        named = linked(headers.get("link", ""), "self", url) or feed.topic
        return Fetched(feed.entries, {}, title=feed.title, language=feed.language, topic=named)
