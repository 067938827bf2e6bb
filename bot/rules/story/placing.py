"""Which story does a telling tell: the cheapest sign first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeAlias

from bot.rules.story.features import Beside
from bot.rules.story.index import LIVE, Index
from bot.rules.story.meanings import Meanings
from bot.rules.story.model import Weights
from bot.rules.story.telling import Telling, Told, told
from bot.rules.story.weights import LEARNED

_MINUTE: Final = 1 / 60  # hours
_Numbers: TypeAlias = dict[
    str, dict[int, None]
]  # of live tellings, by a name that they share, in their order


class Verdict(StrEnum):
    """What a placement says."""

    SAME = "same"  # the story is told already
    GREY = "grey"  # the same story, and perhaps something new of it
    NEW = "new"  # a story that nobody told


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a telling belongs, and why."""

    verdict: Verdict
    story: str | None = None  # None where it is new
    score: float = 0.0  # the chance that it tells the story of the likest telling
    features: tuple[float, ...] = ()  # of that comparison; empty where a link or a title decided
    like: str | None = None  # the id of the likest telling, also where the story is new


CAUTIOUS: Final = replace(LEARNED, cautious=True, same=0.6)
"""What a newsroom's own window weighs by.

All that it polls may be of one subject, and in its first hour hardly anything is live. What was learned of
such windows comes from pairs and streams in which little is not one story; to believe that of a newsroom's
would be to lose alerts. For the same reason more is asked of what is silent for good: see docs/stories.md.
"""


class Window:
    """The stories of the last 72 hours, as far as they are needed to place a telling.

    The same tellings added in the same order give the same placements, so a window that is rebuilt from
    the kept entries of 72 hours goes on as the old one did. Time is what the tellings say it is: whoever
    adds one takes care that it isn't published in the future, for that would end all stories.
    """

    def __init__(self, weights: Weights = LEARNED, *, across: bool = False) -> None:
        """Start with nothing; `across` lets tellings in two languages be one story by what they say."""
        self._weights = weights
        self._across = across
        self._index = Index()
        self._meanings = Meanings()
        self._links: _Numbers = {}
        self._keys: _Numbers = {}
        self._numbers: dict[str, int] = {}  # by id
        self._prepared: tuple[Telling, Told] | None = None

    def __len__(self) -> int:
        """Count the tellings that are live."""
        return len(self._index)

    def place(self, telling: Telling) -> Placement:
        """Say which story a telling tells; no story changes by asking."""
        new = self._told(telling)
        return self._by_name(new) or self._likest(new, telling)

    def recognise(self, telling: Telling) -> Placement:
        """Say which story a telling tells by its link and its title alone."""
        return self._by_name(self._told(telling)) or Placement(Verdict.NEW)

    def add(self, telling: Telling, story: str) -> None:
        """Remember that a telling tells a story; what is older than 72 hours then is forgotten.

        One that is there already is put into that story, and counts as the last that came.
        """
        new = self._told(telling)
        before = self._numbers.get(telling.id)
        if before is not None:
            self._forget(before, self._index.remove(before))
        number = self._index.add(new, story)
        self._numbers[telling.id] = number
        for numbers, name in self._names(new):
            numbers.setdefault(name, {})[number] = None
        if telling.vector:
            self._meanings.add(number, telling.vector, telling.language)
        for gone, old in self._index.expired():
            self._forget(gone, old)

    def compared(self, telling: Telling) -> list[tuple[str, tuple[float, ...]]]:
        """Describe a telling beside each live one that it is compared with: their ids, and the features."""
        return [
            (self._index[number].id, described)
            for number, described in self._described(self._told(telling), telling)
        ]

    def _told(self, telling: Telling) -> Told:
        if self._prepared is None or self._prepared[0] != telling:
            self._prepared = telling, told(telling)
        return self._prepared[1]

    def _by_name(self, new: Told) -> Placement | None:
        """Find a telling with the same link, or with the same title where that is long enough to tell."""
        for numbers, name in self._names(new):
            known = next(reversed(numbers[name])) if name in numbers else None
            if known is not None and not _is_over(self._index[known], new):
                return Placement(Verdict.SAME, self._index.story(known), 1.0, (), self._index[known].id)
        return None

    def _names(self, one: Told) -> list[tuple[_Numbers, str]]:
        names = ((self._links, one.link), (self._keys, one.key))
        return [(numbers, name) for numbers, name in names if name]

    def _forget(self, gone: int, old: Told) -> None:
        self._meanings.drop(gone)
        for numbers, name in self._names(old):
            del numbers[name][gone]
            if not numbers[name]:
                del numbers[name]
        if self._numbers.get(old.id) == gone:
            del self._numbers[old.id]

    def _likest(self, new: Told, telling: Telling) -> Placement:
        best = Placement(Verdict.NEW)
        for number, described in self._described(new, telling):
            old = self._index[number]
            chance = self._weights.chance(described)
            if chance <= best.score or _is_over(old, new) or is_template(new, old):
                continue
            best = Placement(
                self._verdict(described, chance), self._index.story(number), chance, described, old.id
            )
        if best.verdict is Verdict.NEW:
            return Placement(Verdict.NEW, None, best.score, best.features, best.like)
        return best

    def _described(self, new: Told, telling: Telling) -> Iterator[tuple[int, tuple[float, ...]]]:
        """Describe a telling beside those that share rare words with it, or mean most nearly the same."""
        found = dict.fromkeys(self._index.candidates(new))
        if telling.vector:
            nearest = self._meanings.nearest(telling.vector, telling.language, across=self._across)
            found.update(dict.fromkeys(nearest))
        numbers = [number for number in found if self._may_join(new, self._index[number])]
        cosines = self._cosines(telling, numbers)
        beside = Beside(new, self._index)
        for number in numbers:
            yield number, beside.features(number, cosines.get(number))

    def _cosines(self, telling: Telling, numbers: Sequence[int]) -> dict[int, float]:
        meant = [number for number in numbers if number in self._meanings] if telling.vector else []
        found = self._meanings.cosines(telling.vector, telling.language, meant) if meant else []
        return dict(zip(meant, found, strict=True))

    def _may_join(self, one: Told, other: Told) -> bool:
        known = one.language and other.language
        return self._across or not known or one.language == other.language

    def _verdict(self, described: tuple[float, ...], chance: float) -> Verdict:
        if self._weights.sure(described, chance):
            return Verdict.SAME
        return Verdict.GREY if chance >= self._weights.grey else Verdict.NEW


def _is_over(old: Told, new: Told) -> bool:
    """Say whether a telling is too old for another, where nothing newer came that would have ended it."""
    return old.hours < new.hours - LIVE


def is_template(new: Told, old: Told) -> bool:
    """Say whether one outlet said the same of another place or number in the same minute.

    Weather, results and lists of strikes are written so: they are different stories.
    """
    if not new.source or new.source != old.source:
        return False
    if abs(new.hours - old.hours) >= _MINUTE or new.folded == old.folded:
        return False
    return bool(new.stems & old.stems) and _only_places(new, old) and _only_places(old, new)


def _only_places(one: Told, other: Told) -> bool:
    """Say whether all that a title has of its own are names and numbers; its first word may be a name."""
    own = one.stems - other.stems
    return bool(own) and own <= one.title.names | one.title.numbers | set(one.title.stems[:1])
