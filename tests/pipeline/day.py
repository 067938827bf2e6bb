"""Days of alerts for readers with wishes: laid, judged, folded and sent at moments that the test names."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.model import AlertId, Priority, Selection, Subscriber, SubscriberId, Summary, Wish
from bot.newsroom import Newsroom
from bot.pipeline.bell import Bell
from bot.pipeline.digest import Digest
from bot.pipeline.quiet import Quiet
from bot.rules.hours import next_slot
from bot.store import batch as batches
from bot.store import claim as claims
from bot.store import delivery as deliveries
from bot.store import segment as segments
from bot.store import subscriber as subscribers
from bot.store.database import Database
from bot.store.delivery import DeliveryRow
from bot.store.message import from_json
from bot.store.segment import SegmentRow
from tests.chat import newsroom
from tests.fakes import a_logger
from tests.rows import a_sender, a_subscriber, an_alert

TICKS = 40
"""Claims in one tick at most: more than any test has messages for a reader."""


@dataclass
class Said:
    """One message that left: to whom, when, and which alerts it told, by their links."""

    who: SubscriberId
    at: datetime
    alerts: tuple[int, ...]
    digest: bool
    priority: Priority


@dataclass
class Days:
    """A newsroom with one Telegram sender, and a clock that the test moves."""

    database: Database
    now: datetime
    said: list[Said] = field(default_factory=list)
    newsroom: Newsroom = field(default_factory=newsroom)
    wide: tuple[str, ...] = ()

    def reader(self, wish: Wish | None = None, **about: Any) -> Subscriber:  # noqa: ANN401 -- what `a_subscriber` takes
        """Make a reader with a wish."""
        wanted = wish or Wish()

        def make(tx: Connection) -> Subscriber:
            made = a_subscriber(tx, now=self.now, **about)
            zone = ZoneInfo(wanted.zone) if wanted.zone else self.newsroom.timezone
            subscribers.wish(tx, made.id, wanted, next_slot(wanted, zone, self.now))
            return subscribers.find(tx, made.id) or made

        return self.database.write_here(make)

    def alert(self, **about: Any) -> AlertId:  # noqa: ANN401 -- what `an_alert` takes
        """Release an alert, and lay it; its link ends with its number."""
        priority = about.get("priority", Priority.NORMAL)
        picks: Selection | None = about.pop("picks", None)

        def tell(tx: Connection) -> AlertId:
            headline = about.pop("headline", "Bridge closed")
            summary = Summary(headline, (), "en")
            id_ = an_alert(tx, summary=summary, expires_in=6 * 3600, now=self.now, **about)
            tx.exec_driver_sql(f"UPDATE alert SET link = 'https://paper.example/a{id_}' WHERE id = {id_}")  # noqa: S608 -- our number
            if picks is not None:
                segments.attach(tx, id_, SegmentRow(0, "some", picks))
            batches.fan_out(tx, id_, priority, self.now)
            return id_

        return self.database.write_here(tell)

    def desk(self) -> Digest:
        """Make the pipeline's digests, at the test's moment."""
        rooms, log = {"telegram": 3000}, a_logger()
        return Digest(self.database, self.newsroom, rooms, lambda: self.now, log, Bell(), self.wide)

    def fold(self) -> int:
        """Make all digests that are due; returns for how many readers."""
        count = 0
        while some := asyncio.run(self.desk().run_due()):
            count += some
        return count

    def send(self) -> list[Said]:
        """Claim and send what may leave now."""
        before = len(self.said)
        for _ in range(TICKS):
            rows = self.database.write_here(self._claim)
            if not rows:
                break
        return self.said[before:]

    def _claim(self, tx: Connection) -> list[DeliveryRow]:
        sender_id = a_sender(tx)
        lane = claims.Lane(sender_id, 0.0, 30.0, judge=Quiet(self.newsroom.timezone).judge)
        rows = claims.take(tx, lane, self.now, 30)
        for row in rows:
            deliveries.sent(tx, row, f"m{row.id}", self.now)
            self.said.append(self._said(row))
        return rows

    def _said(self, row: DeliveryRow) -> Said:
        if row.alert is not None:
            told: Sequence[int] = (row.alert.id,)
        else:
            lines = from_json(row.body or {}).message.lines
            told = tuple(int(line.rpartition("/a")[2]) for line in lines)
        return Said(row.subscriber.id, self.now, tuple(told), row.is_digest, row.priority)

    def tick(self, step: timedelta = timedelta()) -> list[Said]:
        """Let time pass; then make digests, and send."""
        self.now += step
        before = len(self.said)
        self.send()
        self.fold()
        self.send()
        return self.said[before:]
