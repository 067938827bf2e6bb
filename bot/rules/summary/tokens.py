"""The words of a text, each with its place and what a cut has to know of it."""

from bisect import bisect_left, bisect_right
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

import regex

from bot.rules.summary.text import INVISIBLE, WORD, fold
from bot.rules.summary.words import (
    ATTRIBUTING_PAIRS,
    ATTRIBUTIONS,
    FIRST_PERSON,
    FUNCTION_WORDS,
    LEANING,
    REVERSALS,
    table,
)

STEM: Final = 6
"""Letters by which two forms of a word are taken for one."""

# Where a word ends and a line may: before no mark that closes, after none that opens, within no number.
_GAP = regex.compile(r"(?:(?<=[^\s\d«(\[“„])\s++(?![»!?;:%)…,.”])|(?<=\d)\s++(?![\d»!?;:%)…,.”]))")


class Known(NamedTuple):
    """What is known of a word, wherever it stands."""

    stem: str
    is_function: bool
    attributes: bool  # it says who says it, or how sure they are
    reverses: bool  # it turns a statement round
    leans: bool  # it points at what was said before
    is_personal: bool  # it is the speaker's own: I, we, our
    is_capital: bool
    is_number: bool


class Tokens:
    """The words of a text in a language, in their order."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language
        spans = [match.span() for match in WORD.finditer(text)]
        self.starts = [start for start, _end in spans]
        self.ends = [end for _start, end in spans]
        self.known = [_known(text[start:end], language) for start, end in spans]

    def within(self, start: int, end: int) -> tuple[int, int]:
        """Say which words lie in a stretch: the first one's number, and the number after the last one's."""
        return bisect_left(self.starts, start), bisect_left(self.starts, end)

    def before(self, at: int) -> int:
        """Give the number of the last word that ends at or before a place; -1 where there is none."""
        return bisect_right(self.ends, at) - 1

    def attributes(self, first: int, after: int) -> bool:
        """Say whether one of these words says who says it, or two that follow each other do."""
        if self._attributions[after] > self._attributions[first]:
            return True
        return any(first <= pair < after for pair in self._pairs)

    def reverses(self, first: int, after: int) -> bool:
        """Say whether one of these words turns a statement round."""
        return any(one.reverses for one in self.known[first:after])

    def width(self, start: int, end: int) -> int:
        """Count the characters of a stretch that can be seen."""
        hidden = self._hidden
        return end - start - (bisect_left(hidden, end) - bisect_left(hidden, start) if hidden else 0)

    @cached_property
    def gaps(self) -> list[int]:
        """List where a word ends and a line may."""
        return list(self.after)

    @cached_property
    def after(self) -> dict[int, int]:
        """Say where the next word begins after each of the gaps."""
        return dict(match.span() for match in _GAP.finditer(self.text))

    @cached_property
    def _attributions(self) -> list[int]:
        """Count, before each word and at the end, the attributions so far."""
        return list(accumulate((one.attributes for one in self.known), initial=0))

    @cached_property
    def _pairs(self) -> list[int]:
        """List where two words together say who says it."""
        stems = [one.stem for one in self.known]
        return [at for at, pair in enumerate(pairwise(stems)) if pair in ATTRIBUTING_PAIRS]

    @cached_property
    def _hidden(self) -> list[int]:
        text = self.text
        return [] if text.isascii() else [match.start() for match in INVISIBLE.finditer(text)]


@lru_cache(maxsize=1 << 15)
def _known(word: str, language: str) -> Known:
    folded = fold(word)
    return Known(
        folded[:STEM],
        word.casefold() in table(FUNCTION_WORDS, language),
        folded in table(ATTRIBUTIONS, language),
        folded in table(REVERSALS, language),
        folded in table(LEANING, language),
        folded in table(FIRST_PERSON, language),
        word[0].isupper(),
        word[0].isdigit(),
    )
