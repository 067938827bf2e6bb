"""Export: steps go as spans to a collector, by OTLP over HTTP; the only place that knows OpenTelemetry.

Its standard variables say where to, with which headers, and how many: it reads them itself.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from threading import Thread
from typing import Final, NamedTuple
from uuid import uuid4

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_INSTANCE_ID, SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import Decision
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)
from structlog.typing import FilteringBoundLogger

from bot.tracing import Side, Spot, Step

LAST_SECONDS: Final = 1.5
"""How long a stop waits for the last spans to be handed over."""

_KINDS: Final = {
    Side.OURS: SpanKind.INTERNAL,
    Side.ASKED: SpanKind.SERVER,
    Side.ASKING: SpanKind.CLIENT,
}


class Place(NamedTuple):
    """The ids of a trace, and of the span in it under which all others stand."""

    trace: int
    span: int


class Export:
    """Takes steps, and hands them over behind everybody's back, many at once."""

    def __init__(self, variables: Mapping[str, str], log: FilteringBoundLogger) -> None:
        """Take the environment as OpenTelemetry reads it; nothing is asked of the collector yet."""
        # its own lines come with each batch that fails, and quote addresses: `Courier` says it once
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL + 1)
        self._courier = Courier(OTLPSpanExporter(), log)
        self._ids = _Ids()
        self._provider = TracerProvider(
            resource=_resource(variables), shutdown_on_exit=False, id_generator=self._ids
        )
        self._provider.add_span_processor(BatchSpanProcessor(self._courier))
        self._tracer = self._provider.get_tracer("tocsin")

    def take(self, step: Step, newsroom: str) -> None:
        """Take a step, on the event loop: it is queued, or dropped where too many are."""
        place = place_of(step.within, newsroom) if step.within else None
        context = Context() if place is None or step.is_whole else self._under(place, step.name)
        about = {**step.about, "tocsin.newsroom": newsroom} if newsroom else step.about
        self._ids.next = place if step.is_whole else None
        try:
            span = self._tracer.start_span(
                step.name,
                context,
                _KINDS[step.side],
                dict(about),
                [self._link(place_of(step.follows, newsroom))] if step.follows else None,
                _nanoseconds(step.began),
            )
        finally:
            self._ids.next = None
        if step.fault:
            span.set_attribute("error.type", step.fault)
            span.set_status(Status(StatusCode.ERROR))
        span.end(_nanoseconds(step.ended))

    def close(self) -> None:
        """Hand over what is left, unless nobody takes it; a stop waits for this no longer than it says."""
        closing = Thread(target=self._provider.shutdown, name="spans", daemon=True)
        closing.start()
        closing.join(0.0 if self._courier.is_stuck else LAST_SECONDS)
        self._courier.is_over = True

    def _under(self, place: Place, name: str) -> Context:
        """Stand below a span that may be made elsewhere, or later: sampled if it is, as its id says."""
        decision = self._provider.sampler.should_sample(None, place.trace, name).decision
        sampled = decision is Decision.RECORD_AND_SAMPLE
        flags = TraceFlags(TraceFlags.SAMPLED if sampled else TraceFlags.DEFAULT)
        above = SpanContext(place.trace, place.span, is_remote=True, trace_flags=flags)
        return set_span_in_context(NonRecordingSpan(above), Context())

    @staticmethod
    def _link(place: Place) -> Link:
        return Link(SpanContext(place.trace, place.span, is_remote=True))


class Courier(SpanExporter):
    """Says once that nobody takes the spans, and once that somebody does again."""

    def __init__(self, exporter: SpanExporter, log: FilteringBoundLogger) -> None:
        self._exporter = exporter
        self._log = log
        self._lost = 0
        self.is_over = False  # nobody is told any more

    @property
    def is_stuck(self) -> bool:
        """Say whether the last spans were not taken."""
        return self._lost > 0

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Hand spans over, in a thread of the library's own."""
        result = self._exporter.export(spans)
        if result is SpanExportResult.SUCCESS:
            if self._lost:
                self._log.info("spans are taken again", lost=self._lost)
            self._lost = 0
        else:
            if not (self._lost or self.is_over):
                self._log.warning("spans are not taken: they are dropped until they are")
            self._lost += len(spans)
        return result

    def shutdown(self) -> None:
        """End what is being handed over."""
        self._exporter.shutdown()


class _Ids(RandomIdGenerator):
    """Ids by chance, but for a span whose ids follow from a row."""

    next: Place | None = None

    def generate_trace_id(self) -> int:
        return self.next.trace if self.next else super().generate_trace_id()

    def generate_span_id(self) -> int:
        return self.next.span if self.next else super().generate_span_id()


def place_of(spot: Spot, newsroom: str) -> Place:
    """Make ids of what a trace is about: the same in every process, and as even as chance would make them."""
    at = spot.at.astimezone(UTC).isoformat()
    made = sha256(f"{newsroom}\n{spot.kind}\n{spot.id}\n{at}".encode()).digest()
    return Place(int.from_bytes(made[:16]) or 1, int.from_bytes(made[16:24]) or 1)


def _resource(variables: Mapping[str, str]) -> Resource:
    """Say who tells: what the environment calls us comes first."""
    try:
        number = version("tocsin")
    except PackageNotFoundError:  # run from a checkout that nobody installed
        number = "dev"
    ours = {SERVICE_VERSION: number, SERVICE_INSTANCE_ID: str(uuid4())}
    named = variables.get("OTEL_SERVICE_NAME") or SERVICE_NAME in variables.get(
        "OTEL_RESOURCE_ATTRIBUTES", ""
    )
    return Resource.create(ours if named else {**ours, SERVICE_NAME: "tocsin"})


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000) * 1000
