"""Pacer: keeps the looks of several newsrooms at one publisher's host apart, within this process.

Each newsroom's own looks are kept apart by rows, for its replicas; those of two newsrooms share no row.
What a host has said to one (429, Retry-After) stays with that one: the other has not been told off.
"""

import asyncio
from typing import Final

from bot.domain import domain_of
from bot.model import Memo
from bot.ports import Fetch, Fetched

REMEMBERED: Final = 4096
"""Hosts that are remembered before those whose time is over are forgotten."""


class Pacer:
    """Gives each look its turn at its host, in the order in which they come."""

    def __init__(self) -> None:
        self._free_at: dict[str, float] = {}

    def paced(self, fetch: Fetch, spacing: float) -> Fetch:
        """Give a fetcher that begins so many seconds after the one before it at the same host."""

        async def fetch_in_turn(url: str, memo: Memo) -> Fetched:
            await self._turn(domain_of(url), spacing)
            return await fetch(url, memo)

        return fetch_in_turn

    async def _turn(self, host: str, spacing: float) -> None:
        now = asyncio.get_running_loop().time()
        begins = max(now, self._free_at.get(host, now))
        if len(self._free_at) >= REMEMBERED:
            self._free_at = {one: at for one, at in self._free_at.items() if at > now}
        self._free_at[host] = begins + spacing
        await asyncio.sleep(begins - now)
