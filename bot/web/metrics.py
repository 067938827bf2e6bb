"""Metrics: how the service stands, for Prometheus. The only file that knows prometheus_client.

The numbers are read from the rows, not counted in the process, so any replica tells the same. No label
is a person's, an address or words of an alert; alerts are named by their numbers, the last few only.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.model import DeliveryState
from bot.rules.pace import TARGET_SHARE, Verdict, verdict
from bot.store.figures import SHARES
from bot.store.gauges import Gauges

if TYPE_CHECKING:
    from prometheus_client.core import GaugeMetricFamily

KEEP_SECONDS: Final = 5.0
KEEP_SHARE: Final = 20
"""A look is kept for five seconds, and for twenty times as long as it took: 5 % of a core at most."""

Look = Callable[[], Awaitable[Gauges]]
Family = tuple[str, str, tuple[str, ...]]
Sample = tuple[tuple[str, ...], float]
Told = tuple[Family, Iterable[Sample]]

WAITING: Final[Family] = (
    "tocsin_deliveries_waiting",
    "Deliveries that wait to be sent.",
    ("channel", "priority"),
)
OLDEST: Final[Family] = (
    "tocsin_deliveries_oldest_due_seconds",
    "For how long the first delivery that waits has been due.",
    ("channel",),
)
HELD: Final[Family] = ("tocsin_deliveries_held", "Deliveries that stay in doubt for good.", ())
HALTED: Final[Family] = ("tocsin_halted", "Whether all that leaves is halted, by /stopall.", ())
CHANGES: Final[Family] = (
    "tocsin_changes_waiting",
    "Messages that are still to be changed, because their alert has other words now.",
    (),
)
DOWN: Final[Family] = ("tocsin_senders_down", "Accounts of a channel that take nothing.", ("channel",))
EVENTS: Final[Family] = ("tocsin_events_waiting", "Messages and receipts that wait to be handled.", ())
FAILING: Final[Family] = ("tocsin_sources_failing", "Sources whose last look failed.", ())
DAY: Final[Family] = (
    "tocsin_deliveries_last_day",
    "Deliveries of the alerts released in the last 24 hours, by what became of them.",
    ("channel", "state"),
)
ALERT: Final[Family] = (
    "tocsin_alert_deliveries",
    "Deliveries of each of the last alerts, by what became of them.",
    ("alert", "state"),
)
REACHED: Final[Family] = (
    "tocsin_alert_reached_seconds",
    "How long after its release a share of an alert's readers had it; absent until they have.",
    ("alert", "share"),
)
TARGET: Final[Family] = (
    "tocsin_alert_target_met",
    "Whether 90 % of an alert's readers had it within two minutes; absent until that is known.",
    ("alert",),
)

ALIVE: Final[Family] = (
    "tocsin_newsroom_up",
    "Whether a newsroom's database answers; only where there are several.",
    (),
)

NEWSROOM: Final = "newsroom"
"""The label of all families where there are several newsrooms."""

FAMILIES: Final = (WAITING, OLDEST, HELD, HALTED, CHANGES, DOWN, EVENTS, FAILING, DAY, ALERT, REACHED, TARGET)


class Watch:
    """Looks at one store, and keeps what it saw for a while, however often one asks."""

    def __init__(self, look: Look, clock: Callable[[], float]) -> None:
        """Take what looks at the store, and a clock that only goes forward, in seconds."""
        self._look = look
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._seen: Gauges | None = None
        self._good_until = 0.0

    async def gauges(self) -> Gauges | None:
        """Say how the store stands; None where it does not answer."""
        async with self._one_at_a_time:
            began = self._clock()
            if self._seen is None or began >= self._good_until:
                try:
                    self._seen = await self._look()
                except Exception:  # noqa: BLE001 -- whatever the driver says, it is the same to who asks
                    return None
                now = self._clock()
                self._good_until = now + max(KEEP_SECONDS, KEEP_SHARE * (now - began))
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
            seen = await self._watched.gauges()
            return None if seen is None else [*_samples(seen)]
        names = list(self._watched)
        # each by itself: one that is slow holds up no more than the answer
        found = await asyncio.gather(*(self._watched[name].gauges() for name in names))
        return _labelled(dict(zip(names, found, strict=True)))


def _written(told: Sequence[Told], accept: str) -> tuple[bytes, str]:
    from prometheus_client import CollectorRegistry  # noqa: PLC0415 -- see `metrics`
    from prometheus_client.exposition import choose_encoder  # noqa: PLC0415 -- the same

    registry = CollectorRegistry(auto_describe=False)  # one of our own: the library's is global
    registry.register(_Collector(told))
    encode, kind = choose_encoder(accept)
    return encode(registry), kind


class _Collector:
    """Gives one look's numbers to the library."""

    def __init__(self, told: Sequence[Told]) -> None:
        self._told = told

    def collect(self) -> "Iterator[GaugeMetricFamily]":
        """Write all families; one without a sample has its help all the same."""
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 -- see `metrics`

        for (name, words, labels), samples in self._told:
            family = GaugeMetricFamily(name, words, labels=labels)
            for values, number in samples:
                family.add_metric(values, number)
            yield family


def _labelled(found: Mapping[str, Gauges | None]) -> list[Told]:
    """Write the families of several newsrooms as one each; a newsroom that is silent has `ALIVE` alone."""
    samples: dict[Family, list[Sample]] = {family: [] for family in FAMILIES}
    for name, gauges in found.items():
        for family, ours in () if gauges is None else _samples(gauges):
            samples[family] += [((name, *values), number) for values, number in ours]
    samples[ALIVE] = [((name,), float(gauges is not None)) for name, gauges in found.items()]
    return [
        ((name, words, (NEWSROOM, *labels)), numbers) for (name, words, labels), numbers in samples.items()
    ]


def _samples(gauges: Gauges) -> Iterator[Told]:
    yield WAITING, [((channel, of.name.lower()), count) for (channel, of), count in gauges.waiting.items()]
    yield OLDEST, [((channel,), age) for channel, age in gauges.oldest_due.items()]
    yield HELD, [((), gauges.held)]
    yield HALTED, [((), float(gauges.halted))]
    yield CHANGES, [((), gauges.changes)]
    yield DOWN, [((channel,), count) for channel, count in gauges.senders_down.items()]
    yield EVENTS, [((), gauges.events_waiting)]
    yield FAILING, [((), gauges.sources_failing)]
    yield DAY, [((channel, state), count) for (channel, state), count in gauges.day.items()]
    yield ALERT, _of_alerts(gauges)
    yield REACHED, _reached(gauges)
    yield TARGET, _met(gauges)


def _of_alerts(gauges: Gauges) -> Sequence[Sample]:
    return [
        ((str(one.id), state), one.counts.get(state, 0)) for one in gauges.alerts for state in DeliveryState
    ]


def _reached(gauges: Gauges) -> Sequence[Sample]:
    return [
        ((str(one.id), f"{share / 100}"), after.total_seconds())
        for one in gauges.alerts
        for share in SHARES
        if (after := one.after(share)) is not None
    ]


def _met(gauges: Gauges) -> Sequence[Sample]:
    verdicts = [
        (one.id, verdict(one.after(TARGET_SHARE), gauges.at - one.released_at))
        for one in gauges.alerts
        if one.readers and not one.laying
    ]
    return [((str(id_),), float(how is Verdict.MET)) for id_, how in verdicts if how is not Verdict.OPEN]
