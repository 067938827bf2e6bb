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
)
"""Each is between 0 and 1, or near it; `weights.py` has one weight for each, in this order."""


def features(new: Told, number: int, index: Index) -> tuple[float, ...]:
    """Describe a new telling beside a live one, by what is rare in the index."""
    old = index[number]
    rarity = _Rarity(index)
    both = [stem for stem in new.title.stems if stem in old.stems]
    common = rarity.squares(both)
    mine, theirs = rarity.squares(new.title.stems), rarity.squares(old.title.stems)
    rare = sorted(((rarity.of(stem), stem) for stem in both), reverse=True)[:2]
    first = rare[0][0] if rare else 0.0
    second = rare[1][0] if len(rare) > 1 else 0.0
    together = index.together(rare[0][1], rare[1][1]) if len(rare) > 1 else 0.0
    return (
        1.0,
        common / sqrt(mine * theirs) if common else 0.0,
        common / min(mine, theirs) if common else 0.0,
        first,
        second,
        together,
        1 / (1 + min(len(new.title.stems), len(old.title.stems))),
        rarity.share(new.title.names, old.title.names),
        rarity.lack(new, old),
        1.0 if _conflict(new.title.numbers, old.title.numbers) else 0.0,
        _share(new.grams, old.grams),
        rarity.cosine(new.lead, old.lead),
        max(rarity.within(new.title, old.lead), rarity.within(old.title, new.lead)),
        1.0 if new.lead.stems and old.lead.stems else 0.0,
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
        return sum(self.of(stem) ** 2 for stem in stems)

    def share(self, mine: frozenset[str], theirs: frozenset[str]) -> float:
        """Weigh the shared names against the fewer."""
        if not mine or not theirs:
            return 0.0
        least = min(self.squares(sorted(mine)), self.squares(sorted(theirs)))
        return self.squares(sorted(mine & theirs)) / least

    def lack(self, new: Told, old: Told) -> float:
        """Weigh what each title names and the other lacks; the less of the two counts."""
        return min(self._lacks(new, old), self._lacks(old, new))

    def _lacks(self, one: Told, other: Told) -> float:
        names = sorted(one.title.names)
        if not names:
            return 0.0
        return self.squares(name for name in names if name not in other.stems) / self.squares(names)

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
