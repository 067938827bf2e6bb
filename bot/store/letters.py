"""Letters: what people wrote to us and what was answered, kept for a while and then emptied."""

from datetime import datetime

from sqlalchemy import Connection, null, select, update

from bot.model import DeliveryState
from bot.store import question as questions
from bot.store.schema import delivery

_ENDED = tuple(
    state
    for state in DeliveryState
    if state not in {DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.UNKNOWN}
)


def empty_old(tx: Connection, before: datetime, most: int) -> int:
    """Empty replies that ended, and questions, from before a moment; `most` of each at once.

    What people wrote otherwise goes by bot/store/old_event.py.
    """
    return _empty_replies(tx, before, most) + questions.empty_old(tx, before, most)


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
