"""How often two tellings of a window are about one thing: how much it takes to believe it of a further two.

A window on a day of markets is full of tellings that are near each other; in one on all that a country's
papers print, two that are as near are rarer, and more often a coincidence. The same likeness means more in
the first.
"""

from collections import Counter
from heapq import heappop, heappush
from math import log
from typing import Final

NEWEST: Final = 1024  # tellings among which pairs are counted
_SHARED: Final = 2  # stems, the fewest of a pair that is near
_COSINE: Final = 0.4  # of stems that are all alike, the least
_COMMON: Final = 0.0008  # the share of near pairs in the headlines of a whole country
_BEFORE: Final = 20_000  # pairs that it counts as before any are counted
_TWICE: Final = 2 * _COMMON  # below which it matters little how few they are
_MOST: Final = 0.03  # a share from which on denser means no more


class Density:
    """Titles, and how many pairs of the newest of them are near.

    It follows from which tellings are live and in which order they came, and from nothing else.
    """

    def __init__(self) -> None:
        """Start with nothing."""
        self._titles: dict[int, frozenset[str]] = {}
        self._ages: list[tuple[float, int]] = []  # a heap: the oldest first
        self._standing: dict[str, dict[int, None]] = {}
        self._near = 0

    def add(self, number: int, hours: float, stems: frozenset[str]) -> None:
        """Count a title, where it is among the newest."""
        if len(self._titles) >= NEWEST:
            while self._ages[0][1] not in self._titles:
                heappop(self._ages)  # dropped out of its turn
            if (hours, number) < self._ages[0]:
                return
            self.drop(self._ages[0][1])
        self._near += self._beside(stems)
        self._titles[number] = stems
        heappush(self._ages, (hours, number))
        for stem in stems:
            self._standing.setdefault(stem, {})[number] = None

    def drop(self, number: int) -> None:
        """Count a title no more, if it is among the newest."""
        if number not in self._titles:
            return
        stems = self._titles.pop(number)
        for stem in stems:
            standing = self._standing[stem]
            del standing[number]
            if not standing:
                del self._standing[stem]
        self._near -= self._beside(stems)

    def level(self) -> float:
        """Say how dense the window is, and a telling more: 0 were no pair near, 1 where very many are."""
        size = len(self._titles)
        share = (self._near + _COMMON * _BEFORE) / (size * (size - 1) / 2 + _BEFORE)
        return log(1 + min(share, _MOST) / _TWICE) / log(1 + _MOST / _TWICE)

    def _beside(self, stems: frozenset[str]) -> int:
        shared = Counter(number for stem in stems for number in self._standing.get(stem, ()))
        least = _COSINE**2 * len(stems)
        return sum(
            count >= _SHARED and count * count >= least * len(self._titles[number])
            for number, count in shared.items()
        )
