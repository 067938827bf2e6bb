"""Reads JSON Feed 1.0 and 1.1 (jsonfeed.org), and what calls itself one."""

import json
from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import Any, Final, TypeAlias

from bot.errors import Invalid
from bot.model import Entry
from bot.sources.charset import decode
from bot.sources.dates import read_date
from bot.sources.parsed import MOST_ENTRIES, ParsedFeed, identified, told_apart
from bot.sources.picture import is_picture, picture_in, whole_picture
from bot.sources.words import (
    LONGEST_CATEGORY,
    LONGEST_GUID,
    LONGEST_TAG,
    LONGEST_TEXT,
    MOST_CATEGORIES,
    absolute,
    clean,
    clean_title,
    normal_language,
)
from bot.texts import _

LONGEST_NUMBER: Final = 300  # digits; Python refuses the whole text for a number of more than 4,300

_VERSION: Final = "jsonfeed.org/version/"
_MARKS: Final = ("home_page_url", "feed_url", "title")

Raw: TypeAlias = dict[str, Any]  # whatever stands in the file


def read(body: bytes, content_type: str = "", url: str = "") -> ParsedFeed | None:
    """Read a feed; None where the JSON is none, Invalid where it is no JSON."""
    raw = _loaded(decode(body, content_type))
    if not isinstance(raw, dict) or not _is_feed(raw):
        return None
    base = url or absolute(_text(raw, "feed_url"), "") or absolute(_text(raw, "home_page_url"), "")
    language = normal_language(_text(raw, "language", LONGEST_TAG))
    items = [one for one in _all(raw, "items") if one][:MOST_ENTRIES]
    return ParsedFeed(
        title=clean_title(_text(raw, "title")),
        language=language,
        entries=told_apart([identified(_entry(one, base, language)) for one in items]),
        hub=_hub(raw, base),
        topic=absolute(_text(raw, "feed_url"), base) if _text(raw, "feed_url") else "",
    )


def _loaded(text: str) -> object:
    try:
        # Not strict: a line end within a string is a slip that need not cost the feed.
        loaded: object = json.loads(text.lstrip("\ufeff"), strict=False, parse_int=_whole)
    except (ValueError, RecursionError) as e:
        raise Invalid(_("this feed is too broken to be read")) from e
    return loaded


def _whole(digits: str) -> int:
    return int(digits) if len(digits) <= LONGEST_NUMBER else 0


def _is_feed(raw: Raw) -> bool:
    """Say whether JSON is a feed: by its own word, or because it has all that makes one."""
    if _VERSION in _text(raw, "version"):
        return True
    return isinstance(raw.get("items"), list) and any(_text(raw, name) for name in _MARKS)


def _hub(raw: Raw, base: str) -> str:
    hubs = (_text(one, "url") for one in _all(raw, "hubs") if _text(one, "type").lower() == "websub")
    return next((whole for one in hubs if one and (whole := absolute(one, base))), "")


# ---- one entry -----------------------------------------------------------------------------------


def _entry(raw: Raw, base: str, language: str) -> Entry:
    standfirst, body = _text(raw, "summary", LONGEST_TEXT), _body(raw)
    return Entry(
        guid=_id(raw),
        title=clean_title(_text(raw, "title")),
        link=_link(raw, base),
        published=_published(raw),
        language=normal_language(_text(raw, "language", LONGEST_TAG)) or language,
        standfirst="" if standfirst == body else standfirst,
        body=body,
        categories=_categories(raw),
        picture=_picture(raw, base) or picture_in((body,), base),
    )


def _id(raw: Raw) -> str:
    """Read an id; numbers, which the format forbids and readers take all the same, count as their digits."""
    stated = raw.get("id")
    number = isinstance(stated, int | float) and not isinstance(stated, bool)
    return str(stated)[:LONGEST_GUID] if number else _text(raw, "id", LONGEST_GUID)


def _link(raw: Raw, base: str) -> str:
    candidates = (_text(raw, "url"), _text(raw, "external_url"))
    found = next((whole for one in candidates if one and (whole := absolute(one, base))), "")
    return found or absolute(_text(raw, "id"), "")


def _body(raw: Raw) -> str:
    """Take the text: HTML where it is given, else the plain one, written as HTML."""
    return _text(raw, "content_html", LONGEST_TEXT) or escape(
        _text(raw, "content_text", LONGEST_TEXT), quote=False
    )


def _published(raw: Raw) -> datetime | None:
    moments = (read_date(_text(raw, name)) for name in ("date_published", "date_modified"))
    return next(filter(None, moments), None)


def _categories(raw: Raw) -> tuple[str, ...]:
    tags = raw.get("tags")
    named = (
        [clean(one, LONGEST_CATEGORY) for one in tags if isinstance(one, str)]
        if isinstance(tags, list)
        else []
    )
    return tuple(dict.fromkeys(filter(None, named)))[:MOST_CATEGORIES]


def _picture(raw: Raw, base: str) -> str:
    found = (whole_picture(one, base) for one in _pictures(raw) if one)
    return next(filter(None, found), "")


def _pictures(raw: Raw) -> Iterator[str]:
    yield _text(raw, "image")
    yield _text(raw, "banner_image")
    for one in _all(raw, "attachments"):
        if is_picture(_text(one, "mime_type"), _text(one, "url")):
            yield _text(one, "url")


# ---- whatever stands in the file -----------------------------------------------------------------


def _text(raw: Raw, name: str, most: int = LONGEST_GUID * 2 + 1) -> str:
    value = raw.get(name)
    return clean(value, most) if isinstance(value, str) else ""


def _all(raw: Raw, name: str) -> list[Raw]:
    found = raw.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
