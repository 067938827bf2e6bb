"""Which pictures go with an alert, and to whom: told by their addresses, for none is fetched.

The services fetch a picture themselves, from networks of their own; what an address leads to there is
theirs to guard. What is refused here could only fail, or would show readers what is no picture of the news.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from bot.model import AlertKind, RevisionKind

LONGEST: Final = 2000
"""Characters of an address; both services take more, but those that are longer hold data, or sign it."""

FEWEST_PIXELS: Final = 200
"""The least that an address may say of a picture's width or height: smaller is a thumbnail, or a pixel."""

REPEATED: Final = 3
"""Other entries of a source with the same picture, from which on it is the site's and not the article's."""

LOOKED_BACK: Final = 60
"""How many of a source's last entries are looked through for that."""

FREE: Final = frozenset({"telegram"})
"""The channels on which a picture costs readers nothing that they have not chosen: it is on until they say.

On WhatsApp each is downloaded by itself, counts as data and lands among the reader's own photographs.
"""

_DRAWN: Final = (".svg", ".svgz", ".ico", ".pdf", ".mp4", ".webm", ".m3u8", ".html", ".htm", ".php", ".js")
"""Endings of what is no raster picture."""

_ENCODED: Final = re.compile(r"\.(jpe?g|png|webp|gif|avif|heic|bmp|tiff?)$")
_AS_JPEG_OR_PNG: Final = frozenset({"jpg", "jpeg", "pjpg", "png"})
_FORMATS: Final = frozenset({"fm", "format", "f", "ext", "output", "type"})
_WIDTHS: Final = frozenset({"w", "width", "h", "height", "mw", "mh", "sz", "size"})
_PIXELS: Final = re.compile(r"(?<![0-9a-z])([0-9]{1,5})x([0-9]{1,5})(?![0-9a-z])")

# What is no picture of an article by its name: a whole word of it, or its folder.
_FURNITURE: Final = frozenset(
    {
        *("logo", "logos", "favicon", "icon", "icons", "sprite", "avatar", "gravatar", "placeholder"),
        *("pixel", "spacer", "blank", "transparent", "beacon", "tracker", "tracking", "counter"),
        *("noimage", "nopicture", "fallback"),
    }
)
_COUNTERS: Final = re.compile(
    r"(?:^|\.)(?:pixel|pixels|stats|stat|track|tracker|tracking|beacon|counter|analytics|metrics|gravatar)\."
)
_WORD: Final = re.compile(r"[a-z]+")
_NAME: Final = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?:xn--[a-z0-9-]{1,59}|[a-z]{2,63})"
)
_PRIVATE: Final = frozenset(
    {
        "local",
        "localhost",
        "internal",
        "intranet",
        "lan",
        "home",
        "corp",
        "private",
        "test",
        "invalid",
        "arpa",
        "onion",
    }
)
"""Last parts of names that no public network knows (RFC 6761, RFC 6762, RFC 8375, ICANN's internal)."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A picture that comes with an entry: its address, and how many other entries of its source have it."""

    address: str
    repeated: int = 0


def usable(offer: Offer, *, private: bool = False) -> str:
    """Give the address of a picture that may go with an alert; empty for any other.

    `private` lets addresses of private networks be used, without encryption too: for development.
    """
    address = offer.address.strip()
    if not address or len(address) > LONGEST or offer.repeated >= REPEATED or not address.isascii():
        return ""
    try:
        parts = urlsplit(address)
        host, query = (parts.hostname or "").rstrip("."), parse_qsl(parts.query)
        at_home = parts.port in {None, 443}
    except ValueError:
        return ""
    if not _is_safe(parts.scheme, host, private=private, known=at_home and not parts.username):
        return ""
    path = unquote(parts.path).lower()
    shows = not path.endswith(_DRAWN) and not _is_furniture(host, path) and not _is_small(path, query)
    return address if shows else ""


def names_picture(address: str) -> bool:
    """Say whether an address tells by the ending of its path that it leads to a picture."""
    try:
        return _ENCODED.search(unquote(urlsplit(address).path).lower()) is not None
    except ValueError:
        return False


def is_jpeg_or_png(address: str) -> bool:
    """Say whether an address tells that its picture is a JPEG or a PNG; one that says nothing may be any."""
    try:
        parts = urlsplit(address)
        query = parse_qsl(parts.query.lower())
    except ValueError:
        return False
    asked = [value for name, value in query if name in _FORMATS]
    if asked:
        return asked[-1] in _AS_JPEG_OR_PNG
    ending = _ENCODED.search(unquote(parts.path).lower())
    return ending is not None and ending[1] in _AS_JPEG_OR_PNG


def wanted(choice: bool | None, channel: str) -> bool:  # noqa: FBT001 -- what a reader has chosen, or not yet
    """Say whether a reader gets pictures: as they have chosen, else as is usual on their channel."""
    return channel in FREE if choice is None else choice


def goes_with(kind: AlertKind, revised_as: RevisionKind | None) -> bool:
    """Say whether an alert of a kind shows a picture: what corrects another, or takes it back, does not."""
    return kind in {AlertKind.NEW, AlertKind.UPDATE} and revised_as is not RevisionKind.WITHDRAWAL


def _is_safe(scheme: str, host: str, *, private: bool, known: bool) -> bool:
    if private:
        return scheme in {"https", "http"} and bool(host)
    # A bare number is no publisher's name, in whichever of its spellings: the last part has letters only.
    named = _NAME.fullmatch(host) is not None and host.rpartition(".")[2] not in _PRIVATE
    return scheme == "https" and known and named


def _is_furniture(host: str, path: str) -> bool:
    folder, name = ["", *path.rstrip("/").split("/")][-2:]
    said = {folder, *_WORD.findall(name)}
    return _COUNTERS.search(host) is not None or not _FURNITURE.isdisjoint(said)


def _is_small(path: str, query: list[tuple[str, str]]) -> bool:
    sides = [int(value) for name, value in query if name.lower() in _WIDTHS and _is_number(value)]
    sides += [int(side) for found in _PIXELS.finditer(path) for side in found.groups()]
    return any(0 < side < FEWEST_PIXELS for side in sides)


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) <= 5  # noqa: PLR2004 -- digits of a side
