"""Cards: the messages to editors that show an alert at the desk, and how each is brought up to date.

Of the changes of one message one is under way at a time: another one is written into it while it waits,
and comes after it once it has left. So no older face ever replaces a newer one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, literal, select, update

from bot.model import AlertId, DeliveryId, DeliveryState, SenderId, Subscriber, SubscriberId
from bot.store import delivery as deliveries
from bot.store.schema import card, delivery, sender, subscriber


@dataclass(frozen=True, slots=True)
class Face:
    """What of an alert a message shows; a `live` one follows what becomes of the alert."""

    alert_id: AlertId
    key: str
    live: bool = True


@dataclass(frozen=True, slots=True)
class CardRow:
    """One message that shows an alert to an editor; `face` is what of it."""

    id: int
    alert_id: AlertId
    subscriber_id: SubscriberId
    delivery_id: DeliveryId
    change_id: DeliveryId | None
    face: str


@dataclass(frozen=True, slots=True)
class Message:
    """How a message stands: its state, and its id on the channel, empty while it has none."""

    id: DeliveryId
    state: DeliveryState
    external_id: str


def note(tx: Connection, shows: Face, who: SubscriberId, queued: DeliveryId, replaces: str = "") -> None:
    """Note that a message shows an alert; one that `replaces` a message that did is a change of that one."""
    known = _replaced(tx, shows.alert_id, who, replaces) if replaces else None
    if known is not None:
        changed = update(card).where(card.c.id == known)
        tx.execute(changed.values(change_id=queued, face=shows.key))
        return
    values = {"alert_id": shows.alert_id, "subscriber_id": who, "delivery_id": queued}
    tx.execute(insert(card).values(values | {"face": shows.key, "live": shows.live}))


def of_alert(tx: Connection, id_: AlertId) -> Sequence[CardRow]:
    """List the messages that show an alert and follow what becomes of it."""
    query = select(card).where(card.c.alert_id == id_, card.c.live).order_by(card.c.id)
    return [_of(row) for row in tx.execute(query)]


def shown(tx: Connection, who: SubscriberId, sender_id: SenderId, external_id: str) -> AlertId | None:
    """Say which alert at the desk a message to a person shows.

    A service may number each chat's messages from one, so the person tells as much as the number.
    """
    if not external_id:
        return None
    query = (
        select(card.c.alert_id)
        .join(delivery, delivery.c.id == card.c.delivery_id)
        .where(
            delivery.c.sender_id == sender_id,
            delivery.c.external_id == external_id,
            delivery.c.external_id != literal("", literal_execute=True),  # as the index over it says it
            delivery.c.subscriber_id == who,
        )
    )
    found = tx.scalar(query.limit(1))
    return None if found is None else AlertId(found)


def message(tx: Connection, id_: DeliveryId | None) -> Message | None:
    """Say how a message stands."""
    query = select(delivery.c.id, delivery.c.state, delivery.c.external_id).where(delivery.c.id == id_)
    row = tx.execute(query).one_or_none()
    return Message(DeliveryId(row.id), DeliveryState(row.state), row.external_id) if row else None


def rewrite(tx: Connection, id_: DeliveryId, body: dict[str, Any]) -> bool:
    """Give a message that still waits other words; False where it does not wait (any more)."""
    waits = update(delivery).where(delivery.c.id == id_, delivery.c.state == DeliveryState.QUEUED)
    return tx.execute(waits.values(body=body)).rowcount > 0


def shows(tx: Connection, row: CardRow, key: str, change_id: DeliveryId | None) -> None:
    """Note what a card shows once its last change has left."""
    tx.execute(update(card).where(card.c.id == row.id).values(face=key, change_id=change_id))


def can_be_changed(tx: Connection, who: Subscriber) -> bool:
    """Say whether what was sent to a person can be changed in place."""
    query = select(sender.c.edits).join(subscriber, subscriber.c.sender_id == sender.c.id)
    return bool(tx.scalar(query.where(subscriber.c.id == who.id)))


def send(tx: Connection, row: CardRow, body: dict[str, Any], now: datetime) -> DeliveryId:
    """Queue a change of a card, or words on it."""
    return deliveries.queue_reply(tx, row.subscriber_id, body, now)


def _replaced(tx: Connection, id_: AlertId, who: SubscriberId, external_id: str) -> int | None:
    query = (
        select(card.c.id)
        .join(delivery, delivery.c.id == card.c.delivery_id)
        .where(card.c.alert_id == id_, card.c.subscriber_id == who, card.c.live)
        .where(delivery.c.external_id == external_id)
    )
    return tx.scalar(query.limit(1))


def _of(row: Row[Any]) -> CardRow:
    return CardRow(
        row.id,
        AlertId(row.alert_id),
        SubscriberId(row.subscriber_id),
        DeliveryId(row.delivery_id),
        DeliveryId(row.change_id) if row.change_id else None,
        row.face,
    )
