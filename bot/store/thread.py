"""Threads: which earlier message to its reader an update follows."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import BindParameter, Connection, bindparam, select

from bot.model import AlertKind, AlertState
from bot.store.delivery import ACCEPTED, DeliveryRow, Thread
from bot.store.schema import alert, delivery


def sewn(tx: Connection, rows: Sequence[DeliveryRow]) -> list[DeliveryRow]:
    """Give each update the first message of its story that its reader has had from the same sender.

    One that was recalled or withdrawn is followed by nothing; whoever has nothing else of the story gets
    the update by itself. It is one query for all of them, and none where no update is among them.
    """
    updates = [row.id for row in rows if row.alert and row.alert.kind is AlertKind.UPDATE]
    if not updates:
        return list(rows)
    # the first of each comes last, and stays
    found = tx.execute(_FOLLOWED, {"ids": updates})
    threads = {id_: Thread(external_id, headline) for id_, external_id, headline in found}
    return [replace(row, thread=threads.get(row.id)) for row in rows]


_THESE: BindParameter[list[int]] = bindparam("ids", expanding=True)
_TELLING = (AlertKind.NEW, AlertKind.UPDATE)  # a correction speaks of another message itself

_update, _told, _first = alert.alias(), alert.alias(), delivery.alias()

# each step is by a unique key: the delivery's, its alert's, (story, sequence), (alert, subscriber)
_FOLLOWED = (
    select(delivery.c.id, _first.c.external_id, _told.c.headline)
    .join(_update, _update.c.id == delivery.c.alert_id)
    .join(_told, (_told.c.story_id == _update.c.story_id) & (_told.c.sequence < _update.c.sequence))
    .join(_first, (_first.c.alert_id == _told.c.id) & (_first.c.subscriber_id == delivery.c.subscriber_id))
    .where(delivery.c.id.in_(_THESE), _first.c.sender_id == delivery.c.sender_id)
    .where(_told.c.kind.in_(_TELLING), _told.c.state == AlertState.RELEASED)
    .where(_first.c.state.in_(ACCEPTED), _first.c.external_id != "")
    .order_by(_first.c.sent_at.desc(), _first.c.id.desc())
)
