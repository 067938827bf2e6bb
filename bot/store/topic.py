"""Topics, as the newsroom file has them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from bot.model import Topic
from bot.store.schema import topic


def keep(tx: Connection, topics: Sequence[Topic], now: datetime) -> None:
    """Make the table say what the newsroom file says; a topic that is gone keeps its row."""
    known = set(tx.scalars(select(topic.c.id)))
    for position, one in enumerate(topics):
        values = {"names": dict(one.names), "position": position, "ended_at": None}
        if one.id in known:
            tx.execute(update(topic).where(topic.c.id == one.id).values(values))
        else:
            tx.execute(insert(topic).values(id=one.id, **values))
    gone = known - {one.id for one in topics}
    tx.execute(update(topic).where(topic.c.id.in_(gone), topic.c.ended_at.is_(None)).values(ended_at=now))
