"""Fates: what the row of one delivery says beyond its state, and the digest that tells it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from bot.model import AlertId, SubscriberId
from bot.store.schema import alert, delivery, digest


@dataclass(frozen=True, slots=True)
class Fate:
    """One reader's delivery of an alert: its moments, the reason in its row, and the digest that tells it.

    `instead` is the later alert of its story that the digest tells in its place.
    """

    error: str
    sent_at: datetime | None
    read_at: datetime | None
    fold_at: datetime | None
    digest_id: int | None = None
    digest_at: datetime | None = None
    instead: AlertId | None = None


def fate(tx: Connection, id_: AlertId, who: SubscriberId) -> Fate | None:
    """Find what became of an alert's delivery to a reader; None where there is none."""
    query = (
        select(delivery, digest.c.made_at, digest.c.alerts)
        .outerjoin(digest, digest.c.id == delivery.c.digest_id)
        .where(delivery.c.alert_id == id_, delivery.c.subscriber_id == who)
    )
    row = tx.execute(query).one_or_none()
    if row is None:
        return None
    instead = None if row.alerts is None or id_ in row.alerts else _instead(tx, id_, row.alerts)
    return Fate(row.error, row.sent_at, row.read_at, row.fold_at, row.digest_id, row.made_at, instead)


def told_before(tx: Connection, id_: AlertId, who: SubscriberId) -> AlertId | None:
    """Find the first alert of the same story that a reader has a delivery of."""
    story = select(alert.c.story_id).where(alert.c.id == id_).scalar_subquery()
    query = (
        select(alert.c.id)
        .join(delivery, delivery.c.alert_id == alert.c.id)
        .where(alert.c.story_id == story, alert.c.id != id_, delivery.c.subscriber_id == who)
    )
    found = tx.scalar(query.order_by(alert.c.sequence).limit(1))
    return None if found is None else AlertId(found)


def _instead(tx: Connection, id_: AlertId, told: Sequence[int]) -> AlertId | None:
    story = select(alert.c.story_id).where(alert.c.id == id_).scalar_subquery()
    query = select(alert.c.id).where(alert.c.story_id == story, alert.c.id.in_(told))
    found = tx.scalar(query.order_by(alert.c.sequence.desc()).limit(1))
    return None if found is None else AlertId(found)
