"""What the stand-ins ask for, as the services' servers do: but of this machine alone."""

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from urllib.parse import urlsplit

import aiohttp

MOST = 5 * 2**20  # bytes of a picture on WhatsApp
KINDS = frozenset({"image/jpeg", "image/png"})
DOCUMENTS = frozenset({"text/csv", "text/plain", "application/pdf"})
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


class Unfetched(Enum):
    """Why there is no picture."""

    ELSEWHERE = "elsewhere"  # not on this machine: the sandbox asks nobody else
    FAILED = "failed"  # no answer, none in time, or an error
    HUGE = "huge"
    STRANGE = "strange"  # neither a JPEG nor a PNG


@dataclass(frozen=True, slots=True)
class Picture:
    """What was fetched."""

    content: bytes
    type: str = "image/png"
    name: str = ""  # as the server calls it


class Fetching:
    """Fetches pictures, and leaves lists, each within `seconds`."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None

    async def fetch(self, url: str, kinds: Collection[str] = KINDS) -> Picture | Unfetched:
        """Fetch one, of one of these types."""
        if not is_here(url):
            return Unfetched.ELSEWHERE
        try:
            async with self._opened().get(url, allow_redirects=False) as answer:
                return await _read(answer, kinds)
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return Unfetched.FAILED

    async def leave(self, url: str) -> bool:
        """Leave a list with one click, as a mail program does (RFC 8058); says whether that was taken."""
        if not is_here(url):
            return False
        try:
            async with self._opened().post(url, data=ONE_CLICK, allow_redirects=False) as answer:
                return answer.ok
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return False

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._seconds))
        return self._session

    async def close(self) -> None:
        """Close connections."""
        if self._session:
            await self._session.close()


def is_here(url: str) -> bool:
    """Say whether an address is on this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        return parts.scheme in {"http", "https"} and (
            host == "localhost" or ipaddress.ip_address(host).is_loopback
        )
    except ValueError:
        return False


async def _read(answer: aiohttp.ClientResponse, kinds: Collection[str]) -> Picture | Unfetched:
    if answer.status != HTTPStatus.OK:
        return Unfetched.FAILED
    if answer.content_type not in kinds:
        return Unfetched.STRANGE
    content = bytearray()
    async for piece in answer.content.iter_chunked(2**16):
        content += piece
        if len(content) > MOST:
            return Unfetched.HUGE
    if not content:
        return Unfetched.FAILED
    told = answer.content_disposition
    return Picture(bytes(content), answer.content_type, (told.filename or "") if told else "")
