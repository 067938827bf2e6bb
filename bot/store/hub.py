"""Hubs: who pushes the entries of which source to us, and how far each of them is to be relied on."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, exists, insert, or_, select, update

from bot.model import SourceId
from bot.store.schema import hub, source

PATH_BYTES: Final = 16
SECRET_BYTES: Final = 32


class HubState(StrEnum):
    """Where we stand with a hub."""

    WANTED = "wanted"  # to be asked
    ASKED = "asked"  # has not said yet that it was us who asked
    ACTIVE = "active"
    REFUSED = "refused"  # asked again much later
    DEMOTED = "demoted"  # missed too much: what it pushes is taken, but not relied on
    LEAVING = "leaving"  # asked to end it


KNOWS_US: Final = (HubState.ASKED, HubState.ACTIVE, HubState.DEMOTED)
"""States in which a hub may push to us."""


@dataclass(frozen=True, slots=True)
class HubRow:
    """A source's hub as it stands; `path` (of the callback) and `secret` are known to it and us alone."""

    source_id: SourceId
    path: str = field(repr=False)
    url: str
    topic: str
    secret: str = field(repr=False)
    state: HubState
    due_at: datetime | None
    lease_until: datetime | None
    pushed_at: datetime | None
    pushed: int
    missed: int
    tries: int

    def is_active(self, now: datetime) -> bool:
        """Say whether it tells of new entries at a moment."""
        return self.state is HubState.ACTIVE and self.lease_until is not None and self.lease_until > now


def want(tx: Connection, source_id: SourceId, url: str, topic: str, now: datetime) -> None:
    """Note a source's hub, to be asked at once by a new secret; one noted before is forgotten."""
    tx.execute(delete(hub).where(hub.c.source_id == source_id))
    made = {"path": secrets.token_urlsafe(PATH_BYTES), "secret": secrets.token_urlsafe(SECRET_BYTES)}
    values = {"source_id": source_id, "url": url, "topic": topic, "state": HubState.WANTED, "due_at": now}
    tx.execute(insert(hub).values(**values, **made))


def find(tx: Connection, source_id: SourceId) -> HubRow | None:
    """Find a source's hub, for this transaction alone to change."""
    found = tx.execute(select(hub).where(hub.c.source_id == source_id).with_for_update()).one_or_none()
    return _row(found) if found else None


def by_path(tx: Connection, path: str) -> HubRow | None:
    """Find the hub that knows a callback."""
    found = tx.execute(select(hub).where(hub.c.path == path)).one_or_none()
    return _row(found) if found else None


def change(tx: Connection, row: HubRow, **values: object) -> bool:
    """Change a hub's row, unless somebody changed its state or tries meanwhile."""
    same = and_(hub.c.path == row.path, hub.c.state == row.state, hub.c.tries == row.tries)
    return tx.execute(update(hub).where(same).values(**values)).rowcount > 0


def any_due(tx: Connection, now: datetime) -> bool:
    """Say whether there is anything to ask of a hub."""
    query = select(hub.c.source_id).where(or_(hub.c.due_at <= now, _abandoned())).limit(1)
    return tx.execute(query).first() is not None


def due(tx: Connection, now: datetime, most: int) -> list[HubRow]:
    """Take hubs of which something is to be asked; the caller gives each a later moment."""
    query = select(hub).where(hub.c.due_at <= now).order_by(hub.c.due_at, hub.c.source_id).limit(most)
    return [_row(one) for one in tx.execute(query.with_for_update(skip_locked=True))]


def leave_paused(tx: Connection, now: datetime) -> None:
    """Take leave of the hubs whose sources are paused; those that don't know us are forgotten."""
    knows = hub.c.state.in_(KNOWS_US)
    ending = {"state": HubState.LEAVING, "due_at": now, "tries": 0}
    tx.execute(update(hub).where(_abandoned(), knows).values(**ending))
    tx.execute(delete(hub).where(_abandoned()))


def forget(tx: Connection, row: HubRow, now: datetime) -> None:
    """Forget a hub that was taken leave of; its source, unless paused, tells at once what hub it has now."""
    tx.execute(
        update(source)
        .where(source.c.id == row.source_id, source.c.paused_at.is_(None))
        .values(memo={}, due_at=now)
    )
    tx.execute(delete(hub).where(hub.c.path == row.path))


def look_by(tx: Connection, source_id: SourceId, moment: datetime) -> None:
    """Have a source that is well looked at by a moment, at the latest."""
    well = and_(source.c.paused_at.is_(None), source.c.failures == 0)
    tx.execute(
        update(source).where(source.c.id == source_id, well, source.c.due_at > moment).values(due_at=moment)
    )


def learned(tx: Connection, source_id: SourceId, rhythm: Mapping[str, object]) -> None:
    """Keep what a push taught of its source's rhythm; one that publishes is not silent."""
    tx.execute(
        update(source).where(source.c.id == source_id).values(rhythm=dict(rhythm), told_silent_at=None)
    )


def active_ids(tx: Connection, now: datetime) -> frozenset[SourceId]:
    """Name the sources whose new entries are pushed to us."""
    query = select(hub.c.source_id).where(hub.c.state == HubState.ACTIVE, hub.c.lease_until > now)
    return frozenset(SourceId(id_) for id_ in tx.scalars(query))


def _abandoned() -> ColumnElement[bool]:
    paused = exists().where(source.c.id == hub.c.source_id, source.c.paused_at.is_not(None))
    return and_(paused, hub.c.state != HubState.LEAVING)


def _row(row: Row[tuple[object, ...]]) -> HubRow:
    return HubRow(
        SourceId(row.source_id),
        row.path,
        row.url,
        row.topic,
        row.secret,
        HubState(row.state),
        row.due_at,
        row.lease_until,
        row.pushed_at,
        row.pushed,
        row.missed,
        row.tries,
    )
