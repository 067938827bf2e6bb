"""Questions: what readers ask the newsroom, the messages that show it to editors, and who answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, literal, select, update

from bot.model import DeliveryId, QuestionId, SenderId, SubscriberId
from bot.store.choice_tables import question, question_card
from bot.store.schema import delivery


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question of a reader; `answered_by` is the person who answered first."""

    id: QuestionId
    subscriber_id: SubscriberId
    words: str
    asked_at: datetime
    answered_by: SubscriberId | None
    answered_at: datetime | None


def ask(tx: Connection, who: SubscriberId, words: str, now: datetime) -> QuestionId:
    """Write a question down."""
    row = insert(question).values(subscriber_id=who, words=words, asked_at=now).returning(question.c.id)
    return QuestionId(tx.execute(row).scalar_one())


def find(tx: Connection, id_: QuestionId) -> QuestionRow | None:
    """Find a question by its number."""
    row = tx.execute(select(question).where(question.c.id == id_)).one_or_none()
    if row is None:
        return None
    return QuestionRow(
        QuestionId(row.id),
        SubscriberId(row.subscriber_id),
        row.words,
        row.asked_at,
        None if row.answered_by is None else SubscriberId(row.answered_by),
        row.answered_at,
    )


def asked_since(tx: Connection, who: SubscriberId, since: datetime) -> Sequence[datetime]:
    """List when a person asked something after a moment, the first time first."""
    query = select(question.c.asked_at).where(question.c.subscriber_id == who, question.c.asked_at > since)
    return tx.scalars(query.order_by(question.c.asked_at, question.c.id)).all()


def show(tx: Connection, id_: QuestionId, card: DeliveryId) -> None:
    """Note that a message shows a question."""
    tx.execute(insert(question_card).values(delivery_id=card, question_id=id_))


def shown(tx: Connection, who: SubscriberId, sender_id: SenderId, external_id: str) -> QuestionId | None:
    """Say which question a message to a person shows.

    A service may number each chat's messages from one, so the person tells as much as the number.
    """
    if not external_id:
        return None
    query = (
        select(question_card.c.question_id)
        .join(delivery, delivery.c.id == question_card.c.delivery_id)
        .where(
            delivery.c.sender_id == sender_id,
            delivery.c.external_id == external_id,
            delivery.c.external_id != literal("", literal_execute=True),  # as the index over it says it
            delivery.c.subscriber_id == who,
        )
    )
    found = tx.scalar(query.limit(1))
    return None if found is None else QuestionId(found)


def answer(tx: Connection, id_: QuestionId, by: SubscriberId, now: datetime) -> bool:
    """Note who answers a question; False where another has done so already."""
    free = question.c.answered_by.is_(None) | (question.c.answered_by == by)
    values = {"answered_by": by, "answered_at": now}
    return tx.execute(update(question).where(question.c.id == id_, free).values(values)).rowcount > 0
