"""The live window: which tellings of the last days share a rare word with another.

A word is as rare as the stories are few that it stands in, however often each is told: what all papers
write of one crash does not make the name of its place common.
"""

from collections.abc import Iterator
from heapq import heappop, heappush
from math import log
from typing import Final

from bot.rules.story.density import Density
from bot.rules.story.telling import Told

LIVE: Final = 72.0  # hours that a telling stays
CANDIDATES: Final = 40  # tellings that one is compared with
ASKED: Final = 12  # stems, the rarest, by which they are looked for
_LONGEST: Final = 400  # stories that a stem may stand in and still be called rare
_FEWEST: Final = 40  # the same in a small window …
_SHARE: Final = 0.03  # … and in a large one, of its stories
_AT_LEAST: Final = 300  # stories that rarity is counted among: in an empty window all words are still rare
_HALF: Final = 0.5


class Index:
    """Tellings by number, in the order in which they came, and the stems that they stand under.

    The same tellings in the same order give the same index. Numbers are never given twice.
    """

    def __init__(self) -> None:
        """Start with nothing."""
        self._live: dict[int, Told] = {}
        self._stories: dict[int, str] = {}  # by number
        self._sizes: dict[str, int] = {}  # live tellings of a story
        self._ages: list[tuple[float, int]] = []  # a heap: the oldest first
        self._postings: dict[str, dict[int, None]] = {}
        self._spread: dict[str, dict[str, int]] = {}  # by stem and story: tellings
        self._density = Density()
        self._next = 0
        self._newest = float("-inf")

    def __len__(self) -> int:
        """Count the tellings that are live."""
        return len(self._live)

    def __getitem__(self, number: int) -> Told:
        """Give a live telling."""
        return self._live[number]

    def story(self, number: int) -> str:
        """Say which story a live telling tells."""
        return self._stories[number]

    def add(self, new: Told, story: str) -> int:
        """Keep a telling of a story; give its number."""
        number = self._next
        self._next += 1
        self._live[number] = new
        self._stories[number] = story
        self._sizes[story] = self._sizes.get(story, 0) + 1
        heappush(self._ages, (new.hours, number))
        self._newest = max(self._newest, new.hours)
        self._density.add(number, new.hours, new.stems)
        for stem in new.all_stems:
            self._postings.setdefault(stem, {})[number] = None
            spread = self._spread.setdefault(stem, {})
            spread[story] = spread.get(story, 0) + 1
        return number

    def expired(self) -> Iterator[tuple[int, Told]]:
        """Drop what is older than the window, and name it."""
        while self._ages and self._ages[0][0] < self._newest - LIVE:
            _, number = heappop(self._ages)
            if number in self._live:
                yield number, self.remove(number)

    def remove(self, number: int) -> Told:
        """Drop a live telling, and give it."""
        old, story = self._live.pop(number), self._stories.pop(number)
        _less(self._sizes, story)
        self._density.drop(number)
        for stem in old.all_stems:
            self._drop(stem, number, story)
        return old

    def rarity(self, stem: str) -> float:
        """Say how rare a stem is among what is live: 1 where no story has it, near 0 where all have it."""
        return self._rarity(len(self._spread.get(stem, ())))

    def together(self, one: str, other: str) -> float:
        """Say how rare it is that two stems stand in one story, as `rarity` does."""
        stories = self._spread.get(one, {}).keys() & self._spread.get(other, {}).keys()
        return self._rarity(len(stories))

    def _rarity(self, stories: int) -> float:
        size = max(_AT_LEAST, len(self._sizes))
        return log(size / (stories + _HALF)) / log(size / _HALF)

    @property
    def density(self) -> float:
        """Say how dense the window is, between 0 and 1."""
        return self._density.level()

    def candidates(self, new: Told) -> list[int]:
        """Find the live tellings that share most with a new one by its rare stems, the likest first."""
        most = min(_LONGEST, max(_FEWEST, int(_SHARE * len(self._sizes))))
        found = ((len(self._spread.get(stem, ())), stem) for stem in new.all_stems)
        asked = sorted((count, stem) for count, stem in found if 0 < count <= most)[:ASKED]
        shared: dict[int, float] = {}
        for _, stem in asked:
            gain = self.rarity(stem)
            for number in self._postings[stem]:
                shared[number] = shared.get(number, 0.0) + gain
        return sorted(shared, key=lambda number: (-shared[number], -number))[:CANDIDATES]

    def _drop(self, stem: str, number: int, story: str) -> None:
        held, spread = self._postings[stem], self._spread[stem]
        del held[number]
        _less(spread, story)
        if not held:
            del self._postings[stem], self._spread[stem]


def _less(counts: dict[str, int], name: str) -> None:
    counts[name] -= 1
    if not counts[name]:
        del counts[name]
