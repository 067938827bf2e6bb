"""What a body is that was meant to be a feed and is none, told to the editor who gave its address."""

from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin

from bot.sources.charset import decode, media_type
from bot.texts import Text, _

FEED_TYPES: Final = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"}
)
SEARCHED: Final = 256 * 1024  # bytes of a page in which its feed is looked for
LONGEST_LINK: Final = 300

_WEB_PAGE: Final = (b"<!doctype html", b"<html", b"<head", b"<body")


def is_web_page(body: bytes, content_type: str = "") -> bool:
    """Say whether a body is HTML, by its first words or else by its type."""
    start = body[:SEARCHED].removeprefix(b"\xef\xbb\xbf").lstrip()[:2048].lower()
    return any(word in start for word in _WEB_PAGE) or media_type(content_type) in {
        "text/html",
        "application/xhtml+xml",
    }


def feed_link(body: bytes, content_type: str = "", url: str = "") -> str:
    """Find the feed that a page names; empty where it names none."""
    finder = _FeedLinks()
    finder.feed(decode(body[:SEARCHED], content_type))
    for href in finder.found:
        try:
            whole = urljoin(url, href)
        except ValueError:
            continue
        if (
            whole.startswith(("http://", "https://", "/"))
            and len(whole) <= LONGEST_LINK
            and whole.isprintable()
        ):
            return whole
    return ""


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
        return _(
            "this is a JSON Feed, which is not read here; look for the RSS or Atom feed of the same site"
        )
    return _("this is JSON, not an RSS or Atom feed")


class _FeedLinks(HTMLParser):
    """Collects the addresses of ``<link rel="alternate">`` that lead to feeds."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the address of a link to a feed."""
        named = {name: (value or "").strip() for name, value in attrs}
        if tag != "link" or "alternate" not in named.get("rel", "").lower().split():
            return
        if named.get("type", "").lower() in FEED_TYPES and named.get("href"):
            self.found.append(named["href"])
