"""Conversations that templates opened, and what else a person's right to be written to rests on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, update

from bot.model import AlertId, SenderId, SubscriberId
from bot.store.database import insert_into
from bot.store.schema import alert_topic, conversation, sender, subscriber, subscription

STALE = timedelta(minutes=1)
"""How old a count may be: since it was taken it only grows, so that it is never too small."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person: until when the service takes little for them, when we last wrote first."""

    capped_until: datetime | None
    opened_at: datetime | None


def known(tx: Connection, ids: Collection[int]) -> Mapping[int, Known]:
    """Say what is known of people."""
    columns = (subscriber.c.id, subscriber.c.capped_until, conversation.c.opened_at)
    query = select(*columns).outerjoin(conversation, conversation.c.subscriber_id == subscriber.c.id)
    return {
        id_: Known(capped_until, opened_at)
        for id_, capped_until, opened_at in tx.execute(query.where(subscriber.c.id.in_(ids)))
    }


def agreed(
    tx: Connection, people: Collection[int], alerts: Collection[int]
) -> frozenset[tuple[AlertId, SubscriberId]]:
    """Find which of these people subscribe to a topic of which of these alerts, with the proof on record."""
    query = (
        select(alert_topic.c.alert_id, subscription.c.subscriber_id)
        .join(subscription, subscription.c.topic_id == alert_topic.c.topic_id)
        .where(alert_topic.c.alert_id.in_(alerts), subscription.c.subscriber_id.in_(people))
        .where(subscription.c.ended_at.is_(None))
    )
    return frozenset((AlertId(of), SubscriberId(who)) for of, who in tx.execute(query))


def ever_agreed(tx: Connection, people: Collection[int]) -> frozenset[SubscriberId]:
    """Find which of these people have ever subscribed to anything."""
    query = select(subscription.c.subscriber_id).where(subscription.c.subscriber_id.in_(people))
    return frozenset(SubscriberId(who) for who in tx.scalars(query.distinct()))


def open_with(tx: Connection, people: Sequence[int], now: datetime) -> None:
    """Note that templates leave for these people, each of whom counts from now on."""
    if not people:
        return
    row = insert_into(tx, conversation).values([{"subscriber_id": who, "opened_at": now} for who in people])
    tx.execute(row.on_conflict_do_update(index_elements=["subscriber_id"], set_={"opened_at": now}))


def count(tx: Connection, id_: SenderId, since: datetime, now: datetime) -> int:
    """Count the people with whom templates have opened conversations since a moment.

    Over all senders, which share one portfolio. The caller holds the sender's row, where the count is
    kept: it is taken anew once a minute, and added to meanwhile.
    """
    row = tx.execute(select(sender.c.conversations, sender.c.counted_at).where(sender.c.id == id_)).one()
    if row.counted_at is not None and timedelta() <= now - row.counted_at < STALE:
        return int(row.conversations)
    found = count_since(tx, since)
    tx.execute(update(sender).where(sender.c.id == id_).values(conversations=found, counted_at=now))
    return found


def count_since(tx: Connection, since: datetime) -> int:
    """Count them in the rows themselves."""
    return tx.scalar(select(func.count()).where(conversation.c.opened_at > since)) or 0


def add(tx: Connection, id_: SenderId, more: int) -> None:
    """Add to the sender's count."""
    if more:
        grown = sender.c.conversations + more
        tx.execute(update(sender).where(sender.c.id == id_).values(conversations=grown))


def first_since(tx: Connection, since: datetime) -> datetime | None:
    """Find which of the conversations since a moment was opened first."""
    first = select(conversation.c.opened_at).where(conversation.c.opened_at > since)
    return tx.scalar(first.order_by(conversation.c.opened_at).limit(1))
