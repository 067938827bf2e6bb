"""Reads an article's page, politely and within an alert's patience."""

import asyncio
from typing import Final
from urllib.parse import urlsplit

from bot.errors import Invalid, Unavailable
from bot.model import Article
from bot.sources.article import read_body
from bot.sources.client import Client, Response
from bot.sources.pool import Pool
from bot.sources.robots import RobotsGate
from bot.sources.spacing import Spacing
from bot.sources.wall import MISSING
from bot.sources.webpage import is_web_page
from bot.texts import _

ACCEPT: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
SECONDS: Final = 10.0
"""How much of an alert's time its page may take; then the feed's own text is told."""
LONGEST_QUEUE: Final = 4.0  # seconds that a page waits for its host's turn


class PageReader:
    """Fetches a page through a client and takes its article out; satisfies `bot.ports.Read`.

    A page that the site's robots.txt withholds is not fetched, and a host gets one request a moment.
    """

    def __init__(
        self, client: Client, pool: Pool, spacing: Spacing | None = None, seconds: float = SECONDS
    ) -> None:
        self._client = client
        self._pool = pool
        self._robots = RobotsGate(client)
        self._spacing = spacing or Spacing()
        self._seconds = seconds

    async def __call__(self, url: str) -> Article:
        """Read the article at `url`; its body has one paragraph a line, of those that all may read."""
        host = urlsplit(url).hostname or ""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._read(url, host)
        except TimeoutError as e:
            seconds = f"{self._seconds:g}"
            slow = _("{host} did not give its page within {seconds} seconds", host=host, seconds=seconds)
            raise Unavailable(slow) from e

    async def _read(self, url: str, host: str) -> Article:
        if not await self._spacing.turn(host, LONGEST_QUEUE):
            raise Unavailable(_("too many pages of {host} wait to be read", host=host))
        if not await self._robots.allows(url):
            raise Invalid(_("the site asks robots not to read this page"))
        answer = await self._client.get(url, {"Accept": ACCEPT})
        if _is_front(answer.url) and not _is_front(url):
            raise Invalid(MISSING)  # many sites send on to their front page what they have no more
        return await self._article(answer)

    async def _article(self, answer: Response) -> Article:
        content_type = answer.headers.get("content-type", "")
        if not is_web_page(answer.body, content_type):
            raise Invalid(_("this is no web page") if answer.body.strip() else _("this page is empty"))
        return await self._pool.run(read_body, answer.body, content_type, answer.url)


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in {"", "/"} and not parts.query
