"""Watching a feed of a made world by a policy: what it asks, what it sees, and how late."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from benchmarks.policies import Policy
from benchmarks.world import DAY, HOUR, LIMIT, Feed

WARM_UP: Final = 8.0  # days
MEASURED: Final = 10.0  # days


@dataclass
class Watch:
    """What came of watching: requests and refusals in the time measured, and entries by their delays.

    `delays` holds, for each entry seen, the seconds from its publication and what of them no request
    could have saved.
    """

    kind: str
    requests: int = 0
    refused: int = 0
    lost: int = 0
    delays: list[tuple[float, float]] = field(default_factory=list)


@dataclass(frozen=True)
class Span:
    """When a watch begins, from when on it counts, and when it ends; seconds."""

    begin: float
    counted: float
    end: float


@dataclass(frozen=True)
class Figures:
    """What a policy came to, over all feeds: a feed's requests a day, seconds, shares."""

    requests: float
    mean: float
    p50: float
    p95: float
    refused: float
    lost: int
    unavoidable: float

    @property
    def product(self) -> float:
        """Say what one second less has cost: what could be avoided, times requests, over 1000."""
        return (self.mean - self.unavoidable) * self.requests / 1000


def watch(feed: Feed, policy: Policy, span: Span) -> Watch:
    """Follow one feed by one policy."""
    told, now, answered = Watch(feed.kind), span.begin, -LIMIT
    seen: int | None = None
    while now < span.end:
        told.requests += now >= span.counted
        if feed.limited and now - answered < LIMIT:
            told.refused += now >= span.counted
            now = policy.limited(now)
            continue
        answered, until = now, feed.count(feed.shown_until(now))
        begins = max(until - feed.window, 0)
        if seen is None:
            now, seen = policy.first(now, feed.published[begins:until], feed.fresh(now)), until
            continue
        new = feed.published[max(seen, begins) : until]
        _note(told, feed, feed.published[seen : max(seen, begins)], new, now, span)
        now, seen = policy.after(now, new, feed.fresh(now)), until
    return told


def _note(
    told: Watch, feed: Feed, lost: Sequence[float], new: Sequence[float], now: float, span: Span
) -> None:
    told.lost += sum(one >= span.counted for one in lost)
    told.delays += [(now - one, feed.visible(one) - one) for one in new if one >= span.counted]


def watched(feeds: Iterable[Feed], make: Callable[[], Policy], seed: int, warm_up: float) -> list[Watch]:
    """Follow all feeds, each from a moment of its own in the first hour of the warm-up (days)."""
    chance = random.Random(seed)  # noqa: S311 -- a simulation that can be repeated
    counted, end = WARM_UP * DAY, (WARM_UP + MEASURED) * DAY
    return [
        watch(feed, make(), Span(counted - warm_up * DAY + chance.random() * HOUR, counted, end))
        for feed in feeds
    ]


def figures(watches: Sequence[Watch], days: float = MEASURED) -> Figures:
    """Sum up: every entry counts the same."""
    delays = sorted(delay for one in watches for delay, _least in one.delays)
    least = [least for one in watches for _delay, least in one.delays]
    requests = sum(one.requests for one in watches)
    return Figures(
        requests=requests / len(watches) / days,
        mean=sum(delays) / len(delays),
        p50=delays[len(delays) // 2],
        p95=delays[int(len(delays) * 0.95)],
        refused=sum(one.refused for one in watches) / requests,
        lost=sum(one.lost for one in watches),
        unavoidable=sum(least) / len(least),
    )
