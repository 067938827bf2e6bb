"""Which story does a telling tell: the cheapest sign first."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from bot.rules.story.features import features
from bot.rules.story.index import LIVE, Index
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


class Window:
    """The stories of the last 72 hours, as far as they are needed to place a telling.

    The same tellings added in the same order give the same placements, so a window that is rebuilt from
    the kept entries of 72 hours goes on as the old one did. Time is what the tellings say it is: whoever
    adds one takes care that it isn't published in the future, for that would end all stories.
    """

    def __init__(self, weights: Weights = LEARNED) -> None:
        """Start with nothing."""
        self._weights = weights
        self._index = Index()
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
        return self._by_name(new) or self._likest(new)

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
        for gone, old in self._index.expired():
            self._forget(gone, old)

    def compared(self, telling: Telling) -> list[tuple[str, tuple[float, ...]]]:
        """Describe a telling beside each live one that it is compared with: their ids, and the features."""
        new = self._told(telling)
        return [
            (self._index[number].telling.id, features(new, number, self._index))
            for number in self._index.candidates(new)
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
                return Placement(
                    Verdict.SAME, self._index.story(known), 1.0, (), self._index[known].telling.id
                )
        return None

    def _names(self, one: Told) -> list[tuple[_Numbers, str]]:
        names = ((self._links, one.link), (self._keys, one.key))
        return [(numbers, name) for numbers, name in names if name]

    def _forget(self, gone: int, old: Told) -> None:
        for numbers, name in self._names(old):
            del numbers[name][gone]
            if not numbers[name]:
                del numbers[name]
        if self._numbers.get(old.telling.id) == gone:
            del self._numbers[old.telling.id]

    def _likest(self, new: Told) -> Placement:
        best = Placement(Verdict.NEW)
        for number in self._index.candidates(new):
            old = self._index[number]
            described = features(new, number, self._index)
            chance = self._weights.chance(described)
            if chance <= best.score or _is_over(old, new) or is_template(new, old):
                continue
            best = Placement(
                self._verdict(chance), self._index.story(number), chance, described, old.telling.id
            )
        if best.verdict is Verdict.NEW:
            return Placement(Verdict.NEW, None, best.score, best.features, best.like)
        return best

    def _verdict(self, chance: float) -> Verdict:
        if chance >= self._weights.same:
            return Verdict.SAME
        return Verdict.GREY if chance >= self._weights.grey else Verdict.NEW


def _is_over(old: Told, new: Told) -> bool:
    """Say whether a telling is too old for another, where nothing newer came that would have ended it."""
    return old.hours < new.hours - LIVE


def is_template(new: Told, old: Told) -> bool:
    """Say whether one outlet said the same of another place or number in the same minute.

    Weather, results and lists of strikes are written so: they are different stories.
    """
    if not new.telling.source or new.telling.source != old.telling.source:
        return False
    if abs(new.hours - old.hours) >= _MINUTE or new.folded == old.folded:
        return False
    return bool(new.stems & old.stems) and _only_places(new, old) and _only_places(old, new)


def _only_places(one: Told, other: Told) -> bool:
    """Say whether all that a title has of its own are names and numbers; its first word may be a name."""
    own = one.stems - other.stems
    return bool(own) and own <= one.title.names | one.title.numbers | set(one.title.stems[:1])
