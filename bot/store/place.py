"""Places: the groups and channels that alerts go to, and who added each."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, or_, select

from bot.model import Address, Subscriber, SubscriberId
from bot.store import subscriber as subscribers
from bot.store.database import insert_into
from bot.store.place_tables import place
from bot.store.schema import subscriber


def note(tx: Connection, id_: SubscriberId, kind: str, added_by: str, now: datetime) -> None:
    """Note that a subscriber is a place, and who added it last."""
    row = {"kind": kind, "added_by": added_by, "added_at": now}
    once = insert_into(tx, place).values(row | {"subscriber_id": id_})
    tx.execute(once.on_conflict_do_update(index_elements=["subscriber_id"], set_=row))


def is_place(tx: Connection, id_: SubscriberId) -> bool:
    """Say whether a subscriber is a place."""
    return tx.scalar(select(place.c.kind).where(place.c.subscriber_id == id_)) is not None


def added_by(tx: Connection, person: Address) -> Sequence[Subscriber]:
    """List the places that a person added, the first one first."""
    query = (
        select(subscriber)
        .join(place, place.c.subscriber_id == subscriber.c.id)
        .where(place.c.added_by == person.id, subscriber.c.channel == person.channel)
    )
    return [subscribers.of_row(row) for row in tx.execute(query.order_by(place.c.added_at, subscriber.c.id))]


def in_chat(tx: Connection, chat: Address) -> Sequence[Subscriber]:
    """List the places in a chat: itself, and the topics of a forum."""
    topics = subscriber.c.address.like(f"{chat.id}/%")
    either = or_(subscriber.c.address == chat.id, topics)
    query = select(subscriber).where(subscriber.c.channel == chat.channel, either)
    return [subscribers.of_row(row) for row in tx.execute(query.order_by(subscriber.c.id))]
