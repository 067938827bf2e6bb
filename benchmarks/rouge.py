"""ROUGE over Unicode words: how much of an editor's own words a summary has."""

# Letters of other scripts are what this file is about.
# ruff: noqa: RUF001

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import fmean
from typing import Any, Final, NamedTuple

import regex

# What is not seen: joiners, bidi marks, soft hyphens, the Arabic tatweel, and vowel points of all scripts.
_UNSEEN: Final = regex.compile(r"[\p{Mn}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad\u0640]")
# Persian is written with Arabic letters, and Arabic without its hamzas, often enough.
_ALIKE: Final = str.maketrans("يىكةأإآё’ʼ", "ییکهاااе''")
# A script without spaces gives its characters, all others their words; a digit's group is a word too.
_WORD: Final = regex.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f]"
    r"|[^\W\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f]+"
)


class Rouge(NamedTuple):
    """F1 of single words, of pairs, and of the longest common subsequence, out of 100."""

    one: float
    two: float
    longest: float


def plain(text: str) -> str:
    """Write a text in one way: compatible forms, no points, one letter where two are used for one."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).translate(_ALIKE)


def tokens(text: str) -> list[str]:
    """List the words of a text in one way of writing, without case."""
    return _WORD.findall(plain(text).casefold())


def rouge(told: Sequence[str], wanted: Sequence[str]) -> Rouge:
    """Compare two texts, given as words."""
    return Rouge(
        _overlap(Counter(told), Counter(wanted)),
        _overlap(Counter(_pairs(told)), Counter(_pairs(wanted))),
        _f1(common(told, wanted), len(told), len(wanted)),
    )


def mean(scores: Iterable[Rouge]) -> Rouge:
    """Take the mean of each of the three."""
    return Rouge(*(fmean(one) for one in zip(*scores, strict=True)))


def common(left: Sequence[str], right: Sequence[str]) -> int:
    """Measure the longest common subsequence: a row of the usual table is the bits of one number."""
    places: dict[str, int] = {}
    for place, word in enumerate(left):
        places[word] = places.get(word, 0) | 1 << place
    full = (1 << len(left)) - 1
    row = full  # a bit is off where the row grows by one
    for word in right:
        hit = row & places.get(word, 0)
        row = (row + hit | row - hit) & full
    return len(left) - row.bit_count()


def _pairs(words: Sequence[str]) -> Iterable[tuple[str, str]]:
    return pairwise(words)


def _overlap(told: Counter[Any], wanted: Counter[Any]) -> float:
    return _f1((told & wanted).total(), told.total(), wanted.total())


def _f1(shared: int, told: int, wanted: int) -> float:
    return 200 * shared / (told + wanted) if shared else 0.0
