"""Home: pages that are for this machine alone, such as the sandbox, whose phones belong to whoever opens it.

A request is from here when its peer is, it names this machine as the host, and no proxy speaks for anybody.
The host is asked too: a page of somebody else's in a browser here may have a name made to lead to us.
"""

from collections.abc import Collection
from ipaddress import IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

FORWARDED: Final = ("Forwarded", "X-Forwarded-For")
_OURS: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def stays_home(pages: Collection[str], below: Collection[str]) -> Middleware:
    """Give the function that shows these `pages`, and all `below` these paths, on this machine alone."""
    roots = tuple(f"{path}/" for path in below)

    @web.middleware
    async def home(request: web.Request, handler: Handler) -> web.StreamResponse:
        if (request.path in pages or request.path.startswith(roots)) and not is_from_here(request):
            raise web.HTTPForbidden(
                text="the sandbox is for the machine that it runs on; to show it to others set "
                "TOCSIN_SANDBOX_PUBLIC=true: whoever opens it then is its owner\n"
            )
        return await handler(request)

    return home


def is_from_here(request: web.Request) -> bool:
    """Say whether a request was made on this machine, for this machine."""
    if any(name in request.headers for name in FORWARDED):
        return False
    host = urlsplit(f"//{request.host}").hostname if _is_host(request.host) else None
    return _is_loopback(request.remote or "") and host in _OURS


def _is_host(words: str) -> bool:
    try:
        urlsplit(f"//{words}")
    except ValueError:
        return False
    return True


def _is_loopback(peer: str) -> bool:
    try:
        found = ip_address(peer)
    except ValueError:
        return False
    return ((found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found).is_loopback
