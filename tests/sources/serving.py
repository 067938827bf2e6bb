"""The shapes of the fixtures that serve on loopback."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol, TypeAlias

from aiohttp import web

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve: TypeAlias = Callable[[Handler], Awaitable[str]]


class Answer(Protocol):
    """Starts a server that always gives one answer; gives back its address."""

    async def __call__(
        self, body: bytes = b"", status: int = 200, headers: Mapping[str, str] | None = None
    ) -> str: ...
