"""A collector of spans on loopback: takes OTLP over HTTP, and keeps what comes, decoded and as it came."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

Value = str | int | float | bool


@dataclass(frozen=True)
class Seen:
    """One span as it came."""

    span: Span
    about: Mapping[str, Value]

    @property
    def name(self) -> str:
        return str(self.span.name)

    @property
    def trace(self) -> bytes:
        return bytes(self.span.trace_id)

    @property
    def links(self) -> list[tuple[bytes, bytes]]:
        return [(bytes(one.trace_id), bytes(one.span_id)) for one in self.span.links]

    @property
    def failed(self) -> bool:
        return bool(self.span.status.code == 2)  # STATUS_CODE_ERROR


@dataclass
class Collector:
    """What came so far; `status` answers whoever brings something."""

    url: str = ""
    status: int = 200
    asked: int = 0
    seen: list[Seen] = field(default_factory=list)
    raw: bytes = b""
    resources: list[Mapping[str, Value]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.asked += 1
        body = await request.read()
        if self.status != 200:
            return web.Response(status=self.status)
        if request.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.raw += body
        for group in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.resources.append(values(group.resource.attributes))
            for scope in group.scope_spans:
                self.seen += [Seen(span, values(span.attributes)) for span in scope.spans]
        return web.Response()

    def named(self, name: str) -> list[Seen]:
        return [one for one in self.seen if one.name == name]

    async def until(self, holds: Callable[[], object], seconds: float = 60) -> None:
        """Wait until something holds of what came."""
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110 -- what a test waits for may be anything
                await asyncio.sleep(0.05)


def values(attributes: object) -> dict[str, Value]:
    """Read attributes, each a key and one of several kinds of value."""
    found = {}
    for one in attributes:  # type: ignore[attr-defined]  # protobuf's repeated field
        kind = one.value.WhichOneof("value")
        found[one.key] = getattr(one.value, kind)
    return found


@asynccontextmanager
async def collecting() -> AsyncIterator[Collector]:
    """Listen on loopback."""
    collector, application = Collector(), web.Application(client_max_size=1 << 26)
    application.router.add_post("/v1/traces", collector.take)
    server = TestServer(application, host="127.0.0.1")
    await server.start_server()
    collector.url = str(server.make_url("/")).rstrip("/")
    yield collector
    await server.close()
