"""The scorer: a logistic model over the features of a pair."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import Final

from bot.rules.story.features import NAMES

_FEW: Final = NAMES.index("few live")
_MEANT: Final = NAMES.index("has meaning")
_DENSE: Final = NAMES.index("dense")
_USUAL: Final = 0.14  # how dense the headlines of a whole country are


@dataclass(frozen=True, slots=True)
class Weights:
    """What `benchmarks/learn_stories.py` learned, and between which chances the grey zone lies.

    Each of the four holds a weight for each of `features.NAMES`. In a window that fills, the ones pass into
    the others: where hardly anything is live, nothing is known of how rare a word is.
    """

    values: tuple[float, ...]  # by words alone
    same: float  # a chance from which on nobody need look
    grey: float  # a chance from which on it is one story, if perhaps with something new
    few: tuple[float, ...] = ()  # by words alone, where hardly anything is live
    meant: tuple[float, ...] = ()  # where both tellings have a vector of meaning
    few_meant: tuple[float, ...] = ()  # where they have, and hardly anything is live
    same_by_words: float | None = None  # what `same` is by words alone, where it takes more; None: as `same`
    cautious: bool = False  # a window counts as full, and no denser than usual, whatever it is

    def chance(self, described: Sequence[float]) -> float:
        """Estimate the chance that two tellings tell one story."""
        values, few = self.values, self.few
        if self._by_meaning(described):
            values, few = self.meant, self.few_meant
        if self.cautious and len(described) == len(NAMES):
            usual = min(described[_DENSE], _USUAL)
            described, few = (*described[:_DENSE], usual, *described[_DENSE + 1 :]), ()
        total = _sum(values, described)
        if few:
            total += described[_FEW] * (_sum(few, described) - total)
        return 1 / (1 + exp(-max(-_FAR, min(_FAR, total))))

    def of(self, described: Sequence[float]) -> tuple[float, ...]:
        """Give the weights by which a pair was weighed; those by words for features of an older model."""
        if len(described) < len(NAMES):
            return self.values
        values, few = self.values, self.few
        if self._by_meaning(described):
            values, few = self.meant, self.few_meant
        if not few or self.cautious:
            return values
        share = described[_FEW]
        return tuple(one + share * (other - one) for one, other in zip(values, few, strict=True))

    def sure(self, described: Sequence[float], chance: float) -> bool:
        """Say whether a chance is so great that nobody need look."""
        if self.same_by_words is None or self._by_meaning(described):
            return chance >= self.same
        return chance >= self.same_by_words

    def _by_meaning(self, described: Sequence[float]) -> bool:
        return bool(self.meant) and described[_MEANT] == 1.0


def _sum(weights: Sequence[float], described: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(weights, described, strict=True))


_FAR = 500.0  # beyond which exp leaves what a float can hold
