"""A service's limits, enforced: what it accepts, what it answers with 429, and who kept to neither."""

import math
import random
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

CROSSING = 0.1
"""Seconds after a wait was announced in which a request may have left before the news came."""

SHARES = (0, 50, 90, 99, 100)

WHOLE = ""
"""The scope of a wait that holds for every chat."""


@dataclass(frozen=True)
class Rules:
    """What one service allows.

    `rate` is the most in any sliding second over the whole sender, `spacing` the seconds between two
    messages to one chat, `limited` the share refused at random, each for its chat alone, `wait` the
    seconds that a 429 asks for.
    """

    rate: float = math.inf
    spacing: float = 0.0
    limited: float = 0.0
    wait: int = 1


class Referee:
    """Judges the messages to one service as they arrive, and remembers what it saw."""

    def __init__(self, rules: Rules, clock: Callable[[], float] = time.monotonic) -> None:
        self._rules = rules
        self._clock = clock
        self._dice = random.Random(4711)  # noqa: S311 -- no secret; the same run each time
        self._arrived: list[float] = []
        self._accepted: list[float] = []
        self._window: deque[float] = deque()
        self._last: dict[str, float] = {}
        self._nearest = math.inf
        self._waits: dict[str, tuple[float, float]] = {}
        self._copies: Counter[tuple[str, str]] = Counter()
        self._refused: Counter[str] = Counter()

    @property
    def accepted(self) -> int:
        """How many it accepted so far."""
        return len(self._accepted)

    def take(self, chat: str, words: str) -> int:
        """Judge one message: 0 when it is accepted, else the whole seconds to be silent for."""
        now = self._clock()
        wait = self._silenced(chat, now) or self._refusal(chat, now)
        self._arrived.append(now)
        self._nearest = min(self._nearest, now - self._last.get(chat, -math.inf))
        self._last[chat] = now
        if not wait:
            self._accepted.append(now)
            self._window.append(now)
            self._copies[chat, words] += 1
        return wait

    def told(self) -> dict[str, Any]:
        """Say what was seen; moments are seconds of the monotonic clock."""
        return {
            "arrived": len(self._arrived),
            "accepted": len(self._accepted),
            "different": len(self._copies),
            "doubled": sum(count > 1 for count in self._copies.values()),
            "most_in_a_second": most_in_a_second(self._arrived),
            "nearest": None if math.isinf(self._nearest) else self._nearest,
            "refused": dict(self._refused),
            "moments": shares(self._accepted),
        }

    def moments(self, since: float = 0.0) -> list[float]:
        """List the moments after one at which a message was accepted."""
        return [moment for moment in self._accepted if moment > since]

    def _silenced(self, chat: str, now: float) -> int:
        """Refuse what comes inside an announced wait; what was on its way by then is told apart."""
        for scope in (WHOLE, chat):
            announced, until = self._waits.get(scope, (0.0, 0.0))
            if now < until:
                self._refused["crossing" if now - announced <= CROSSING else "inside a wait"] += 1
                return math.ceil(until - now)
        return 0

    def _refusal(self, chat: str, now: float) -> int:
        while self._window and self._window[0] <= now - 1:
            self._window.popleft()
        if len(self._window) >= self._rules.rate:
            return self._announce(WHOLE, "over the rate", now)
        if now - self._last.get(chat, -math.inf) < self._rules.spacing:
            return self._announce(chat, "too soon for the chat", now)
        if self._dice.random() < self._rules.limited:
            return self._announce(chat, "at random", now)
        return 0

    def _announce(self, scope: str, why: str, now: float) -> int:
        self._refused[why] += 1
        self._waits[scope] = (now, now + self._rules.wait)
        return self._rules.wait


def most_in_a_second(moments: list[float]) -> int:
    """Count the most in any sliding second; two that are a whole second apart share none."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def shares(moments: list[float], of: tuple[int, ...] = SHARES) -> dict[int, float]:
    """Find the moment (of sorted ones) by which so many per cent had come; 0 is the first."""
    if not moments:
        return {}
    return {share: moments[max(0, math.ceil(len(moments) * share / 100) - 1)] for share in of}
