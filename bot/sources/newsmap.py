"""A sitemap's bytes in, its news out. Meant to run in a worker, which has the limits.

Its shape: https://www.sitemaps.org/protocol.html and Google's "News sitemap".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.errors import Invalid
from bot.model import Entry
from bot.sources import packing
from bot.sources.dates import read_date
from bot.sources.picture import whole_picture
from bot.sources.words import (
    LONGEST_CATEGORY,
    MOST_CATEGORIES,
    absolute,
    clean,
    clean_title,
    normal_language,
)
from bot.texts import _

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_ENTRIES: Final = 1_000  # as many as a news sitemap may list
MOST_BYTES: Final = 16 * 1024 * 1024  # of an unpacked .gz
SITEMAP: Final = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS: Final = "{http://www.google.com/schemas/sitemap-news/0.9}"
IMAGE: Final = "{http://www.google.com/schemas/sitemap-image/1.1}"
GZIP: Final = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class ParsedSitemap:
    """What a sitemap lists: news, or other sitemaps, those of news first."""

    title: str = ""
    language: str = ""
    entries: tuple[Entry, ...] = ()
    children: tuple[str, ...] = ()


def parse_sitemap(body: bytes, url: str = "") -> ParsedSitemap:
    """Read a sitemap, packed or not; raises Invalid where it is none."""
    from lxml import etree  # noqa: PLC0415 -- loaded in the worker, where hostile files have limits

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(unpacked(body), parser)
    except etree.LxmlError as error:
        raise Invalid(_("this is no sitemap")) from error
    match root.tag if root is not None else "":
        case tag if tag == f"{SITEMAP}sitemapindex":
            return ParsedSitemap(children=_children(root, url))
        case tag if tag == f"{SITEMAP}urlset":
            return _news(root, url)
    raise Invalid(_("this is no sitemap"))


def unpacked(body: bytes) -> bytes:
    """Unpack a .gz, up to a bound; anything else stays as it is."""
    if not body.startswith(GZIP):
        return body
    broken, large = _("this is no sitemap"), _("this sitemap is too large")
    return packing.unpacked(body, MOST_BYTES, broken=broken, large=large)


def _children(root: "_Element", url: str) -> tuple[str, ...]:
    """List an index's sitemaps: those that news is in by their names, the latest first."""
    listed = [(_text(one, f"{SITEMAP}loc"), _text(one, f"{SITEMAP}lastmod")) for one in root]
    told = [(_whole(loc, url), changed) for loc, changed in listed]
    latest = sorted((one for one in told if one[0]), key=lambda one: one[1], reverse=True)
    return tuple(
        dict.fromkeys(loc for loc, _changed in sorted(latest, key=lambda one: not _names_news(one[0])))
    )


def _names_news(url: str) -> bool:
    return any(word in url.rpartition("/")[2].lower() for word in ("news", "actu", "article"))


def _news(root: "_Element", url: str) -> ParsedSitemap:
    read = [entry for one in root if (entry := _entry(one, url))]
    first = root.find(f".//{NEWS}publication")
    title = "" if first is None else clean_title(_text(first, f"{NEWS}name"))
    language = "" if first is None else normal_language(_text(first, f"{NEWS}language"))
    unique = {entry.guid: entry for entry in reversed(read)}
    return ParsedSitemap(title, language, tuple(reversed(unique.values()))[:MOST_ENTRIES])


def _entry(one: "_Element", url: str) -> Entry | None:
    news, link = one.find(f"{NEWS}news"), _whole(_text(one, f"{SITEMAP}loc"), url)
    title = "" if news is None else clean_title(_text(news, f"{NEWS}title"))
    if news is None or not link or not title:
        return None
    return Entry(
        guid=link,
        title=title,
        link=link,
        published=read_date(_text(news, f"{NEWS}publication_date")),
        language=normal_language(_text(news, f"{NEWS}publication/{NEWS}language")),
        categories=tuple(_keywords(_text(news, f"{NEWS}keywords"))),
        picture=whole_picture(_whole(_text(one, f"{IMAGE}image/{IMAGE}loc"), url)),
    )


def _whole(address: str, url: str) -> str:
    return absolute(address, url) if address else ""


def _keywords(words: str) -> Iterator[str]:
    named = (clean(word, LONGEST_CATEGORY) for word in words.split(",")[:MOST_CATEGORIES])
    return (word for word in named if word)


def _text(one: "_Element", path: str) -> str:
    return (one.findtext(path) or "").strip()
