"""The one way out to the web: every address that is dialled, first or redirected to, is checked here."""

import asyncio
import errno
import socket
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeVar

import aiohttp
from yarl import URL

from bot.errors import Invalid, SourceError, Unavailable
from bot.sources.address import is_public
from bot.sources.headers import refusal
from bot.sources.resolver import Resolver
from bot.texts import Text, _

MAX_REDIRECTS: Final = 5
MAX_BYTES: Final = 8 * 1024 * 1024
CONNECTIONS: Final = 64
CONNECTIONS_PER_HOST: Final = 2
PORTS: Final = frozenset({80, 443, 8080, 8443})
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
PERMANENT: Final = frozenset({301, 308})
REPEATED: Final = frozenset({307, 308})  # after which the same request is made again
NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})
NOT_PUBLIC: Final = "not on the public internet"  # how our own refusal is known again
MEGABYTE: Final = 1024 * 1024

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered with 2xx or 304: header names in lower case, the body decompressed.

    `moved` is where the address has moved for good: all that led to it were permanent redirects.
    """

    status: int
    url: str  # after redirects
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    moved: str = ""


class Client:
    """Fetches over http and https with caps on time, size and redirects; raises only SourceError.

    It keeps no cookies, asks no proxy, and takes no password in an address. `timeout` is seconds for
    the whole fetch, redirects included, so that a server that drips bytes gains nothing; `max_bytes`
    counts the decompressed body.
    """

    def __init__(
        self, user_agent: str, *, allow_private: bool, timeout: float = 20.0, max_bytes: int = MAX_BYTES
    ) -> None:
        self._user_agent = user_agent
        self._allow_private = allow_private
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._session: aiohttp.ClientSession | None = None

    async def get(self, url: str, headers: Mapping[str, str] = NO_HEADERS) -> Response:
        """Fetch `url`; every status but 2xx and 304 raises what it means."""
        target = self._checked(url)
        return await self._bounded(target.host or "", self._follow(target, headers))

    async def send(self, url: str, form: Mapping[str, str]) -> int:
        """Post a form to `url` and give the status, one of 2xx; any other raises what it means.

        Only 307 and 308 lead on: after the others a client would have to ask again with GET.
        """
        target = self._checked(url)
        return await self._bounded(target.host or "", self._post(target, form))

    async def close(self) -> None:
        """Close the connections; a later get opens them anew."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()
            await self._resolver.close()

    async def _bounded(self, host: str, exchange: Coroutine[None, None, T]) -> T:
        """Bound the time of a whole exchange, and say in our own words what goes wrong in it."""
        try:
            async with asyncio.timeout(self._timeout):
                return await exchange
        except TimeoutError as e:
            raise Unavailable(_too_slow(host, self._timeout)) from e
        except aiohttp.ClientError as e:
            raise _translated(host, e) from e
        except ValueError as e:  # a host name that no DNS could hold
            raise Invalid(_("{host} is no name of a host", host=host)) from e

    async def _post(self, target: URL, form: Mapping[str, str]) -> int:
        for _hop in range(MAX_REDIRECTS + 1):
            async with self._open().post(target, data=form, allow_redirects=False) as answer:
                onward = answer.headers.get("Location")
                if answer.status not in REPEATED or onward is None:
                    return _accepted(answer)
            target = self._checked(_joined(target, onward))
        raise _in_circles(target)

    async def _follow(self, target: URL, headers: Mapping[str, str]) -> Response:
        led: list[int] = []
        while len(led) <= MAX_REDIRECTS:
            async with self._open().get(target, headers=headers, allow_redirects=False) as answer:
                onward = answer.headers.get("Location")
                if answer.status not in REDIRECTS or onward is None:
                    return await self._read(answer, for_good=PERMANENT.issuperset(led) and bool(led))
            led.append(answer.status)
            target = self._checked(_joined(target, onward))
        raise _in_circles(target)

    async def _read(self, answer: aiohttp.ClientResponse, *, for_good: bool) -> Response:
        headers = _lower(answer)
        refused = refusal(answer.url.host or "", answer.status, headers)
        if refused is not None:
            raise refused
        url = str(answer.url)
        return Response(answer.status, url, headers, await self._body(answer), url if for_good else "")

    async def _body(self, answer: aiohttp.ClientResponse) -> bytes:
        host = answer.url.host or ""
        too_large = _("{host} sends more than {size}", host=host, size=_size(self._max_bytes))
        if (answer.content_length or 0) > self._max_bytes:
            raise Invalid(too_large)
        body = bytearray()
        async for chunk in answer.content.iter_any():
            body += chunk
            if len(body) > self._max_bytes:
                raise Invalid(too_large)
        return bytes(body)

    def _checked(self, url: str) -> URL:
        try:
            target = URL(url).with_fragment(None)
        except ValueError as e:
            raise Invalid(_("this is not an address that can be read")) from e
        host = target.host
        if target.scheme not in {"http", "https"} or not host:
            raise Invalid(_("an address of the web begins with http:// or https:// and names a host"))
        if target.user is not None or target.password is not None:
            raise Invalid(_("an address must hold no name or password ({host})", host=host))
        if not self._allow_private and target.port not in PORTS:
            raise Invalid(_other_port(host, target.port or 0))
        return target

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:  # made here because a session belongs to the running loop
            self._resolver = Resolver()
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=CONNECTIONS,
                    limit_per_host=CONNECTIONS_PER_HOST,
                    socket_factory=self._socket,
                    resolver=self._resolver,
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self._user_agent},
                timeout=aiohttp.ClientTimeout(total=None),  # get() counts the time, over all redirects
                trust_env=False,
            )
        return self._session

    def _socket(self, found: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _name, address = found
        if not self._allow_private and not is_public(str(address[0])):
            raise PermissionError(NOT_PUBLIC)
        return socket.socket(family=family, type=kind, proto=protocol)


def _joined(target: URL, onward: str) -> str:
    try:
        return str(target.join(URL(onward)))
    except ValueError as e:
        host = target.host or ""
        raise Invalid(_("{host} sends us on to an address that can't be read", host=host)) from e


def _accepted(answer: aiohttp.ClientResponse) -> int:
    refused = refusal(answer.url.host or "", answer.status, _lower(answer))
    if refused is not None:
        raise refused
    return answer.status


def _lower(answer: aiohttp.ClientResponse) -> Mapping[str, str]:
    return {name.lower(): ", ".join(answer.headers.getall(name)) for name in answer.headers}


# ---- words -----------------------------------------------------------------------------------------

_NO_CONNECTION: Final[Mapping[int, Text]] = {
    errno.ECONNREFUSED: _("connection refused"),
    errno.ECONNRESET: _("connection reset"),
    errno.ETIMEDOUT: _("no answer in time"),
    errno.EHOSTUNREACH: _("no way to it through the network"),
    errno.ENETUNREACH: _("no way to it through the network"),
}


def _in_circles(target: URL) -> Invalid:
    host = target.host or ""
    return Invalid(_("{host} sends us on more than {most} times", host=host, most=MAX_REDIRECTS))


def _too_slow(host: str, timeout: float) -> Text:
    return _("{host} did not answer in full within {seconds} seconds", host=host, seconds=f"{timeout:g}")


def _other_port(host: str, port: int) -> Text:
    ports = ", ".join(map(str, sorted(PORTS)))
    return _("port {port} of {host} is not one of {ports}", port=port, host=host, ports=ports)


def _size(most: int) -> Text:
    if most >= MEGABYTE:
        return _("{count} MB", count=most // MEGABYTE)
    return _("{count} kB", count=max(1, most // 1024))


def _why(error: OSError) -> Text:
    number = error.errno or 0  # below zero where it is DNS's own
    if number in _NO_CONNECTION:
        return _NO_CONNECTION[number]
    code = errno.errorcode.get(number)
    return _("no connection ({code})", code=code) if code else _("no connection")


def _translated(host: str, error: aiohttp.ClientError) -> SourceError:
    """Say for an editor what went wrong: the library's own text may hold the address with its query."""
    match error:
        case aiohttp.InvalidURL():
            return Invalid(_("{host} names an address that can't be read", host=host))
        case aiohttp.ClientConnectorDNSError():
            return Unavailable(_("{host} is not known: no such name, or no answer from DNS", host=host))
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError():
            return Unavailable(_("{host} has no valid certificate, or speaks no TLS here", host=host))
        case aiohttp.ClientConnectorError() if NOT_PUBLIC in str(error.os_error):  # among others, perhaps
            return Invalid(_("{host} is refused: the address is not on the public internet", host=host))
        case aiohttp.ClientConnectorError():
            return Unavailable(_("{host} can't be reached: {why}", host=host, why=_why(error.os_error)))
        case _:
            return Unavailable(_broken_off(host, error))


def _broken_off(host: str, error: aiohttp.ClientError) -> Text:
    match error:
        case aiohttp.ServerDisconnectedError() | aiohttp.ClientPayloadError() | aiohttp.ClientOSError():
            return _("{host} broke off before its answer was whole", host=host)
        case aiohttp.ClientResponseError():
            return _("{host} answers, but not as a web server does", host=host)
        case _:
            return _("{host} broke off: {error}", host=host, error=type(error).__name__)
