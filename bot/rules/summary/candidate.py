"""Ways to fill the lines with sentences of one text: what the ranker chooses among."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import combinations, islice
from typing import Final

from bot.rules.summary.layout import Cut, Layout
from bot.rules.summary.sentences import Extent

_TOGETHER = 4  # sentences that may flow over the lines together
VARIANTS: Final = 2
"""Places at which one sentence is tried to be cut."""
_CONTINUED = 1  # the same, of a sentence that follows a whole one
_NEARLY_FULL = 0.83  # of the room: where more is used, no clause of the next sentence follows
LEAST: Final = 0.4
"""Of the room: a shorter clause says too little to be worth its ellipsis."""
_WORTHWHILE = 40  # characters of a clause that follows whole sentences, at least


class Kind(Enum):
    """How sentences fill the lines."""

    WHOLE = "whole"  # one, over all the lines that it needs
    CUT = "cut"  # one that is too long, up to a clause of it
    SEVERAL = "several"  # some that follow each other, whole
    CONTINUED = "continued"  # the same, and a clause of the next
    PAIR = "pair"  # two, a line each


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way: the lines, and the numbers of the first and the last sentence in them."""

    kind: Kind
    first: int
    last: int
    cuts: tuple[Cut, ...]

    @property
    def is_whole(self) -> bool:
        """Say whether it is whole sentences that follow each other."""
        return self.kind in {Kind.WHOLE, Kind.SEVERAL}


class Candidates:
    """What can be made of a text's sentences in lines of a given room."""

    def __init__(
        self, layout: Layout, sentences: Sequence[Extent], variants: int = VARIANTS, least: float = LEAST
    ) -> None:
        self.layout = layout
        self._variants = variants
        self._least = least
        self.sentences = sentences
        self.room = layout.line * layout.lines
        self._single = Layout(layout.text, layout.tokens.language, layout.line, 1, layout.tokens)

    def alone(self, index: int) -> Iterator[Candidate]:
        """Yield one sentence, whole where it fits, else cut at its best clauses."""
        cuts = self.layout.wrapped(*self.sentences[index])
        if cuts:
            yield Candidate(Kind.WHOLE, index, index, tuple(cuts))
            return
        shortened = self.layout.shortened([self.sentences[index]], int(self.room * self._least))
        for cuts in islice(shortened, self._variants):
            yield Candidate(Kind.CUT, index, index, tuple(cuts))

    def sketched(self, index: int) -> Candidate:
        """Give one sentence as far as there is room, wherever that ends: to be weighed, not to be shown."""
        start, end = self.sentences[index]
        stop = min(end, start + self.room)
        middle = min(stop, start + self.layout.line)
        kind = Kind.WHOLE if stop == end else Kind.CUT
        cuts = (Cut(start, middle), Cut(middle, stop, shortened=stop < end))
        return Candidate(kind, index, index, cuts if stop > middle else cuts[:1])

    def followed(self, index: int) -> Iterator[Candidate]:
        """Yield a sentence with those that follow it: whole ones, and a clause of one more."""
        count, cuts = self.layout.whole(self.sentences[index : index + _TOGETHER])
        if count > 1:
            yield Candidate(Kind.SEVERAL, index, index + count - 1, tuple(cuts))
        for whole in {1, count}:
            yield from self._continued(index, index + whole)

    def fuller(self, candidate: Candidate) -> Candidate | None:
        """Break the same lines as late as they can be: the first tells more than a headline cut from it."""
        if candidate.kind is Kind.PAIR:
            return None
        last = candidate.cuts[-1]
        cuts = self.layout.wrapped_late(candidate.cuts[0].start, last.end)
        if not cuts or (
            last.shortened and self.layout.tokens.width(cuts[-1].start, last.end) >= self.layout.line
        ):
            return None
        return replace(candidate, cuts=(*cuts[:-1], replace(cuts[-1], shortened=last.shortened)))

    def leaves_room(self, candidate: Candidate) -> bool:
        """Say whether a line stays empty that could tell more: below a whole first paragraph none could.

        That was written as the lead, where it says enough.
        """
        if len(candidate.cuts) == self.layout.lines:
            return False
        first, last = candidate.cuts[0], candidate.cuts[-1]
        is_lead = first.start == 0 and self.layout.text[last.end : last.end + 1] in {"", "\n"}
        return not (is_lead and last.end >= self.room * LEAST)

    def pairs(self, chosen: Sequence[int]) -> Iterator[Candidate]:
        """Yield each two of some sentences, a line each, at most one of them cut."""
        lines = {index: line for index in sorted(chosen) if (line := self._line(index))}
        for (first, one), (last, other) in combinations(lines.items(), 2):
            if not (one.shortened and other.shortened):
                yield Candidate(Kind.PAIR, first, last, (one, other))

    def _continued(self, index: int, after: int) -> Iterator[Candidate]:
        if index == after or after >= len(self.sentences):
            return
        used = self.layout.tokens.width(self.sentences[index][0], self.sentences[after - 1][1])
        if used > self.room * _NEARLY_FULL:
            return
        shortened = self.layout.shortened(self.sentences[index : after + 1], used + _WORTHWHILE)
        for cuts in islice(shortened, _CONTINUED):
            yield Candidate(Kind.CONTINUED, index, after, tuple(cuts))

    def _line(self, index: int) -> Cut | None:
        start, end = self.sentences[index]
        if self.layout.tokens.width(start, end) <= self.layout.line:
            return Cut(start, end)
        least = int(self.layout.line * self._least)
        shortened = self._single.shortened([(start, end)], least, clauses=True)
        return next((cuts[0] for cuts in shortened), None)
