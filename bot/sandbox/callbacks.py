"""What Twilio calls back: form posts signed with X-Twilio-Signature."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
from collections.abc import Mapping
from uuid import uuid4

import aiohttp

CONNECT = 5.0  # seconds, Twilio's own limits
TOTAL = 15.0
IN_FLIGHT = 16
RETRY_AFTER = 1.0  # seconds before the one repeat that a failed connection gets


def signature(url: str, params: Mapping[str, str], token: str) -> str:
    """Sign as Twilio does: HMAC-SHA1 of the address and the sorted pairs, in Base64."""
    signed = url + "".join(name + params[name] for name in sorted(params))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


class Caller:
    """Posts to the bot's hooks."""

    def __init__(self, token: str, retry_after: float = RETRY_AFTER) -> None:
        self._token = token
        self._retry_after = retry_after
        self._session: aiohttp.ClientSession | None = None
        self._room = asyncio.Semaphore(IN_FLIGHT)

    async def post(self, url: str, params: Mapping[str, str]) -> bool:
        """Post a form; repeated once, and only where no connection came about. Says whether it was taken."""
        headers = {
            "X-Twilio-Signature": signature(url, params, self._token),
            "I-Twilio-Idempotency-Token": str(uuid4()),
            "User-Agent": "TwilioProxy/1.1",
        }
        async with self._room:
            for wait in (self._retry_after, 0.0):
                try:
                    return await self._try(url, params, headers)
                except aiohttp.ClientConnectorError:
                    await asyncio.sleep(wait)
                except (aiohttp.ClientError, TimeoutError):
                    return False
            return False

    async def close(self) -> None:
        """Close connections."""
        if self._session:
            await self._session.close()

    async def _try(self, url: str, params: Mapping[str, str], headers: Mapping[str, str]) -> bool:
        if self._session is None:
            limits = aiohttp.ClientTimeout(total=TOTAL, sock_connect=CONNECT)
            self._session = aiohttp.ClientSession(timeout=limits)
        with contextlib.suppress(aiohttp.InvalidURL):
            async with self._session.post(url, data=params, headers=headers) as answer:
                return answer.ok
        return False
