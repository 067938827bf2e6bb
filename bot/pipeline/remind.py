"""Remind: editors hear of a question that nobody has answered, and that soon can't be any more."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.clock import Clock
from bot.model import HERE, Role
from bot.pipeline.bell import Bell
from bot.rules.question_card import Asked, card, reminding
from bot.rules.window import MARGIN, WINDOW
from bot.store import alert as alerts
from bot.store import delivery as deliveries
from bot.store import question as questions
from bot.store import subscriber as subscribers
from bot.store.database import Database
from bot.store.message import to_json
from bot.store.question import QuestionRow


@dataclass(frozen=True)
class Remind:
    """Reminds of each question once, `before` its time is over; `hours` names the channels that have such."""

    database: Database
    hours: Callable[[], Collection[str]]
    before: timedelta
    zone: ZoneInfo
    clock: Clock
    deliver: Bell

    async def run_due(self) -> int:
        """Remind of the questions whose time has come; return how many there were."""
        channels = self.hours()
        if not channels:
            return 0
        now = self.clock()
        count = await self.database.write(lambda tx: self._remind(tx, channels, now))
        if count:
            self.deliver.ring()
        return count

    def _remind(self, tx: Connection, channels: Collection[str], now: datetime) -> int:
        shut = now - (WINDOW - MARGIN)  # who wrote before that can't be answered any more
        rows = questions.remind(tx, channels, (shut, shut + self.before), HERE, now)
        for row in rows:
            self._tell(tx, row, now)
        return len(rows)

    def _tell(self, tx: Connection, row: QuestionRow, now: datetime) -> None:
        reader = subscribers.find(tx, row.subscriber_id)
        if reader is None:
            return
        told = alerts.find(tx, row.alert_id) if row.alert_id else None
        about = (told.id, told.headline) if told else None
        asked = Asked(row.id, reader, row.words, hours=True, alert=about)
        for one in subscribers.with_role(tx, Role.EDITOR):
            if not one.status.hears:
                continue
            message = card(asked, one.language, self.zone, now, reminding(asked))
            queued = deliveries.queue_reply(tx, one.id, to_json(message, commands=True), now)
            questions.show(tx, row.id, queued)
