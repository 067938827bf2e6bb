"""python-telegram-bot's requests over aiohttp: a twelfth of the work of its own, and no retries."""

import io
import json
from dataclasses import dataclass
from typing import Any, cast

import aiohttp
from telegram.error import BadRequest, TelegramError
from telegram.request import BaseRequest, RequestData

from bot.channels.wire import FORM, Answer, Wire

_TOLD = frozenset({400, 401, 403, 404, 409})
"""Statuses that the library tells apart by itself."""

_PAUSE_SECONDS = 5


class Flooded(TelegramError):
    """A 429, with its wait in seconds; the library's RetryAfter warns of its own change of type."""

    def __init__(self, seconds: int) -> None:
        super().__init__("Too Many Requests")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Form:
    """A call's parameters, written as a form already: the library hands them on as they are."""

    body: bytes


class Request(BaseRequest):
    """Carries the library's calls; `read_timeout` is for the whole exchange, in seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._wire = Wire()

    @property
    def read_timeout(self) -> float:
        """Seconds that an exchange may take where the call does not say."""
        return self._seconds

    async def initialize(self) -> None:
        """Do nothing: connections open with the first call."""

    async def shutdown(self) -> None:
        """Close the connections."""
        await self._wire.close()

    async def call(self, url: str, form: Form, seconds: float) -> Any:  # noqa: ANN401 - what JSON says
        """Call a method with a form of ours; raises what the library's own methods raise.

        For the one call that is made thousands of times: the library would write the same words anew
        for each person, and build a whole message of an answer whose id alone is wanted.
        """
        return await self.post(url, cast("RequestData", form), read_timeout=seconds)

    async def do_request(  # noqa: PLR0913, PLR0917 - the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | Form | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401 - the library's type for it is private
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401, ARG002 - part of the whole
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401, ARG002 - part of the whole
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401, ARG002 - there is no pool
    ) -> tuple[int, bytes]:
        """Make one exchange.

        What the library would make one vague NetworkError of is told apart here: no answer and 5xx
        (a ChannelError, which the library wraps), a 429 whose wait stands elsewhere, any other 4xx.
        """
        seconds = self._seconds if read_timeout is BaseRequest.DEFAULT_NONE else float(read_timeout)
        answer = await self._wire.exchange(method, url, seconds=seconds, **_body(request_data))
        if answer.status == 429:  # noqa: PLR2004 - an HTTP status
            raise Flooded(_wait(answer))
        if answer.status >= 400 and answer.status not in _TOLD:  # noqa: PLR2004 - an HTTP status
            raise BadRequest(f"the service answered {answer.status}")
        return answer.status, answer.body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; unlike the library's own, this logs none of it."""
        return _table(payload)


def _body(data: RequestData | Form | None) -> dict[str, Any]:
    if isinstance(data, Form):
        return {"data": data.body, "headers": FORM}
    if data and data.contains_files:
        return {"data": _parts(data)}
    return {"data": data.json_parameters if data else None}


def _parts(data: RequestData) -> aiohttp.FormData:
    """Write a call that carries files as parts of a form."""
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, type_) in (data.multipart_data or {}).items():
        form.add_field(
            name,
            io.BytesIO(content) if isinstance(content, bytes) else content,
            filename=filename,
            content_type=type_,
        )
    return form


def _table(payload: bytes) -> dict[str, Any]:
    try:
        table = json.loads(payload)
    except ValueError as error:
        raise TelegramError("Invalid server response") from error
    if not isinstance(table, dict):
        raise TelegramError("Invalid server response")
    return table


def _wait(answer: Answer) -> int:
    try:
        return int(_table(answer.body)["parameters"]["retry_after"])
    except (TelegramError, LookupError, TypeError, ValueError):
        header = answer.headers.get("Retry-After", "")
        return int(header) if header.isdigit() else _PAUSE_SECONDS
