"""Server-sent events: what happens on the phones, as it happens."""

import asyncio
import json
from collections.abc import Mapping

from aiohttp import web

HEARTBEAT = 15.0  # seconds; keeps proxies from closing a quiet stream
BACKLOG = 1000  # events a slow page may lag behind before it has to reconnect


class Stream:
    """Everyone who watches the phones."""

    def __init__(self, heartbeat: float = HEARTBEAT) -> None:
        self._heartbeat = heartbeat
        self._watchers: set[asyncio.Queue[str | None]] = set()

    @property
    def watched(self) -> bool:
        """Whether a page is open."""
        return bool(self._watchers)

    def publish(self, event: str, data: Mapping[str, object]) -> None:
        """Tell every watcher."""
        line = f"event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
        for queue in list(self._watchers):
            try:
                queue.put_nowait(line)
            except asyncio.QueueFull:
                self._drop(queue)

    def close(self) -> None:
        """End every watcher's stream."""
        for queue in list(self._watchers):
            self._drop(queue)

    async def watch(self, request: web.Request) -> web.StreamResponse:
        """Serve one page until it goes away or the sandbox closes."""
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            }
        )
        queue: asyncio.Queue[str | None] = asyncio.Queue(BACKLOG)
        self._watchers.add(queue)
        try:
            await response.prepare(request)
            await response.write(b"retry: 1000\n\n")
            await self._feed(response, queue)
        except ConnectionResetError:
            pass  # the page is gone: nothing is lost, it reads the phones whole when it is back
        finally:
            self._watchers.discard(queue)
        return response

    async def _feed(self, response: web.StreamResponse, queue: asyncio.Queue[str | None]) -> None:
        while True:
            news = asyncio.ensure_future(queue.get())
            try:
                await asyncio.wait({news}, timeout=self._heartbeat)
            finally:
                news.cancel()
            line = news.result() if news.done() else ": still here\n\n"
            if line is None:
                return
            await response.write(line.encode())

    def _drop(self, queue: asyncio.Queue[str | None]) -> None:
        self._watchers.discard(queue)
        while not queue.empty():
            queue.get_nowait()
        queue.put_nowait(None)
