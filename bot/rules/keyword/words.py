"""The words of a text as keywords are compared: folded, in their order, each in one script."""

# Marks and letters of other scripts are what this file is about.
# ruff: noqa: RUF001

import unicodedata
from collections.abc import Iterator
from typing import Final

import regex

LONGEST_TEXT: Final = 500  # characters that are read of one text: an alert's have 120 at most

# After folding: what is one letter to a reader, and two to Unicode; final forms; Arabic's spellings.
_ALIKE = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
    | {"ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ"}
    | {"ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ہ": "ه"}
    | dict.fromkeys("’‘ʼ׳`´", "'")
    | dict.fromkeys("״”“„«»", '"')
)
_MARKS = regex.compile(r"[\p{M}\p{Cf}\u0640]+")
_WORD = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]|"
    r"\p{Hebrew}+(?:[\"']\p{Hebrew}+)*|"  # צה"ל is one word
    r"[[\p{L}\p{N}]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Hebrew}]]+",
    regex.VERSION1,
)
_QUOTES = regex.compile(r"[\"']")
_POSSESSIVE = regex.compile(r"[\p{L}\p{N}]'")
_ELIDED = 2  # letters at most before an apostrophe that are no word of their own: l'Iran, qu'Israël


def words_of(text: str) -> list[str]:
    """List a text's words, folded: no case, accents, points, or marks of any kind tell two apart.

    A script without spaces gives its characters. Of French elisions and the English possessive the
    word alone is left. Reads the first `LONGEST_TEXT` characters, in time linear in them.
    """
    folded = fold(text[:LONGEST_TEXT])[: 2 * LONGEST_TEXT]  # one sign may stand for a whole sentence: ﷺ
    return [_QUOTES.sub("", word) for word in _words(folded)]


def fold(text: str) -> str:
    """Take away case, accents, points, and what else readers write in more ways than one."""
    if text.isascii():
        return text.lower().replace("`", "'")
    # Marks go first: to put a pile of them into their canonical order takes time quadratic in it.
    bare = unicodedata.normalize("NFKD", _MARKS.sub("", text.translate(_ALIKE)))
    # once more: to fold case may bring marks back (İ), and letters that have a twin (Æ)
    return _MARKS.sub("", unicodedata.normalize("NFKD", bare.casefold())).translate(_ALIKE)


def _words(folded: str) -> Iterator[str]:
    for match in _WORD.finditer(folded):
        word, end = match[0], match.end()
        if word.isascii() and folded[end : end + 1] == "'" and len(word) <= _ELIDED:
            if folded[end + 1 : end + 2].isalnum():
                continue
        elif word == "s" and _POSSESSIVE.search(folded, max(0, match.start() - 2), match.start()):
            continue
        yield word
