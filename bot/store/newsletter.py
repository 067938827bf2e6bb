"""Newsletters: what the store has to know of people by mail, beside what it knows of everybody."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, exists, select

from bot.model import Priority, Subscriber, SubscriberId, SubscriberStatus
from bot.store import sender as senders
from bot.store import subscriber as subscribers
from bot.store.consent import Step
from bot.store.schema import consent, delivery, subscriber


def hold(tx: Connection, who: SubscriberId) -> None:
    """Hold a person's row until this transaction ends: of two presses at once one comes after the other."""
    tx.execute(select(subscriber.c.id).where(subscriber.c.id == who).with_for_update())


def answered_since(tx: Connection, who: SubscriberId, moment: datetime) -> bool:
    """Say whether an answer was queued for a person since a moment."""
    answers = select(delivery.c.id).where(
        delivery.c.subscriber_id == who,
        delivery.c.alert_id.is_(None),
        delivery.c.priority == int(Priority.REPLY),
        delivery.c.created_at > moment,
    )
    return tx.execute(answers.limit(1)).first() is not None


def unconfirmed(tx: Connection, asked_before: datetime, most: int) -> Sequence[Subscriber]:
    """List whose address somebody wrote into the form, and nobody ever confirmed."""
    later = exists().where(
        consent.c.subscriber_id == subscriber.c.id,
        (consent.c.step != Step.ASKED) | (consent.c.at >= asked_before),
    )
    query = select(subscriber).where(
        subscriber.c.status == SubscriberStatus.INVITED,
        subscriber.c.sender_id.in_(senders.of_digests()),
        subscriber.c.joined_at < asked_before,
        ~later,
    )
    rows = tx.execute(query.order_by(subscriber.c.id).limit(most).with_for_update(skip_locked=True))
    return [subscribers.of_row(row) for row in rows]
