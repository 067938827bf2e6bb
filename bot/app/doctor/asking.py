"""Asking: one request to where this installation should answer, and what came of it, in words."""

import ipaddress
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import aiohttp
from yarl import URL

NEAR = (".local", ".internal")
LONGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back; `trouble` says why nothing did."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    trouble: str = ""


async def ask(
    url: str,
    seconds: float,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    trust: ssl.SSLContext | None = None,
) -> Answered:
    """Ask with GET, or POST where there is a body; follow nothing, and raise nothing.

    `trust` says whose certificates hold, where these are not the usual ones.
    """
    timeout = aiohttp.ClientTimeout(total=seconds)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.request(
                "GET" if body is None else "POST",
                URL(url, encoded=True),
                data=body,
                headers=headers,
                allow_redirects=False,
                ssl=trust or True,
            ) as answer,
        ):
            return Answered(answer.status, dict(answer.headers), await answer.content.read(LONGEST))
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return Answered(trouble=_trouble(error))


def is_private(host: str) -> bool:
    """Say whether a host is one that the internet does not reach, as far as its name tells."""
    if host == "localhost" or host.endswith(NEAR):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


_TROUBLES: Sequence[tuple[tuple[type[Exception], ...], str]] = (
    ((aiohttp.ClientConnectorDNSError,), "its name is not known to DNS"),
    ((aiohttp.ClientConnectorCertificateError,), "its certificate is not valid"),
    ((aiohttp.ClientSSLError, ssl.SSLError), "it speaks no TLS that we understand"),
    ((aiohttp.ConnectionTimeoutError, TimeoutError), "it does not answer in time"),
    ((aiohttp.ClientConnectorError,), "the connection is refused"),
    ((aiohttp.InvalidURL, ValueError), "it is no address"),
)


def _trouble(error: Exception) -> str:
    told = (words for kinds, words in _TROUBLES if isinstance(error, kinds))
    return next(told, "it broke off before it had answered")
