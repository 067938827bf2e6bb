"""One HTTP exchange: an answer, or whether the request can have been accepted without one.

Both services are spoken to through here, so that nothing is ever repeated behind our back: aiohttp
repeats no POST, follows no redirect when told so, and takes no proxy from the environment by default.
"""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp

from bot.errors import ChannelDown, TryLater, Unknown
from bot.texts import _

CONNECT_SECONDS = 5.0
AGAIN_SECONDS = 5.0
"""After how long to try again when the service can't be reached; it concerns every chat alike."""

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
"""Goes with a body that is a form already."""

AUTOMATIC = ("Accept", "Accept-Encoding")
"""Headers that neither service needs; without the second, no answer is compressed for a few bytes' sake."""

UNLIKELY = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE})
"""Faults that the service's front door reports for work that most likely never began."""


@contextmanager
def repeatable() -> Iterator[None]:
    """Make a doubt of a reason to try again: for calls that can be made twice with no harm."""
    try:
        yield
    except Unknown as error:
        raise TryLater(str(error), AGAIN_SECONDS) from error


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service answered, below 500 and no redirect."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Wire:
    """Keeps the connections to one service; they open with the first request."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def exchange(self, method: str, url: str, *, seconds: float, **request: Any) -> Answer:  # noqa: ANN401 - aiohttp's own options
        """Make one request and read its whole answer within `seconds`.

        Raises:
            TryLater: no connection came about; the request never left.
            Unknown: it left and no answer came, or one that blames the service.
            ChannelDown: the address is wrong: it redirects, or is no address.

        """
        # Less than the whole, or a request that never left would be taken for one without an answer.
        timeout = aiohttp.ClientTimeout(total=seconds, connect=min(CONNECT_SECONDS, seconds / 2))
        request.update(timeout=timeout, allow_redirects=False)
        try:
            async with self._open().request(method, url, **request) as response:
                answer = Answer(response.status, response.headers, await response.read())
        except aiohttp.InvalidURL:
            # From None, here and below: aiohttp writes the whole address, and thus the token, there.
            raise ChannelDown(_("the service's address is no address")) from None
        except aiohttp.ConnectionTimeoutError:
            raise TryLater("no connection came about in time", AGAIN_SECONDS, "sender") from None
        except (aiohttp.ClientConnectorError, ssl.SSLError) as error:
            raise TryLater("no connection came about", AGAIN_SECONDS, "sender") from error
        except TimeoutError as error:
            raise Unknown("no answer came in time") from error
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
            raise Unknown("the connection broke before an answer", likely=False) from error
        except aiohttp.ClientError as error:
            raise Unknown("the answer broke off") from error
        return _checked(answer)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        # No limit of its own: the pipeline bounds what is in flight, and a request that waits in a
        # pool would run into its time-out without ever having left.
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=AUTOMATIC,
            )
        return self._session


def _checked(answer: Answer) -> Answer:
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Unknown(f"the service answered {answer.status}", likely=answer.status not in UNLIKELY)
    if HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST:
        raise ChannelDown(
            _(
                "the service's address redirects elsewhere ({status}): write the final one",
                status=answer.status,
            )
        )
    return answer
