"""Cover: the headers that every answer carries, unless its page says something else."""

from http import HTTPStatus
from typing import Final

from aiohttp import web

from bot.web.reception import AGAIN

HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
}
"""What has no policy of its own shows nothing, frames nothing, sends nothing and is kept by nobody."""

UNFRAMED: Final = "frame-ancestors 'none'"


async def cover(_request: web.Request, response: web.StreamResponse) -> None:
    """Add what an answer lacks; who made it has said the rest."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if response.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers.setdefault("Retry-After", AGAIN)
    response.headers["Server"] = "Tocsin"  # instead of the libraries' names and versions
    if UNFRAMED in response.headers["Content-Security-Policy"]:  # for browsers that do not know the rule
        response.headers.setdefault("X-Frame-Options", "DENY")
