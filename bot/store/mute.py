"""Mutes: the sources of which readers want nothing."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, delete, exists, select

from bot.model import SourceId, SubscriberId
from bot.store.choice_tables import mute
from bot.store.database import insert_into
from bot.store.schema import subscriber


def of(tx: Connection, id_: SubscriberId) -> Sequence[SourceId]:
    """List the sources that a reader mutes, by their numbers."""
    query = select(mute.c.source_id).where(mute.c.subscriber_id == id_).order_by(mute.c.source_id)
    return [SourceId(one) for one in tx.scalars(query)]


def add(tx: Connection, id_: SubscriberId, source_id: SourceId) -> None:
    """Mute a source for a reader; one that is muted stays so."""
    row = insert_into(tx, mute).values(source_id=source_id, subscriber_id=id_)
    tx.execute(row.on_conflict_do_nothing(index_elements=["source_id", "subscriber_id"]))


def end(tx: Connection, id_: SubscriberId, source_id: SourceId) -> None:
    """Let a reader hear a source again."""
    tx.execute(delete(mute).where(mute.c.source_id == source_id, mute.c.subscriber_id == id_))


def any_among(tx: Connection, source_id: SourceId, after_id: int, last_id: int) -> bool:
    """Say whether any reader of a stretch of ids mutes a source."""
    query = select(mute.c.subscriber_id).where(
        mute.c.source_id == source_id, mute.c.subscriber_id > after_id, mute.c.subscriber_id <= last_id
    )
    return tx.execute(query.limit(1)).first() is not None


def hears(source_id: SourceId) -> ColumnElement[bool]:
    """Say in SQL which subscribers do not mute a source."""
    return ~exists().where(mute.c.source_id == source_id, mute.c.subscriber_id == subscriber.c.id)
