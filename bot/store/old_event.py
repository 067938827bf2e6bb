"""Old events: what people wrote goes as letters do, what services told us by a setting of its own.

The key of an event keeps a repeated hook from being handled twice, for as long as services may repeat one.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, func, select, update

from bot.store.retention import Stretch
from bot.store.schema import event

REPEATED: Final = timedelta(days=7)
"""How long after the first a hook may come again, with room: Meta repeats for up to seven days."""

RECEIPT: Final = "receipt"
"""The kind of what people did not write, or press."""


def erase(
    tx: Connection,
    now: datetime,
    letters: timedelta,
    others: timedelta | None,
    after_id: int,
    most: int,
) -> Stretch:
    """Erase events that were handled, letters after one span and others after another (None: never).

    A letter whose span is shorter than a hook is repeated loses its words by then, and its key later. The
    last event of all stays, or SQLite would give its number away again.
    """
    front = (
        select(event.c.id, event.c.kind, event.c.about, event.c.body, event.c.received_at, event.c.due_at)
        .where(event.c.id > after_id, event.c.id < select(func.max(event.c.id)).scalar_subquery())
        .order_by(event.c.id)
        .limit(most)
    )
    rows = tx.execute(front).all()
    handled = [row for row in rows if row.due_at is None]
    letter = max(letters, REPEATED)
    gone = [
        row.id for row in handled if _older(row.received_at, now, others if row.kind == RECEIPT else letter)
    ]
    written = [row for row in handled if row.kind != RECEIPT and (row.about or row.body)]
    bare = {row.id for row in written if _older(row.received_at, now, letters)}.difference(gone)
    if gone:
        tx.execute(delete(event).where(event.c.id.in_(gone)))
    if bare:
        tx.execute(update(event).where(event.c.id.in_(bare)).values(body={}, about="", error=""))
    shortest = min(letters, others) if others else letters
    over = len(rows) < most or not _older(rows[-1].received_at, now, shortest)
    return Stretch(len(gone) + len(bare), None if over else rows[-1].id)


def _older(at: datetime, now: datetime, span: timedelta | None) -> bool:
    return span is not None and at < now - span
