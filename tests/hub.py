"""A WebSub hub of our own, on loopback: it verifies, denies, redirects and pushes as a test says."""

import asyncio
import hmac
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

ATOM = "application/atom+xml"


@dataclass
class OwnHub:
    """A hub; `subscribers` are the secrets by callback and topic.

    `status` answers requests; `onward` is where they are sent instead, with `moved` for a status.
    What it is asked is verified at once, unless `verifies` is off; `lease` overrides what was asked for.
    """

    url: str = ""
    status: int = 202
    moved: int = 307
    onward: str = ""
    verifies: bool = True
    lease: str = ""
    requests: list[dict[str, str]] = field(default_factory=list)
    subscribers: dict[tuple[str, str], str] = field(default_factory=dict)
    _session: ClientSession = field(default_factory=ClientSession)
    _tasks: set["asyncio.Task[int]"] = field(default_factory=set)

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Take a request of a subscriber."""
        if self.onward:
            return web.Response(status=self.moved, headers={"Location": self.onward})
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.requests.append(form)
        if self.status < 300 and self.verifies:
            task = asyncio.create_task(self.verify(form))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return web.Response(status=self.status)

    async def verify(self, form: Mapping[str, str], **said: str) -> int:
        """Ask a subscriber whether it meant a request; its status, 200 only where it echoed the challenge."""
        challenge = secrets.token_urlsafe(12)
        lease = {"hub.lease_seconds": self.lease or form.get("hub.lease_seconds", "")}
        query = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"], "hub.challenge": challenge}
        status, echo = await self.ask(form["hub.callback"], query | lease | said)
        if (status, echo) != (200, challenge):
            return status
        key = form["hub.callback"], form["hub.topic"]
        if form["hub.mode"] == "subscribe":
            self.subscribers[key] = form.get("hub.secret", "")
        else:
            self.subscribers.pop(key, None)
        return status

    async def ask(self, callback: str, query: Mapping[str, str]) -> tuple[int, str]:
        """Call back with a query."""
        async with self._session.get(callback, params=query) as answer:
            return answer.status, await answer.text()

    async def deny(self, callback: str, topic: str) -> int:
        """Tell a subscriber that it is denied what it asked for."""
        status, _ = await self.ask(callback, {"hub.mode": "denied", "hub.topic": topic})
        return status

    async def publish(self, topic: str, body: bytes, method: str = "sha256") -> list[int]:
        """Push a topic's news to all who subscribed to it; their answers. 410 ends a subscription."""
        statuses = []
        for (callback, of), secret in list(self.subscribers.items()):
            if of == topic:
                status = await self.push(callback, body, signed(method, secret, body), topic)
                statuses.append(status)
                if status == 410:
                    del self.subscribers[callback, of]
        return statuses

    async def push(
        self, callback: str, body: bytes, headers: Mapping[str, str], topic: str = "", kind: str = ATOM
    ) -> int:
        """Push a body with these headers, as a hub or as whoever poses as one; the status it is answered."""
        links = {"Link": f'<{self.url}>; rel="hub", <{topic}>; rel="self"'} if topic else {}
        told = {"Content-Type": kind} | links | dict(headers)
        async with self._session.post(callback, data=body, headers=told) as answer:
            return answer.status

    async def close(self) -> None:
        """End what is under way."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()


def signed(method: str, secret: str, body: bytes) -> dict[str, str]:
    """Sign a body as hubs do."""
    return {"X-Hub-Signature": f"{method}={hmac.new(secret.encode(), body, method).hexdigest()}"}


@asynccontextmanager
async def a_hub() -> AsyncIterator[OwnHub]:
    """Open a hub on loopback."""
    hub, application = OwnHub(), web.Application()
    application.router.add_post("/", hub.take)
    server = TestServer(application, host="127.0.0.1")
    await server.start_server()
    hub.url = str(server.make_url("/"))
    yield hub
    await hub.close()
    await server.close()
