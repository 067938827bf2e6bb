"""The scorer: one logistic model over the features of a pair."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp


@dataclass(frozen=True, slots=True)
class Weights:
    """What `benchmarks/learn_stories.py` learned, and between which chances the grey zone lies."""

    values: tuple[float, ...]  # one for each of `features.NAMES`
    same: float  # a chance from which on nobody need look
    grey: float  # a chance from which on it is one story, if perhaps with something new

    def chance(self, described: Sequence[float]) -> float:
        """Estimate the chance that two tellings tell one story."""
        total = sum(weight * value for weight, value in zip(self.values, described, strict=True))
        return 1 / (1 + exp(-max(-_FAR, min(_FAR, total))))


_FAR = 500.0  # beyond which exp leaves what a float can hold
