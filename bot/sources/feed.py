"""Looks at a feed: asks only for what changed, and parses only what did."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.hints import Hints
from bot.model import Memo
from bot.ports import Fetched
from bot.sources.bodyhash import body_hash
from bot.sources.client import Client, Response
from bot.sources.headers import NOT_MODIFIED, fresh_for, hints_of
from bot.sources.links import linked
from bot.sources.parsing import parse_feed
from bot.sources.pool import Pool
from bot.sources.words import normal_language

ACCEPT: Final = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
)
LONGEST_VALIDATOR: Final = 1_024

# memo name -> (header that gives it, header that sends it back)
VALIDATORS: Final = {
    "etag": ("etag", "If-None-Match"),
    "last_modified": ("last-modified", "If-Modified-Since"),
}


class FeedFetcher:
    """Fetches feeds through a client and parses them in a pool; satisfies `bot.ports.Fetch`."""

    def __init__(self, client: Client, pool: Pool) -> None:
        self._client = client
        self._pool = pool

    async def __call__(self, url: str, memo: Memo) -> Fetched:
        """Look at the feed at `url`; `memo` is what the last look handed back, or empty."""
        answer = await self._client.get(url, {"Accept": ACCEPT, **conditions(memo)})
        if answer.status == NOT_MODIFIED:
            return unchanged(answer, {**memo, **validators(answer.headers)})
        digest = body_hash(answer.body)
        kept = {**validators(answer.headers), "hash": digest}
        if memo.get("hash") == digest:
            return unchanged(answer, kept)
        return await self._parsed(answer, kept)

    async def _parsed(self, answer: Response, memo: Memo) -> Fetched:
        content_type = answer.headers.get("content-type", "")
        feed = await self._pool.run(parse_feed, answer.body, content_type, answer.url)
        links = answer.headers.get("link", "")
        return Fetched(
            feed.entries,
            memo,
            title=feed.title,
            language=feed.language or normal_language(answer.headers.get("content-language", "")),
            wait=fresh_for(answer.headers),
            hints=_hints(answer.headers, feed.hints),
            moved=answer.moved,
            # What the header says counts before what the feed says (WebSub, 4).
            hub=linked(links, "hub", answer.url) or feed.hub,
            topic=linked(links, "self", answer.url) or feed.topic,
        )


def unchanged(answer: Response, memo: Memo) -> Fetched:
    """Say that an answer brought nothing new, and what its headers ask for."""
    hints, wait = hints_of(answer.headers), fresh_for(answer.headers)
    return Fetched((), memo, unchanged=True, wait=wait, hints=hints, moved=answer.moved)


def _hints(headers: Mapping[str, str], own: Hints) -> Hints:
    """Join what the answer's headers and the feed itself say."""
    said = hints_of(headers)
    return replace(own, fresh=said.fresh, retry=said.retry)


def conditions(memo: Memo) -> dict[str, str]:
    """Write the headers that ask for what changed since the answer that a memo tells of."""
    return {sent: memo[name] for name, (_given, sent) in VALIDATORS.items() if memo.get(name)}


def validators(headers: Mapping[str, str]) -> dict[str, str]:
    """Keep validators to the letter; one that could not be stored and sent back is left out."""
    given = {name: headers.get(header, "") for name, (header, _sent) in VALIDATORS.items()}
    return {
        name: value
        for name, value in given.items()
        if value and value.isascii() and value.isprintable() and len(value) <= LONGEST_VALIDATOR
    }
