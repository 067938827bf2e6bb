"""Reach: whom an alert would go to, by which sender, and what leaves before it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, case, func, select

from bot.model import Priority, Selection, SenderId, TopicId
from bot.store import figures
from bot.store import sender as senders
from bot.store.schema import conversation, subscriber
from bot.store.segment import within
from bot.store.sender import SenderRow
from bot.store.subscriber import reached_by

PREFIX: Final = 5
"""Characters of a number that tell its country, and under +1 its area: +1212."""

DAY: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Reach:
    """A sender's part of an alert: how many readers, and how many deliveries wait, by priority."""

    sender: SenderRow
    readers: int
    waiting: Counter[Priority]

    def ahead(self, priority: Priority) -> int:
        """Count what leaves before an alert of a priority that is let go now."""
        return sum(count for waits, count in self.waiting.items() if waits <= priority)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Readers who are alike: how their numbers begin, their language, and what a channel's hours ask."""

    number: str
    language: str
    is_open: bool
    is_capped: bool
    is_counted: bool
    count: int


def crowds(
    tx: Connection,
    sender_id: SenderId,
    topics: Sequence[TopicId],
    heard_since: datetime,
    now: datetime,
    picks: Selection | None = None,
) -> list[Crowd]:
    """Count a sender's readers of topics, of a selection, by what decides how they are written to.

    `heard_since` is since when a person must have written for their hours to run.
    """
    each = (
        select(
            func.substr(subscriber.c.address, 1, PREFIX).label("number"),
            subscriber.c.language.label("language"),
            _flag(subscriber.c.last_heard_at > heard_since).label("is_open"),
            _flag(subscriber.c.capped_until > now).label("is_capped"),
            _flag(conversation.c.opened_at > now - DAY).label("is_counted"),
        )
        .outerjoin(conversation, conversation.c.subscriber_id == subscriber.c.id)
        .where(subscriber.c.sender_id == sender_id, reached_by(topics), within(picks))
        .subquery()
    )
    query = select(each, func.count()).group_by(*each.c).order_by(*each.c)
    return [
        Crowd(number, language, bool(is_open), bool(is_capped), bool(is_counted), count)
        for number, language, is_open, is_capped, is_counted, count in tx.execute(query)
    ]


def _flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def reach(tx: Connection, topics: Sequence[TopicId], picks: Selection | None = None) -> list[Reach]:
    """Count the readers of topics, of a selection, by sender, the most first; none without readers."""
    query = select(subscriber.c.sender_id, func.count()).where(reached_by(topics), within(picks))
    readers = {SenderId(by): count for by, count in tx.execute(query.group_by(subscriber.c.sender_id))}
    queued: dict[SenderId, Counter[Priority]] = {by: Counter() for by in readers}
    for one in figures.waiting(tx):
        if one.sender_id in queued:
            queued[one.sender_id][one.priority] = one.count
    rows = [row for row in senders.listed(tx) if row.id in readers]
    found = [Reach(row, readers[row.id], queued[row.id]) for row in rows]
    return sorted(found, key=lambda one: (-one.readers, one.sender.id))
