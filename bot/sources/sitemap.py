"""Looks at a news sitemap, the list that sites without a feed write for search engines."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.errors import Invalid
from bot.model import Memo
from bot.ports import Fetched
from bot.sources.client import Client, Response
from bot.sources.feed import conditions, unchanged, validators
from bot.sources.headers import NOT_MODIFIED
from bot.sources.newsmap import MOST_ENTRIES, ParsedSitemap, parse_sitemap
from bot.sources.pool import Pool
from bot.texts import _

ACCEPT: Final = "application/xml, text/xml;q=0.9, application/x-gzip;q=0.8, */*;q=0.5"
MOST_CHILDREN: Final = 2  # sitemaps of an index that one look fetches


class SitemapFetcher:
    """Fetches a news sitemap, or the news sitemaps of an index; satisfies `bot.ports.Fetch`."""

    def __init__(self, client: Client, pool: Pool) -> None:
        self._client = client
        self._pool = pool

    async def __call__(self, url: str, memo: Memo) -> Fetched:
        """Look at the sitemap at `url`; `memo` is what the last look handed back, or empty."""
        answer = await self._client.get(url, {"Accept": ACCEPT, **conditions(memo)})
        if answer.status == NOT_MODIFIED:
            return unchanged(answer, {**memo, **validators(answer.headers)})
        parsed, bodies = await self._parsed(answer), [answer.body]
        # An index's own validators say nothing of the sitemaps that it lists.
        kept = {} if parsed.children else validators(answer.headers)
        found = [parsed]
        for child in parsed.children[:MOST_CHILDREN]:
            one = await self._client.get(child, {"Accept": ACCEPT})
            bodies.append(one.body)
            found.append(await self._parsed(one))
        kept["hash"] = _digest(bodies)
        if memo.get("hash") == kept["hash"]:
            return unchanged(answer, kept)
        return _fetched(answer, kept, found)

    async def _parsed(self, answer: Response) -> ParsedSitemap:
        return await self._pool.run(parse_sitemap, answer.body, answer.url)


def _fetched(answer: Response, memo: Memo, found: Sequence[ParsedSitemap]) -> Fetched:
    entries = tuple(entry for one in found for entry in one.entries)[:MOST_ENTRIES]
    if not entries:
        raise Invalid(_("this sitemap lists no news: only pages, without titles and dates"))
    first = next(one for one in found if one.entries)
    said = unchanged(answer, memo)
    return replace(said, entries=entries, unchanged=False, title=first.title, language=first.language)


def _digest(bodies: Sequence[bytes]) -> str:
    return hashlib.blake2b(b"".join(bodies), digest_size=16).hexdigest()
