"""One Twilio account: who may ask, and how a refusal is written."""

import base64
import hmac
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Refusal(Exception):
    """What Twilio answers instead of a resource; `code` is its error code."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def response(self, headers: Mapping[str, str] | None = None) -> web.Response:
        """Write it as the API does."""
        body = {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
        return web.json_response(body, status=self.status, headers=headers)


UNAUTHORIZED = Refusal(401, 20003, "Authenticate")


def whole(text: str | None, default: int) -> int:
    """Read a parameter that is a whole number; the default where it is none."""
    return int(text) if text and text.isdecimal() else default


def not_found(request: web.Request) -> Refusal:
    """Refuse a resource that is not there."""
    return Refusal(404, 20404, f"The requested resource {request.path} was not found")


class Account:
    """An account's SID and token."""

    def __init__(self, sid: str, token: str) -> None:
        self.sid = sid
        self._token = token

    def guarded(self, handler: Handler) -> Handler:
        """Let only the account's own requests through, and write refusals."""

        async def guard(request: web.Request) -> web.StreamResponse:
            try:
                self._check(request)
                return await handler(request)
            except Refusal as refusal:
                return refusal.response()

        return guard

    def _check(self, request: web.Request) -> None:
        expected = base64.b64encode(f"{self.sid}:{self._token}".encode()).decode()
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "basic" or not hmac.compare_digest(given.strip().encode(), expected.encode()):
            raise UNAUTHORIZED
        if request.match_info.get("account", self.sid) != self.sid:
            raise not_found(request)
