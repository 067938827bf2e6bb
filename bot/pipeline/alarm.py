"""Alarms: the service is looked at, and its owners are told what is amiss and when it is over.

One transaction takes the turn, writes down what is seen and queues the words, so that of several replicas
one tells, and a kill neither repeats nor forgets a word.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock, zone_of
from bot.model import NO_WISH, Role, SenderId, Subscriber
from bot.pipeline.bell import Bell
from bot.pipeline.notice import tell_lines
from bot.rules.alarm import MOMENTARY, SEVERE, Bounds, gap, is_over, may_tell, raised, unknown
from bot.rules.alarm_words import SHOWN, begins, ends, more
from bot.rules.hours import quiet_end
from bot.rules.pace import TARGET
from bot.signs import Alarm, Kind, Signs
from bot.store import alarm as store
from bot.store import sender as senders
from bot.store import signs
from bot.store import subscriber as subscribers
from bot.store.alarm import AlarmRow
from bot.store.database import Database
from bot.texts import Text


async def not_asked() -> Sequence[str] | None:
    """Say nothing of templates: no channel has any."""
    return None


@dataclass(frozen=True)
class Alarms:
    """Looks whenever that is due; run it every few seconds, in any process: any number of replicas may.

    `channels` are the senders of this deployment, `rates` what their channels carry a second, `most` how
    many messages an hour a person gets, and `room` says how many bytes the disk of the database has free.
    `shut` asks a service which templates may not be used; None: it does not say.
    """

    database: Database
    channels: Mapping[SenderId, str]
    rates: Mapping[str, float]
    bounds: Bounds
    most: int
    zone: ZoneInfo
    clock: Clock
    log: FilteringBoundLogger
    bell: Bell
    room: Callable[[], int | None]
    shut: Callable[[], Awaitable[Sequence[str] | None]] = not_asked

    async def run_due(self) -> int:
        """Look if it is time, and tell what there is to tell; say how many messages that were."""
        now = self.clock()
        if not await self.database.read(lambda tx: store.is_due(tx, now)):
            return 0
        last, seen = await self.database.read(lambda tx: self._look(tx, now))
        if seen.counted:  # what is dear is asked as often, and not inside of the transaction
            seen = replace(seen, templates=await self.shut())
        sent = await self.database.write(lambda tx: self._keep(tx, last, seen, now))
        if sent:
            self.bell.ring()
        return sent

    def _look(self, tx: Connection, now: datetime) -> tuple[datetime | None, Signs]:
        last = store.last_look(tx)
        return last, replace(
            signs.look(tx, self.channels, last, now, TARGET), rates=self.rates, room=self.room()
        )

    def _keep(self, tx: Connection, last: datetime | None, seen: Signs, now: datetime) -> int:
        if not store.turn(tx, last, now, self.bounds.every):
            return 0
        slept = gap(last, self.bounds, now)
        if slept:  # what has waited meanwhile is no news of its own
            self._begin(tx, slept, now)
        else:
            self._compare(tx, seen, now)
        store.let_go(tx, now)
        return sum(self._tell(tx, who, now) for who in self._listeners(tx))

    def _compare(self, tx: Connection, seen: Signs, now: datetime) -> None:
        standing = store.standing(tx)
        dark = unknown(seen)
        known = {row.alarm.key: row for row in standing if row.alarm.kind not in dark}
        found = {one.key: one for one in raised(seen, known, self.bounds, now)}
        for key, one in found.items():
            if key in known:
                store.still(tx, known[key], one.count)
            else:
                self._begin(tx, one, now)
        for key, row in known.items():
            if key not in found:
                self._miss(tx, row, now)

    def _miss(self, tx: Connection, row: AlarmRow, now: datetime) -> None:
        """Note that something is not to be seen any more: what wavers is not over yet."""
        kind, gone_since = row.alarm.kind, store.gone(tx, row, now)
        if is_over(kind, gone_since, self.bounds, now):
            store.end(tx, row, gone_since)
            if kind not in MOMENTARY:
                self.log.info("alarm is over", kind=kind.value, subject=row.alarm.subject)

    def _begin(self, tx: Connection, one: Alarm, now: datetime) -> None:
        store.begin(tx, one, now)
        about = {"kind": one.kind.value, "subject": one.subject, "count": one.count}
        if one.kind in SEVERE:
            self.log.error("alarm that is severe", **about)
        else:
            self.log.warning("alarm", **about)

    def _listeners(self, tx: Connection) -> Sequence[Subscriber]:
        """Choose who is told: owners, or else admins, whose own channel takes messages at present."""
        ill = {row.channel for row in senders.listed(tx) if row.stalled_since or row.down}
        for role in (Role.OWNER, Role.ADMIN):
            found = [
                one
                for one in subscribers.with_role(tx, role)
                if one.status.hears and one.address.channel not in ill
            ]
            if found:
                return found
        return ()

    def _tell(self, tx: Connection, who: Subscriber, now: datetime) -> int:
        told = store.told(tx, who.id)
        if not may_tell(
            [at for one in told.values() for at in (one.told_at, one.over_at) if at], self.most, now
        ):
            return 0
        asleep = (
            quiet_end(who.wish or NO_WISH, zone_of((who.wish or NO_WISH).zone, self.zone), now) is not None
        )
        rows = [row for row in store.recent(tx, now) if row.alarm.kind in SEVERE or not asleep]
        new = [
            row for row in rows if row.id not in told and (not row.gone_since or row.alarm.kind in MOMENTARY)
        ]
        over = [
            row
            for row in rows
            if row.ended_at and row.alarm.kind not in MOMENTARY and _is_owed(row, who, told.get(row.id))
        ]
        words = [begins(row.alarm, now) for row in new] + [_ended(row) for row in over]
        if not words:
            return 0
        store.tell(
            tx, who.id, [row.id for row in (*new, *over) if row.id not in told], [row.id for row in over], now
        )
        tell_lines(tx, who, _few(words), now)
        return 1


def _is_owed(row: AlarmRow, who: Subscriber, told: store.ToldRow | None) -> bool:
    """Say whether a person is owed the word of an end: who was told, or could not be for this very reason."""
    if told is None:
        return row.alarm.kind is Kind.STALLED and row.alarm.subject == who.address.channel
    return told.over_at is None


def _ended(row: AlarmRow) -> Text:
    since, until = row.alarm.since or row.begun_at, row.ended_at or row.begun_at
    return ends(row.alarm.kind, row.alarm.subject, round((until - since).total_seconds() / 60))


def _few(words: Sequence[Text]) -> Sequence[Text]:
    left = len(words) - SHOWN
    return [*words[:SHOWN], more(left)] if left > 0 else words
