"""Clients: who makes a request, as far as the proxies before us can be believed."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from aiohttp import web

_HOME: Final = 64
"""Bits of an IPv6 address that are one household's."""

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
