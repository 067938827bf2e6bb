"""A service on loopback that answers as a test tells it to, and remembers what it was asked."""

import asyncio
import socket
import struct
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from aiohttp import web

Script: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class StandIn:
    """`scripts` holds the answers still to give, by the last part of the path; the last one stays."""

    url: str = ""
    scripts: dict[str, deque[Script]] = field(default_factory=lambda: defaultdict(deque))
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def on(self, what: str, *scripts: Script) -> None:
        self.scripts[what].extend(scripts)

    def forms(self, what: str) -> list[dict[str, str]]:
        return [form for name, form in self.asked if name == what]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        what = request.path.rpartition("/")[2]
        form = {**request.query, **{name: str(value) for name, value in (await request.post()).items()}}
        self.asked.append((what, form))
        waiting = self.scripts[what]
        if not waiting:
            return web.json_response({"ok": False, "description": f"no script for {what}"}, status=404)
        return await (waiting.popleft() if len(waiting) > 1 else waiting[0])(request)


def says(body: object, status: int = 200, **headers: str) -> Script:
    """Answers with JSON."""

    async def script(_request: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.json_response(body, status=status, headers=named)

    script.__name__ = f"{status} {body}"  # a test's parameters are told apart by it
    return script


def mumbles(body: str, status: int = 200) -> Script:
    """Answers with something else than JSON."""

    async def script(_request: web.Request) -> web.StreamResponse:
        return web.Response(text=body, status=status)

    script.__name__ = f"{status} {body}"
    return script


def result(value: object) -> Script:
    """Answers as the Bot API does."""
    return says({"ok": True, "result": value})


def refusal(code: int, description: str, **parameters: int) -> Script:
    """Refuses as the Bot API does."""
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return says(body | ({"parameters": parameters} if parameters else {}), code)


async def resets(request: web.Request) -> web.StreamResponse:
    """Breaks the connection."""
    assert request.transport is not None
    raw = request.transport.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()
    return web.Response()


async def hangs(_request: web.Request) -> web.StreamResponse:
    """Never answers within a test's patience."""
    await asyncio.sleep(3)
    return web.Response()


async def breaks_off(request: web.Request) -> web.StreamResponse:
    """Begins an answer and breaks the connection."""
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"ok": true')
    assert request.transport is not None
    request.transport.abort()
    return response


def patience(script: Script) -> float:
    """Seconds that a test waits for an answer: few where none will come, many on a busy machine."""
    return 0.4 if script is hangs else 5.0
