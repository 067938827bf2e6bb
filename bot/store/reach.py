"""Reach: whom an alert would go to, by which sender, and what leaves before it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from bot.model import Priority, SenderId, TopicId
from bot.store import figures
from bot.store import sender as senders
from bot.store.schema import subscriber
from bot.store.sender import SenderRow
from bot.store.subscriber import reached_by


@dataclass(frozen=True, slots=True)
class Reach:
    """A sender's part of an alert: how many readers, and how many deliveries wait, by priority."""

    sender: SenderRow
    readers: int
    waiting: Counter[Priority]

    def ahead(self, priority: Priority) -> int:
        """Count what leaves before an alert of a priority that is let go now."""
        return sum(count for waits, count in self.waiting.items() if waits <= priority)


def reach(tx: Connection, topics: Sequence[TopicId]) -> list[Reach]:
    """Count the readers of topics by sender, the most first; senders without any are left out."""
    query = select(subscriber.c.sender_id, func.count()).where(reached_by(topics))
    readers = {SenderId(by): count for by, count in tx.execute(query.group_by(subscriber.c.sender_id))}
    queued: dict[SenderId, Counter[Priority]] = {by: Counter() for by in readers}
    for one in figures.waiting(tx):
        if one.sender_id in queued:
            queued[one.sender_id][one.priority] = one.count
    rows = [row for row in senders.listed(tx) if row.id in readers]
    found = [Reach(row, readers[row.id], queued[row.id]) for row in rows]
    return sorted(found, key=lambda one: (-one.readers, one.sender.id))
