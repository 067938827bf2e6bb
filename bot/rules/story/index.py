"""The live window: which tellings of the last days share a rare word with another."""

from collections import deque
from collections.abc import Iterator
from math import log
from typing import Final

from bot.rules.story.telling import Told

LIVE: Final = 72.0  # hours that a telling stays
CANDIDATES: Final = 40  # tellings that one is compared with
ASKED: Final = 12  # stems, the rarest, by which they are looked for
_LONGEST: Final = 400  # tellings that a stem may stand in and still be called rare
_FEWEST: Final = 40  # the same in a small window …
_SHARE: Final = 0.03  # … and in a large one, of its tellings
_HALF: Final = 0.5


class Index:
    """Tellings by number, in the order in which they came, and the stems that they stand under.

    The same tellings in the same order give the same index. Numbers are never given twice.
    """

    def __init__(self) -> None:
        """Start with nothing."""
        self._live: dict[int, Told] = {}
        self._order: deque[int] = deque()
        self._postings: dict[str, dict[int, None]] = {}
        self._next = 0
        self._newest = float("-inf")

    def __len__(self) -> int:
        """Count the tellings that are live."""
        return len(self._live)

    def __getitem__(self, number: int) -> Told:
        """Give a live telling."""
        return self._live[number]

    def add(self, new: Told) -> int:
        """Keep a telling; give its number."""
        number = self._next
        self._next += 1
        self._live[number] = new
        self._order.append(number)
        self._newest = max(self._newest, new.hours)
        for stem in new.all_stems:
            self._postings.setdefault(stem, {})[number] = None
        return number

    def expired(self) -> Iterator[tuple[int, Told]]:
        """Drop what came first and is older than the window, and name it."""
        while self._order and self._live[self._order[0]].hours < self._newest - LIVE:
            number = self._order.popleft()
            old = self._live.pop(number)
            for stem in old.all_stems:
                self._drop(stem, number)
            yield number, old

    def rarity(self, stem: str) -> float:
        """Say how rare a stem is among what is live: 1 where nothing has it, near 0 where all have it."""
        size = len(self._live) + 2
        return log(size / (len(self._postings.get(stem, ())) + _HALF)) / log(size / _HALF)

    def together(self, one: str, other: str) -> float:
        """Say how rare it is that two stems stand in one telling, as `rarity` does."""
        size = len(self._live) + 2
        fewer, more = self._postings.get(one, {}), self._postings.get(other, {})
        if len(fewer) > len(more):
            fewer, more = more, fewer
        both = sum(number in more for number in fewer)
        return log(size / (both + _HALF)) / log(size / _HALF)

    def candidates(self, new: Told) -> list[int]:
        """Find the live tellings that share most with a new one by its rare stems, the likest first."""
        most = min(_LONGEST, max(_FEWEST, int(_SHARE * len(self._live))))
        found = ((len(self._postings.get(stem, ())), stem) for stem in new.all_stems)
        asked = sorted((count, stem) for count, stem in found if 0 < count <= most)[:ASKED]
        shared: dict[int, float] = {}
        for _, stem in asked:
            gain = self.rarity(stem)
            for number in self._postings[stem]:
                shared[number] = shared.get(number, 0.0) + gain
        return sorted(shared, key=lambda number: (-shared[number], -number))[:CANDIDATES]

    def _drop(self, stem: str, number: int) -> None:
        held = self._postings[stem]
        del held[number]
        if not held:
            del self._postings[stem]
