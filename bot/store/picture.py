"""Pictures of alerts: whose picture it is, and which of them a service would not take."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, func, select, update

from bot.model import AlertId, SenderId, SourceId
from bot.store.database import insert_into
from bot.store.delivery import DeliveryRow
from bot.store.schema import alert, entry, picture_refusal, sender


def repeated(tx: Connection, source_id: SourceId, address: str, guid: str, most: int) -> int:
    """Count, among a source's last entries, the others that have a picture."""
    # by their ids alone, which an index holds: a sort of whole rows would take far longer
    last = select(entry.c.id).where(entry.c.source_id == source_id).order_by(entry.c.id.desc()).limit(most)
    others = select(func.count(entry.c.guid.distinct())).where(
        entry.c.id.in_(last), entry.c.picture == address, entry.c.guid != guid
    )
    return tx.scalar(others) or 0


def show(tx: Connection, id_: AlertId, address: str) -> None:
    """Let an alert go with another picture, or with none: who gets it, or a change of it, from now on."""
    tx.execute(update(alert).where(alert.c.id == id_).values(picture=address))


def refuse(tx: Connection, alert_id: AlertId, sender_id: SenderId, error: str, now: datetime) -> None:
    """Note that a sender's service would not take an alert's picture: the first word on it stays."""
    row = {"alert_id": alert_id, "sender_id": sender_id, "error": error[:300], "refused_at": now}
    tx.execute(insert_into(tx, picture_refusal).values(row).on_conflict_do_nothing())


def refused_by(tx: Connection, id_: AlertId) -> list[str]:
    """Name the channels by which an alert goes without its picture, because that was refused."""
    query = select(sender.c.channel).join(picture_refusal, picture_refusal.c.sender_id == sender.c.id)
    return list(
        tx.scalars(query.where(picture_refusal.c.alert_id == id_).distinct().order_by(sender.c.channel))
    )


def bared(tx: Connection, rows: Sequence[DeliveryRow]) -> list[DeliveryRow]:
    """Take the pictures off alerts whose sender's service has refused them; all rows are one sender's.

    It is one query for all of them, and none where no alert has a picture.
    """
    pictured = {row.alert.id for row in rows if row.alert and row.alert.picture}
    if not pictured:
        return list(rows)
    refused = set(tx.scalars(_REFUSED, {"ids": sorted(pictured), "by": rows[0].sender_id}))
    if not refused:
        return list(rows)
    return [
        replace(row, alert=replace(row.alert, picture=""))
        if row.alert is not None and row.alert.id in refused
        else row
        for row in rows
    ]


_THESE: BindParameter[list[int]] = bindparam("ids", expanding=True)

# of the path that every message takes: built once
_REFUSED = select(picture_refusal.c.alert_id).where(
    picture_refusal.c.alert_id.in_(_THESE), picture_refusal.c.sender_id == bindparam("by")
)
