"""Ways to choose when to look at a feed: the product's own rule, and those of others, stated again.

Times are seconds. Each policy is made anew for each feed; what the others do is from their sources, by
their defaults, and where they would give up for good (three errors, a hundred) they go on here.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from bot.hints import Hints
from bot.rules import host
from bot.rules.rhythm import Rhythm, learned, seeded
from bot.rules.source import Look, Pace, next_look

MINUTE: Final = 60.0
HOUR: Final = 3600.0
WEEK: Final = 7 * 24 * HOUR
MONDAY: Final = datetime(2026, 11, 2, tzinfo=UTC)


class Policy(Protocol):
    """Says when a feed is looked at next."""

    def first(self, now: float, moments: Sequence[float], fresh: float | None) -> float:
        """Begin with what the first look brought."""
        ...

    def after(self, now: float, moments: Sequence[float], fresh: float | None) -> float:
        """Go on after a look that brought these new entries."""
        ...

    def limited(self, now: float) -> float:
        """Go on after a 429."""
        ...


@dataclass
class Fixed:
    """One interval for all."""

    interval: float

    def first(self, now: float, moments: Sequence[float], fresh: float | None) -> float:
        """Wait for the interval."""
        return self.after(now, moments, fresh)

    def after(self, now: float, _moments: Sequence[float], _fresh: float | None) -> float:
        """Wait for the interval."""
        return now + self.interval

    def limited(self, now: float) -> float:
        """Wait for the interval."""
        return now + self.interval


@dataclass
class WaitsOut(Fixed):
    """RSS-to-Telegram-Bot: ten minutes, in slots of a minute, and never before the cache is out."""

    interval: float = 10 * MINUTE

    def after(self, now: float, _moments: Sequence[float], fresh: float | None) -> float:
        """Wait for the interval or the cache, up to the next slot."""
        wait = max(self.interval, fresh or 0.0)
        return now + math.ceil(wait / MINUTE) * MINUTE


@dataclass
class ByWeek:
    """miniflux's entry_frequency: the week over its entries, times a factor; five minutes to a day."""

    factor: float
    tick: float = MINUTE
    seen: list[float] = field(default_factory=list)

    def first(self, now: float, moments: Sequence[float], fresh: float | None) -> float:
        """Count what the window shows."""
        return self.after(now, moments, fresh)

    def after(self, now: float, moments: Sequence[float], fresh: float | None) -> float:
        """Wait for the interval or, on an answer in full, the cache; up to the scheduler's next tick."""
        self.seen = [one for one in self.seen if one > now - WEEK] + list(moments)
        interval = WEEK / (max(len(self.seen), 1) * self.factor)
        interval = min(max(interval, 5 * MINUTE), 24 * HOUR)
        wait = max(interval, fresh or 0.0) if moments else interval
        return now + math.ceil(wait / self.tick) * self.tick

    def limited(self, now: float) -> float:
        """Try at the next interval."""
        return self.after(now, (), None)


@dataclass
class Product:
    """The product's own rule, called as its poll calls it: no line of it is stated again here."""

    pace: Pace
    draw: float = 0.5
    rhythm: Rhythm | None = None
    failures: int = 0
    strain: host.Strain = field(default_factory=host.Strain)
    went_well: float = 0.0

    def first(self, now: float, moments: Sequence[float], fresh: float | None) -> float:
        """Learn from the window's dates."""
        self.rhythm = seeded([_moment(one) for one in moments], _moment(now))
        return self.after(now, (), fresh)

    def after(self, now: float, moments: Sequence[float], fresh: float | None) -> float:
        """Learn from the look and ask the rule."""
        hints, self.failures, self.went_well = Hints(fresh=fresh), 0, now
        self.rhythm = learned(
            self.rhythm, [_moment(one) for one in moments], _moment(now), hints, not moments
        )
        return self._due(now, Look(hints=hints))

    def limited(self, now: float) -> float:
        """Ask the rule for more time, and learn the server's bound."""
        self.failures += 1
        gap = timedelta(seconds=now - self.went_well) if self.failures == 1 else None
        self.strain = host.Strain(host.learned_floor(self.strain, gap, _moment(now)), _moment(now))
        return self._due(now, Look(failures=self.failures, limited=True))

    def _due(self, now: float, look: Look) -> float:
        self.draw = (self.draw + 0.618) % 1
        floor = timedelta(seconds=host.floor_at(self.strain, _moment(now)))
        pace = replace(self.pace, minimum=max(self.pace.minimum, floor))
        due = next_look(_moment(now), pace, look, self.rhythm, self.draw)
        return (due - MONDAY).total_seconds()


def _moment(seconds: float) -> datetime:
    return MONDAY + timedelta(seconds=seconds)
