"""A download: bytes of a size that is bounded, from an address that the caller has checked."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

import aiohttp

from bot.errors import Refused, TryLater

AGAIN_SECONDS: Final = 5.0
CHUNK: Final = 64 * 1024
NONE: Final[Mapping[str, str]] = MappingProxyType({})


class Elsewhere(Refused):
    """The answer leads to another address, which nobody has checked yet."""

    def __init__(self, url: str) -> None:
        super().__init__("it redirects")
        self.url = url


async def read(url: str, most: int, seconds: float, headers: Mapping[str, str] = NONE) -> bytes:
    """Read what stands at an address, within `seconds`.

    Raises:
        Refused: there is nothing, or more than `most` bytes.
        TryLater: it can't be read now.
        Elsewhere: it redirects, and nothing is followed here.

    """
    timeout = aiohttp.ClientTimeout(total=seconds)
    try:
        async with (
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), timeout=timeout) as session,
            session.get(url, headers=headers, allow_redirects=False) as response,
        ):
            _check(response)
            return await _body(response, most)
    except aiohttp.InvalidURL:
        raise Refused("the address is no address") from None  # it may hold the token
    except (aiohttp.ClientError, TimeoutError):
        raise TryLater("the file can't be fetched", AGAIN_SECONDS) from None


def _check(response: aiohttp.ClientResponse) -> None:
    status = response.status
    if status in {301, 302, 303, 307, 308}:
        raise Elsewhere(response.headers.get("Location", ""))
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise TryLater(f"the file's server answered {status}", AGAIN_SECONDS)
    if status != HTTPStatus.OK:
        raise Refused(f"the file's server answered {status}")


async def _body(response: aiohttp.ClientResponse, most: int) -> bytes:
    held = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK):
        held += chunk  # decompressed: what is small on the way may be huge here
        if len(held) > most:
            raise Refused(f"the file has more than {most} bytes")
    return bytes(held)
