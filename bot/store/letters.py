"""Letters: what people wrote to us and what was answered, kept for a while and then erased."""

from datetime import datetime

from sqlalchemy import Connection, delete, null, select, update

from bot.model import DeliveryState
from bot.store import question as questions
from bot.store.schema import delivery, event

_ENDED = tuple(
    state
    for state in DeliveryState
    if state not in {DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.UNKNOWN}
)


def erase_old(tx: Connection, before: datetime, most: int) -> int:
    """Erase events that were handled, and empty replies that ended and questions, from before a moment.

    It is `most` of each at once.
    """
    emptied = _empty_replies(tx, before, most) + questions.empty_old(tx, before, most)
    return _erase_events(tx, before, most) + emptied


def _erase_events(tx: Connection, before: datetime, most: int) -> int:
    # by id, in the order in which they came: whatever is old stands at the front, and no index is needed
    front = tx.execute(
        select(event.c.id, event.c.received_at, event.c.due_at).order_by(event.c.id).limit(most)
    )
    old = [row.id for row in front if row.received_at < before and row.due_at is None]
    return tx.execute(delete(event).where(event.c.id.in_(old))).rowcount if old else 0


def _empty_replies(tx: Connection, before: datetime, most: int) -> int:
    query = (
        select(delivery.c.id)
        .where(delivery.c.body.is_not(None), delivery.c.created_at < before, delivery.c.state.in_(_ENDED))
        .order_by(delivery.c.created_at)
        .limit(most)
    )
    old = list(tx.scalars(query))
    emptied = update(delivery).where(delivery.c.id.in_(old)).values(body=null())
    return tx.execute(emptied).rowcount if old else 0
