"""Twilio's library over aiohttp with real time-outs, without retries, and without a log of numbers.

Its own asynchronous client ignores time-outs (its issue 925), repeats a POST that was answered 5xx,
and logs whole addresses; its blocking one waits for ever by default.
"""

import base64
import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import twilio.rest.api
import twilio.rest.content  # noqa: F401 -- read in with the rest, and not on the loop at the first call
from twilio.base.exceptions import TwilioException
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.channels.whatsapp_errors import outcome
from bot.channels.wire import Answer, Wire
from bot.errors import Unknown

NO_ENVIRONMENT = {"TWILIO_EDGE": "", "TWILIO_REGION": ""}
"""Given to the library, which otherwise reads the process's environment behind our settings."""


class TwilioHttp(AsyncHttpClient):  # type: ignore[misc]  # of an untyped library
    """Carries the library's calls, each within `seconds`; refusals leave it as ChannelError."""

    def __init__(self, seconds: float) -> None:
        super().__init__(logging.getLogger(__name__), is_async=True, timeout=seconds)
        self._wire = Wire()

    async def request(  # noqa: PLR0913, PLR0917 - the library's signature
        self,
        method: str,
        uri: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        allow_redirects: bool = False,  # noqa: ARG002, FBT001, FBT002 - the same; we never follow
    ) -> Response:
        """Make one exchange; raises ChannelError for whatever is no success."""
        sent_headers = {**(headers or {}), **_authorization(auth)}
        answer = await self._wire.exchange(
            method,
            uri,
            seconds=timeout or self.timeout,
            params={name: str(value) for name, value in (params or {}).items()},
            headers=sent_headers,
            data=_body(data, sent_headers),
        )
        if answer.status >= 400:  # noqa: PLR2004 - an HTTP status
            raise outcome(answer.status, _code(answer), answer.headers.get("Retry-After", ""))
        return Response(answer.status, answer.body.decode(errors="replace"), answer.headers)

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()


def open_client(account: str, token: str, api_url: str, content_url: str, http: TwilioHttp) -> Client:
    """Set up the library for an account, its two APIs at the addresses given."""
    client = Client(account, token, http_client=http, environment=NO_ENVIRONMENT)
    client.api.base_url = api_url.rstrip("/")
    client.content.base_url = content_url.rstrip("/")
    return client


@contextmanager
def translated() -> Iterator[None]:
    """Let nothing of the library's out but as a ChannelError.

    What it raises itself, above our own exchange, is an accepted call's answer that it can't read.
    """
    try:
        yield
    except (TwilioException, LookupError, TypeError, ValueError, AttributeError) as error:
        raise Unknown("the answer can't be read") from error


async def post(client: Client, url: str, form: bytes) -> Any:  # noqa: ANN401 - what JSON says
    """Post a form that is written already, with the library's headers and login; raises ChannelError.

    For the one call that is made thousands of times: the library's own method for it writes the same
    words anew for each person, and reads every date of an answer whose sid alone is wanted.
    """
    with translated():
        answer = await client.request_async("POST", url, data=form)
        return json.loads(answer.text)


def _body(data: Mapping[str, object] | bytes | None, headers: Mapping[str, str]) -> bytes | None:
    if not data:
        return None
    if isinstance(data, bytes):
        return data
    if headers.get("Content-Type") == "application/json":
        return json.dumps(data).encode()
    return urlencode(data, doseq=True).encode()


@lru_cache(maxsize=1)
def _authorization(auth: tuple[str, str] | None) -> dict[str, str]:
    if auth is None:
        return {}
    return {"Authorization": "Basic " + base64.b64encode(":".join(auth).encode()).decode()}


def _code(answer: Answer) -> int:
    try:
        table: Any = json.loads(answer.body)
        return int(table.get("code") or 0)
    except (ValueError, TypeError, AttributeError):
        return 0
