"""What may stand in the texts, links and language tags of an entry, and how long each may be."""

import re
from typing import Final
from urllib.parse import urljoin, urlsplit

LONGEST_CATEGORY: Final = 100
MOST_CATEGORIES: Final = 20
LONGEST_TITLE: Final = 512
LONGEST_TEXT: Final = 200_000
LONGEST_LINK: Final = 2_048
TOO_LONG: Final = LONGEST_LINK + 1  # enough to see that a link is
LONGEST_GUID: Final = 1_024
LONGEST_TAG: Final = 80  # of a language

# Controls but tab and line ends, halves of a surrogate pair, and what Unicode reserves as no character:
# databases and XML refuse them.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Embeddings, overrides and isolates: one left open turns round all that we say after it. Single marks stay.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_NO_LETTERS = re.compile(r"\W+")
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")  # but those that keep words together
_END = re.compile(r"[.!?\u2026\u3002\uff01\uff1f\u061f][\s\"'\u201d\u2019\u00bb)\]]*$")
_BREAKS = re.compile(r"[\t\r\n\u2028\u2029]+")
_LANGUAGE = re.compile(r"\s*([a-z]{2,3})(?![a-z])", re.IGNORECASE)
_OLD_NAMES: Final = {"iw": "he", "in": "id", "ji": "yi"}


def clean(text: str, most: int) -> str:
    """Take out what no text may hold, and cut what no reader would reach."""
    return without_controls(text[: 2 * most]).strip()[:most]


def without_controls(text: str) -> str:
    """Take out what no text may hold."""
    return _NO_TEXT.sub("", text)


def clean_title(text: str) -> str:
    """Clean a title as `clean` does, onto one line, without what would turn the words around it."""
    return _BREAKS.sub(" ", _TURNS.sub("", clean(text, 2 * LONGEST_TITLE)))[:LONGEST_TITLE].strip()


def is_ended(text: str) -> bool:
    """Say whether a text ends where a sentence does, quotation marks and brackets apart."""
    return bool(_END.search(text))


def one_line(text: str) -> str:
    """Write a text onto one line, with one space between words; no-break spaces stay."""
    return _SPACES.sub(" ", text).strip()


def letters(text: str) -> str:
    """Write a text's letters and digits in a row: two that differ in spaces and marks alone are one."""
    return _NO_LETTERS.sub("", text)


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
