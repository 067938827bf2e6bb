"""What a person wrote, as keywords: ``drone, "Beit Shemesh", -football``."""

# Marks of other scripts are what this file is about.
# ruff: noqa: RUF001

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.errors import UsageError
from bot.rules.keyword.keys import LONGEST_PHRASE
from bot.rules.keyword.words import words_of
from bot.texts import _

MOST: Final = 200
"""Keywords that one reader may have."""
LONGEST: Final = 80
"""Characters of a keyword at most."""
LONGEST_LINE: Final = 20_000

_QUOTES = frozenset('"“”„«»״‟＂')
_MINUS = frozenset("-−–—")
_SEPARATING = frozenset(",;،؛、，\n")
_ABOUT = " \t+'’"


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word or a phrase that a reader waits for, or wants nothing of: as written, and folded."""

    written: str
    words: tuple[str, ...]
    excludes: bool = False


def read(line: str) -> tuple[Keyword, ...]:
    """Read keywords, each once, in their order; words stand apart, and quotes make a phrase of them.

    A quote counts where a word begins or ends: צה"ל holds none. One that is never closed is left out.

    Raises:
        UsageError: one is too long or says nothing, or there are too many.

    """
    if len(line) > LONGEST_LINE:
        raise UsageError(_("That is too long to read. Write fewer keywords at a time."))
    found: dict[tuple[tuple[str, ...], bool], Keyword] = {}
    for written, excludes in _pieces(line):
        one = _keyword(written, excludes=excludes)
        found.setdefault((one.words, excludes), one)
        if len(found) > MOST:
            raise UsageError(_("You can have {most} keywords at most.", most=MOST))
    return tuple(found.values())


def _keyword(written: str, *, excludes: bool) -> Keyword:
    if len(written) > LONGEST:
        raise UsageError(
            _(
                "“{keyword}…” is too long: a keyword has {most} characters at most.",
                keyword=written[:20],
                most=LONGEST,
            )
        )
    words: Sequence[str] = words_of(written)
    if not words:
        raise UsageError(_("“{keyword}” holds no word to look for.", keyword=written))
    if len(words) > LONGEST_PHRASE:
        raise UsageError(
            _(
                "“{keyword}” is too long: a phrase has {most} words at most.",
                keyword=written,
                most=LONGEST_PHRASE,
            )
        )
    return Keyword(written, tuple(words), excludes)


def _pieces(line: str) -> Iterator[tuple[str, bool]]:
    """Take a line apart, in one pass over its characters: what was written, and whether after a minus."""
    at = 0
    while at < len(line):
        if line[at].isspace() or line[at] in _SEPARATING:
            at += 1
            continue
        excludes = line[at] in _MINUS
        at += excludes
        if at < len(line) and line[at] in _QUOTES:
            written, at = _quoted(line, at + 1)
        else:
            written, at = _bare(line, at)
        yield " ".join(written.strip(_ABOUT).split()), excludes


def _quoted(line: str, start: int) -> tuple[str, int]:
    """Read up to the quote that closes: the next one after which no word goes on."""
    for at in range(start, len(line)):
        if line[at] in _QUOTES and _ends(line, at + 1):
            return line[start:at], at + 1
        if line[at] == "\n":
            return line[start:at], at
    return line[start:], len(line)


def _bare(line: str, start: int) -> tuple[str, int]:
    for at in range(start, len(line)):
        if line[at].isspace() or line[at] in _SEPARATING:
            return line[start:at].rstrip("".join(_QUOTES)), at
    return line[start:].rstrip("".join(_QUOTES)), len(line)


def _ends(line: str, at: int) -> bool:
    return at == len(line) or line[at].isspace() or line[at] in _SEPARATING
