"""Clients: how often one may ask for what costs somebody else something."""

from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from aiohttp import web

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


AUTO: Final = -1
"""Proxies are believed where they are in our own network: one, the last."""

PROXIES: Final = web.AppKey("proxies", int)
"""How many proxies stand before the program, in its application; `AUTO`: see there."""


def asker(request: web.Request) -> str:
    """Name who makes a request."""
    return client_of(request.remote, request.headers, request.config_dict.get(PROXIES, AUTO))


def client_of(remote: str | None, headers: Mapping[str, str], proxies: int = AUTO) -> str:
    """Name who asks: the peer, or whom the proxies before us name.

    Each proxy writes behind the others' words whom it speaks for, so of so many `proxies` the first wrote
    the word that is as far from the end; what stands before it is the client's own word, and nobody's.
    """
    peer = _address(remote or "")
    if proxies == AUTO:
        proxies = int(peer is None or peer.is_private)
    if proxies:
        said = headers.get("X-Forwarded-For", "").split(",")[-proxies:]
        peer = _address(said[0].strip()) or peer
    if isinstance(peer, IPv6Address):
        return str(IPv6Address(int(peer) >> _HOME << _HOME))
    return str(peer)


def _address(words: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(words)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
