"""Settle: a send of which nobody knows whether it was accepted is looked into, and judged by policy."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.errors import ChannelError
from bot.model import Priority, SenderId
from bot.pipeline import spans
from bot.pipeline.bell import Bell
from bot.pipeline.wording import WORDLESS, Spell, as_written, outbound
from bot.ports import Channel, Doubt, Sent, Verdict
from bot.rules import delivery as rules
from bot.store import delivery as deliveries
from bot.store import revision as revisions
from bot.store.database import Database
from bot.store.thread import sewn

LOOK_AGAIN = 5.0
"""Seconds until a doubt that could not be settled is looked into again."""
AT_ONCE = 10


@dataclass(frozen=True)
class Settle:
    """Settles doubts; `policy` is what decides them where the channel can't, by priority."""

    database: Database
    channels: Mapping[SenderId, Channel]
    policy: Mapping[Priority, str]
    zone: ZoneInfo
    clock: Clock
    log: FilteringBoundLogger
    deliver: Bell
    spell: Spell = as_written

    async def run_due(self) -> int:
        """Put in doubt what a crash left open, and look into the doubts that are due."""
        now = self.clock()
        broken = await self.database.write(lambda tx: deliveries.expire_leases(tx, now))
        if broken:
            self.log.warning("sends without an outcome", count=broken)
        count = 0
        while doubts := await self.database.write(lambda tx: _doubts(tx, now)):
            # side by side: after an outage there are thousands, and each is a question to the service
            await asyncio.gather(*(self._settle_safely(row) for row in doubts))
            count += len(doubts)
        return count

    async def _settle_safely(self, row: deliveries.DeliveryRow) -> None:
        try:
            await self.settle(row)
        except Exception:  # one doubt's surprise holds up no other; it is due again by itself
            self.log.exception("doubt surprised us", delivery=row.id)

    async def settle(self, row: deliveries.DeliveryRow) -> None:
        """Settle one doubt, or leave it for the next time."""
        channel = self.channels.get(row.sender_id)
        if channel is None or row.tried_at is None:
            return
        try:
            words = outbound(row, self.zone, self.spell)
        except Exception:  # words that can't be made were never sent, and never will be
            self.log.exception("words can't be made", delivery=row.id)
            await self.database.write(lambda tx: deliveries.fail(tx, row, WORDLESS))
            return
        after, taken = await self.database.read(lambda tx: deliveries.ids_around(tx, row))
        alone = await self.database.read(lambda tx: deliveries.is_alone(tx, row))
        began = self.clock()
        doubt = Doubt(words, row.tried_at, row.likely, after, taken, alone)
        try:
            found = await channel.settle(doubt, self.clock())
        except ChannelError as error:
            self.log.info("doubt can't be settled yet", delivery=row.id, reason=str(error))
            return
        now = self.clock()
        await self.database.write(lambda tx: self._decide(tx, row, found, now))
        spans.settled(row, channel.name, began, now)
        self.deliver.ring()

    def _decide(
        self, tx: Connection, row: deliveries.DeliveryRow, found: Sent | Verdict, now: datetime
    ) -> None:
        if found is Verdict.WAIT:
            return
        if isinstance(found, Sent):
            deliveries.sent(tx, row, found.external_id, now)
            verdict = "was sent"
        elif found is Verdict.ABSENT:
            deliveries.resend(tx, row, now, repeat=False)
            verdict = "was not sent"
        else:
            verdict = self._judge(tx, row, now)
        self.log.info("doubt settled", delivery=row.id, verdict=verdict)

    def _judge(self, tx: Connection, row: deliveries.DeliveryRow, now: datetime) -> str:
        judged = rules.judge(self.policy, row.priority, row.likely)
        if judged is rules.Doubtful.RESEND:
            deliveries.resend(tx, row, now, repeat=True)
        else:
            deliveries.hold(tx, row)
        return judged.value


def _doubts(tx: Connection, now: datetime) -> list[deliveries.DeliveryRow]:
    """Take doubts with the words that were tried: by their alert's newer ones no channel would find them."""
    return sewn(tx, revisions.as_carried(tx, deliveries.doubts(tx, now, LOOK_AGAIN, AT_ONCE)))
