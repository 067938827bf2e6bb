"""Reads the Link header (RFC 8288) as far as WebSub needs it: who tells of news, and under what name."""

import re
from typing import Final

from bot.sources.words import absolute

LONGEST_HEADER: Final = 8_192

_LINK = re.compile(r"<([^<>]{1,2048})>((?:[^,\"<]|\"[^\"]*\")*)")
_PARAMETER = re.compile(r";\s*([\w*-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))")


def linked(header: str, relation: str, base: str = "") -> str:
    """Find the first web address that a Link header names for a relation; empty where it names none."""
    for link in _LINK.finditer(header[:LONGEST_HEADER]):
        if relation in _relations(link[2]) and (whole := absolute(link[1].strip(), base)):
            return whole
    return ""


def _relations(parameters: str) -> list[str]:
    stated = (found[2] or found[3] for found in _PARAMETER.finditer(parameters) if found[1].lower() == "rel")
    return (next(stated, "") or "").lower().split()
