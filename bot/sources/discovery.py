"""Looks at a site: finds from no more than its address where its entries are."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import urljoin, urlsplit

from bot.errors import Gone, Invalid, SourceError, Unavailable
from bot.model import Memo
from bot.ports import Fetch, Fetched, Found
from bot.sources.charset import decode
from bot.sources.client import NO_HEADERS, Client, Response
from bot.sources.feed import FeedFetcher
from bot.sources.guesses import SITEMAPS, guesses, known_feed
from bot.sources.pool import Pool
from bot.sources.robots import Robots, fetch_robots, origin
from bot.sources.sitemap import SitemapFetcher
from bot.sources.spacing import Spacing
from bot.sources.wall import SEARCHED, wall_of
from bot.sources.webpage import feed_links, is_web_page
from bot.texts import _

MOST_REQUESTS: Final = 20
MOST_SECONDS: Final = 75.0  # below a look's lease
MOST_PAGES: Final = 3  # guesses answered by web pages in a row: this site answers anything with one
MOST_DOWN: Final = 2
MOST_SITEMAPS: Final = 4
TLS: Final = "https://"

KINDS: Final[Mapping[str, Callable[[Client, Pool], Fetch]]] = {
    "feed": FeedFetcher,
    "sitemap": SitemapFetcher,
}


class SiteFetcher:
    """Finds a site's feed or news sitemap and looks at it; satisfies `bot.ports.Fetch`.

    Where the address led is handed back as `found`: whoever keeps the source asks there from then on.
    """

    def __init__(
        self, client: Client, pool: Pool, spacing: Spacing | None = None, seconds: float = MOST_SECONDS
    ) -> None:
        self._client = client
        self._pool = pool
        self._spacing = spacing or Spacing()
        self._seconds = seconds

    async def __call__(self, url: str, memo: Memo) -> Fetched:
        """Look at the site at `url`; `memo` is what the last look handed back, or empty."""
        search = _Search(_Scout(self._client, self._spacing), self._pool, url)
        try:
            async with asyncio.timeout(self._seconds):
                return await search.run(memo)
        except TimeoutError as e:
            host = urlsplit(url).hostname or ""
            raise Unavailable(_("{host} is too slow to look for its feed now", host=host)) from e


class _Scout(Client):
    """A client that goes one step at a time, only so many, and remembers the last answer."""

    def __init__(self, client: Client, spacing: Spacing) -> None:
        self._client, self._spacing = client, spacing
        self._left = MOST_REQUESTS
        self._again: Response | None = None
        self.last: Response | None = None

    async def get(self, url: str, headers: Mapping[str, str] = NO_HEADERS) -> Response:
        """Fetch `url` when its host's turn has come."""
        if self._again:
            self.last, self._again = self._again, None
            return self.last
        self.last = None
        if not self._left:
            raise Invalid(_("too many addresses were tried"))
        self._left -= 1
        await self._spacing.turn(urlsplit(url).hostname or "")
        self.last = await self._client.get(url, headers)
        return self.last

    def give_again(self, answer: Response) -> None:
        """Answer the next request with what was fetched already."""
        self._again = answer


class _Search:
    """One search: it ends at the first address whose entries can be read."""

    def __init__(self, scout: _Scout, pool: Pool, site: str) -> None:
        self._scout = scout
        self._pool = pool
        self._site = site
        self._tried: set[str] = set()
        self._down: list[Unavailable] = []

    async def run(self, memo: Memo) -> Fetched:
        try:
            return await self._at_site(memo)
        except Unavailable as error:
            if error.status or not self._site.startswith(TLS):
                raise
            return await self._without_tls(memo, error)

    async def _without_tls(self, memo: Memo, error: Unavailable) -> Fetched:
        """Look once more over http: an address was written without a scheme, and the site may have no TLS."""
        self._site = f"http://{self._site.removeprefix(TLS)}"
        try:
            return await self._at_site(memo)
        except SourceError:
            raise error from None

    async def _at_site(self, memo: Memo) -> Fetched:
        known = known_feed(self._site)
        if known and (fetched := await self._try(known)) and fetched.entries:
            return fetched
        try:
            fetched = await FeedFetcher(self._scout, self._pool)(self._site, memo)
        except Invalid as error:
            if self._scout.last is None:
                raise
            return await self._beyond(self._scout.last, error)
        return replace(fetched, found=Found(self._site, "feed"))

    async def _beyond(self, page: Response, error: Invalid) -> Fetched:
        """Search on from what the site's address gave: a page, a sitemap, or nothing of use."""
        if not is_web_page(page.body, page.headers.get("content-type", "")):
            self._scout.give_again(page)
            fetched = await self._try(self._site, "sitemap")
            if fetched is None:
                raise error
            return fetched
        fetched = await self._named(page) or await self._unnamed(page)
        if fetched is None:
            raise await self._nothing(page)
        return fetched

    async def _named(self, page: Response) -> Fetched | None:
        self._tried |= {self._site, page.url}
        named, seeming = await self._links(page)
        fetched = await self._first(named)
        if fetched is None and self._down:
            raise self._down[0]  # the feed that it names will be back: no other is as good
        return fetched or await self._first(seeming, inside=True)

    async def _unnamed(self, page: Response) -> Fetched | None:
        robots, _kept_for = await fetch_robots(self._scout, origin(page.url))
        return await self._guessed(page, robots) or await self._listed(page, robots)

    async def _guessed(self, page: Response, robots: Robots) -> Fetched | None:
        pages = 0
        for url in filter(robots.allows, guesses(page.url)):
            if fetched := await self._first([url], inside=True):
                return fetched
            pages = pages + 1 if self._scout.last else 0
            if pages == MOST_PAGES:
                break
        return None

    async def _listed(self, page: Response, robots: Robots) -> Fetched | None:
        """Try the news sitemaps that the robots.txt lists, and those where they usually are."""
        usual = [f"{origin(page.url)}/{path}" for path in SITEMAPS]
        told = [urljoin(page.url, one) for one in robots.sitemaps if "news" in one.lower()]
        other = [urljoin(page.url, one) for one in robots.sitemaps if "news" not in one.lower()]
        for url in dict.fromkeys([*told, *other[:1], *filter(robots.allows, usual)][:MOST_SITEMAPS]):
            if fetched := await self._try(url, "sitemap"):
                return fetched
        return None

    async def _first(self, urls: Iterable[str], *, inside: bool = False) -> Fetched | None:
        """Try addresses in turn; `inside`: where one is a page, the feeds that it names too."""
        for url in urls:
            fetched = await self._try(url)
            page = self._scout.last
            if fetched is None and inside and page and _is_page(page):
                named, seeming = await self._links(page)
                fetched = await self._first([*named, *seeming][:MOST_DOWN])
                self._scout.last = page
            if fetched and (fetched.entries or not inside):
                return fetched
        return None

    async def _try(self, url: str, kind: str = "feed") -> Fetched | None:
        if url in self._tried:
            self._scout.last = None
            return None
        self._tried.add(url)
        fetch = KINDS[kind](self._scout, self._pool)
        try:
            fetched = await fetch(url, {})
        except Unavailable as error:
            self._down.append(error)
            if len(self._down) >= MOST_DOWN:
                raise
            return None
        except (Invalid, Gone):
            return None
        return replace(fetched, found=Found(url, kind))

    async def _links(self, page: Response) -> tuple[tuple[str, ...], tuple[str, ...]]:
        content_type = page.headers.get("content-type", "")
        return await self._pool.run(feed_links, page.body, content_type, page.url)

    async def _nothing(self, page: Response) -> SourceError:
        start = decode(page.body[:SEARCHED], page.headers.get("content-type", ""))
        if wall := await self._pool.run(wall_of, start, page.url):
            return Invalid(_("this is a web page whose feed was not found: {why}", why=wall))
        return Invalid(_("this is a web page; it names no feed, and none was found where feeds usually are"))


def _is_page(answer: Response) -> bool:
    return is_web_page(answer.body, answer.headers.get("content-type", ""))
