"""Health: is the process alive, and is it ready to work?"""

import asyncio
import re
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.web.away import STORING

NONCE = re.compile(r"[0-9a-f]{32}")
"""What is answered: no words, so that nobody is given a proof of something that they made up."""


class Health:
    """Answers ``/health`` (alive) and ``/ready`` (requests can be taken: the store answers)."""

    def __init__(
        self,
        look: Callable[[], Awaitable[object]],
        is_halted: Callable[[], Awaitable[bool]] | None = None,
        prove: Callable[[str], str] | None = None,
    ) -> None:
        """Take what looks at the store, and what says if all is halted; they raise where it is silent.

        `prove` answers the nonce of who wants to know whether this is the program they mean.
        """
        self._look = look
        self._prove = prove
        self._is_halted = is_halted
        self._halted = False
        self._missing = "starting"
        self._trouble: Callable[[], str] = str

    def wait_for(self, what: str) -> None:
        """Say what is missing before this is ready; nothing when empty."""
        self._missing = what

    def watch_for(self, trouble: Callable[[], str]) -> None:
        """Tell from now on of a trouble that leaves requests taken: a channel that does not start."""
        self._trouble = trouble

    def add_to(self, app: web.Application) -> None:
        """Mount the pages."""
        app.router.add_get("/health", self.health)
        app.router.add_get("/ready", self.ready)

    async def health(self, request: web.Request) -> web.Response:
        """Say that the process is alive, and whose it is to who can check it."""
        nonce = request.query.get("nonce", "")
        proof = self._prove(nonce) if self._prove and NONCE.fullmatch(nonce) else ""
        return web.json_response({"alive": True} | ({"proof": proof} if proof else {}))

    async def ready(self, _request: web.Request) -> web.Response:
        """Say whether there is all that the work needs; 503 and what is missing otherwise.

        What staff have halted is told, and is no fault: requests are taken as ever.
        """
        body = await self.told()
        return web.json_response(body, status=200 if body["ready"] else 503)

    async def told(self) -> dict[str, object]:
        """Say whether there is all that the work needs, and what is missing."""
        missing = self._missing or await self._store_trouble()
        halted = self._halted and not missing
        body: dict[str, object] = {"ready": not missing}
        body |= {"missing": missing} if missing else {}
        body |= {"halted": True} if halted else {}
        trouble = self._trouble()
        return body | ({"trouble": trouble} if trouble else {})

    async def _store_trouble(self) -> str:
        try:
            async with asyncio.timeout(STORING):
                await self._look()
                self._halted = self._is_halted is not None and await self._is_halted()
        except Exception:  # noqa: BLE001 -- whatever the driver says, it is the same to who asks
            return "the database does not answer"
        return ""
