"""The ranker: which of the ways to fill the lines an editor would be nearest to.

A linear model: what a candidate's words are worth, and what its place and shape are. Its weights are
learned by `benchmarks/learn_summaries.py`, and stand in `weights.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import mul
from typing import Final

from bot.rules.summary.candidate import Candidate, Candidates
from bot.rules.summary.features import OWN_WORDS, Features, Word, describe_word, own

BEST: Final = 3
"""Sentences that are laid out, of those that are weighed: more cost more, and bring nothing."""


@dataclass(frozen=True, eq=False, slots=True)
class Weights:
    """What was learned: of words, of single words and of candidates by language, of all candidates.

    The orders are those of bot.rules.summary.features.
    """

    words: Mapping[str, float]
    candidates: Mapping[str, float]
    single: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    own: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


class Ranker:
    """Ranks what can be made of one text's sentences.

    `lead` is how much more likely the first one is the lead, in natural logarithms, than in papers
    whose standfirst stands apart: the source's own habit.
    """

    def __init__(
        self, candidates: Candidates, features: Features, weights: Weights, lead: float = 0.0
    ) -> None:
        self._lead = lead
        self._candidates = candidates
        self._features = features
        self._weights = tuple(weights.candidates.values())
        self._own = tuple(weights.own.get(features.tokens.language, {}).values())
        single = weights.single.get(features.tokens.language, {})
        worth = {stem: _worth(weights, word) for stem, word in features.words.items()}
        for stem in single.keys() & worth.keys():
            worth[stem] += single[stem]
        self._worth = features.summed(worth)

    def ranked(self) -> list[tuple[float, Candidate]]:
        """Give what the best sentences can fill the lines with, the best way first, and how good each is.

        What leaves a line empty comes last: room is there to tell more.
        """
        made = self._candidates
        numbers = range(len(made.sentences))
        chosen = sorted(numbers, key=lambda one: -self.score(made.sketched(one)))[:BEST]
        found: list[Candidate] = []
        for index in chosen:
            found += made.alone(index)
            if made.layout.lines > 1:
                found += made.followed(index)
        if made.layout.lines > 1:
            found += made.pairs(chosen)
        return sorted(
            ((self.score(one), one) for one in found), key=lambda one: (made.leaves_room(one[1]), -one[0])
        )

    def score(self, candidate: Candidate) -> float:
        """Weigh a candidate: by how many times more likely one is than another, in natural logarithms."""
        features = self._features
        ranges = features.ranges(candidate)
        length = features.length(ranges)
        score = _product(features.of(candidate, ranges), self._weights)
        if self._own:
            score += _product(own(candidate, length), self._own)
        if candidate.first == 0:
            score += self._lead
        return score + 2 * self._told(ranges) / (length + OWN_WORDS)

    def _told(self, ranges: Sequence[tuple[int, int]]) -> float:
        return sum([self._worth[after] - self._worth[first] for first, after in ranges])


@lru_cache(maxsize=1 << 15)
def _worth(weights: Weights, word: Word) -> float:
    return _product(describe_word(word), weights.words.values())


def _product(values: Iterable[float], weights: Iterable[float]) -> float:
    return float(sum(map(mul, values, weights)))
