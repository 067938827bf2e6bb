"""A web page where a feed was looked for: which feeds it names, and what an editor is told of it."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

from bot.sources.charset import decode, media_type
from bot.texts import Text, _

FEED_TYPES: Final = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/xml",
        "text/xml",
    }
)
SEARCHED: Final = 256 * 1024  # bytes of a page in which its feed is looked for
SEARCHED_WHOLE: Final = 2 * 1024 * 1024  # where its links are looked through too: they often stand last
LONGEST_LINK: Final = 300
MOST_NAMED: Final = 3
MOST_SEEMING: Final = 3

_WEB_PAGE: Final = (b"<!doctype html", b"<html", b"<head", b"<body")
# Feeds of what readers answer, by their address or title: nobody's news.
_COMMENTS = re.compile(r"comment|kommentar|comentario|תגובות|تعليقات", re.IGNORECASE)
# A path or query that says feed: /feed/, /rss, /rss.xml, /atom.xml, /une.rss, ?feed=rss2
_SEEMS_A_FEED = re.compile(
    r"(?:^|/)(?:feeds?|rss2?|atom|index)(?:\.(?:xml|rss|atom|json|rdf))(?:$|\?)"
    r"|(?:^|/)(?:feeds?|rss2?|atom)/?(?:$|\?)|\.(?:rss|atom|rdf)(?:$|\?)|[?&]feed=|/(?:rss|feeds?)/[^?#]*\.xml",
    re.IGNORECASE,
)
_WORDY = 4  # hyphens in the last part of an article's path, and hardly of a section's


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page that may lead to a feed: by the page's own word where `named`."""

    url: str
    title: str
    named: bool


def is_web_page(body: bytes, content_type: str = "") -> bool:
    """Say whether a body is HTML, by its first words or else by its type."""
    start = body[:SEARCHED].removeprefix(b"\xef\xbb\xbf").lstrip()[:2048].lower()
    return any(word in start for word in _WEB_PAGE) or media_type(content_type) in {
        "text/html",
        "application/xhtml+xml",
    }


def feed_link(body: bytes, content_type: str = "", url: str = "") -> str:
    """Find the feed that a page names; empty where it names none."""
    links = _links(decode(body[:SEARCHED], content_type), url)
    named = [link.url for link in links if link.named]
    return next(iter(named), "")


def feed_links(body: bytes, content_type: str = "", url: str = "") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """List the feeds that a page names, and the links in it that look like feeds, each the likeliest first.

    A section's page has the section's own feed first, an article's page the site's. Feeds of comments
    are left out.
    """
    links = [
        link
        for link in _links(decode(body[:SEARCHED_WHOLE], content_type), url)
        if not _COMMENTS.search(f"{urlsplit(link.url).path} {link.title}")
    ]
    page = urlsplit(url).path.rstrip("/")
    named = sorted((link for link in links if link.named), key=lambda link: _distance(link.url, page))
    seeming = [link for link in links if not link.named and _same_site(link.url, url)]
    return _first(named, MOST_NAMED), _first(seeming, MOST_SEEMING)


def describe_stranger(body: bytes, content_type: str = "", url: str = "") -> Text:
    """Say what stands where a feed was looked for, and where the feed may be."""
    start = body[:SEARCHED].lstrip()
    if not body.strip():
        return _("this is no feed: the answer is empty")
    if is_web_page(body, content_type):
        return _describe_page(feed_link(body, content_type, url))
    if start.startswith((b"{", b"[")):
        return _describe_json(start)
    if start.startswith(b"<"):
        return _("this is XML, but neither RSS nor Atom")
    return _("this is neither RSS nor Atom")


def _describe_page(link: str) -> Text:
    if link:
        return _("this is a web page, not a feed; its feed seems to be {link}", link=link)
    return _("this is a web page, not a feed, and it names none")


def _describe_json(start: bytes) -> Text:
    if b"jsonfeed.org/version" in start:
        return _("this is a JSON Feed, but too broken to be read")
    return _("this is JSON, not an RSS or Atom feed")


def _distance(link: str, page: str) -> int:
    """Tell how far a named feed is from what was asked for: the section's own, the site's, an article's."""
    if not page or not urlsplit(link).path.startswith(f"{page}/"):
        return 1
    return 2 if page.rpartition("/")[2].count("-") >= _WORDY or re.search(r"/\d{4}/\d\d?/", page) else 0


def _same_site(link: str, page: str) -> bool:
    ours, theirs = ((urlsplit(one).hostname or "").removeprefix("www.") for one in (page, link))
    return theirs == ours or theirs.endswith(f".{ours}")


def _first(links: Iterable[Link], most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(link.url for link in links))[:most]


def _links(html: str, url: str) -> Iterator[Link]:
    finder = _Finder()
    with suppress(AssertionError):  # which the standard library's parser raises on "<![C": it goes no further
        finder.feed(html)
    for href, title, named in finder.found:
        try:
            whole = urljoin(urljoin(url, finder.base), href)
            parts = urlsplit(whole)
            absolute = not parts.netloc or bool(parts.hostname)
        except ValueError:
            continue
        fits = len(whole) <= LONGEST_LINK and whole.isprintable() and absolute
        if fits and whole.startswith(("http://", "https://", "/")):
            yield Link(whole.partition("#")[0], title, named)


class _Finder(HTMLParser):
    """Collects the addresses of ``<link rel="alternate">`` and of links that lead to feeds."""

    def __init__(self) -> None:
        super().__init__()
        self.base = ""
        self.found: list[tuple[str, str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the address of a link to a feed."""
        named = {name: (value or "").strip() for name, value in attrs}
        href = named.get("href", "")
        if not href:
            return
        if tag == "base" and not self.base:
            self.base = href
        elif tag == "link" and "alternate" in named.get("rel", "").lower().split():
            if named.get("type", "").lower() in FEED_TYPES:
                self.found.append((href, named.get("title", ""), True))
        elif tag == "a" and (
            named.get("type", "").lower() in FEED_TYPES or _SEEMS_A_FEED.search(href[:LONGEST_LINK])
        ):
            self.found.append((href, named.get("title", ""), False))
