"""Segments: saved selections of readers, and the alerts that are for one alone.

An alert keeps the selection as it was when the alert was written, so that nobody widens it by changing or
deleting a segment. Who is in it is asked when its deliveries are laid: those who come in the meantime are
in, those who go are out. It narrows whom the alert's topics reach, and never widens that.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Row, and_, delete, exists, insert, or_, select, true, update

from bot.model import AlertId, Selection, SubscriberId, TopicId
from bot.store import subscriber as subscribers
from bot.store.people_tables import alert_segment, segment
from bot.store.schema import alert, delivery, subscriber, subscription

_SELECTION = TypeAdapter(Selection)


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """One segment: its number, its name and whom it means."""

    id: int
    name: str
    picks: Selection


def within(picks: Selection | None) -> ColumnElement[bool]:
    """Say in SQL which subscribers a selection means; None: all."""
    if picks is None:
        return true()
    wants = exists().where(
        subscription.c.subscriber_id == subscriber.c.id,
        subscription.c.ended_at.is_(None),
        subscription.c.topic_id.in_(picks.topics),
    )
    asked: list[ColumnElement[bool]] = [
        *((wants,) if picks.topics else ()),
        *((subscriber.c.language.in_(picks.languages),) if picks.languages else ()),
        *((subscriber.c.channel.in_(picks.channels),) if picks.channels else ()),
        *((subscriber.c.joined_at >= picks.since,) if picks.since else ()),
    ]
    return and_(true(), *asked)


def reached(tx: Connection, alert_id: AlertId) -> ColumnElement[bool]:
    """Say in SQL whom an alert is for: all, or those of its selection."""
    return within(picks_of(tx, alert_id))


def count(tx: Connection, topics: Sequence[TopicId], picks: Selection | None) -> int:
    """Count whom an alert on these topics would reach, of a selection."""
    return subscribers.active_in(tx, topics, within(picks))


# ---- alerts --------------------------------------------------------------------------------------


def attach(tx: Connection, alert_id: AlertId, of: SegmentRow) -> None:
    """Let an alert be for a selection alone: `alerts.write` does it for one that is written for one."""
    tx.execute(insert(alert_segment).values(alert_id=alert_id, name=of.name, picks=_written(of.picks)))


def of_alert(tx: Connection, alert_id: AlertId) -> SegmentRow | None:
    """Find the selection that an alert is for; None: it is for all."""
    row = tx.execute(select(alert_segment).where(alert_segment.c.alert_id == alert_id)).one_or_none()
    return SegmentRow(0, row.name, _SELECTION.validate_python(row.picks)) if row else None


def picks_of(tx: Connection, alert_id: AlertId) -> Selection | None:
    """Say whom an alert is for; None: all."""
    of = of_alert(tx, alert_id)
    return of.picks if of else None


def addressed(tx: Connection, ids: Collection[AlertId]) -> frozenset[int]:
    """Say which of some alerts are for a selection alone."""
    return frozenset(tx.scalars(select(alert_segment.c.alert_id).where(alert_segment.c.alert_id.in_(ids))))


def shown_to(who: SubscriberId) -> ColumnElement[bool]:
    """Say in SQL which alerts a person may look up: those for all, and those that were laid for them."""
    narrow = exists().where(alert_segment.c.alert_id == alert.c.id)
    theirs = exists().where(delivery.c.alert_id == alert.c.id, delivery.c.subscriber_id == who)
    return or_(~narrow, theirs)


# ---- what is saved -------------------------------------------------------------------------------


def save(tx: Connection, name: str, picks: Selection, by: SubscriberId, now: datetime) -> SegmentRow | None:
    """Save a selection under a name; hand back the one that had the name before."""
    before = find(tx, name)
    values = {"picks": _written(picks), "made_at": now, "made_by": by}
    if before is None:
        tx.execute(insert(segment).values(name=name, **values))
    else:
        tx.execute(update(segment).where(segment.c.id == before.id).values(values))
    return before


def find(tx: Connection, name: str) -> SegmentRow | None:
    """Find a segment by its name."""
    row = tx.execute(select(segment).where(segment.c.name == name)).one_or_none()
    return _row(row) if row else None


def by_id(tx: Connection, id_: int) -> SegmentRow | None:
    """Find a segment by its number."""
    row = tx.execute(select(segment).where(segment.c.id == id_)).one_or_none()
    return _row(row) if row else None


def drop(tx: Connection, id_: int) -> bool:
    """Delete a segment; False where it is gone already. Alerts that are for it stay so."""
    return tx.execute(delete(segment).where(segment.c.id == id_)).rowcount > 0


def listed(tx: Connection, most: int, after: str = "") -> list[SegmentRow]:
    """List segments by name, those behind a name."""
    query = select(segment).where(segment.c.name > after).order_by(segment.c.name).limit(most)
    return [_row(row) for row in tx.execute(query)]


def plain(picks: Selection) -> dict[str, object]:
    """Say a selection in JSON's values."""
    return _written(picks)


def _written(picks: Selection) -> dict[str, object]:
    written: dict[str, object] = _SELECTION.dump_python(picks, mode="json")
    return written


def _row(row: Row[tuple[object, ...]]) -> SegmentRow:
    return SegmentRow(row.id, row.name, _SELECTION.validate_python(row.picks))
