"""Whether a feed says anything new, told without parsing it: a hash of all but what changes by itself."""

import hashlib
import re
from typing import Final

HEAD: Final = 65_536  # bytes in which the first entry begins
TAIL: Final = 4_096  # bytes after an end tag: comments of caches, with their hour

_FIRST = re.compile(rb"<(?:\w{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
# When the feed was made or last looked at: many a server stamps the hour of the request.
_STAMP = re.compile(
    rb"<((?:\w{1,20}:)?(?:lastBuildDate|pubDate|updated|modified|date))>[^<]{0,100}</\1>|<!--.{0,500}?-->",
    re.IGNORECASE | re.DOTALL,
)
_END = re.compile(rb"</(?:\w{1,20}:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)


def body_hash(body: bytes) -> str:
    """Hash a feed's body without the dates of its head, and without what follows its end."""
    first = _FIRST.search(body, 0, HEAD)
    split = first.start() if first else 0
    digest = hashlib.blake2b(_STAMP.sub(b"", body[:split]), digest_size=16)
    digest.update(memoryview(body)[split : _end(body)])
    return digest.hexdigest()


def _end(body: bytes) -> int:
    ends = [found.end() for found in _END.finditer(body, max(0, len(body) - TAIL))]
    return ends[-1] if ends else len(body)
