"""Layings: when an alert was laid, and what decided then whom it was for.

An alert may be laid more than once: a further source widens its topics, or makes it important. What its
rows say today is not what held then, so each time leaves a row.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from bot.model import AlertId, Priority, SourceId, TopicId
from bot.store import alert as alerts
from bot.store.schema import alert, entry, laying


@dataclass(frozen=True, slots=True)
class LayingRow:
    """One time that an alert was laid: `others` counts the further sources, `revision` numbers its words."""

    at: datetime
    priority: Priority
    others: int
    source_id: SourceId | None
    topics: frozenset[TopicId]
    revision: int


def note(tx: Connection, id_: AlertId, priority: Priority, now: datetime) -> None:
    """Note that an alert is laid now, and what decides whom it is for."""
    told = tx.execute(
        select(alert.c.story_id, alert.c.revision, entry.c.source_id)
        .outerjoin_from(alert, entry)
        .where(alert.c.id == id_)
    ).one_or_none()
    if told is None:
        return
    values = {
        "alert_id": id_,
        "at": now,
        "priority": int(priority),
        "others": others(tx, told.story_id),
        "source_id": told.source_id,
        "topics": list(alerts.topics(tx, id_)),
        "revision": told.revision,
    }
    tx.execute(insert(laying).values(values))


def others(tx: Connection, story_id: int) -> int:
    """Count the further sources that tell a story, as its alerts know of them."""
    return tx.scalar(select(func.max(alert.c.others)).where(alert.c.story_id == story_id)) or 0


def of(tx: Connection, ids: Collection[AlertId]) -> Mapping[AlertId, list[LayingRow]]:
    """List when alerts were laid, in order; those that were laid before this was noted are left out."""
    found: dict[AlertId, list[LayingRow]] = {}
    query = select(laying).where(laying.c.alert_id.in_(list(ids))).order_by(laying.c.id)
    for row in tx.execute(query):
        one = LayingRow(
            row.at,
            Priority(row.priority),
            row.others,
            None if row.source_id is None else SourceId(row.source_id),
            frozenset(TopicId(topic) for topic in row.topics),
            row.revision,
        )
        found.setdefault(AlertId(row.alert_id), []).append(one)
    return found
