"""Light stems: what is left of a folded word when number, gender and what hangs in front of it go.

Few endings, and none that turn one word into another: to get an alert about the *united* for *unit* is
worse than to miss one. Latin words are stemmed by a language; of other scripts there is one way each.
"""

# Letters of other scripts are what this file is about.
# ruff: noqa: RUF001

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import regex

from bot.rules.keyword.words import fold

LEAST: Final = 3  # letters that a stem keeps
_VOWELS = frozenset("aeiouy")
_HISSING = ("sses", "shes", "ches", "xes", "iruses", "mpuses", "onuses")
_NO_PLURAL = ("ss", "us", "is")
_LIES = 4  # letters up to which "ies" is no plural: lies, ties
_PARTICIPLE = 4  # letters that are left of a participle
_FEMININE = 6  # letters of a French word that may be the feminine of another; of fewer too many are not
_FEMININES = (
    *(("ienne", "ien"), ("eenne", "een"), ("elle", "el"), ("aise", "ais"), ("aine", "ain"), ("ale", "al")),
    *(("ante", "ant"), ("ente", "ent"), ("ive", "if")),
)
# Words that only look like the participle of another.
_LOOKS_LIKE_ONE = """
    united training evening morning something nothing anything everything during building hundred
    according wedding interesting sacred
"""
_OF_ITS_OWN = frozenset(_LOOKS_LIKE_ONE.split())
_HEBREW = regex.compile(r"\p{Hebrew}")
_ARABIC = regex.compile(r"\p{Arabic}")
_CYRILLIC = regex.compile(r"\p{Cyrillic}")
_HEBREW_PREFIXES = frozenset("משהוכלב")
_MOST_PREFIXES = 3
_ARTICLE = "ה"
_HEBREW_ENDINGS = ("יימ", "ימ", "ות", "ה", "ת")
_ARABIC_PREFIXES = ("و", "ف", "ب", "ك", "ل")
_ARABIC_ARTICLE = "ال"
_ARABIC_TO_THE = "لل"
_ARABIC_ENDINGS = ("ات", "ون", "ين", "ان", "ها", "ه")
_RUSSIAN = """
    ами ями ого его ому ему ыми ими ов ев ей ах ях ам ям ом ем ой ий ый ая яя ое ее ые ие ую юю
    ы и а я о е у ю ь й
"""
_RUSSIAN_ENDINGS = sorted(fold(_RUSSIAN).split(), key=len, reverse=True)


def _english(word: str) -> str:
    if word.endswith("ies") and len(word) > _LIES:
        return word[:-3] + "y"
    if word.endswith(_HISSING) or word == "buses":
        return word[:-2]
    if word.endswith("s"):
        return word if word.endswith(_NO_PLURAL) else word[:-1]
    return _without_participle(word)


def _without_participle(word: str) -> str:
    ending = "ing" if word.endswith("ing") else "ed"
    bare = word.removesuffix(ending)
    if bare == word or len(bare) < _PARTICIPLE or word in _OF_ITS_OWN or not _VOWELS.intersection(bare):
        return word
    if bare[-1] == bare[-2]:
        return bare if bare[-1] in "lsz" else bare[:-1]
    return bare + "e" if _lacks_e(bare) else bare


def _lacks_e(bare: str) -> bool:
    """Say whether a word had an e before its participle's ending: forced, striking, located, acquired."""
    if bare.endswith(("at", "ik", "ir", "ur")):
        return bare[-3] not in _VOWELS or bare.endswith("uir")
    return bare[-1] in "cvz" or (bare[-1] == "s" and not bare.endswith("us"))


def _french(word: str) -> str:
    if word.endswith("aux") and not word.endswith("eaux") and len(word) > LEAST + 1:
        return word[:-3] + "al"
    if word.endswith(("eux", "oux", "eaux")) or (word.endswith("s") and len(word) > LEAST + 1):
        word = word[:-1]
    if len(word) >= _FEMININE:
        for ending, masculine in _FEMININES:
            if word.endswith(ending):
                return word.removesuffix(ending) + masculine
    return word


def _other_latin(word: str) -> str:
    if len(word) > LEAST + 1 and word.endswith("s") and not word.endswith("ss"):
        return word[:-2] if word.endswith("iones") else word[:-1]
    return word[:-1] if len(word) > LEAST + 2 and word.endswith("en") else word


_LATIN: dict[str, Callable[[str], str]] = {"en": _english, "fr": _french, "": _other_latin}
LATIN: Final = tuple(_LATIN)
"""The languages by which a Latin word may be stemmed; empty for all that have no way of their own."""


def way_of(language: str) -> str:
    """Name the way in which a text of a language has its Latin words stemmed."""
    return language if language in _LATIN else ""


@lru_cache(maxsize=1 << 14)
def stem(word: str, way: str) -> str:
    """Stem a folded word, Latin ones in one of the ways of `LATIN`."""
    if _HEBREW.match(word):
        return _without(word, _HEBREW_ENDINGS)
    if _ARABIC.match(word):
        return _without(_without_article(word), _ARABIC_ENDINGS)
    if _CYRILLIC.match(word):
        return _without(word, _RUSSIAN_ENDINGS)
    return _LATIN[way](word) if word.isalpha() and len(word) > LEAST else word


def told(word: str) -> list[str]:
    """List the words that a word of an alert may be: as it stands, and less what hangs in front of it."""
    if _HEBREW.match(word):
        return _hebrew_told(word)
    if _ARABIC.match(word) and word.startswith(_ARABIC_PREFIXES) and len(word) > LEAST:
        bare = word[1:]
        to_the = [_ARABIC_ARTICLE + word[2:]] if word.startswith(_ARABIC_TO_THE) else []
        return [word, bare, *to_the]
    return [word]


def meant(word: str) -> list[str]:
    """List the words that a person may mean by a keyword: as written, and less Hebrew's article."""
    if word.startswith(_ARTICLE) and len(word) > LEAST:
        return [word, word[1:]]
    return [word]


def _hebrew_told(word: str) -> list[str]:
    found = [word]
    for at in range(_MOST_PREFIXES):
        if word[at] not in _HEBREW_PREFIXES or len(word) - at <= LEAST:
            break
        found.append(word[at + 1 :])
    if len(word) == LEAST and word[0] == _ARTICLE:
        found.append(word[1:])
    return found


def _without_article(word: str) -> str:
    bare = word.removeprefix(_ARABIC_ARTICLE)
    return bare if len(bare) >= LEAST else word


def _without(word: str, endings: tuple[str, ...] | list[str]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= LEAST:
            return word[: -len(ending)]
    return word
