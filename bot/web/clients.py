"""Clients: how often one may ask for what costs somebody else something."""

from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

MOST_KNOWN: Final = 10_000
"""Clients that are remembered; the one that has been quiet for longest is forgotten first."""

_HOME: Final = 64
"""Bits of an IPv6 address that are one household's."""


class Turnstile:
    """Lets each client through so many times in so many seconds; this process's own count."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float]) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def lets(self, client: str) -> bool:
        """Say whether a client may pass now; one that may not has not passed."""
        now = self._clock()
        times = self._seen.setdefault(client, deque(maxlen=self._most))
        self._seen.move_to_end(client)
        while len(self._seen) > MOST_KNOWN:
            self._seen.popitem(last=False)
        if len(times) == self._most and now - times[0] < self._seconds:
            return False
        times.append(now)
        return True


def client_of(remote: str | None, headers: Mapping[str, str]) -> str:
    """Name who asks: the peer, or whom a proxy in our own network says that it speaks for.

    Only the last address that it names is its own word; the ones before are the client's.
    """
    peer = _address(remote or "")
    if peer is None or peer.is_private:
        said = _address(headers.get("X-Forwarded-For", "").rpartition(",")[2].strip())
        peer = said or peer
    if isinstance(peer, IPv6Address):
        return str(IPv6Address(int(peer) >> _HOME << _HOME))
    return str(peer)


def _address(words: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(words)
    except ValueError:
        return None
