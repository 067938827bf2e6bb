"""HTML to plain text, by one scan: each character is looked at a fixed number of times."""

import html
import re
from collections.abc import Iterator

LONGEST_SOURCE = 2_000_000
"""Characters of a source text that are read; no article is longer, and a hostile one costs no more."""

_ROUNDS = 5  # of undoing escapes: feeds escape twice, rarely three times
_LONGEST_ATTRIBUTE = 2_000

# A tag runs to its ">" or, left open, to the next "<": no two matches can look at the same character.
_TAG = re.compile(r"<(?:!--|!\[CDATA\[|(/?)([a-zA-Z][\w:-]*)([^<>]*)>?|[/!?][^<>]*>?)|\]\]>")
_MULTIPLE_ESCAPE = re.compile(r"&(?:amp;)+")
_LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029]")

_BLOCK_NAMES = """
address article aside blockquote br caption center dd details div dl dt fieldset figure footer form
h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section summary table tbody tfoot thead tr
ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_CELLS = frozenset({"td", "th", "img"})
_INLINE_NAMES = """
a abbr acronym amp-img audio b bdi bdo big body button cite code del em embed figcaption font head
html i iframe input ins kbd label link mark meta noscript object param q s samp script select small
source span strike strong style sub sup svg template textarea time title tt u var video wbr
"""
_INLINE = frozenset(_INLINE_NAMES.split())
_KNOWN = _BLOCKS | _CELLS | _INLINE
# What these hold is no text of the article, even when the end tag is missing …
_RAW = frozenset({"script", "style", "iframe", "noscript", "template", "textarea"})
# … and these only up to an end tag that is there.
_ASIDE = frozenset({"figcaption", "nav", "button", "form", "svg", "select", "footer", "video", "audio"})


def plain(source: str) -> str:
    """Take tags and entities out of HTML or text; a line end stands where a paragraph ends.

    Escapes are undone until none is left, since feeds escape their titles once too often; what
    looks like a tag but is none (``a < b``, ``<3``) stays.
    """
    text = source[:LONGEST_SOURCE]
    for _ in range(_ROUNDS):
        bare = _unescaped(_without_tags(text))
        if bare == text:
            break
        text = bare
    return text


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    return html.unescape(_MULTIPLE_ESCAPE.sub("&", text))


def _without_tags(text: str) -> str:
    text = _LINE_ENDS.sub("\n", text)
    if "<" not in text and "]]>" not in text:
        return text
    matches = list(_TAG.finditer(text))
    if any((match[2] or "").lower() in _BLOCKS for match in matches):
        text = text.replace("\n", " ")  # same length: the matches still hold
    return "".join(_kept(text, matches))


def _kept(text: str, matches: list[re.Match[str]]) -> Iterator[str]:
    """Yield the text between the tags, and what each tag stands for."""
    ends = _last_ends(matches)
    last_comment_end = text.rfind("-->")
    at = 0
    skipping = ""
    for match in matches:
        if match.start() < at:
            continue  # inside a comment, or inside an attribute
        name = (match[2] or "").lower()
        if skipping:
            at = match.end()
            skipping = "" if match[1] and name == skipping else skipping
            continue
        yield text[at : match.start()]
        at = _end_of_tag(text, match, last_comment_end)
        yield _stands_for(match, name)
        skipping = name if _opens_skipped(match, name, ends) else ""
    if not skipping:
        yield text[at:]


def _last_ends(matches: list[re.Match[str]]) -> dict[str, int]:
    """Say where the last end tag of each name is."""
    return {match[2].lower(): match.start() for match in matches if match[1]}


def _opens_skipped(match: re.Match[str], name: str, ends: dict[str, int]) -> bool:
    if match[1] or (match[3] or "").endswith("/"):
        return False
    return name in _RAW or (name in _ASIDE and match.start() < ends.get(name, -1))


def _stands_for(match: re.Match[str], name: str) -> str:
    if name in _BLOCKS:
        return "\n"
    if name in _CELLS:
        return " "
    if name and name not in _KNOWN and not match[0].endswith(">"):
        return match[0]  # "5 <beaucoup": no tag at all
    return ""


def _end_of_tag(text: str, match: re.Match[str], last_comment_end: int) -> int:
    """Find where a tag really ends: a comment at its mark, a quoted attribute may hold ">"."""
    if match[0] == "<!--":
        found = text.find("-->", match.end()) if match.end() <= last_comment_end else -1
        return found + len("-->") if found >= 0 else match.end()
    attributes = match[3] or ""
    if attributes.count('"') % 2 == 0 or not match[0].endswith(">"):
        return match.end()
    quote = text.find('"', match.end(), match.end() + _LONGEST_ATTRIBUTE)
    end = text.find(">", quote, quote + _LONGEST_ATTRIBUTE) if quote >= 0 else -1
    return end + 1 if end >= 0 else match.end()
