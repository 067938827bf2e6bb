"""What a body is told by: the ways to fill a headline or the lines with it, the best one first."""

from collections.abc import Iterator
from typing import Final

from bot.rules.summary.candidate import Candidate, Candidates
from bot.rules.summary.features import Features
from bot.rules.summary.layout import Layout
from bot.rules.summary.limits import SummaryLimits
from bot.rules.summary.ranker import Ranker, Weights
from bot.rules.summary.sentences import Extent, sentences
from bot.rules.summary.tokens import Tokens

CONSIDERED: Final = 14
"""Leading sentences that may be told: what comes later is no lead."""
_HEADLINE_VARIANTS = 8  # places at which a sentence is tried to be cut for a headline
LEAST_HEADLINE: Final = 0.3
"""Of a headline's room: what a clause must fill to stand for the whole."""


class Body:
    """A cleaned body in a language: its words and its leading sentences."""

    def __init__(self, text: str, language: str) -> None:
        self.tokens = Tokens(text, language)
        self.sentences = tuple(sentences_of(text, language))

    def for_lines(self, limits: SummaryLimits) -> Candidates:
        """Give the ways to fill the lines."""
        return Candidates(self._layout(limits.line, limits.lines), self.sentences)

    def for_headline(self, limits: SummaryLimits) -> Candidates:
        """Give the ways to make a headline of a sentence."""
        layout = self._layout(limits.headline, 1)
        return Candidates(layout, self.sentences, _HEADLINE_VARIANTS, LEAST_HEADLINE)

    def _layout(self, line: int, lines: int) -> Layout:
        return Layout(self.tokens.text, self.tokens.language, line, lines, self.tokens)


def ranked(
    made: Candidates, title: str, weights: Weights, lead: float = 0.0
) -> list[tuple[float, Candidate]]:
    """Rank what can be made of a text whose title is known, or is none; `lead` as Ranker has it."""
    features = Features(made.layout.tokens, made.sentences, title, made.room)
    return Ranker(made, features, weights, lead).ranked()


def sentences_of(text: str, language: str) -> Iterator[Extent]:
    """Yield the leading sentences of a text, as stretches of it."""
    count = start = 0
    for paragraph in text.split("\n"):
        for first, last in sentences(paragraph, language):
            yield start + first, start + last
            count += 1
            if count == CONSIDERED:
                return
        start += len(paragraph) + 1
