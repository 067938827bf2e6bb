"""Reads feeds in XML: RSS 0.9x, 1.0, 2.0, Atom and CDF, well-formed or not; the home of feedparser."""

import io
import re
from calendar import timegm
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

import feedparser.api

from bot.errors import Invalid
from bot.hints import Hints
from bot.model import Entry
from bot.sources.charset import feed_charset
from bot.sources.dates import is_likely, read_date
from bot.sources.parsed import MOST_ENTRIES, ParsedFeed, identified, told_apart
from bot.sources.picture import is_picture, picture_in, whole_picture
from bot.sources.words import (
    LONGEST_CATEGORY,
    LONGEST_GUID,
    LONGEST_TAG,
    LONGEST_TEXT,
    MOST_CATEGORIES,
    TOO_LONG,
    absolute,
    clean,
    clean_title,
    normal_language,
)
from bot.texts import _

HEAD: Final = 65_536  # bytes of a feed in which it says when to come again
DAY: Final = 86_400.0

_ROOT = re.compile(rb"<((?:\w+:)?(?:rss|feed|rdf|channel))[\s>]", re.IGNORECASE)
_ONE = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>/]", re.IGNORECASE)
# References to halves of a surrogate pair, which end feedparser's work on the whole feed.
_HALF = re.compile(
    rb"&#(?:x0*d[89a-f][0-9a-f]{2}|0*(?:55(?:29[6-9]|[3-9]\d\d)|56\d{3}|57(?:[0-2]\d\d|3[0-3]\d|34[0-3])));",
    re.IGNORECASE,
)
_SKIP_HOURS = re.compile(rb"<skipHours>(.{0,2000}?)</skipHours>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
# The syndication module for RSS 1.0: a feed is updated `frequency` times in a period.
_PERIODS: Final = {
    "hourly": 3_600.0,
    "daily": DAY,
    "weekly": 7 * DAY,
    "monthly": 30 * DAY,
    "yearly": 365 * DAY,
}

_ZEROS: Final = ("0000-", "-0001-")  # what databases write for no date

Raw: TypeAlias = dict[str, Any]  # feedparser's own dictionaries, which are untyped

# Titles alone lose what no reader may run: we take the markup out of the rest before anything is shown,
# and to sanitise that too costs more than all the reading.
for parser in (feedparser.api.StrictFeedParser, feedparser.api.LooseFeedParser):
    parser.can_contain_dangerous_markup = parser.can_contain_relative_uris = frozenset({"title"})


def read(body: bytes, content_type: str = "", url: str = "") -> ParsedFeed | None:
    """Read a feed; None where it is none."""
    body = _HALF.sub(b"&#xFFFD;", _shortened(_in_utf8(body, content_type)))
    parsed = _parsed(body, url)
    if not (parsed["version"] or parsed["entries"] or _is_channel(body)):
        return None
    head: Raw = parsed["feed"]
    base = url or _base(head)
    language = normal_language(_text(head, "language", LONGEST_TAG))
    raw = [one for one in parsed["entries"] if one][:MOST_ENTRIES]
    return ParsedFeed(
        title=clean_title(_raw(head, "title")),
        language=language,
        entries=told_apart([identified(_entry(one, base, language)) for one in raw]),
        hints=_hints(head, body),
        hub=_related(head, "hub", base),
        topic=_related(head, "self", base),
    )


# ---- the body ------------------------------------------------------------------------------------


def _in_utf8(body: bytes, content_type: str) -> bytes:
    charset = feed_charset(body, content_type)
    return body.decode(charset, "replace").encode("utf-8", "replace") if charset else body


def _shortened(body: bytes) -> bytes:
    """Cut off the entries beyond the cap, whose reading would cost what nobody will see."""
    for number, one in enumerate(_ONE.finditer(body)):
        if number == MOST_ENTRIES:
            root = _ROOT.search(body)
            name = root[1] if root else b"rss"
            return body[: one.start()] + (b"</channel>" if name == b"rss" else b"") + b"</" + name + b">"
    return body


def _is_channel(body: bytes) -> bool:
    """Say whether a body is CDF without an entry, whose version feedparser does not see."""
    root = _ROOT.search(body[:HEAD])
    return bool(root and root[1].lower() == b"channel" and b"<rss" not in body[: root.start()].lower())


def _parsed(body: bytes, url: str) -> Raw:
    parsed = _feedparser(body, url)
    if not parsed["entries"] and _ONE.search(body):
        # What stands before the root (a broken prolog or doctype) can hide every entry behind it.
        root = _ROOT.search(body)
        if root and root.start():
            again = _feedparser(body[root.start() :], url)
            return again if again["entries"] else parsed
    return parsed


def _feedparser(body: bytes, url: str) -> Raw:
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        # Never a string, which it would take for an address and fetch.
        parsed: Raw = feedparser.api.parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=True, resolve_relative_uris=True
        )
    except MemoryError:  # told as what it is
        raise
    except Exception as e:  # it raises whatever a hostile body makes its parts raise
        raise Invalid(_("this feed is too broken to be read")) from e
    return {"version": "", **parsed}


# ---- the feed itself -----------------------------------------------------------------------------


def _base(head: Raw) -> str:
    """Find what relative links count from where the feed's own address is not known."""
    own = [_raw(one, "href") for one in _all(head, "links") if one.get("rel") == "self"]
    return next((whole for one in [*own, _raw(head, "link")] if (whole := absolute(one, ""))), "")


def _related(head: Raw, relation: str, base: str) -> str:
    named = (_raw(one, "href") for one in _all(head, "links") if one.get("rel") == relation)
    return next((whole for one in named if one and (whole := absolute(one, base))), "")


def _hints(head: Raw, body: bytes) -> Hints:
    ttl = _number(_raw(head, "ttl"))
    period = _PERIODS.get(_raw(head, "sy_updateperiod").strip().lower())
    frequency = _number(_raw(head, "sy_updatefrequency")) or 1.0
    return Hints(
        ttl=ttl * 60 if ttl else None,
        cadence=period / frequency if period else None,
        skip_hours=_skip_hours(body[:HEAD]),
    )


def _skip_hours(head: bytes) -> frozenset[int]:
    """Read the hours, in UTC, at which a feed asks not to be read; RSS 0.91 counts them from 1 to 24."""
    found = _SKIP_HOURS.search(head)
    hours = {int(hour) % 24 for hour in _HOUR.findall(found[1]) if int(hour) <= 24} if found else set()  # noqa: PLR2004 -- see the line above
    return frozenset(hours) if len(hours) < 24 else frozenset()  # noqa: PLR2004 -- every hour: it means none


def _number(text: str) -> float:
    """Read a positive number; 0 where it is none."""
    try:
        number = float(text[:20])
    except ValueError:
        return 0.0
    return number if 0 < number < 10 * 365 * DAY else 0.0


# ---- one entry -----------------------------------------------------------------------------------


def _entry(raw: Raw, base: str, language: str) -> Entry:
    standfirst, body = _text(raw, "summary", LONGEST_TEXT), _content(raw)
    return Entry(
        guid=_text(raw, "id", LONGEST_GUID),
        title=clean_title(_raw(raw, "title")),
        link=_link(raw, base),
        published=_published(raw),
        language=_language(raw) or language,
        standfirst=""
        if standfirst == body
        else standfirst,  # feedparser fills a missing one with the content
        body=body,
        categories=_categories(raw),
        picture=_picture(raw, base) or picture_in((body, standfirst), base),
    )


def _categories(raw: Raw) -> tuple[str, ...]:
    named = (
        _text(tag, "term", LONGEST_CATEGORY) or _text(tag, "label", LONGEST_CATEGORY)
        for tag in _all(raw, "tags")
    )
    return tuple(dict.fromkeys(filter(None, named)))[:MOST_CATEGORIES]


def _content(raw: Raw) -> str:
    texts = [_text(one, "value", LONGEST_TEXT) for one in _all(raw, "content")]
    return max(texts, key=len, default="")


def _link(raw: Raw, base: str) -> str:
    """Find where an entry is read: its link, else an id that is an address of the web."""
    linked = [one for one in _all(raw, "links") if one.get("rel", "alternate") == "alternate"]
    candidates = [_raw(raw, "link"), *(_raw(one, "href") for one in linked)]
    found = next((whole for one in candidates if one and (whole := absolute(one, base))), "")
    return found or absolute(_raw(raw, "id"), "")


def _published(raw: Raw) -> datetime | None:
    """Read the first date that can be read: many an Atom entry states only when it was updated."""
    moments = (_moment(raw, name) for name in ("published", "updated", "created"))
    return next(filter(None, moments), None)


def _moment(raw: Raw, name: str) -> datetime | None:
    """Read one of the dates: by ourselves first, for feedparser misreads some (PM, CEST, 23-11-2026)."""
    words = _raw(raw, name)
    own = read_date(words)
    # dict's own get: feedparser's answers `published` for a missing `updated`, with a warning.
    parts = dict.get(raw, f"{name}_parsed")
    if own is not None or not parts or words.startswith(_ZEROS):
        return own
    try:
        moment = datetime.fromtimestamp(timegm(parts), UTC)
    except (ValueError, OverflowError, TypeError, OSError):
        return None
    return moment if is_likely(moment) else None


def _language(raw: Raw) -> str:
    details = [raw, *_all(raw, "content"), raw.get("title_detail"), raw.get("summary_detail")]
    tags = (normal_language(_raw(one, "language")) for one in details if isinstance(one, dict))
    return next((tag for tag in tags if tag), "")


# ---- its picture ---------------------------------------------------------------------------------


def _picture(raw: Raw, base: str) -> str:
    """Find the picture that the publisher names: the largest of its media, else what else it offers."""
    found = (whole_picture(one, base) for sources in _SOURCES for one in sources(raw))
    return next(filter(None, found), "")


def _media(raw: Raw) -> list[str]:
    pictures = [one for one in _all(raw, "media_content") if _is_medium(one)]
    pictures.sort(key=lambda one: -_number(_raw(one, "width")))
    return [_raw(one, "url") for one in pictures]


def _is_medium(one: Raw) -> bool:
    return is_picture(_raw(one, "medium") or _raw(one, "type"), _raw(one, "url"))


def _enclosed(raw: Raw) -> Iterator[str]:
    for one in _all(raw, "links"):
        if one.get("rel") == "enclosure" and is_picture(_raw(one, "type"), _raw(one, "href")):
            yield _raw(one, "href")


def _thumbnails(raw: Raw) -> list[str]:
    return [_raw(one, "url") for one in _all(raw, "media_thumbnail")]


def _cover(raw: Raw) -> list[str]:
    image = dict.get(raw, "image")
    return [_raw(image, "href")] if isinstance(image, dict) else []


_SOURCES: Final[tuple[Callable[[Raw], Sequence[str] | Iterator[str]], ...]] = (
    _media,
    _enclosed,
    _thumbnails,
    _cover,
)


# ---- feedparser's dictionaries -------------------------------------------------------------------


def _text(raw: Raw, name: str, most: int) -> str:
    return clean(_raw(raw, name, 2 * most), most)


def _raw(raw: Raw, name: str, most: int = TOO_LONG) -> str:
    value = dict.get(raw, name)
    return value[:most] if isinstance(value, str) else ""


def _all(raw: Raw, name: str) -> Sequence[Raw]:
    found = dict.get(raw, name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
