"""Stories: which alerts tell one, and who waits to tell it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from bot.model import AlertId, AlertKind, AlertState, EntryId, StoryId, TopicId
from bot.store import alert as alerts
from bot.store.alert import AlertRow
from bot.store.entry import Outcome
from bot.store.placement import count_sources
from bot.store.schema import alert, alert_topic, entry, placement, source


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """An entry that waits to tell a story: what its source is to the newsroom, and how much it says."""

    entry_id: EntryId
    own: bool
    priority: int
    length: int  # characters
    tries: int


def last_alert_at(tx: Connection, id_: StoryId) -> datetime | None:
    """Say when the last alert of a story was made, or let go, corrections aside; None where it has none."""
    moment = func.coalesce(alert.c.released_at, alert.c.created_at)
    query = select(func.max(moment)).where(alert.c.story_id == id_, alert.c.corrects.is_(None))
    last: datetime | None = tx.scalar(query)
    return last


def of_alert(tx: Connection, id_: AlertId) -> StoryId | None:
    """Say which story an alert tells."""
    found = tx.scalar(select(alert.c.story_id).where(alert.c.id == id_))
    return None if found is None else StoryId(found)


def alerts_of(tx: Connection, id_: StoryId) -> list[AlertRow]:
    """List the alerts of a story in order, corrections among them."""
    rows = tx.execute(select(alert).where(alert.c.story_id == id_).order_by(alert.c.sequence))
    return [alerts.of_row(row) for row in rows]


def adopt(tx: Connection, ids: Sequence[AlertId], to: StoryId) -> None:
    """Let alerts be those of another story, behind the ones that it has, in the order in which they come.

    The first one of a story is new to it, whatever it was to the story before.
    """
    last = tx.scalar(select(func.max(alert.c.sequence)).where(alert.c.story_id == to)) or 0
    for sequence, id_ in enumerate(ids, last + 1):
        tx.execute(update(alert).where(alert.c.id == id_).values(story_id=to, sequence=sequence))
    if not last:
        update_first = update(alert).where(alert.c.story_id == to, alert.c.sequence == 1)
        tx.execute(update_first.where(alert.c.kind == AlertKind.UPDATE).values(kind=AlertKind.NEW))


def live_alert(tx: Connection, id_: StoryId, now: datetime) -> AlertRow | None:
    """Find the first alert of a story, if it still goes to readers."""
    query = select(alert).where(*_is_first(id_))
    row = tx.execute(query.order_by(alert.c.sequence).limit(1)).one_or_none()
    if row is None or row.state != AlertState.RELEASED or row.expires_at <= now:
        return None
    return alerts.of_row(row)


def waiting(tx: Connection, id_: StoryId) -> list[WaitingRow]:
    """List the entries of a story that an editor is still to look at."""
    query = (
        select(
            entry.c.id,
            source.c.own,
            source.c.priority,
            func.length(entry.c.standfirst) + func.length(entry.c.body),
            entry.c.tries,
        )
        .join(placement, placement.c.entry_id == entry.c.id)
        .join(source, source.c.id == entry.c.source_id)
        .where(placement.c.story_id == id_, entry.c.outcome == Outcome.WAITING)
    )
    return [WaitingRow(EntryId(row[0]), *row[1:]) for row in tx.execute(query.order_by(entry.c.id))]


def widen(tx: Connection, id_: AlertId, topics: Sequence[TopicId]) -> bool:
    """Let an alert go to further topics as well; False where it goes to all of them already."""
    known = set(alerts.topics(tx, id_))
    new = [topic for topic in dict.fromkeys(topics) if topic not in known]
    if new:
        tx.execute(insert(alert_topic), [{"alert_id": id_, "topic_id": topic} for topic in new])
    return bool(new)


def count_others(tx: Connection, id_: StoryId) -> int:
    """Note on the first alert of a story how many further sources tell it by now, and return that."""
    first = select(alert.c.id).where(*_is_first(id_))
    others = max(0, count_sources(tx, id_) - 1)
    the_one = first.order_by(alert.c.sequence).limit(1).scalar_subquery()
    tx.execute(update(alert).where(alert.c.id == the_one).values(others=others))
    return others


def _is_first(id_: StoryId) -> tuple[ColumnElement[bool], ...]:
    """Say of an alert that a story may begin with it: what editors decided against is no beginning."""
    return (
        alert.c.story_id == id_,
        alert.c.kind == AlertKind.NEW,
        alert.c.state != AlertState.DROPPED,
    )
