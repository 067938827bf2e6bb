"""Buckets: how much each client may ask for, in so much time; this process's own count."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

MOST_KNOWN: Final = 20_000
"""Clients that are remembered (some 4 MB); the one that has been quiet for longest is forgotten first."""


class Buckets:
    """A bucket of tokens for each client: `burst` at once, and `rate` more each second."""

    def __init__(self, burst: float, rate: float, clock: Callable[[], float]) -> None:
        """Take the size and the refill of each bucket, and a clock that only goes forward, in seconds."""
        self._burst = burst
        self._rate = rate
        self._clock = clock
        self._known: OrderedDict[str, tuple[float, float]] = OrderedDict()

    @property
    def known(self) -> int:
        """Say how many clients are remembered."""
        return len(self._known)

    def take(self, client: str) -> float:
        """Take a token: 0, or the seconds until there is one again, and then none is taken."""
        wait = self.wait(client)
        if not wait:
            left, at = self._left(client)
            self._known[client] = (left - 1, at)
            self._known.move_to_end(client)
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
        return wait

    def wait(self, client: str) -> float:
        """Say how many seconds it is until there is a token; 0: there is one now."""
        left, _at = self._left(client)
        return 0.0 if left >= 1 else (1 - left) / self._rate

    def _left(self, client: str) -> tuple[float, float]:
        now = self._clock()
        left, at = self._known.get(client, (self._burst, now))
        return min(self._burst, left + (now - at) * self._rate), now
