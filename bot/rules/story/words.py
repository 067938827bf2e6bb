"""Words of a telling as stories are compared by them: stems, names and numbers."""

# Marks and letters of other scripts are what this file is about.
# ruff: noqa: RUF001

from dataclasses import dataclass
from sys import intern
from typing import Final

import regex

from bot.rules.summary.text import fold
from bot.rules.summary.words import FUNCTION_WORDS

STEM: Final = 7  # letters: what is left of "candidature" and of "candidat" alike
LEAD: Final = 300  # characters of a text that are its lead
_FEWEST_LETTERS = 2
_WRITTEN_SMALL = 4  # letters of a word that a title which writes all words large would write small
_WORD = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]|"
    r"\p{N}+(?:[.,٫٬]\p{N}+)*|[[\p{L}\p{M}]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]]+",
    regex.VERSION1,
)
_OPENERS = frozenset('.:!?|«»"“”„–—')
_MARKS_OF_NUMBERS = regex.compile(r"[.,٫٬]")
_FUNCTION = {language: frozenset(fold(word) for word in found) for language, found in FUNCTION_WORDS.items()}


@dataclass(frozen=True, slots=True)
class Words:
    """What a text is made of: each stem once, in the order of the text."""

    stems: tuple[str, ...]
    names: frozenset[str]  # stems that are written large within a sentence
    numbers: frozenset[str]


def words_of(text: str, language: str = "") -> Words:
    """Take a text apart; function words of its language are left out, of all where it is not known."""
    function = _FUNCTION.get(language, _FUNCTION[""])
    stems: dict[str, None] = {}
    names: set[str] = set()
    numbers: set[str] = set()
    spoken = _spoken(text)
    for match in _WORD.finditer(text):
        word = match[0]
        if word[0].isnumeric():
            number = intern(_MARKS_OF_NUMBERS.sub("", word))
            numbers.add(number)
            stems[number] = None
            continue
        folded = fold(word)
        if folded in function or (len(folded) < _FEWEST_LETTERS and word.isascii()):
            continue
        stem = intern(folded[:STEM])  # one copy for all that are live
        stems[stem] = None
        if spoken and word[0].isupper() and not _opens(text, match.start()):
            names.add(stem)
    return Words(tuple(stems), frozenset(names), frozenset(numbers))


def _spoken(text: str) -> bool:
    """Say whether a text writes long words small: where all are large, none of them is a name."""
    found = [match[0] for match in _WORD.finditer(text)]
    content = [one for one in found if len(one) >= _WRITTEN_SMALL and one[0].isalpha()]
    return any(one[0].islower() for one in content)


def _opens(text: str, at: int) -> bool:
    before = text[:at].rstrip()
    return not before or before[-1] in _OPENERS


def lead_of(text: str) -> str:
    """Cut the start of a text, in whole words."""
    if len(text) <= LEAD:
        return text
    return text[:LEAD].rpartition(" ")[0] or text[:LEAD]
