"""Hints: what a publisher says of when to look again."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hints:
    """What a publisher says of when to look again, in seconds; None: nothing.

    `fresh` is what is left of the answer's life in caches (max-age less Age, else Expires less Date) and
    `retry` a Retry-After. `ttl` stands in the feed, `cadence` is its syndication module's (sy:*), and
    `skip_hours` are hours of the day, in UTC, at which it asks not to be asked.
    """

    fresh: float | None = None
    retry: float | None = None
    ttl: float | None = None
    cadence: float | None = None
    skip_hours: frozenset[int] = frozenset()


NO_HINTS = Hints()
