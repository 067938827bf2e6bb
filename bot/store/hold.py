"""Holds: of which sources and topics alerts wait for a look."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select

from bot.model import Hold, SourceId, TopicId
from bot.store.schema import hold


@dataclass(frozen=True, slots=True)
class HoldRow:
    """What of a source, or else of a topic, waits."""

    source_id: SourceId | None
    topic_id: TopicId | None
    mode: Hold


def of_source(tx: Connection, id_: SourceId) -> Hold:
    """Say what of a source waits."""
    return _mode(tx, hold.c.source_id == id_)


def of_topic(tx: Connection, id_: TopicId) -> Hold:
    """Say what of a topic waits."""
    return _mode(tx, hold.c.topic_id == id_)


def hold_source(tx: Connection, id_: SourceId, mode: Hold) -> None:
    """Let alerts of a source wait, or go straight out."""
    tx.execute(delete(hold).where(hold.c.source_id == id_))
    if mode is not Hold.OFF:
        tx.execute(insert(hold).values(source_id=id_, mode=mode))


def hold_topic(tx: Connection, id_: TopicId, mode: Hold) -> None:
    """Let alerts of a topic wait, or go straight out."""
    tx.execute(delete(hold).where(hold.c.topic_id == id_))
    if mode is not Hold.OFF:
        tx.execute(insert(hold).values(topic_id=id_, mode=mode))


def over(tx: Connection, source_id: SourceId, topics: Sequence[TopicId]) -> list[HoldRow]:
    """List what is asked of an alert of a source and of some topics, the source's first."""
    return _listed(tx, or_(hold.c.source_id == source_id, hold.c.topic_id.in_(topics)))


def listed(tx: Connection) -> list[HoldRow]:
    """List all that is held, sources first."""
    return _listed(tx, hold.c.id > 0)


def _mode(tx: Connection, which: ColumnElement[bool]) -> Hold:
    found = tx.scalar(select(hold.c.mode).where(which))
    return Hold(found) if found else Hold.OFF


def _listed(tx: Connection, which: ColumnElement[bool]) -> list[HoldRow]:
    query = (
        select(hold).where(which).order_by(hold.c.topic_id.is_not(None), hold.c.source_id, hold.c.topic_id)
    )
    return [
        HoldRow(
            SourceId(row.source_id) if row.source_id else None,
            TopicId(row.topic_id) if row.topic_id else None,
            Hold(row.mode),
        )
        for row in tx.execute(query)
    ]
