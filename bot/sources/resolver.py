"""Looks names up in threads of its own: a name for which nobody answers holds up no other work."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

from aiohttp.abc import AbstractResolver, ResolveResult

THREADS: Final = 64
"""As many as there are connections: each waits, a look-up takes no processor time."""


class Resolver(AbstractResolver):
    """Asks the system, as aiohttp's own does, which shares its few threads with all else in the program."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, "name")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """List the addresses of a host; raises OSError where it has none."""
        look_up = partial(
            socket.getaddrinfo,
            host,
            port,
            family=family,
            type=socket.SOCK_STREAM,
            flags=socket.AI_ADDRCONFIG,
        )
        found = await asyncio.get_running_loop().run_in_executor(self._threads, look_up)
        numeric = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=int(address[1]),
                family=of,
                proto=protocol,
                flags=numeric,
            )
            for of, _kind, protocol, _name, address in found
        ]

    async def close(self) -> None:
        """Look nothing up any more; who waits for an answer gets none."""
        self._threads.shutdown(wait=False, cancel_futures=True)
