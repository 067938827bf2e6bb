"""Spans of requests: each has one, but for those that ask all day whether we are well."""

from datetime import datetime
from typing import Final

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from bot.clock import utc_now
from bot.tracing import Side, Step, Value, tracing
from bot.web.request_id import HEADER

QUIET: Final = frozenset({"/health", "/ready", "/metrics"})

ELSEWHERE: Final = "nowhere"
"""The route of what is asked for and is not there: its path may say anything."""


def spanned() -> Middleware:
    """Give the function that tells of requests: by their routes, since a path may hold a secret of a reader.

    It stands before the one that names them, for the name is in the answer.
    """

    @web.middleware
    async def tell(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not tracing.get().is_on or request.path in QUIET:
            return await handler(request)
        began, answer, fault = utc_now(), None, ""
        try:
            answer = await handler(request)
        except web.HTTPException as refused:
            answer = refused
            raise
        except Exception as error:
            fault = type(error).__name__
            raise
        finally:
            tracing.get().tell(_step(request, answer, began, fault))
        return answer

    return tell


def _step(request: web.Request, answer: web.StreamResponse | None, began: datetime, fault: str) -> Step:
    resource = request.match_info.route.resource
    route = resource.canonical if resource else ELSEWHERE
    method = request.method if request.method in hdrs.METH_ALL else "_OTHER"
    about: dict[str, Value] = {"http.request.method": method, "http.route": route}
    if answer is not None:
        about["http.response.status_code"] = answer.status
        fault = str(answer.status) if answer.status >= web.HTTPInternalServerError.status_code else fault
        if name := answer.headers.get(HEADER):
            about["tocsin.request"] = name
    return Step(f"{method} {route}", began, utc_now(), about, fault=fault, side=Side.ASKED)
