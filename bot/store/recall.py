"""Recalling: an alert is stopped, and what of it has not left never will."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.model import AlertId, AlertState, DeliveryState
from bot.store import batch as batches
from bot.store import figures
from bot.store import sender as senders
from bot.store.alert import AlertRow, of_row
from bot.store.delivery import ACCEPTED, MAY_HAVE_LEFT
from bot.store.schema import alert

HAS_LEFT = (*MAY_HAVE_LEFT, *ACCEPTED)


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
    by_state = figures.counts(tx, id_)
    batches.sweep(tx, id_, DeliveryState.RECALLED)
    left = sum(count for state, count in by_state.items() if state in HAS_LEFT)
    return Recalled(by_state.get(DeliveryState.QUEUED, 0), left)


def recallable(tx: Connection, since: datetime, most: int) -> list[AlertRow]:
    """List the alerts released since a moment that nobody has recalled, the newest first."""
    query = (
        select(alert)
        .where(alert.c.released_at >= since, alert.c.state == AlertState.RELEASED)
        .order_by(alert.c.released_at.desc(), alert.c.id.desc())
        .limit(most)
    )
    return [of_row(row) for row in tx.execute(query)]
