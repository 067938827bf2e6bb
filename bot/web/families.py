"""Families: each figure that Prometheus is told, its help, its labels, and where it is taken from.

What is read from rows is the same whichever replica is asked; what a process knows of itself alone (its
loops, its tries, its memory) is that of the one that answers. No label is a person's, an address or words.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.model import DeliveryState
from bot.pulse import Pulse
from bot.rules.pace import TARGET_SHARE, Verdict, verdict
from bot.store.figures import SHARES
from bot.store.gauges import Gauges

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

QUEUE: Final[Family] = (
    "tocsin_queue_age_seconds",
    "For how long the first delivery of a priority that waits has been due.",
    ("channel", "priority"),
)
SOURCE_DUE: Final[Family] = (
    "tocsin_source_due_seconds",
    "For how long a source has been due without a look, the fifty latest; 0: it is not.",
    ("source", "host"),
)
SOURCE_READ: Final[Family] = (
    "tocsin_source_read_seconds",
    "How long ago a source was read last, of the fifty latest; absent until it was.",
    ("source", "host"),
)
DOUBTS: Final[Family] = (
    "tocsin_deliveries_doubtful",
    "Deliveries in doubt that are to be settled, by the seconds since they were tried: below 60, 600 ...",
    ("below",),
)
STALLED: Final[Family] = (
    "tocsin_channel_stalled_seconds",
    "For how long a channel's service has answered nothing; 0: it answers.",
    ("channel",),
)
CONVERSATIONS: Final[Family] = (
    "tocsin_channel_conversations",
    "Conversations of the last 24 hours that templates opened, as they were last counted.",
    ("channel",),
)
ALARMS: Final[Family] = ("tocsin_alarms", "Alarms that stand, of those that owners are told of.", ("kind",))
RELEASED: Final[Family] = ("tocsin_alerts_last_day", "Alerts released in the last 24 hours.", ())
LATE: Final[Family] = (
    "tocsin_alerts_late_last_day",
    "Of these, the alerts that 90 % of the readers did not have within two minutes, though rates allow it.",
    (),
)

RATE: Final[Family] = (
    "tocsin_channel_rate_limit",
    "Messages a second that a channel carries at the most.",
    ("channel",),
)
TIER: Final[Family] = (
    "tocsin_channel_tier",
    "With how many people a day templates may open conversations; absent where any number.",
    ("channel",),
)
TRIES: Final[Family] = (
    "tocsin_tries_total",
    "Tries to send or change a message since this process began, by what became of them.",
    ("channel", "outcome"),
)
LOOPS: Final[Family] = (
    "tocsin_loop_idle_seconds",
    "How long ago each loop and job of this process turned last.",
    ("loop",),
)
LOOK: Final[Family] = (
    "tocsin_database_look_seconds",
    "How long it took to read these figures from the database.",
    (),
)
BUILD: Final[Family] = (
    "tocsin_build_info",
    "Which version this process runs; always 1.",
    ("version", "python"),
)

COUNTERS: Final = frozenset({TRIES})
"""The families that only grow; the others are gauges."""

OF_PROCESS: Final = (RATE, TIER, TRIES, LOOPS, LOOK)
"""What each newsroom's part of the process knows by itself."""

ALIVE: Final[Family] = (
    "tocsin_newsroom_up",
    "Whether a newsroom's database answers; only where there are several.",
    (),
)

NEWSROOM: Final = "newsroom"
"""The label of all families where there are several newsrooms."""

FAMILIES: Final = (
    *(WAITING, OLDEST, HELD, HALTED, CHANGES, DOWN, EVENTS, FAILING, DAY, ALERT, REACHED, TARGET),
    *(QUEUE, SOURCE_DUE, SOURCE_READ, DOUBTS, STALLED, CONVERSATIONS, ALARMS, RELEASED, LATE),
    *OF_PROCESS,
)
"""The families that each newsroom has."""


@dataclass(frozen=True)
class Seen:
    """What one look gave: the rows' figures, how many seconds it took, and the process's own pulse."""

    gauges: Gauges
    took: float = 0.0
    pulse: Pulse = field(default_factory=Pulse)


def labelled(found: Mapping[str, Seen | None]) -> list[Told]:
    """Write the families of several newsrooms as one each; a newsroom that is silent has `ALIVE` alone."""
    samples: dict[Family, list[Sample]] = {family: [] for family in FAMILIES}
    for name, seen in found.items():
        for family, ours in () if seen is None else samples_of(seen):
            samples[family] += [((name, *values), number) for values, number in ours]
    samples[ALIVE] = [((name,), float(seen is not None)) for name, seen in found.items()]
    return [
        ((name, words, (NEWSROOM, *labels)), numbers) for (name, words, labels), numbers in samples.items()
    ]


def samples_of(seen: Seen) -> Iterator[Told]:
    """Tell what a look gave, family by family."""
    yield from _of_rows(seen.gauges)
    yield from _of_lags(seen.gauges)
    pulse = seen.pulse
    yield RATE, [((channel,), rate) for channel, rate in pulse.rates.items()]
    yield TIER, [((channel,), float(most)) for channel, most in pulse.tiers.items()]
    yield TRIES, [(key, float(count)) for key, count in sorted(pulse.outcomes.items())]
    yield LOOPS, [((name,), seconds) for name, seconds in pulse.idle().items()]
    yield LOOK, [((), seen.took)]


def _of_lags(gauges: Gauges) -> Iterator[Told]:
    lags = gauges.lags
    yield QUEUE, [((channel, of.name.lower()), age) for (channel, of), age in lags.queue.items()]
    yield SOURCE_DUE, [((str(one.id), one.host), one.due) for one in lags.sources]
    yield (
        SOURCE_READ,
        [((str(one.id), one.host), one.looked) for one in lags.sources if one.looked is not None],
    )
    yield DOUBTS, [((age,), float(count)) for age, count in lags.doubts.items()]
    yield STALLED, [((channel,), seconds) for channel, seconds in lags.stalled.items()]
    yield CONVERSATIONS, [((channel,), float(count)) for channel, count in lags.conversations.items()]
    yield ALARMS, [((kind.value,), float(count)) for kind, count in lags.alarms.items()]
    yield RELEASED, [((), float(lags.released))]
    yield LATE, [((), float(lags.late))]


def _of_rows(gauges: Gauges) -> Iterator[Told]:
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
