"""Alerts: the decisions to tell topics of a story."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, Row, case, func, insert, literal, or_, select, update

from bot.model import (
    AlertId,
    AlertKind,
    AlertState,
    EntryId,
    Priority,
    RevisionKind,
    Span,
    StoryId,
    SubscriberId,
    Summary,
    TopicId,
)
from bot.store import edition as editions
from bot.store import segment as segments
from bot.store.schema import Moment, alert, alert_topic, subscriber, subscription

MACHINE: Final[list[str | int]] = ["machine", 0, 0]
"""Stands in `spans` where a machine worded the alert: its words are no stretches of the article.

The table has no column for it; see docs/decisions/0013-machine-words.md.
"""

FOLLOWS: Final = (AlertKind.CORRECTION, AlertKind.WITHDRAWAL)
"""The kinds that are for exactly those who got an earlier alert."""


@dataclass(frozen=True, slots=True)
class NewAlert:
    """An alert to write down."""

    story_id: StoryId
    kind: AlertKind
    priority: Priority
    state: AlertState
    summary: Summary
    byline: str
    link: str
    topics: tuple[TopicId, ...]
    published_at: datetime
    expires_at: datetime
    entry_id: EntryId | None = None
    written_by: SubscriberId | None = None
    by_machine: bool = False
    corrects: AlertId | None = None
    important: bool = True  # as an update: whether it reaches those who want important ones only
    picture: str = ""  # the address of one that goes with it
    only: segments.SegmentRow | None = None  # whom it is for, where that is not all


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert as it stands: `revision` is the number of its words, and `corrects` the alert before it.

    `others` counts the further sources that tell its story.
    """

    id: AlertId
    kind: AlertKind
    priority: Priority
    state: AlertState
    headline: str
    lines: tuple[str, ...]
    language: str
    byline: str
    link: str
    published_at: datetime
    released_at: datetime | None
    expires_at: datetime
    written_by: SubscriberId | None
    by_machine: bool = False
    entry_id: EntryId | None = None
    revision: int = 1
    revised_at: datetime | None = None
    revised_as: RevisionKind | None = None
    corrects: AlertId | None = None
    others: int = 0
    picture: str = ""
    embargo_until: datetime | None = None


def write(tx: Connection, new: NewAlert, now: datetime) -> AlertId:
    """Write an alert down as the next of its story."""
    last = tx.scalar(select(func.max(alert.c.sequence)).where(alert.c.story_id == new.story_id)) or 0
    values = {
        "story_id": new.story_id,
        "sequence": last + 1,
        "kind": new.kind,
        "priority": new.priority,
        "state": new.state,
        "headline": new.summary.headline,
        "lines": list(new.summary.lines),
        "spans": spans(new.summary, by_machine=new.by_machine),
        "language": new.summary.language,
        "byline": new.byline[:200],
        "link": new.link,
        "published_at": new.published_at,
        "created_at": now,
        "released_at": now if new.state == AlertState.RELEASED else None,
        "expires_at": new.expires_at,
        "entry_id": new.entry_id,
        "written_by": new.written_by,
        "corrects": new.corrects,
        "important": new.important,
        "picture": new.picture,
    }
    id_ = tx.scalar(insert(alert).values(values).returning(alert.c.id)) or 0
    if new.only is not None:
        segments.attach(tx, AlertId(id_), new.only)
    for topic_id in dict.fromkeys(new.topics):
        tx.execute(insert(alert_topic).values(alert_id=id_, topic_id=topic_id))
    return AlertId(id_)


def speak_by(tx: Connection, id_: AlertId, entry_id: EntryId, byline: str, link: str, picture: str) -> None:
    """Let an alert name another entry as the one that it was worded from, and lead to it."""
    values = {"entry_id": entry_id, "byline": byline[:200], "link": link, "picture": picture}
    tx.execute(update(alert).where(alert.c.id == id_).values(values))


def find(tx: Connection, id_: AlertId) -> AlertRow | None:
    """Find an alert by id."""
    row = tx.execute(select(alert).where(alert.c.id == id_)).one_or_none()
    return of_row(row) if row else None


def by_ids(tx: Connection, ids: Sequence[int]) -> dict[int, AlertRow]:
    """Find alerts by their ids."""
    return {row.id: of_row(row) for row in tx.execute(select(alert).where(alert.c.id.in_(ids)))}


def topics(tx: Connection, id_: AlertId) -> tuple[TopicId, ...]:
    """List the topics that an alert goes to."""
    query = (
        select(alert_topic.c.topic_id).where(alert_topic.c.alert_id == id_).order_by(alert_topic.c.topic_id)
    )
    return tuple(TopicId(topic_id) for topic_id in tx.scalars(query))


def release(tx: Connection, id_: AlertId, priority: Priority, now: datetime, expires_at: datetime) -> bool:
    """Let a held alert go; False when it is not held any more (the first to act wins), or under embargo.

    It goes in all its languages, and its deliveries are `bot.store.batch.fan_out`'s, an edition at a time.
    One that a person wrote is published now: its byline tells when it went out, not when it was begun.
    """
    by_hand = case((alert.c.written_by.is_not(None), literal(now, Moment())), else_=alert.c.published_at)
    values = {
        "state": AlertState.RELEASED,
        "released_at": now,
        "published_at": by_hand,
        "priority": priority,
        "expires_at": expires_at,
    }
    return _decide(tx, id_, values, or_(alert.c.embargo_until.is_(None), alert.c.embargo_until <= now))


def drop(tx: Connection, id_: AlertId) -> bool:
    """Decide against a held alert, in all its languages; False when it is not held any more."""
    return _decide(tx, id_, {"state": AlertState.DROPPED})


def latest(tx: Connection, subscriber_id: SubscriberId, most: int) -> list[AlertRow]:
    """List the last alerts on the topics that a person subscribes to; on all, for one without any."""
    wanted = select(subscription.c.topic_id).where(
        subscription.c.subscriber_id == subscriber_id, subscription.c.ended_at.is_(None)
    )
    theirs = select(alert_topic.c.alert_id).where(alert_topic.c.topic_id.in_(wanted))
    query = select(alert).where(alert.c.state == AlertState.RELEASED, alert.c.corrects.is_(None))
    if tx.execute(wanted.limit(1)).first():
        query = query.where(alert.c.id.in_(theirs))
    reads = tx.scalar(select(subscriber.c.reads).where(subscriber.c.id == subscriber_id))
    if reads:
        query = query.where(alert.c.language.in_([*reads.split(), ""]))
    query = query.where(segments.shown_to(subscriber_id))
    rows = tx.execute(query.order_by(alert.c.released_at.desc(), alert.c.id.desc()).limit(most)).all()
    return [of_row(row) for row in rows]


def of_row(row: Row[tuple[object, ...]]) -> AlertRow:
    """Make the value of a row of the alert table."""
    return AlertRow(
        AlertId(row.id),
        AlertKind(row.kind),
        Priority(row.priority),
        AlertState(row.state),
        row.headline,
        tuple(row.lines),
        row.language,
        row.byline,
        row.link,
        row.published_at,
        row.released_at,
        row.expires_at,
        SubscriberId(row.written_by) if row.written_by else None,
        MACHINE in row.spans,
        EntryId(row.entry_id) if row.entry_id else None,
        row.revision,
        row.revised_at,
        RevisionKind(row.revised_as) if row.revised_as else None,
        AlertId(row.corrects) if row.corrects else None,
        row.others,
        row.picture,
        row.embargo_until,
    )


def spans(summary: Summary, *, by_machine: bool = False) -> list[list[str | int]]:
    """Write where the words of an alert stand in its article."""
    if by_machine:
        return [list(MACHINE)]
    return [[span.part, span.start, span.end, span.before, span.after] for span in summary.spans]


def spans_of(tx: Connection, id_: AlertId) -> list[Span]:
    """List where an alert's words stand in its article; none of a machine's, or of a person's."""
    found = tx.scalar(select(alert.c.spans).where(alert.c.id == id_)) or []
    return [Span(*one) for one in found if one != MACHINE]


def _decide(
    tx: Connection, id_: AlertId, values: dict[str, object], *conditions: ColumnElement[bool]
) -> bool:
    held = update(alert).where(
        alert.c.id.in_(editions.of(tx, id_)), alert.c.state == AlertState.HELD, *conditions
    )
    return tx.execute(held.values(values)).rowcount > 0
