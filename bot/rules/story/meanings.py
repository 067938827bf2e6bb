"""The vectors of what is live: which tellings mean most nearly what a new one means.

All of a language's vectors lie close together; told apart they are by where they differ from its mean, which
rolls with the window. Everything is counted in whole numbers, so that what comes out does not depend on where
a vector stands or in which order numbers are added up.
"""

from base64 import b85decode
from itertools import pairwise
from math import sqrt
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.rules.story.means import MEANS

NUMBERS: Final = 384
NEAREST: Final = 16  # tellings that a scan finds
_FIRST: Final = 128  # numbers of a vector that all are scanned by
LIKELY: Final = 1024  # tellings that are the nearest by those: of them the nearest are found by all numbers
_BLOCK: Final = 4096  # vectors that room is made for at once
_FREE: Final = -1  # the language of a place that holds no vector
_BEFORE: Final = 50  # tellings that the mean known beforehand counts as
_FINE: Final = 32  # steps of a number of a vector that is told from its mean
_SIXTEENTHS: Final = 16  # of a step: what a mean is rounded to, so that sums with it are exact too
_LONG: Final = 4096.0  # the length of what is asked: sums of products stay below 2 ** 24, exact in 32 bits

Numbers = npt.NDArray[np.float64]
_KNOWN: Final = {
    language: np.frombuffer(b85decode(written), np.int8).astype(np.float64)
    for language, written in MEANS.items()
}


class Meanings:
    """Vectors by the numbers of their tellings. The same ones in the same order are found alike."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._blocks: list[npt.NDArray[np.int8]] = []  # whole vectors
        self._firsts: list[npt.NDArray[np.float32]] = []  # their first numbers, ready to be multiplied
        self._numbers = np.zeros(0, np.int64)  # by place
        self._languages = np.zeros(0, np.int16)  # by place
        self._codes: dict[str, int] = {}
        self._sums: list[Numbers] = []  # by code: of whole numbers
        self._counts: list[int] = []
        self._places: dict[int, int] = {}
        self._free: list[int] = []
        self._used = 0  # places that ever held a vector, all before any that never did

    def __contains__(self, number: int) -> bool:
        """Say whether a telling has a vector."""
        return number in self._places

    def add(self, number: int, vector: bytes, language: str) -> None:
        """Keep the vector of a telling."""
        if not self._free:
            self._make_room()
        place = self._free.pop()
        self._used = max(self._used, place + 1)
        code = self._codes.setdefault(language, len(self._codes))
        if code == len(self._sums):
            self._sums.append(np.zeros(NUMBERS))
            self._counts.append(0)
        row = np.frombuffer(vector, np.int8)
        self._row(place)[:] = row
        self._firsts[place // _BLOCK][place % _BLOCK] = row[:_FIRST]
        self._sums[code] += row
        self._counts[code] += 1
        self._numbers[place], self._languages[place] = number, code
        self._places[number] = place

    def drop(self, number: int) -> None:
        """Forget the vector of a telling that is live no more, if it had one."""
        place = self._places.pop(number, None)
        if place is None:
            return
        code = self._languages[place]
        self._sums[code] -= self._row(place)
        self._counts[code] -= 1
        self._languages[place] = _FREE
        self._free.append(place)

    def nearest(self, vector: bytes, language: str, *, across: bool) -> list[int]:
        """Find the tellings that are nearest by a scan of all: good enough to choose whom to compare with.

        Those of another language are found only `across` languages.
        """
        if not self._places:
            return []
        asked = self._apart(np.frombuffer(vector, np.int8), language)
        length = sqrt(float(asked @ asked))
        asked = np.rint(asked * (_LONG / length if length else 0.0))
        offsets = self._offsets(asked[:_FIRST], language, across=across)
        likely = _best(self._scan(asked) - offsets[self._languages[: self._used]], LIKELY)
        offsets = self._offsets(asked, language, across=across)
        scores = _products(self._whole(likely), asked) - offsets[self._languages[likely]]
        best = _best(scores, NEAREST)
        numbers = self._numbers[likely[best]]
        return [int(number) for number in numbers[np.lexsort((-numbers, -scores[best]))[:NEAREST]]]

    def cosines(self, vector: bytes, language: str, numbers: list[int]) -> list[float]:
        """Compare a vector with those of tellings that have one, each told from the mean of its language."""
        places = [self._places[number] for number in numbers]
        codes = self._languages[places]
        means = {code: self._mean(name) for name, code in self._codes.items() if code in codes}
        mine = np.rint(_FINE * self._apart(np.frombuffer(vector, np.int8), language))
        cosines = []
        for place, code in zip(places, codes, strict=True):
            other = np.rint(_FINE * (self._row(place) - means[int(code)]))
            lengths = float(mine @ mine) * float(other @ other)
            cosines.append(float(mine @ other) / sqrt(lengths) if lengths else 0.0)
        return cosines

    def _scan(self, asked: Numbers) -> npt.NDArray[np.float32]:
        """Multiply the first numbers of all; a third of them finds who is likely, in a third of the time."""
        found = np.empty(self._used, np.float32)
        for start in range(0, self._used, _BLOCK):
            part = found[start : start + _BLOCK]
            part[:] = _products(self._firsts[start // _BLOCK][: len(part)], asked[:_FIRST])
        return found

    def _whole(self, places: npt.NDArray[np.intp]) -> npt.NDArray[np.float32]:
        rows = np.empty((len(places), NUMBERS), np.float32)
        ends = np.searchsorted(places, range(0, self._used + _BLOCK, _BLOCK)).tolist()  # they are in order
        for block, (first, last) in enumerate(pairwise(ends)):
            rows[first:last] = self._blocks[block][places[first:last] - block * _BLOCK]
        return rows

    def _apart(self, row: npt.NDArray[np.int8], language: str) -> Numbers:
        apart: Numbers = row - self._mean(language)
        return apart

    def _mean(self, language: str) -> Numbers:
        known = _KNOWN.get(language, _KNOWN[""])
        code = self._codes.get(language)
        if code is None:
            return known
        mean: Numbers = (self._sums[code] + _BEFORE * known) / (self._counts[code] + _BEFORE)
        return np.rint(mean * _SIXTEENTHS) / _SIXTEENTHS

    def _offsets(self, asked: Numbers, language: str, *, across: bool) -> Numbers:
        """Say by language what the scan gives its mean; endless where it isn't sought, and at free places."""
        offsets = np.full(len(self._codes) + 1, np.inf)
        for name, code in self._codes.items():
            if across or not (name and language and name != language):
                offsets[code] = float((asked * self._mean(name)[: len(asked)]).sum())
        return offsets

    def _row(self, place: int) -> npt.NDArray[np.int8]:
        row: npt.NDArray[np.int8] = self._blocks[place // _BLOCK][place % _BLOCK]
        return row

    def _make_room(self) -> None:
        start = len(self._numbers)
        self._blocks.append(np.zeros((_BLOCK, NUMBERS), np.int8))
        self._firsts.append(np.zeros((_BLOCK, _FIRST), np.float32))
        self._numbers = np.concatenate([self._numbers, np.zeros(_BLOCK, np.int64)])
        self._languages = np.concatenate([self._languages, np.full(_BLOCK, _FREE, np.int16)])
        self._free = list(range(start + _BLOCK - 1, start - 1, -1))


def _best(scores: Numbers | npt.NDArray[np.float32], most: int) -> npt.NDArray[np.intp]:
    """Give the places of the highest scores, in their order; of as many as are equal to the last one, all."""
    least = np.partition(scores, -most)[-most] if len(scores) > most else -np.inf
    return np.flatnonzero((scores >= least) & np.isfinite(scores))


def _products(rows: npt.NDArray[np.float32], asked: Numbers) -> npt.NDArray[np.float32]:
    # No matrix product: it would wake a thread for each core, and cost more than it saves.
    found: npt.NDArray[np.float32] = np.einsum("ij,j->i", rows, asked.astype(np.float32))
    return found
