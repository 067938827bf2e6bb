"""A feed's bytes in, its entries out: RSS 0.9x, 1.0, 2.0 and Atom."""

import hashlib
import io
import re
from calendar import timegm
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias
from urllib.parse import urljoin, urlsplit

import feedparser

from bot.errors import Invalid
from bot.model import Entry
from bot.sources.charset import is_plainly_utf8, stated_charset
from bot.sources.webpage import describe_stranger
from bot.texts import _

MOST_ENTRIES: Final = 1_000
LONGEST_CATEGORY: Final = 100
MOST_CATEGORIES: Final = 20
LONGEST_TITLE: Final = 5_120
LONGEST_TEXT: Final = 200_000
LONGEST_LINK: Final = 2_048
TOO_LONG: Final = LONGEST_LINK + 1  # enough to see that a link is
LONGEST_GUID: Final = 1_024

# Controls but tab and line ends, halves of a surrogate pair, and what Unicode reserves as no character:
# databases and XML refuse them.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LANGUAGE = re.compile(r"\s*([a-z]{2,3})(?![a-z])", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
_ONE = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
# References to halves of a surrogate pair, which end feedparser's work on the whole feed.
_HALF = re.compile(
    rb"&#(?:x0*d[89a-f][0-9a-f]{2}|0*(?:55(?:29[6-9]|[3-9]\d\d)|56\d{3}|57(?:[0-2]\d\d|3[0-3]\d|34[0-3])));",
    re.IGNORECASE,
)

_OLD_NAMES: Final = {"iw": "he", "in": "id", "ji": "yi"}

Raw: TypeAlias = dict[str, Any]  # feedparser's own dictionaries, which are untyped


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a feed says of itself, and its entries in its own order."""

    title: str
    language: str
    entries: tuple[Entry, ...]


def parse_feed(body: bytes, content_type: str = "", url: str = "") -> ParsedFeed:
    """Parse a feed that came with a Content-Type from `url`; raises Invalid where it is none.

    Of a longer feed the first 1,000 entries are read. Relative links count from xml:base, the `url`,
    or the site that the feed names.
    """
    parsed = _parse(body, content_type, url)
    if not parsed["version"] and not parsed["entries"]:
        raise Invalid(describe_stranger(body, content_type, url))
    head: Raw = parsed["feed"]
    base = url or _base(head)
    language = normal_language(_text(head, "language", 80))
    raw = [one for one in parsed["entries"] if one][:MOST_ENTRIES]
    return ParsedFeed(
        title=_text(head, "title", LONGEST_TITLE),
        language=language,
        entries=tuple(_told_apart([_entry(one, base, language) for one in raw])),
    )


def clean(text: str, most: int) -> str:
    """Take out what no text may hold, and cut what no reader would reach."""
    return _NO_TEXT.sub("", text[: 2 * most]).strip()[:most]


def normal_language(tag: str) -> str:
    """Shorten a language tag such as ``fr-FR`` to ``fr``; empty where it is none."""
    found = _LANGUAGE.match(tag)
    primary = found[1].lower() if found else ""
    return _OLD_NAMES.get(primary, primary)


def absolute(link: str, base: str) -> str:
    """Make a link whole; empty where it leads to no web page."""
    try:
        whole = urljoin(base, clean(link, TOO_LONG))
        parts = urlsplit(whole)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    return whole if good and len(whole) <= LONGEST_LINK else ""


def _parse(body: bytes, content_type: str, url: str) -> Raw:
    parsed = _feedparser(body, content_type, url)
    if not parsed["entries"] and _ONE.search(body):
        # What stands before the root (a broken prolog or doctype) can hide every entry behind it.
        root = _ROOT.search(body)
        if root:
            again = _feedparser(body[root.start() :], content_type, url)
            return again if again["entries"] else parsed
    return parsed


def _feedparser(body: bytes, content_type: str, url: str) -> Raw:
    charset = "utf-8" if is_plainly_utf8(body) else stated_charset(content_type)
    headers = {
        # A text/ type without a charset would mean ASCII to the letter of an old rule.
        "content-type": f"application/xml; charset={charset}" if charset else "application/xml",
        "content-location": url,
    }
    try:
        # Never a string, which it would take for an address and fetch. Neither sanitised nor made
        # absolute inside: what we show has no markup, and both cost more than all the rest.
        parsed: Raw = feedparser.parse(
            io.BytesIO(_HALF.sub(b"&#xFFFD;", body)),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as e:  # it raises whatever a hostile body makes its parts raise
        raise Invalid(_("this feed is too broken to be read")) from e
    return {"version": "", **parsed}


# ---- one entry -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Read:
    """An entry, and whether its guid is the publisher's word or made up by us from its link or text."""

    entry: Entry
    stated: bool


def _entry(raw: Raw, base: str, language: str) -> _Read:
    title, link = _text(raw, "title", LONGEST_TITLE), _link(raw, base)
    standfirst, body = _text(raw, "summary", LONGEST_TEXT), _content(raw)
    if standfirst == body:  # feedparser fills a missing summary with the content
        standfirst = ""
    stated = _text(raw, "id", LONGEST_GUID)
    published = _published(raw)
    guid = stated or link or _hash(title, str(published or ""), standfirst, body)
    spoken = _language(raw) or language
    entry = Entry(guid, title, link, published, spoken, standfirst, body, _categories(raw))
    return _Read(entry, bool(stated))


def _categories(raw: Raw) -> tuple[str, ...]:
    named = (
        _text(tag, "term", LONGEST_CATEGORY) or _text(tag, "label", LONGEST_CATEGORY)
        for tag in _all(raw, "tags")
    )
    return tuple(dict.fromkeys(filter(None, named)))[:MOST_CATEGORIES]


def _text(raw: Raw, name: str, most: int) -> str:
    value = dict.get(raw, name)
    return clean(value, most) if isinstance(value, str) else ""


def _content(raw: Raw) -> str:
    texts = [_text(one, "value", LONGEST_TEXT) for one in _all(raw, "content")]
    return max(texts, key=len, default="")


def _link(raw: Raw, base: str) -> str:
    """Find where an entry is read: its link, else an id that is an address of the web."""
    linked = [one for one in _all(raw, "links") if one.get("rel", "alternate") == "alternate"]
    candidates = [_text(raw, "link", TOO_LONG), *(_text(one, "href", TOO_LONG) for one in linked)]
    found = next((whole for one in candidates if one and (whole := absolute(one, base))), "")
    return found or absolute(_text(raw, "id", TOO_LONG), "")


def _base(head: Raw) -> str:
    """Find what relative links count from where the feed's own address is not known."""
    own = [_text(one, "href", TOO_LONG) for one in _all(head, "links") if one.get("rel") == "self"]
    return next((whole for one in [*own, _text(head, "link", TOO_LONG)] if (whole := absolute(one, ""))), "")


def _all(raw: Raw, name: str) -> Sequence[Raw]:
    found = dict.get(raw, name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _published(raw: Raw) -> datetime | None:
    """Read the first date that can be read: many an Atom entry states only when it was updated."""
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        # dict's own get: feedparser's answers `published` for a missing `updated`, with a warning.
        parts = dict.get(raw, name)
        try:
            if parts:
                return datetime.fromtimestamp(timegm(parts), UTC)
        except (ValueError, OverflowError, TypeError, OSError):
            continue
    return None


def _language(raw: Raw) -> str:
    details = [raw, *_all(raw, "content"), raw.get("title_detail"), raw.get("summary_detail")]
    tags = (normal_language(_text(one, "language", 80)) for one in details if isinstance(one, dict))
    return next((tag for tag in tags if tag), "")


# ---- entries that share a guid -------------------------------------------------------------------


def _told_apart(read: Sequence[_Read]) -> Iterator[Entry]:
    """Keep an entry once, and give a guid of its own to each of those that share one by mistake."""
    sharing: dict[str, list[_Read]] = {}
    for one in read:
        sharing.setdefault(one.entry.guid, []).append(one)
    seen: set[str] = set()
    for one in read:
        entry = one.entry if _is_one(sharing[one.entry.guid]) else _renamed(one.entry)
        if entry.guid not in seen:
            seen.add(entry.guid)
            yield entry


def _is_one(sharing: Sequence[_Read]) -> bool:
    """Say whether entries of one guid are the same: one that has another title and another link is not."""
    first = sharing[0].entry
    return not any(
        one.entry.title != first.title and (not one.stated or one.entry.link != first.link or not first.link)
        for one in sharing
    )


def _renamed(entry: Entry) -> Entry:
    """Tell an entry by its link and title too: all that share a guid, so that their order tells nothing."""
    return replace(entry, guid=f"{entry.guid[: LONGEST_GUID - 33]} {_hash(entry.link, entry.title)}")


def _hash(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()
