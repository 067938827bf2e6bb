"""What sites' addresses led to: a source is then polled where its entries are."""

from sqlalchemy import Connection, delete, exists, select, update

from bot.model import SourceId
from bot.store import source as sources
from bot.store.schema import entry, hub, source, source_topic


def keep(tx: Connection, row: sources.SourceRow, url: str, kind: str) -> sources.SourceRow | None:
    """Poll a source where a look found its entries; answer another source that is polled there already.

    That one stays, and the new one goes. What the newsroom file lists keeps the address that the file
    says: under another, each start would add it anew and pause what was found.
    """
    if tx.scalar(select(source.c.origin).where(source.c.id == row.id)) == "file" and url != row.url:
        return None
    other = sources.by_url(tx, url)
    if other is None or other.id == row.id:
        tx.execute(update(source).where(source.c.id == row.id).values(url=url, kind=kind))
        return None
    _drop(tx, row.id)
    return other


def _drop(tx: Connection, id_: SourceId) -> None:
    """Take out a source that was only just added; one that has brought entries stays beside the other."""
    if tx.scalar(select(exists().where(entry.c.source_id == id_))):
        return
    tx.execute(delete(source_topic).where(source_topic.c.source_id == id_))
    tx.execute(delete(hub).where(hub.c.source_id == id_))
    tx.execute(delete(source).where(source.c.id == id_))
