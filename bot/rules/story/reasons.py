"""Reasons: why a telling was placed beside another, or was not, in the signs that counted most."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.rules.story.features import NAMES
from bot.rules.story.keys import canonical_link, names_a_page, title_key
from bot.rules.story.telling import Telling
from bot.rules.story.words import Words, words_of

MOST: Final = 3
MOST_WORDS: Final = 4  # that are named for one sign
_LEAST: Final = 0.2  # of log-odds: what counts for less is no reason
_RARE: Final = 0.5
_SHORT: Final = 0.2  # a title of fewer than five words
_BETWEEN = re.compile(r"[\s'’]+")  # noqa: RUF001 -- the apostrophe of good French
_AROUND: Final = ' .,:;!?…"“”„«»()[]–—-'  # noqa: RUF001 -- marks of all scripts


class Sign(StrEnum):
    """What speaks for one story, or against it."""

    LINK = "link"  # the same page
    TITLE = "title"  # the same title, however it is printed
    NAMES = "names"  # in common
    RARE = "rare"  # words in common, rare ones among them
    WORDS = "words"  # in common, none of them rare
    LEAD = "lead"  # one begins as the other does, or says what the other's title says
    LETTERS = "letters"  # the titles are written alike
    MEANING = "meaning"  # their vectors are near
    NUMBERS = "numbers"  # which differ: against
    LACKS = "lacks"  # each names what the other does not: against
    SHORT = "short"  # a title of few words, which could be many stories': against


AGAINST: Final = frozenset({Sign.NUMBERS, Sign.LACKS, Sign.SHORT})
_FEATURES: Final[Mapping[Sign, tuple[str, ...]]] = {
    Sign.NAMES: ("names",),
    Sign.RARE: ("cosine", "contained", "rarest", "second", "together"),
    Sign.LEAD: ("lead", "title in lead"),
    Sign.LETTERS: ("grams",),
    Sign.MEANING: ("meaning",),
    Sign.NUMBERS: ("conflict",),
    Sign.LACKS: ("lacks names",),
    Sign.SHORT: ("few words",),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One sign, and the words of the titles that show it, as they are written there."""

    sign: Sign
    words: tuple[str, ...] = ()


def same_name(one: Telling, other: Telling) -> Sign | None:
    """Say whether two tellings lead to one page, or bear one title that is long enough to tell."""
    link = canonical_link(one.link)
    if link and link == canonical_link(other.link) and names_a_page(link):
        return Sign.LINK
    key = title_key(one.title)
    return Sign.TITLE if key and key == title_key(other.title) else None


def reasons(
    one: Telling, other: Telling, described: Sequence[float], values: Sequence[float]
) -> tuple[Reason, ...]:
    """Name the signs that counted most when a telling was compared with another, the strongest first.

    `described` are the features of that comparison, in the order of `features.NAMES`, and `values` what
    each weighs. Features that were added to the model since then are missing, and count for nothing.
    """
    found = dict(zip(NAMES, described, strict=False))
    weighed = {
        name: found[name] * weight for name, weight in zip(NAMES, values, strict=False) if name in found
    }
    sums = {sign: sum(weighed.get(name, 0.0) for name in names) for sign, names in _FEATURES.items()}
    if found.get("few words", 0.0) < _SHORT:
        del sums[Sign.SHORT]
    counted = [sign for sign, total in sums.items() if (-total if sign in AGAINST else total) >= _LEAST]
    strongest = sorted(counted, key=lambda sign: -abs(sums[sign]))[:MOST]
    rare = found.get("rarest", 0.0) >= _RARE
    return tuple(_reason(sign, one, other, rare=rare) for sign in strongest)


def _reason(sign: Sign, one: Telling, other: Telling, *, rare: bool) -> Reason:
    mine, theirs = words_of(one.title, one.language), words_of(other.title, other.language)
    common = [stem for stem in mine.stems if stem in theirs.stems]
    if sign is Sign.NAMES:
        return Reason(sign, _written(one, mine.names & theirs.names))
    if sign is Sign.RARE:
        plain = frozenset(common) - (mine.names & theirs.names)
        return Reason(sign if rare else Sign.WORDS, _written(one, plain or frozenset(common)))
    if sign is Sign.NUMBERS:
        return Reason(
            sign, _written(one, mine.numbers - theirs.numbers) + _written(other, _own(theirs, mine))
        )
    if sign is Sign.LACKS:
        lacks = _written(one, mine.names - set(theirs.stems)) + _written(
            other, theirs.names - set(mine.stems)
        )
        return Reason(sign, lacks)
    return Reason(sign)


def _own(one: Words, other: Words) -> frozenset[str]:
    return one.numbers - other.numbers


def _written(telling: Telling, stems: frozenset[str]) -> tuple[str, ...]:
    """Find the words of a title that have these stems; where it has no spaces, the stems themselves."""
    found: dict[str, None] = {}
    for piece in _BETWEEN.split(telling.title):
        here = [stem for stem in words_of(piece, telling.language).stems if stem in stems]
        word = piece.strip(_AROUND)
        if len(here) == 1 and word:
            found[word] = None
        else:
            found.update(dict.fromkeys(here))
    return tuple(found)[:MOST_WORDS]
