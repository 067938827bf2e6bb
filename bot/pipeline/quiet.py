"""Quiet: of what is due, what the readers' own wishes let leave; the rest is held for a digest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.clock import zone_of
from bot.model import NO_WISH, DeliveryId, DeliveryState, Subscriber
from bot.rules.digest import LIFE
from bot.rules.quiet import LOOK_BACK, Hold, counts, decide, digest_waits
from bot.store import digest as digests
from bot.store import wish as wishes
from bot.store.claim import Judge, Judged, Ruling
from bot.store.delivery import DeliveryRow
from bot.store.digest import QueuedRow

LATER = "told_later"
"""Stands in the row of a digest that was taken back, to be told by another."""


@dataclass(frozen=True)
class Quiet:
    """Judges claims by `bot.rules.quiet`, then by the channel's own judge, where it has one.

    Readers without wishes cost a look at a value that is loaded anyway, and no query.
    """

    zone: ZoneInfo
    channel: Judge | None = None

    def judge(self, tx: Connection, rows: Sequence[DeliveryRow], most: int, now: datetime) -> Judged:
        """Choose what leaves, in order, and rule on what the reader does not want now."""
        rulings = self._alerts(tx, [row for row in rows if row.alert and row.subscriber.wish], now)
        rulings |= self._digests(tx, [row for row in rows if row.is_digest], now)
        may = [row for row in rows if row.id not in rulings] if rulings else rows
        if self.channel is None:
            return list(may[:most]), rulings
        chosen, more = self.channel(tx, may, most, now)
        return chosen, rulings | dict(more)

    def _alerts(self, tx: Connection, rows: Sequence[DeliveryRow], now: datetime) -> dict[DeliveryId, Ruling]:
        counted = [row.subscriber.id for row in rows if row.subscriber.wish and counts(row.subscriber.wish)]
        past = wishes.left_since(tx, counted, now - LOOK_BACK) if counted else {}
        rulings: dict[DeliveryId, Ruling] = {}
        for row in rows:
            who = row.subscriber
            hold = self._held(who, row, now, past)
            if hold:
                rulings[row.id] = Ruling(DeliveryState.QUEUED, hold.why.value, fold_at=hold.until)
        return rulings

    def _held(
        self, who: Subscriber, row: DeliveryRow, now: datetime, past: Mapping[int, Sequence[datetime]]
    ) -> Hold | None:
        wish = who.wish or NO_WISH
        return decide(wish, zone_of(wish.zone, self.zone), row.priority, now, past.get(who.id, ()))

    def _digests(
        self, tx: Connection, rows: Sequence[DeliveryRow], now: datetime
    ) -> dict[DeliveryId, Ruling]:
        """Take back digests that come too late, at a bad hour, or tell what was recalled meanwhile."""
        known = digests.queued(tx, [row.id for row in rows]) if rows else {}
        rulings: dict[DeliveryId, Ruling] = {}
        for row in rows:
            again = self._again(row, known.get(row.id), now)
            if again:
                digests.reopen(tx, [row.id], again)
                rulings[row.id] = Ruling(DeliveryState.FOLDED, LATER)
        return rulings

    def _again(self, row: DeliveryRow, known: QueuedRow | None, now: datetime) -> datetime | None:
        if known is None:
            return None
        wish = row.subscriber.wish or NO_WISH
        zone = zone_of(wish.zone, self.zone)
        waits = digest_waits(wish, zone, row.created_at, now, asked=known.scheduled)
        return waits or (now if now - row.created_at >= LIFE or not known.holds else None)
