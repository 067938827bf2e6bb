"""Recalling: an alert is stopped, and what of it has not left never will."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.model import AlertId, AlertState, DeliveryState
from bot.store import batch as batches
from bot.store import edition as editions
from bot.store import figures
from bot.store import sender as senders
from bot.store.alert import AlertRow, of_row
from bot.store.delivery import MAY_HAVE_BEEN_GOT
from bot.store.schema import alert


@dataclass(frozen=True, slots=True)
class Recalled:
    """What a recall came to: deliveries stopped, and those that had left, or may have."""

    stopped: int
    left: int


def recall(tx: Connection, id_: AlertId) -> Recalled | None:
    """Stop a released alert, in all its languages; None when it is not released (any more).

    The first to act wins. The senders' rows are held from here to the commit, so that nothing is claimed
    meanwhile: a claim either was committed before, and counts as left, or comes after, and finds nothing
    of this alert.
    """
    senders.hold_all(tx)
    released = update(alert).where(alert.c.id.in_(editions.of(tx, id_)), alert.c.state == AlertState.RELEASED)
    done = tx.execute(released.values(state=AlertState.RECALLED).returning(alert.c.id)).scalars().all()
    if not done:
        return None
    stopped = left = 0
    for one in map(AlertId, done):
        by_state = figures.counts(tx, one)
        batches.sweep(tx, one, DeliveryState.RECALLED)
        stopped += by_state.get(DeliveryState.QUEUED, 0)
        left += sum(count for state, count in by_state.items() if state in MAY_HAVE_BEEN_GOT)
    return Recalled(stopped, left)


def recallable(tx: Connection, since: datetime, most: int) -> list[AlertRow]:
    """List the alerts released since a moment that nobody has recalled, the newest first."""
    query = (
        select(alert)
        .where(alert.c.released_at >= since, alert.c.state == AlertState.RELEASED)
        .order_by(alert.c.released_at.desc(), alert.c.id.desc())
        .limit(most)
    )
    return [of_row(row) for row in tx.execute(query)]
