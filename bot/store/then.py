"""Then: an alert as it was when it was last laid, which decides whom it reached, whatever came since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, select

from bot.model import AlertId, AlertKind, AlertState, Priority, SourceId, StoryId, TopicId
from bot.store import alert as alerts
from bot.store import edition as editions
from bot.store import laying as layings
from bot.store.held import End
from bot.store.laying import LayingRow
from bot.store.schema import alert, entry, held, revision


@dataclass(frozen=True, slots=True)
class Then:
    """An alert as it was laid: `at` is when it last was; now, where it has not been yet.

    `noted` says that what decided then was written down; else it is taken from the alert as it is today.
    `ended` says what became of it at the desk, where it was dropped there. `texts` are the words that were
    offered to keywords. A correction has the topics of what it corrects.
    """

    id: AlertId
    story: StoryId
    kind: AlertKind
    state: AlertState
    language: str
    important: bool
    corrects: AlertId | None
    expires_at: datetime
    embargo_until: datetime | None
    ended: End | None
    at: datetime
    priority: Priority
    others: int
    source_id: SourceId | None
    topics: frozenset[TopicId]
    texts: tuple[str, ...]
    noted: bool


def then(tx: Connection, id_: AlertId, now: datetime) -> Then | None:
    """Tell how an alert was when it was laid; None where there is none."""
    query = select(alert, entry.c.source_id, entry.c.title).outerjoin_from(alert, entry)
    row = tx.execute(query.where(alert.c.id == id_)).one_or_none()
    if row is None:
        return None
    corrects = AlertId(row.corrects) if row.corrects else None
    laid = layings.of(tx, [id_]).get(id_)
    last = laid[-1] if laid else _as_today(tx, row, corrects or id_, now)
    return Then(
        id_,
        StoryId(row.story_id),
        AlertKind(row.kind),
        AlertState(row.state),
        row.language,
        row.important,
        corrects,
        row.expires_at,
        row.embargo_until,
        _ended(tx, id_) if row.state == AlertState.DROPPED else None,
        last.at,
        last.priority,
        last.others,
        last.source_id,
        last.topics,
        texts_of(tx, row, last.revision),
        noted=laid is not None,
    )


def _ended(tx: Connection, id_: AlertId) -> End | None:
    """Say as what it ended at the desk, where it was there, in whichever language."""
    query = select(held.c.ended).where(held.c.alert_id.in_(editions.of(tx, id_)), held.c.ended != "")
    found = tx.scalar(query.limit(1))
    return End(found) if found else None


def texts_of(tx: Connection, row: Row[tuple[object, ...]], number: int) -> tuple[str, ...]:
    """Give the words of an alert, as they were with that number, and its entry's title."""
    told = row
    if row.revision != number:
        one = select(revision).where(revision.c.alert_id == row.id, revision.c.number == number)
        told = tx.execute(one).one_or_none() or row
    lines: Sequence[str] = told.lines
    return (told.headline, *lines, *([row.title] if row.title else []))


def _as_today(tx: Connection, row: Row[tuple[object, ...]], topics_of: AlertId, now: datetime) -> LayingRow:
    return LayingRow(
        row.released_at or now,
        Priority(row.priority),
        layings.others(tx, row.story_id),
        None if row.source_id is None else SourceId(row.source_id),
        frozenset(alerts.topics(tx, topics_of)),
        row.revision,
    )
