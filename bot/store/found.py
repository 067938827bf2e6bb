"""What sites' addresses led to: a source is then polled where its entries are."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, exists, select, update

from bot.domain import domain_of
from bot.model import SourceId
from bot.store import source as sources
from bot.store.schema import entry, hub, mute, source, source_topic


def keep(
    tx: Connection, row: sources.SourceRow, url: str, kind: str, left: Mapping[str, Any] | None
) -> sources.SourceRow | None:
    """Poll a source where a look found its entries; answer another source that is polled there already.

    `left` is what is to be known of the address that it had before.
    """
    other = sources.by_url(tx, url)
    if other is None or other.id == row.id:
        values = {"url": url, "host": domain_of(url), "kind": kind, "move": left}
        tx.execute(update(source).where(source.c.id == row.id).values(values))
        return None
    return other


def by_address(tx: Connection, url: str) -> sources.SourceRow | None:
    """Find a source by its URL, or by the address that led to it."""
    if known := sources.by_url(tx, url):
        return known
    led = tx.execute(select(source.c.id, source.c.move).where(source.c.move.is_not(None)))
    ids = [SourceId(row.id) for row in led if url in row.move.get("former", ())]
    return sources.find(tx, ids[0]) if ids else None


def drop(tx: Connection, id_: SourceId, now: datetime) -> None:
    """Take out a source that was only just added; one that has brought entries is paused instead."""
    if tx.scalar(select(exists().where(entry.c.source_id == id_))):
        sources.pause(tx, id_, now, "same")
        return
    tx.execute(delete(source_topic).where(source_topic.c.source_id == id_))
    tx.execute(delete(hub).where(hub.c.source_id == id_))
    tx.execute(delete(mute).where(mute.c.source_id == id_))  # any number can be muted
    tx.execute(delete(source).where(source.c.id == id_))
