"""Alarms: what the one who is on call has to know of the service itself, and when it is over.

Each has a threshold at which it begins and a lower one at which it ends, so that what wavers rings once.
What the rates of the channels explain is no alarm: a hundred thousand messages take an hour at Telegram's.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.rules.pace import TARGET, TARGET_SHARE
from bot.signs import Alarm, Kind, Signs, Told

FEWEST_SOURCES: Final = 3
MANY: Final = 0.5
MANY_STILL: Final = 0.25
"""The share of the sources, and at least how many, that fail when it is the network and not a source."""

FEWEST_LOST: Final = 20
LOST: Final = 0.1
LOST_STILL: Final = 0.05
"""The share of a day's messages, and at least how many, whose failing is unusual."""

LITTLE_ROOM: Final = 1 << 30
ROOM_AGAIN: Final = 1 << 31
"""Bytes free on the disk of a SQLite file."""

EVERY: Final = timedelta(seconds=15)
"""The longest time between two looks."""

HOUR: Final = timedelta(hours=1)


SEVERE: Final = frozenset({Kind.STALLED, Kind.UNSENT, Kind.UNHEARD, Kind.UNREAD, Kind.DISK})
"""These wake people up: news do not arrive until somebody does something."""

MOMENTARY: Final = frozenset({Kind.MISSED, Kind.DOUBT, Kind.GAP})
"""These are over when they are told, and no word of an end follows."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """When it is too long: for a channel or a queue, and for the sources."""

    after: timedelta = timedelta(minutes=2)
    sources_after: timedelta = timedelta(minutes=10)

    @property
    def calm(self) -> timedelta:
        """How long it has to be gone before it is said to be over."""
        return self.after / 2

    @property
    def every(self) -> timedelta:
        """The time between two looks."""
        return min(EVERY, self.after / 8)


def raised(
    signs: Signs, standing: Collection[tuple[Kind, str]], bounds: Bounds, now: datetime
) -> list[Alarm]:
    """List what is amiss, where `standing` was already; the worst first."""
    found = [
        *_lanes(signs, standing, bounds, now),
        *_loops(signs, bounds, now),
        *_disk(signs, standing),
        *_sources(signs, standing),
        *(Alarm(Kind.TEMPLATE, name) for name in signs.templates or ()),
        *_alerts(signs),
    ]
    if signs.doubts:
        found.append(Alarm(Kind.DOUBT, count=signs.doubts))
    return sorted(found, key=lambda one: one.kind not in SEVERE)


def unknown(signs: Signs) -> frozenset[Kind]:
    """Say of which alarms this look tells nothing, since what they are about is dear to ask."""
    dear = {Kind.LOSING: signs.counted, Kind.TEMPLATE: signs.templates is not None}
    return frozenset(kind for kind, asked in dear.items() if not asked)


def gap(last: datetime | None, bounds: Bounds, now: datetime) -> Alarm | None:
    """Say whether nothing ran for a while, where this was last looked at `last`; None: it did."""
    if last is None or now - last < bounds.after:
        return None
    return Alarm(Kind.GAP, count=int((now - last).total_seconds() // 60), since=last)


def is_over(kind: Kind, gone_since: datetime, bounds: Bounds, now: datetime) -> bool:
    """Say whether what is no longer to be seen is over."""
    return kind in MOMENTARY or now - gone_since >= bounds.calm


def may_tell(told_at: Collection[datetime], most: int, now: datetime) -> bool:
    """Say whether a person who was told at these moments may be told now: so often an hour at most."""
    return sum(at > now - HOUR for at in set(told_at)) < most


def _lanes(
    signs: Signs, standing: Collection[tuple[Kind, str]], bounds: Bounds, now: datetime
) -> Iterator[Alarm]:
    for one in signs.lanes:
        known = (Kind.STALLED, one.channel) in standing
        since = one.stalled_since
        if since and not one.down and (known or (one.waiting and now - since >= bounds.after)):
            yield Alarm(Kind.STALLED, one.channel, one.waiting, since)
        elif one.unsent_since and not (one.down or since) and now - one.unsent_since >= bounds.after:
            yield Alarm(Kind.UNSENT, one.channel, one.waiting, one.unsent_since)
        share = LOST_STILL if (Kind.LOSING, one.channel) in standing else LOST
        if one.failed >= FEWEST_LOST and one.failed > share * (one.failed + one.accepted):
            yield Alarm(Kind.LOSING, one.channel, one.failed)


def _loops(signs: Signs, bounds: Bounds, now: datetime) -> Iterator[Alarm]:
    if signs.unheard_since and now - signs.unheard_since >= bounds.after:
        yield Alarm(Kind.UNHEARD, since=signs.unheard_since)
    if signs.unread_since and now - signs.unread_since >= bounds.sources_after:
        yield Alarm(Kind.UNREAD, since=signs.unread_since)


def _disk(signs: Signs, standing: Collection[tuple[Kind, str]]) -> Iterator[Alarm]:
    enough = ROOM_AGAIN if (Kind.DISK, "") in standing else LITTLE_ROOM
    if signs.room is not None and signs.room < enough:
        yield Alarm(Kind.DISK, count=signs.room >> 20)


def _sources(signs: Signs, standing: Collection[tuple[Kind, str]]) -> Iterator[Alarm]:
    share = MANY_STILL if (Kind.FAILING, "") in standing else MANY
    if signs.sources_failing >= FEWEST_SOURCES and signs.sources_failing > share * signs.sources:
        yield Alarm(Kind.FAILING, count=signs.sources_failing)


def _alerts(signs: Signs) -> Iterator[Alarm]:
    for one in signs.alerts:
        readers = sum(one.readers.values())
        late = one.soon * 100 < TARGET_SHARE * readers
        if late and not signs.halted and _was_possible(one, signs.rates):
            yield Alarm(Kind.MISSED, str(one.id), 100 * one.soon // readers, one.released_at)


def _was_possible(told: Told, rates: Mapping[str, float]) -> bool:
    """Say whether the rates alone let nine tenths have it in time: else nobody can mend it tonight."""
    within = TARGET.total_seconds()
    could = sum(min(many, within * rates.get(channel, 0.0)) for channel, many in told.readers.items())
    return could * 100 >= TARGET_SHARE * sum(told.readers.values())
