"""Names of requests: each has one, in all lines that are logged of it and in its answer."""

import re
import secrets
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.logs import carrying

HEADER: Final = "X-Request-Id"
GIVEN: Final = re.compile(r"[0-9a-fA-F-]{8,36}")
"""What a proxy may have named it: nothing that could say anything else in a log."""


def named() -> Middleware:
    """Give the function that names requests: as the proxy before us does, or by a new name."""

    @web.middleware
    async def name(request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.headers.get(HEADER, "")
        known = given if GIVEN.fullmatch(given) else secrets.token_hex(8)
        with carrying(request=known):
            try:
                answer = await handler(request)
            except web.HTTPException as refused:
                refused.headers[HEADER] = known
                raise
        if not answer.prepared:
            answer.headers[HEADER] = known
        return answer

    return name
