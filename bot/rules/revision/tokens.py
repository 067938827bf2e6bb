"""Words and numbers of a text, as two versions of it are compared."""

# Marks and letters of other scripts are what this file is about.
# ruff: noqa: RUF001

import unicodedata
from collections.abc import Sequence

import regex

from bot.rules.revision.tables import NUMBERS, spelt

_NUMBER = regex.compile(r"(?<![\p{L}\d])[-−+]?\d+(?:[.,٫٬]\d+)*(?:[\s\u00a0\u202f]\d{3}(?!\d))*")
_NOT = regex.compile(r"n['’]t\b", regex.IGNORECASE)
_THOUSANDS = 3  # digits behind a mark that divides a long number
_WRITTEN_SMALL = 4  # letters of a word that no headline which writes all words large would write small


def tokens(text: str, language: str) -> list[str]:
    """List the folded words of a text in order; a number, in digits or in a word, begins with "#"."""
    counts = NUMBERS.get(language, {})
    found: list[str] = []
    at = 0
    text = _NOT.sub(" not", text)
    for match in _NUMBER.finditer(text):
        found += [counts.get(word, word) for word in spelt(text[at : match.start()])]
        found.append(f"#{value_of(match[0])}")
        at = match.end()
    return found + [counts.get(word, word) for word in spelt(text[at:])]


def is_number(token: str) -> bool:
    """Say whether a token counts something."""
    return token.startswith("#")


def names(text: str) -> frozenset[str]:
    """List the words that are written large inside their sentences; none in a title that writes all so."""
    spoken = regex.findall(r"(?<![^\W_])[\p{L}\p{M}]+", text)
    if not any(one[0].islower() and len(one) >= _WRITTEN_SMALL for one in spoken):
        return frozenset()
    inside = regex.findall(r"(?<=[\p{L}\p{N},;’'\-–]\s?)(?<![^\W_])\p{Lu}[\p{L}\p{M}'’]+", text)
    return frozenset(word for one in inside for word in spelt(one))


def runs_in(part: Sequence[str], whole: Sequence[str]) -> int:
    """Find where one list of tokens stands in another as it is; -1 where it does not."""
    size = len(part)
    if not size or size > len(whole):
        return -1
    first = part[0]
    for at in range(len(whole) - size + 1):
        if whole[at] == first and list(whole[at : at + size]) == list(part):
            return at
    return -1


def value_of(written: str) -> str:
    """Write a number in one way: ours digits, no marks between thousands, a point before decimals."""
    plain = "".join(_digit(sign) for sign in written if not sign.isspace() and sign != "+")
    plain = plain.replace("−", "-")
    parts = regex.split(r"[.,٫٬]", plain)
    if len(parts) == 1:
        return parts[0]
    if len(parts) > 2 or len(parts[1]) == _THOUSANDS:  # noqa: PLR2004 -- 1.234.567
        return "".join(parts)
    return ".".join(parts)


def _digit(sign: str) -> str:
    return str(unicodedata.digit(sign)) if sign.isdigit() else sign
