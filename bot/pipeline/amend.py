"""Amend: what was sent is changed, at the sender's rate, beside what is still to be sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.errors import Refused
from bot.model import Priority
from bot.ports import Channel, Outbound, Sent
from bot.store import amendment as amendments
from bot.store import claim as claims
from bot.store.delivery import DeliveryRow

GONE = "it is no longer there, or may not be changed any more"
AFTER_BREAKING = Priority.BREAKING + 1


@dataclass
class Amend:
    """A lane's changes.

    Replies and breaking alerts go first. Then, where other alerts wait as well, every second claim is
    the changes': a correction to very many must not hold up the news of an hour, nor the other way round.
    """

    channel: Channel
    _first: bool = True

    def take(
        self, tx: Connection, lane: claims.Lane, now: datetime, by: Sequence[datetime]
    ) -> list[DeliveryRow]:
        """Take what may be sent or changed by these moments, one each."""
        if not (self.channel.limits.edits and amendments.any_due(tx, lane, now)):
            return claims.take(tx, lane, now, len(by), by)
        taken = claims.take(tx, lane, now, len(by), by, down_to=Priority.BREAKING)
        steps = (amendments.take, claims.take) if self._first else (claims.take, amendments.take)
        self._first = not self._first
        for step in steps:
            left = by[len(taken) :]
            if left:
                taken += step(tx, lane, now, len(left), left)
        return taken

    def urgency(self, row: DeliveryRow) -> int:
        """Say how soon it may leave among what was claimed."""
        return AFTER_BREAKING if row.amending else row.priority

    async def carry(self, row: DeliveryRow, words: Outbound, now: datetime) -> Sent:
        """Send, or change what was sent; raises ChannelError."""
        if not row.amending:
            return await self.channel.send(words, now)
        sent = Sent(words.to, row.external_id)
        if amendments.is_withdrawal(row) and await self.channel.withdraw(sent, now):
            return sent
        changed = await self.channel.revise(sent, words.message, now)
        if changed is None:
            raise Refused(GONE)
        return changed
