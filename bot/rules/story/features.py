"""How like two tellings are: shares, none of which grows with the window.

How much time lies between two tellings is not asked: the 72 hours of the window are the limit, and the one
day of headlines that the weights are learned from teaches nothing of longer gaps.
"""

from collections.abc import Iterable
from math import sqrt
from typing import Final

from bot.rules.story.index import Index
from bot.rules.story.telling import Told
from bot.rules.story.words import Words

_NO_WORDS: Final = Words((), frozenset(), frozenset())
_FEW: Final = 8  # live tellings of which rarity and density say as much as a single one says otherwise

NAMES: Final = (
    "constant",
    "cosine",
    "contained",
    "rarest",
    "second",
    "together",
    "few words",
    "names",
    "lacks names",
    "conflict",
    "grams",
    "lead",
    "title in lead",
    "has lead",
    "dense",
    "few live",
    "meaning",
    "has meaning",
)
"""Each is between 0 and 1, or near it; `weights.py` has one weight for each, in this order."""


class Beside:
    """A new telling, to be described beside live ones by what is rare in the index as it stands."""

    def __init__(self, new: Told, index: Index) -> None:
        """Look up what its own words weigh."""
        self._new = new
        self._index = index
        self._rarity = _Rarity(index)
        self._grams = new.grams
        self._weight = self._rarity.squares(new.title.stems)

    def features(self, number: int, meaning: float | None = None) -> tuple[float, ...]:
        """Describe it beside a live telling; `meaning` is the cosine of their vectors, if both have one."""
        new, old, rarity = self._new, self._index[number], self._rarity
        both = [stem for stem in new.title.stems if stem in old.title.stems]
        common = rarity.squares(both)
        theirs = rarity.squares(old.title.stems)
        rare = sorted(((rarity.of(stem), stem) for stem in both), reverse=True)[:2]
        leads = new.lead, old.lead
        if new.source and new.source == old.source and new.lead == old.lead:
            leads = _NO_WORDS, _NO_WORDS  # what a source says under each of its titles tells nothing of them
        return (
            1.0,
            common / sqrt(self._weight * theirs) if common else 0.0,
            common / min(self._weight, theirs) if common else 0.0,
            rare[0][0] if rare else 0.0,
            rare[1][0] if len(rare) > 1 else 0.0,
            self._index.together(rare[0][1], rare[1][1]) if len(rare) > 1 else 0.0,
            1 / (1 + min(len(new.title.stems), len(old.title.stems))),
            rarity.share(new.title.names, old.title.names),
            rarity.lack(new, old),
            1.0 if _conflict(new.title.numbers, old.title.numbers) else 0.0,
            _share(self._grams, old.grams),
            rarity.cosine(*leads),
            max(rarity.within(new.title, leads[1]), rarity.within(old.title, leads[0])),
            1.0 if leads[0].stems and leads[1].stems else 0.0,
            self._index.density,
            1 / (1 + (len(self._index) - 1) / _FEW),
            meaning or 0.0,
            0.0 if meaning is None else 1.0,
        )


class _Rarity:
    """What stems weigh in one comparison: each is looked up once."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._known: dict[str, float] = {}

    def of(self, stem: str) -> float:
        known = self._known.get(stem)
        if known is None:
            known = self._known[stem] = self._index.rarity(stem)
        return known

    def squares(self, stems: Iterable[str]) -> float:
        known = self._known
        total = 0.0
        for stem in stems:  # no generator: most of the time of a comparison goes here
            weight = known[stem] if stem in known else self.of(stem)
            total += weight * weight
        return total

    def share(self, mine: frozenset[str], theirs: frozenset[str]) -> float:
        """Weigh the shared names against the fewer."""
        if not mine or not theirs:
            return 0.0
        common = mine & theirs
        if not common:
            return 0.0
        least = min(self.squares(sorted(mine)), self.squares(sorted(theirs)))
        return self.squares(sorted(common)) / least

    def lack(self, new: Told, old: Told) -> float:
        """Weigh what each title names and the other lacks; the less of the two counts."""
        return min(self._lacks(new, old), self._lacks(old, new))

    def _lacks(self, one: Told, other: Told) -> float:
        names = sorted(one.title.names)
        if not names:
            return 0.0
        return self.squares(name for name in names if name not in other.title.stems) / self.squares(names)

    def cosine(self, one: Words, other: Words) -> float:
        if not one.stems or not other.stems:
            return 0.0
        theirs = frozenset(other.stems)
        common = self.squares(stem for stem in one.stems if stem in theirs)
        return common / sqrt(self.squares(one.stems) * self.squares(other.stems)) if common else 0.0

    def within(self, title: Words, lead: Words) -> float:
        if not title.stems or not lead.stems:
            return 0.0
        there = frozenset(lead.stems)
        return self.squares(stem for stem in title.stems if stem in there) / self.squares(title.stems)


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def _conflict(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and not (one <= other or other <= one)
