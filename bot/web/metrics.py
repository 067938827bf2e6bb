"""Metrics: how the service stands, for Prometheus. The only file that knows prometheus_client."""

import asyncio
import platform
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.pulse import Pulse
from bot.store.gauges import Gauges
from bot.web.families import BUILD, COUNTERS, Seen, Told, labelled, samples_of

if TYPE_CHECKING:
    from prometheus_client.core import Metric

KEEP_SECONDS: Final = 5.0
KEEP_SHARE: Final = 20
"""A look is kept for five seconds, and for twenty times as long as it took: 5 % of a core at most."""

Look = Callable[[], Awaitable[Gauges]]


class Watch:
    """Looks at one store, and keeps what it saw for a while, however often one asks."""

    def __init__(self, look: Look, clock: Callable[[], float], pulse: Pulse | None = None) -> None:
        """Take what looks at the store, a clock in seconds that only goes forward, and the pulse."""
        self._look = look
        self._clock = clock
        self._pulse = pulse or Pulse()
        self._one_at_a_time = asyncio.Lock()
        self._seen: Gauges | None = None
        self._good_until = 0.0
        self._took = 0.0

    async def seen(self) -> Seen | None:
        """Say how the service stands; None where the store does not answer."""
        gauges = await self.gauges()
        return None if gauges is None else Seen(gauges, self._took, self._pulse)

    async def gauges(self) -> Gauges | None:
        """Say how the store stands; None where it does not answer."""
        async with self._one_at_a_time:
            began = self._clock()
            if self._seen is None or began >= self._good_until:
                try:
                    self._seen = await self._look()
                except Exception:  # noqa: BLE001 -- whatever the driver says, it is the same to who asks
                    return None
                self._took = self._clock() - began
                self._good_until = began + self._took + max(KEEP_SECONDS, KEEP_SHARE * self._took)
            return self._seen


class Metrics:
    """Answers ``/metrics`` of one newsroom, or of several, each by its name in a label."""

    def __init__(self, watched: Watch | Mapping[str, Watch]) -> None:
        """Take the only store's watch, or each newsroom's."""
        self._watched = watched

    def add_to(self, app: web.Application) -> None:
        """Mount the page."""
        app.router.add_get("/metrics", self.metrics)

    async def metrics(self, request: web.Request) -> web.Response:
        """Tell how the service stands; 503 where the store does not answer."""
        # costs a tenth of a second, which neither the start nor another request is to wait for
        await asyncio.to_thread(import_module, "prometheus_client")
        told = await self._told()
        if told is None:
            return web.Response(text="the database does not answer\n", status=503)
        body, kind = _written(told, request.headers.get("Accept", ""))
        return web.Response(body=body, headers={"Content-Type": kind})

    async def _told(self) -> list[Told] | None:
        if isinstance(self._watched, Watch):
            seen = await self._watched.seen()
            return None if seen is None else [*samples_of(seen), _build()]
        names = list(self._watched)
        # each by itself: one that is slow holds up no more than the answer
        found = await asyncio.gather(*(self._watched[name].seen() for name in names))
        return [*labelled(dict(zip(names, found, strict=True))), _build()]


def _written(told: Sequence[Told], accept: str) -> tuple[bytes, str]:
    from prometheus_client import CollectorRegistry, ProcessCollector  # noqa: PLC0415 -- see `metrics`
    from prometheus_client.exposition import choose_encoder  # noqa: PLC0415 -- the same

    registry = CollectorRegistry(auto_describe=False)  # one of our own: the library's is global
    registry.register(_Collector(told))
    ProcessCollector(registry=registry)  # memory, processor time and files of this process
    encode, kind = choose_encoder(accept)
    return encode(registry), kind


class _Collector:
    """Gives one look's numbers to the library."""

    def __init__(self, told: Sequence[Told]) -> None:
        self._told = told

    def collect(self) -> "Iterator[Metric]":
        """Write all families; one without a sample has its help all the same."""
        from prometheus_client.core import (  # noqa: PLC0415 -- see `metrics`
            CounterMetricFamily,
            GaugeMetricFamily,
        )

        counters = {family[0] for family in COUNTERS}
        for (name, words, labels), samples in self._told:
            make = CounterMetricFamily if name in counters else GaugeMetricFamily
            family = make(name, words, labels=labels)
            for values, number in samples:
                family.add_metric(values, number)
            yield family


def _build() -> Told:
    try:
        number = version("tocsin")
    except PackageNotFoundError:  # run from a checkout that nobody installed
        number = "dev"
    return BUILD, [((number, platform.python_version()), 1.0)]
