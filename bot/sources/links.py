"""Reads the Link header (RFC 8288) as far as WebSub needs it: who tells of news, and under what name."""

import re
from typing import Final

from bot.sources.words import absolute

LONGEST_HEADER: Final = 8_192

_LINK = re.compile(r"<([^<>]{1,2048})>((?:[^,\"<]|\"[^\"]*\")*)")
_RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)


def linked(header: str, relation: str, base: str = "") -> str:
    """Find the first web address that a Link header names for a relation; empty where it names none."""
    for link in _LINK.finditer(header[:LONGEST_HEADER]):
        found = _RELATION.search(link[2])
        relations = (found[1] or found[2] or "").lower().split() if found else []
        if relation in relations and (whole := absolute(link[1].strip(), base)):
            return whole
    return ""
