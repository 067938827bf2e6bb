"""Figures of sources: what each has brought of late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.model import AlertState, SourceId
from bot.store.schema import alert, entry


@dataclass(frozen=True, slots=True)
class Brought:
    """How many entries a source gave, and how many alerts speak by it."""

    entries: int = 0
    alerts: int = 0


def since(tx: Connection, ids: Sequence[SourceId], moment: datetime) -> Mapping[SourceId, Brought]:
    """Count what these sources have brought since a moment; later versions of an entry count for nothing.

    What stood in a source at its first look counts among its entries.
    """
    given = (
        select(entry.c.source_id, func.count().label("count"))
        .where(entry.c.source_id.in_(ids), entry.c.seen_at >= moment, entry.c.version == 1)
        .group_by(entry.c.source_id)
    )
    told = (
        select(entry.c.source_id, func.count().label("count"))
        .join(alert, alert.c.entry_id == entry.c.id)
        .where(alert.c.released_at >= moment, alert.c.state != AlertState.DROPPED, entry.c.source_id.in_(ids))
        .group_by(entry.c.source_id)
    )
    entries = {row.source_id: int(row[1]) for row in tx.execute(given)}
    alerts = {row.source_id: int(row[1]) for row in tx.execute(told)}
    return {id_: Brought(entries.get(id_, 0), alerts.get(id_, 0)) for id_ in ids}
