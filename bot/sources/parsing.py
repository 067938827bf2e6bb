"""A feed's bytes in, its entries out: RSS 0.9x, 1.0, 2.0, Atom, CDF and JSON Feed.

Meant to run in a worker, which has the limits: the libraries are imported when a feed is read, so
that the program itself does without them.
"""

from typing import Final

from bot.errors import Invalid
from bot.sources.packing import unpacked
from bot.sources.parsed import ParsedFeed
from bot.sources.webpage import describe_stranger
from bot.texts import _

LONGEST_BODY: Final = 64 * 1024 * 1024
"""Bytes that a packed body may unpack to: beyond what the client takes of an unpacked one."""

_PACKED: Final = b"\x1f\x8b\x08"  # gzip's mark (RFC 1952)
_MARK: Final = b"\xef\xbb\xbf"


def parse_feed(body: bytes, content_type: str = "", url: str = "") -> ParsedFeed:
    """Parse a feed that came with a Content-Type from `url`; raises Invalid where it is none.

    Of a very long feed the first `MOST_ENTRIES` are read. Relative links count from xml:base, the
    `url`, or the site that the feed names.
    """
    if body.startswith(_PACKED):
        body = _unpacked(body)
    feed = _read(body, content_type, url)
    if feed is None:
        raise Invalid(describe_stranger(body, content_type, url))
    return feed


def _read(body: bytes, content_type: str, url: str) -> ParsedFeed | None:
    if body.removeprefix(_MARK).lstrip()[:1] == b"{":
        from bot.sources.jsonfeed import read as read_json  # noqa: PLC0415 - see above

        return read_json(body, content_type, url)
    from bot.sources.xmlfeed import read as read_xml  # noqa: PLC0415 - see above

    return read_xml(body, content_type, url)


def _unpacked(body: bytes) -> bytes:
    """Unpack a file that a server sends as it lies on its disk, without saying that it is packed."""
    broken = _("this feed is too broken to be read")
    return unpacked(body, LONGEST_BODY, broken=broken, large=_("this takes too much memory to be read"))
