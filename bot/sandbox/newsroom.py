"""A small made-up newsroom that publishes by the clock: three feeds, and a page for each article."""

import hashlib
import math
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from html import escape
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.sandbox.pieces import Article, article, latest, volume

TOPICS = ("israel", "monde", "economie", "culture")

FEEDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("/newsroom/feed.xml", "fr", TOPICS),
    ("/newsroom/feed-en.xml", "en", TOPICS),
    ("/newsroom/feed-he.xml", "he", TOPICS),
)
"""Each feed's path below the sandbox's prefix, its language, and the topics it tells of."""

FEED_LENGTH = 5
RIGHT_TO_LEFT = frozenset({"he"})

_FOLDER = Path(__file__).parent / "templates"
_TEASER = 180  # characters
_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
}

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class DemoNewsroom:
    """Publishes one article each `every` seconds; which one follows from the clock alone."""

    def __init__(self, clock: Callable[[], datetime], every: float) -> None:
        self._clock = clock
        self._every = every
        self._prefix = ""
        self._templates = Environment(
            loader=FileSystemLoader(_FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def add_to(self, app: web.Application, prefix: str) -> None:
        """Serve the feeds and pages under ``{prefix}/newsroom/``."""
        self._prefix = prefix
        for path, language, _ in FEEDS:
            app.router.add_get(prefix + path, self._feed_in(language))
        app.router.add_get(prefix + r"/newsroom/articles/{number:\d{1,15}}", self._page)
        app.router.add_get(prefix + "/newsroom/newsroom.css", self._style)

    def _feed_in(self, language: str) -> _Handler:
        async def answer(request: web.Request) -> web.Response:
            articles = [article(number, self._every) for number in self._newest(language, FEED_LENGTH)]
            body = self._feed(language, articles, self._base(request)).encode()
            changed = articles[0].published
            headers = {
                "ETag": f'"{hashlib.sha256(body).hexdigest()[:20]}"',
                "Last-Modified": format_datetime(changed, usegmt=True),
                "Cache-Control": "no-cache",
            }
            if _unchanged(request, headers["ETag"], changed):
                return web.Response(status=304, headers=headers)
            return web.Response(
                body=body, content_type="application/rss+xml", charset="utf-8", headers=headers
            )

        return answer

    def _feed(self, language: str, articles: list[Article], base: str) -> str:
        return self._templates.get_template("feed.xml").render(
            site=volume(language).site,
            language=language,
            base=base,
            path=next(path for path, feed_language, _ in FEEDS if feed_language == language),
            articles=[(one, describe(one, f"{base}/newsroom/articles/{one.number}")) for one in articles],
            rfc822=format_datetime,
        )

    async def _page(self, request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        if number > self._current():
            raise web.HTTPNotFound(text="No such article yet.")
        one = article(number, self._every)
        others = [article(other, self._every) for other in self._newest(one.language, FEED_LENGTH + 1)]
        book = volume(one.language)
        text = self._templates.get_template("article.html").render(
            article=one,
            site=book.site,
            lists=book.lists,
            base=self._base(request),
            direction="rtl" if one.language in RIGHT_TO_LEFT else "ltr",
            others=[other for other in others if other.number != number][:FEED_LENGTH],
        )
        return web.Response(text=text, content_type="text/html", headers=_PAGE_HEADERS)

    async def _style(self, _: web.Request) -> web.FileResponse:
        return web.FileResponse(_FOLDER / "newsroom.css")

    def _current(self) -> int:
        return math.floor(self._clock().timestamp() / self._every)

    def _newest(self, language: str, count: int) -> list[int]:
        return list(latest(language, self._current(), count))

    def _base(self, request: web.Request) -> str:
        return f"{request.scheme}://{request.host}{self._prefix}"


def describe(one: Article, link: str) -> str:
    """Write a feed's description as HTML, in one of the manners that real feeds have.

    An article without a standfirst has a teaser: its beginning, cut, and a link to the rest.
    """
    text = escape(one.standfirst, quote=False) if one.standfirst else _teaser(one, link)
    match one.number % 4:
        case 0:
            return f"<p>{text}</p>"
        case 1:
            return _entities(f"<p>{text}</p>\n<p><em>{escape(one.byline)}</em></p>")
        case 2:
            return _entities(text)
        case _:
            return text


def _teaser(one: Article, link: str) -> str:
    beginning = one.body[0].text[:_TEASER].rsplit(" ", 1)[0]
    more = volume(one.language).site["more"]
    return f'{escape(beginning, quote=False)} […] <a href="{escape(link)}">{escape(more)}</a>'


def _entities(text: str) -> str:
    """Write what is not ASCII as character references, as many an editing system does."""
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii").replace("&#160;", "&nbsp;")


def _unchanged(request: web.Request, etag: str, changed: datetime) -> bool:
    if wanted := request.headers.get("If-None-Match"):
        return etag in {tag.strip().removeprefix("W/") for tag in wanted.split(",")} or wanted.strip() == "*"
    try:
        since = parsedate_to_datetime(request.headers.get("If-Modified-Since", ""))
    except ValueError:
        return False
    since = since if since.tzinfo else since.replace(tzinfo=UTC)
    return changed.replace(microsecond=0) <= since
