"""Spacing: one request a moment for each host, however many of its pages are wanted at once."""

import asyncio
from typing import Final

SECONDS: Final = 1.0
MOST_HOSTS: Final = 1_000


class Spacing:
    """Gives each host's requests their turns, `seconds` apart."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._free: dict[str, float] = {}

    async def turn(self, host: str, most: float = float("inf")) -> bool:
        """Wait for the host's next turn; False at once where that is over `most` seconds off."""
        now = asyncio.get_running_loop().time()
        at = max(now, self._free.get(host, now))
        if at - now > most:
            return False
        if len(self._free) >= MOST_HOSTS:
            self._free = {name: free for name, free in self._free.items() if free > now}
        self._free[host] = at + self._seconds
        if at > now:
            await asyncio.sleep(at - now)
        return True
