"""A made world of feeds: bursts, days and nights, breaking hours, clocks, caches, rate limits.

Times are seconds from a Monday, midnight UTC. All that differs between feeds is drawn from one seed.
"""

import math
import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

HOUR: Final = 3600.0
DAY: Final = 24 * HOUR
QUARTER: Final = 900.0
HISTORY: Final = 10  # days before the first look: what a feed's window shows then
BREAKING_A_WEEK: Final = 3.0
LIMIT: Final = 600.0  # seconds between two requests of those that bound them


@dataclass(frozen=True)
class Class:
    """A kind of feed: its share of all, entries a day (from, to), and lives of its cache in seconds."""

    name: str
    share: float
    daily: tuple[float, float]
    lives: tuple[int, ...]


CLASSES: Final = (
    Class("wire", 0.06, (200, 330), (60, 60, 120)),
    Class("national", 0.16, (50, 120), (60, 120, 300)),
    Class("section", 0.36, (14, 50), (120, 300, 600, 900)),
    Class("niche", 0.42, (1, 5), (300, 600, 1800, 3600)),
)
CACHED: Final = 0.62
LIMITED: Final = 0.09
ON_THE_CLOCK: Final = 0.15


@dataclass(frozen=True)
class Feed:
    """One feed: the moments of its entries, how many it shows, and what stands between it and a reader.

    `life` is how long its cache keeps an answer, from `phase` on (0: no cache); `limited` says that it
    answers 429 to a second request in ten minutes.
    """

    kind: str
    published: Sequence[float]
    window: int = 30
    life: float = 0.0
    phase: float = 0.0
    limited: bool = False

    def shown_until(self, now: float) -> float:
        """Say until when an answer at `now` tells of entries."""
        return now if not self.life else self.phase + math.floor((now - self.phase) / self.life) * self.life

    def fresh(self, now: float) -> float | None:
        """Say what is left of an answer's life, where a cache states one."""
        return self.shown_until(now) + self.life - now if self.life else None

    def visible(self, moment: float) -> float:
        """Say when an entry of this moment can be seen at the soonest."""
        shown = self.shown_until(moment)
        return moment if not self.life or shown == moment else shown + self.life

    def count(self, until: float) -> int:
        """Count the entries up to a moment."""
        return bisect_right(self.published, until)


def world(seed: int, feeds: int, days: float) -> list[Feed]:
    """Draw a world whose entries begin `HISTORY` days before 0 and end `days` after it."""
    chance = random.Random(seed)  # noqa: S311 -- a simulation that can be repeated
    breaking = _breaking(chance, days)
    return [_feed(chance, _class(n / feeds), breaking, days) for n in range(feeds)]


def _class(place: float) -> Class:
    for one in CLASSES:
        if place < one.share:
            return one
        place -= one.share
    return CLASSES[-1]


def _breaking(chance: random.Random, days: float) -> list[tuple[float, float, float]]:
    """Draw the hours of great news, which most newsrooms share: start, end, and how much more is written."""
    found, moment = [], -HISTORY * DAY
    while moment < days * DAY:
        moment += chance.expovariate(BREAKING_A_WEEK / (7 * DAY))
        found.append((moment, moment + chance.uniform(1, 4) * HOUR, chance.uniform(2, 5)))
    return found


def _feed(
    chance: random.Random, kind: Class, breaking: list[tuple[float, float, float]], days: float
) -> Feed:
    daily = math.exp(chance.uniform(*map(math.log, kind.daily)))
    heard = [one for one in breaking if chance.random() < 0.5]  # noqa: PLR2004 -- half of all report it
    published = sorted(_bursts(chance, list(_background(chance, daily, heard, days)), days))
    if chance.random() < ON_THE_CLOCK:
        published = sorted(_on_the_clock(chance, published))
    cached = chance.random() < CACHED
    life = float(chance.choice(kind.lives)) if cached else 0.0
    limited = chance.random() < LIMITED
    return Feed(kind.name, published, chance.choice((15, 20, 30, 50)), life, chance.random() * life, limited)


def _background(
    chance: random.Random, daily: float, breaking: list[tuple[float, float, float]], days: float
) -> Iterator[float]:
    """Draw what is written without a cause of its own, an hour at a time."""
    zone, wake, sleep = chance.randrange(-8, 10), chance.uniform(5, 8), chance.uniform(19, 24)
    night, weekend = chance.uniform(0.02, 0.25), chance.uniform(0.3, 0.9)
    awake = (sleep - wake) / 24
    for hour in range(-HISTORY * 24, int(days * 24)):
        local = (hour + zone) % 24
        rate = daily / 24 / (awake + night * (1 - awake)) * (1 if wake <= local < sleep else night)
        rate *= weekend if (hour + zone) // 24 % 7 >= 5 else 1  # noqa: PLR2004 -- Saturday
        for start, end, more in breaking:
            rate *= more if start <= hour * HOUR < end else 1
        for _entry in range(_poisson(chance, rate)):
            yield (hour + chance.random()) * HOUR


def _bursts(chance: random.Random, causes: list[float], days: float) -> list[float]:
    """Let entries bring others: a branching process whose size is the feed's own."""
    offspring, spread = chance.uniform(0.1, 0.5), chance.uniform(300, 2400)
    kept, born = [], [one for one in causes if chance.random() > offspring]
    while born:
        kept += born
        heirs = [one for one in born for _heir in range(_poisson(chance, offspring))]
        moments = [one + chance.expovariate(1 / spread) for one in heirs]
        born = [one for one in moments if one < days * DAY]
    return kept


def _on_the_clock(chance: random.Random, published: list[float]) -> list[float]:
    step, late = chance.choice((QUARTER, QUARTER, 2 * QUARTER)), chance.uniform(5, 90)
    return [math.ceil(one / step) * step + chance.uniform(0, late) for one in published]


def _poisson(chance: random.Random, mean: float) -> int:
    count, total = -1, 0.0
    while total < mean:
        total += chance.expovariate(1)
        count += 1
    return max(count, 0)
