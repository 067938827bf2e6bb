"""Which picture goes with an entry: the one its publisher names, else the first one in its text."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Final
from urllib.parse import urlsplit

from bot.sources.words import absolute

LOOKED_AT: Final = 12  # pictures of a text; the rest of a long one is furniture
SEARCHED: Final = 60_000  # characters of a text

_IMAGE = re.compile(r"<img\b([^<>]{5,4000})>", re.IGNORECASE)
# Pages that load pictures late have a stand-in in `src`, and the picture's address beside it.
_SOURCE = re.compile(
    r"(?:^|\s)(data-(?:lazy-)?src|data-original|src)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))",
    re.IGNORECASE,
)
_TINY = re.compile(r"(?:^|\s)(?:width|height)\s*=\s*[\"']?[0-3](?:px)?(?![\d.%])", re.IGNORECASE)
_ENDINGS: Final = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")
_DRAWINGS: Final = (".svg", ".svgz", ".ico")


def whole_picture(address: str, base: str = "") -> str:
    """Make a picture's address whole; empty where it leads to none that a phone shows."""
    whole = absolute(address, base)
    return "" if _path(whole).endswith(_DRAWINGS) else whole


def is_picture(kind: str, address: str) -> bool:
    """Say whether a file is a picture, by its media type, or by its name where it states none."""
    kind = kind.strip().lower()
    if kind:
        return kind == "image" or (kind.startswith("image/") and "svg" not in kind)
    return _path(address).endswith(_ENDINGS)


def picture_in(texts: Iterable[str], base: str = "") -> str:
    """Find the first picture in texts of HTML; pixels that count readers are none."""
    for text in texts:
        for number, image in enumerate(_IMAGE.finditer(text, 0, SEARCHED)):
            if number >= LOOKED_AT:
                break
            if found := _source(image[1], base):
                return found
    return ""


def _source(attributes: str, base: str) -> str:
    if _TINY.search(attributes):
        return ""
    stated = {found[1].lower(): found[2] or found[3] or found[4] for found in _SOURCE.finditer(attributes)}
    late_first = [stated[name] for name in sorted(stated) if stated[name]]
    wholes = (whole_picture(unescape(one).strip(), base) for one in late_first)
    return next(filter(None, wholes), "")


def _path(address: str) -> str:
    try:
        return urlsplit(address).path.lower()
    except ValueError:
        return ""
