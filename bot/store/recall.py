"""Recalling: an alert is stopped, and what of it has not left never will."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from bot.model import AlertId, AlertState, DeliveryState
from bot.store import sender as senders
from bot.store.alert import AlertRow, of_row
from bot.store.schema import alert, delivery

HAS_LEFT = (
    DeliveryState.SENDING,
    DeliveryState.UNKNOWN,
    DeliveryState.SENT,
    DeliveryState.DELIVERED,
    DeliveryState.READ,
)


@dataclass(frozen=True, slots=True)
class Recalled:
    """What a recall came to: deliveries stopped, and those that had left, or may have."""

    stopped: int
    left: int


def recall(tx: Connection, id_: AlertId) -> Recalled | None:
    """Stop a released alert; None when it is not released (any more): the first to act wins.

    The senders' rows are held from here to the commit, so that nothing is claimed meanwhile: a claim
    either was committed before, and counts as left, or comes after, and finds nothing of this alert.
    """
    senders.hold_all(tx)
    released = update(alert).where(alert.c.id == id_, alert.c.state == AlertState.RELEASED)
    if not tx.execute(released.values(state=AlertState.RECALLED)).rowcount:
        return None
    queued = update(delivery).where(delivery.c.alert_id == id_, delivery.c.state == DeliveryState.QUEUED)
    stopped = tx.execute(queued.values(state=DeliveryState.RECALLED)).rowcount
    left = select(func.count()).where(delivery.c.alert_id == id_, delivery.c.state.in_(HAS_LEFT))
    return Recalled(stopped, tx.scalar(left) or 0)


def recallable(tx: Connection, since: datetime, most: int) -> list[AlertRow]:
    """List the alerts released since a moment that nobody has recalled, the newest first."""
    query = (
        select(alert)
        .where(alert.c.released_at >= since, alert.c.state == AlertState.RELEASED)
        .order_by(alert.c.released_at.desc(), alert.c.id.desc())
        .limit(most)
    )
    return [of_row(row) for row in tx.execute(query)]
