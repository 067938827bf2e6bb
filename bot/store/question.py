"""Questions: what readers ask the newsroom, the messages that show it to editors, and who answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, insert, literal, select, update

from bot.model import AlertId, DeliveryId, QuestionId, SenderId, SubscriberId, SubscriberStatus
from bot.store.choice_tables import question, question_card
from bot.store.delivery import is_message
from bot.store.schema import delivery, sender, subscriber


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question of a reader; `answered_by` is the person who answered first."""

    id: QuestionId
    subscriber_id: SubscriberId
    words: str
    asked_at: datetime
    answered_by: SubscriberId | None
    answered_at: datetime | None
    alert_id: AlertId | None = None  # to which it was a reply
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A message that shows a question to an editor; `edits`: it can be changed in place."""

    to: SubscriberId
    external_id: str
    edits: bool


def ask(
    tx: Connection, who: SubscriberId, words: str, now: datetime, about: AlertId | None = None
) -> QuestionId:
    """Write a question down."""
    row = insert(question).values(subscriber_id=who, words=words, asked_at=now, alert_id=about)
    return QuestionId(tx.execute(row.returning(question.c.id)).scalar_one())


def find(tx: Connection, id_: QuestionId) -> QuestionRow | None:
    """Find a question by its number."""
    row = tx.execute(select(question).where(question.c.id == id_)).one_or_none()
    return None if row is None else _row(row)


def _row(row: Row[Any]) -> QuestionRow:
    return QuestionRow(
        QuestionId(row.id),
        SubscriberId(row.subscriber_id),
        row.words,
        row.asked_at,
        None if row.answered_by is None else SubscriberId(row.answered_by),
        row.answered_at,
        None if row.alert_id is None else AlertId(row.alert_id),
        row.closed_at,
    )


def asked_since(tx: Connection, who: SubscriberId, since: datetime) -> Sequence[datetime]:
    """List when a person asked something after a moment, the first time first."""
    query = select(question.c.asked_at).where(question.c.subscriber_id == who, question.c.asked_at > since)
    return tx.scalars(query.order_by(question.c.asked_at, question.c.id)).all()


def unanswered(tx: Connection, since: datetime, statuses: Collection[SubscriberStatus]) -> list[QuestionRow]:
    """List what was asked after a moment and waits for an answer, of readers of these statuses, in order."""
    query = _waiting(statuses).where(question.c.asked_at > since).order_by(question.c.asked_at, question.c.id)
    return [_row(row) for row in tx.execute(query)]


def remind(
    tx: Connection,
    channels: Collection[str],
    heard: tuple[datetime, datetime],
    statuses: Collection[SubscriberStatus],
    now: datetime,
) -> list[QuestionRow]:
    """Take the questions of which nobody was reminded yet, whose readers last wrote between two moments.

    `channels` are those on which a reader can be answered for some hours only. Of replicas that ask at
    once one gets each question.
    """
    near = subscriber.c.last_heard_at > heard[0], subscriber.c.last_heard_at <= heard[1]
    due = _waiting(statuses).where(*near, subscriber.c.channel.in_(list(channels)))
    ids = [row.id for row in tx.execute(due.where(question.c.reminded_at.is_(None)))]
    taking = update(question).where(question.c.id.in_(ids), question.c.reminded_at.is_(None), *_open())
    taken = set(tx.scalars(taking.values(reminded_at=now).returning(question.c.id)))
    rows = tx.execute(select(question).where(question.c.id.in_(taken)).order_by(question.c.id))
    return [_row(row) for row in rows]


def _waiting(statuses: Collection[SubscriberStatus]) -> Select[Any]:
    asker = subscriber.c.id == question.c.subscriber_id
    heard = subscriber.c.status.in_(list(statuses)), subscriber.c.banned_at.is_(None)
    return select(question).join(subscriber, asker).where(*_open(), *heard)


def _open() -> tuple[ColumnElement[bool], ...]:
    return question.c.answered_at.is_(None), question.c.closed_at.is_(None), _kept()


def _kept() -> ColumnElement[bool]:
    return question.c.words != literal("", literal_execute=True)  # as the index over them says it


def empty_old(tx: Connection, before: datetime, most: int) -> int:
    """Empty the words of questions from before a moment, `most` of them; say of how many."""
    old = select(question.c.id).where(_kept(), question.c.asked_at < before).limit(most)
    ids = list(tx.scalars(old))
    emptied = update(question).where(question.c.id.in_(ids)).values(words="")
    return tx.execute(emptied).rowcount if ids else 0


def close(tx: Connection, id_: QuestionId, now: datetime) -> bool:
    """Note that a question needs no answer; False where it has one, or that was said already."""
    closing = update(question).where(question.c.id == id_, *_open())
    return tx.execute(closing.values(closed_at=now)).rowcount > 0


def show(tx: Connection, id_: QuestionId, card: DeliveryId) -> None:
    """Note that a message shows a question."""
    tx.execute(insert(question_card).values(delivery_id=card, question_id=id_))


def cards(tx: Connection, id_: QuestionId) -> list[Card]:
    """List the messages that show a question and have left, in the order in which they were queued."""
    query = (
        select(delivery.c.subscriber_id, delivery.c.external_id, sender.c.edits)
        .join(question_card, question_card.c.delivery_id == delivery.c.id)
        .join(sender, sender.c.id == delivery.c.sender_id)
        .where(question_card.c.question_id == id_, delivery.c.external_id != "")
        .order_by(delivery.c.id)
    )
    return [Card(SubscriberId(row.subscriber_id), row.external_id, row.edits) for row in tx.execute(query)]


def shown(tx: Connection, who: SubscriberId, sender_id: SenderId, external_id: str) -> QuestionId | None:
    """Say which question a message to a person shows.

    A service may number each chat's messages from one, so the person tells as much as the number.
    """
    query = (
        select(question_card.c.question_id)
        .join(delivery, delivery.c.id == question_card.c.delivery_id)
        .where(*is_message(who, sender_id, external_id))
    )
    found = tx.scalar(query.limit(1))
    return None if found is None else QuestionId(found)


def answer(tx: Connection, id_: QuestionId, by: SubscriberId, now: datetime) -> bool:
    """Note who answers a question; False where another has done so already."""
    free = question.c.answered_by.is_(None) | (question.c.answered_by == by)
    values = {"answered_by": by, "answered_at": now}
    return tx.execute(update(question).where(question.c.id == id_, free).values(values)).rowcount > 0
