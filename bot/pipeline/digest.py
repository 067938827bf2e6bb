"""Digest: readers whose hour has come, or whose wait is over, are told in one message what they missed."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock, zone_of
from bot.model import NO_WISH, AlertId, Message, SubscriberId, Wish
from bot.newsroom import Newsroom
from bot.pipeline.bell import Bell
from bot.pipeline.notice import tell_editors
from bot.pipeline.rounds import until_stopped
from bot.rules import digest as rules
from bot.rules.glance import spread
from bot.rules.hours import last_slot, next_slot
from bot.rules.quiet import digest_waits
from bot.store import delivery as deliveries
from bot.store import digest as digests
from bot.store import segment as segments
from bot.store.database import Database
from bot.store.digest import DueRow, NewDigest, TaleRow
from bot.store.message import to_json
from bot.texts import _, say_time

AT_ONCE = 50
"""Readers in one transaction: short enough that nothing else waits for it."""

IDLE = 1.0
"""Seconds between two looks for readers who are due."""

ROOM = 640
"""Characters of a digest's lines on a channel that says nothing of it."""


@dataclass(frozen=True)
class Digest:
    """Makes digests, a few readers a transaction.

    `rooms` is how long their lines may be, by channel; `wide` names the channels that show stories whole, and
    `alone` those that carry nothing but digests, so that nothing is under way there by itself.
    """

    database: Database
    newsroom: Newsroom
    rooms: Mapping[str, int]
    clock: Clock
    log: FilteringBoundLogger
    deliver: Bell
    wide: Collection[str] = ()
    alone: Collection[str] = ()

    async def run(self, stop: asyncio.Event) -> None:
        """Make digests until stopped."""
        await until_stopped(stop, self.run_due, IDLE)

    async def run_due(self) -> int:
        """Serve a few of the readers who are due; returns how many."""
        count = await self.database.write(self._work)
        if count:
            self.deliver.ring()
        return count

    def _work(self, tx: Connection) -> int:
        now = self.clock()
        due = digests.due(tx, now, AT_ONCE)
        if not due:
            return 0
        desk = Desk(self.newsroom, self.rooms, now, self.wide, self.alone)
        ready = [row for row in due if desk.is_ready(tx, row)]
        shelf = Shelf.of(tx, {row: desk.until(row) for row in ready}, now)
        for row in ready:
            desk.serve(tx, row, shelf)
        if digests.claim_gap(tx, now):
            self.log.warning("digests are empty")
            tell_editors(tx, NOTHING, now)
        return len(due)


NOTHING = _(
    "For a day there was nothing to tell in anybody's digest. If that is a surprise, /sources shows how "
    "the sources fare."
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the store knows of some readers, and of all that may be told to them."""

    held: Mapping[int, Mapping[AlertId, datetime]]
    tales: Mapping[AlertId, TaleRow]  # released since the first of them was told anything, or held
    topics: Mapping[int, frozenset[str]]  # of alerts
    wanted: Mapping[int, frozenset[str]]  # by readers
    choosy: frozenset[int]  # readers who choose by keywords
    laid: Mapping[int, frozenset[int]]
    got: Mapping[int, frozenset[int]]
    addressed: frozenset[int]  # alerts that are for a selection of readers alone

    @classmethod
    def of(cls, tx: Connection, due: Mapping[DueRow, datetime], now: datetime) -> "Shelf":
        """Look up what may be told to readers who are due, to each of what was released until a moment."""
        who = [row.reader.id for row in due]
        held = digests.held(tx, who)
        spans = [
            (rules.since(row.since, row.scheduled_at, until), until)
            for row, until in due.items()
            if row.scheduled_at
        ]
        sinces, untils = zip(*spans, strict=True) if spans else ((), ())
        found = digests.released(tx, min(sinces), max(untils)) if spans else []
        found += digests.tales(tx, {id_ for some in held.values() for id_ in some})
        tales = {one.alert_id: one for one in found}
        laid, got = digests.laid(tx, who, tales, now)
        return cls(
            held,
            tales,
            digests.topics_of(tx, tales),
            digests.topics_for(tx, who),
            digests.choosy(tx, who),
            laid,
            got,
            segments.addressed(tx, tales),
        )

    def news(self, who: SubscriberId, since: datetime, until: datetime) -> list[TaleRow]:
        """List what was released between two moments on a reader's topics, as far as keywords let it come."""
        wanted = self.wanted.get(who, frozenset())
        found = [
            one
            for one in self.tales.values()
            if since < one.released_at <= until and wanted & self.topics.get(one.alert_id, frozenset())
        ]
        # the selection and the keywords were asked when each alert was laid
        laid = self.laid.get(who, frozenset())
        found = [one for one in found if one.alert_id not in self.addressed or one.alert_id in laid]
        if who not in self.choosy:
            return found
        stories = {one.story_id for one in found if one.alert_id in laid}
        return [one for one in found if one.story_id in stories]


@dataclass(frozen=True, slots=True)
class Desk:
    """Makes the digests of one moment."""

    newsroom: Newsroom
    rooms: Mapping[str, int]
    now: datetime
    wide: Collection[str] = ()
    alone: Collection[str] = ()

    def until(self, row: DueRow) -> datetime:
        """Say up to when a reader is told what was released: what may be under way by itself can wait."""
        return self.now - (timedelta(0) if row.reader.address.channel in self.alone else rules.LAYING)

    def is_ready(self, tx: Connection, row: DueRow) -> bool:
        """Say whether a reader is told now; whoever left is not, and quiet hours put a late digest off."""
        wish = row.reader.wish or NO_WISH
        if not row.reader.listens:
            deliveries.drop_alerts_for(tx, row.reader.id)
            digests.put_off(tx, row.reader.id, self._next(wish))
            return False
        zone = zone_of(wish.zone, self.newsroom.timezone)
        asked = row.scheduled_at is not None
        until = digest_waits(wish, zone, row.scheduled_at or self.now, self.now, asked=asked)
        if until is None:
            return True
        digests.hold(tx, row.reader.id, self.now, until)
        if asked:
            digests.put_off(tx, row.reader.id, until)
        return False

    def serve(self, tx: Connection, row: DueRow, shelf: Shelf) -> None:
        """Make a reader's digest, or note that there was nothing to tell."""
        who, held = row.reader.id, shelf.held.get(row.reader.id, {})
        since = until = self.until(row)
        if row.scheduled_at:
            folds = set(held)
            since = rules.since(row.since, row.scheduled_at, until)
            tales = [shelf.tales[id_] for id_ in held if id_ in shelf.tales]
            tales += [one for one in shelf.news(who, since, until) if one.alert_id not in held]
            digests.put_off(tx, who, self._next(row.reader.wish or NO_WISH))
        else:
            folds = {id_ for id_, at in held.items() if at <= self.now}
            tales = [shelf.tales[id_] for id_ in folds if id_ in shelf.tales]
        chosen = rules.choose(tales, shelf.got.get(who, frozenset()), self.now, row.reader.reads)
        if row.scheduled_at or folds:
            digests.write(tx, who, self._new(row, chosen, (since, until)), folds, self.now)

    def _next(self, wish: Wish) -> datetime | None:
        return next_slot(wish, zone_of(wish.zone, self.newsroom.timezone), self.now)

    def _new(self, row: DueRow, chosen: Sequence[TaleRow], span: tuple[datetime, datetime]) -> NewDigest:
        told = tuple(one.alert_id for one in chosen)
        scheduled = row.scheduled_at is not None
        body = to_json(self._message(row, chosen)) if chosen else None
        return NewDigest(self._slot(row), scheduled, *span, told, body)

    def _message(self, row: DueRow, chosen: Sequence[TaleRow]) -> Message:
        reader = row.reader
        zone = zone_of((reader.wish or NO_WISH).zone, self.newsroom.timezone)
        time = say_time(self.now, reader.language, zone)
        edition = rules.Edition(row.scheduled_at is not None, self.newsroom.name, time)
        room = self.rooms.get(reader.address.channel, ROOM)
        told = rules.message(chosen, edition, reader.language, room, silent=reader.silent)
        return spread(told, chosen, self.now, zone) if reader.address.channel in self.wide else told

    def _slot(self, row: DueRow) -> str:
        """Name the day and time that a digest was due at: each name serves a reader once."""
        wish = row.reader.wish or NO_WISH
        zone = zone_of(wish.zone, self.newsroom.timezone)
        slot = last_slot(wish, zone, self.now) if row.scheduled_at else None
        if slot is None:
            return f"held {self.now:%Y-%m-%dT%H:%M:%S}"
        return f"{slot.astimezone(zone):%Y-%m-%dT%H:%M}"
