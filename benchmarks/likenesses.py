"""What else tells stories apart: exact titles, token Jaccard, SimHash, MinHash and TF-IDF.

All get the same words as ours, attach to the likest live telling, and know no more of the stream than came.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from math import log, sqrt
from typing import Final

from benchmarks.stories import Stream
from bot.rules.story.index import LIVE
from bot.rules.story.telling import Told, told

Likeness = Callable[[Told, Told], float]

BITS: Final = 64
HASHES: Final = 128
BOUNDS: Final = tuple(step / 20 for step in range(1, 21))
_MOST: Final = (1 << 61) - 1


def exact(one: Told, other: Told) -> float:
    """Compare whole titles."""
    return float(one.folded == other.folded)


def jaccard(one: Told, other: Told) -> float:
    """Compare sets of stems."""
    return len(one.stems & other.stems) / max(1, len(one.stems | other.stems))


class SimHash:
    """64 bits of a title's runs of four characters: the share of equal bits, stretched from chance to 1."""

    def __init__(self) -> None:
        """Start with no signature."""
        self._known: dict[str, int] = {}

    def __call__(self, one: Told, other: Told) -> float:
        """Compare two signatures."""
        differ = (self._signature(one) ^ self._signature(other)).bit_count()
        return max(0.0, 1 - 2 * differ / BITS)

    def _signature(self, one: Told) -> int:
        if one.folded not in self._known:
            hashes = [_hashed(gram) for gram in one.grams or {one.folded}]
            votes = [sum(1 if value >> bit & 1 else -1 for value in hashes) for bit in range(BITS)]
            self._known[one.folded] = sum(1 << bit for bit, vote in enumerate(votes) if vote > 0)
        return self._known[one.folded]


class MinHash:
    """128 least hashes of a title's runs of four characters: the share of equal ones."""

    def __init__(self) -> None:
        """Start with no signature."""
        self._known: dict[str, tuple[int, ...]] = {}

    def __call__(self, one: Told, other: Told) -> float:
        """Compare two signatures."""
        pairs = zip(self._signature(one), self._signature(other), strict=True)
        return sum(mine == theirs for mine, theirs in pairs) / HASHES

    def _signature(self, one: Told) -> tuple[int, ...]:
        if one.folded not in self._known:
            hashes = [_hashed(gram) for gram in one.grams or {one.folded}]
            self._known[one.folded] = tuple(
                min((seed * 2 + 1) * value % _MOST for value in hashes) for seed in range(1, HASHES + 1)
            )
        return self._known[one.folded]


class TfIdf:
    """The cosine of stems, each weighed by how few of the titles so far have it."""

    def __init__(self) -> None:
        """Start with no title."""
        self._counts: Counter[str] = Counter()
        self._seen: set[str] = set()

    def __call__(self, one: Told, other: Told) -> float:
        """Compare two titles; each new one is counted first."""
        for each in (one, other):
            if each.id not in self._seen:
                self._seen.add(each.id)
                self._counts.update(each.title.stems)
        both = self._length(one.stems & other.stems)
        return both / sqrt(self._length(one.stems) * self._length(other.stems)) if both else 0.0

    def _length(self, stems: frozenset[str]) -> float:
        return sum((log((1 + len(self._seen)) / (1 + self._counts[stem])) + 1) ** 2 for stem in stems)


LIKENESSES: Final[Mapping[str, Callable[[], Likeness]]] = {
    "exact title": lambda: exact,
    "token Jaccard": lambda: jaccard,
    "SimHash-64": SimHash,
    "MinHash-128": MinHash,
    "TF-IDF": TfIdf,
}


def nearest(likeness: Likeness, day: Stream) -> list[tuple[float, int]]:
    """Find for each telling the likest before it within 72 hours that shares a stem, and how like it is.

    Which one that is does not depend on the bound, so that one walk is enough to try all bounds.
    """
    found: list[tuple[float, int]] = []
    before: list[Told] = []
    by_stem: defaultdict[str, list[int]] = defaultdict(list)
    for at, telling in enumerate(day.tellings):
        new = told(telling)
        near = {each for stem in new.stems for each in by_stem[stem]}
        live = [each for each in sorted(near) if new.hours - before[each].hours <= LIVE]
        likest = max(((likeness(new, before[each]), each) for each in live), default=(0.0, at))
        found.append(likest)
        before.append(new)
        for stem in new.stems:
            by_stem[stem].append(at)
    return found


def grouped(likest: Sequence[tuple[float, int]], bound: float) -> list[str]:
    """Attach each telling to its likest where that is like enough, else open a story."""
    stories: list[str] = []
    for at, (score, like) in enumerate(likest):
        stories.append(stories[like] if like < at and score >= bound else str(at))
    return stories


def _hashed(gram: str) -> int:
    return int.from_bytes(blake2b(gram.encode("utf-8", "replace"), digest_size=8).digest(), "big")
