"""Looks at a feed: asks only for what changed, and parses only what did."""

import asyncio
import hashlib
from collections.abc import Mapping
from typing import Final

from bot.model import Memo
from bot.ports import Fetched
from bot.sources.client import Client
from bot.sources.headers import NOT_MODIFIED, fresh_for
from bot.sources.parsing import ParsedFeed, parse_feed

__all__ = ["FeedFetcher", "ParsedFeed", "parse_feed"]

ACCEPT: Final = (
    "application/rss+xml, application/atom+xml, application/rdf+xml;q=0.9, application/xml;q=0.8, "
    "text/xml;q=0.8, */*;q=0.5"
)
LONGEST_VALIDATOR: Final = 1_024

# memo name -> (header that gives it, header that sends it back)
VALIDATORS: Final = {
    "etag": ("etag", "If-None-Match"),
    "last_modified": ("last-modified", "If-Modified-Since"),
}


class FeedFetcher:
    """Fetches RSS and Atom through a client; satisfies `bot.ports.Fetch`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def __call__(self, url: str, memo: Memo) -> Fetched:
        """Look at the feed at `url`; `memo` is what the last look handed back, or empty."""
        answer = await self._client.get(url, {"Accept": ACCEPT, **_conditions(memo)})
        wait = fresh_for(answer.headers)
        if answer.status == NOT_MODIFIED:
            return Fetched((), {**memo, **_validators(answer.headers)}, unchanged=True, wait=wait)
        digest = hashlib.blake2b(answer.body, digest_size=16).hexdigest()
        kept = {**_validators(answer.headers), "hash": digest}
        if memo.get("hash") == digest:
            return Fetched((), kept, unchanged=True, wait=wait)
        content_type = answer.headers.get("content-type", "")
        # In a thread: a large feed takes a second, and a person may be waiting for a reply.
        feed = await asyncio.to_thread(parse_feed, answer.body, content_type, answer.url)
        return Fetched(feed.entries, kept, title=feed.title, language=feed.language, wait=wait)


def _conditions(memo: Memo) -> dict[str, str]:
    return {sent: memo[name] for name, (_given, sent) in VALIDATORS.items() if memo.get(name)}


def _validators(headers: Mapping[str, str]) -> dict[str, str]:
    """Keep validators to the letter; one that could not be stored and sent back is left out."""
    given = {name: headers.get(header, "") for name, (header, _sent) in VALIDATORS.items()}
    return {
        name: value
        for name, value in given.items()
        if value and value.isascii() and value.isprintable() and len(value) <= LONGEST_VALIDATOR
    }
