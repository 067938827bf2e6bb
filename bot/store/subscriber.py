"""Subscribers and what they subscribed to, with the proof of their consent.

Whatever begins or ends a consent is noted in its history, too: see bot/store/consent.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, insert, select, update

from bot.model import (
    NO_WISH,
    Address,
    Role,
    SenderId,
    Subscriber,
    SubscriberId,
    SubscriberStatus,
    TopicId,
    Updates,
    Urgency,
    Wish,
)
from bot.store import sender as senders
from bot.store.consent import Step, Taken, note
from bot.store.schema import subscriber, subscription

_WISH = TypeAdapter(Wish)


@dataclass(frozen=True, slots=True)
class Consent:
    """The proof: when, how and where from somebody asked for alerts, and the words that were shown."""

    at: datetime
    how: str
    words: str
    language: str
    origin: str = ""
    campaign: str = ""

    def step(self, step: Step, topics: Sequence[TopicId]) -> Taken:
        """Say it as a step of the history."""
        return Taken(
            step, self.at, self.how, self.origin, self.campaign, self.words, self.language, tuple(topics)
        )


def of_row(row: Row[tuple[object, ...]]) -> Subscriber:
    """Make the value of a row of the subscriber table."""
    return Subscriber(
        SubscriberId(row.id),
        Address(row.channel, row.address),
        row.name,
        row.language,
        SubscriberStatus(row.status),
        Role(row.role),
        row.silent,
        row.last_heard_at,
        row.joined_at,
        Updates(row.updates),
        tuple(row.menu),
        None if row.wish is None else _WISH.validate_python(row.wish),
        Urgency(row.urgency),
        tuple(row.reads.split()),
        row.pictures,
        row.banned_at,
    )


def find(tx: Connection, id_: SubscriberId) -> Subscriber | None:
    """Find a subscriber by id."""
    row = tx.execute(select(subscriber).where(subscriber.c.id == id_)).one_or_none()
    return of_row(row) if row else None


def by_ids(tx: Connection, ids: Sequence[int]) -> dict[int, Subscriber]:
    """Find subscribers by their ids."""
    return {row.id: of_row(row) for row in tx.execute(select(subscriber).where(subscriber.c.id.in_(ids)))}


def at(tx: Connection, address: Address) -> Subscriber | None:
    """Find the subscriber at an address."""
    row = tx.execute(select(subscriber).where(*_is_at(address))).one_or_none()
    return of_row(row) if row else None


def meet(tx: Connection, address: Address, sender_id: SenderId, language: str, now: datetime) -> Subscriber:
    """Find the subscriber at an address, or make one who has asked for nothing yet."""
    known = at(tx, address)
    if known:
        return known
    tx.execute(
        insert(subscriber).values(
            channel=address.channel,
            address=address.id,
            sender_id=sender_id,
            language=language,
            status=SubscriberStatus.INVITED,
            role=Role.READER,
            menu=[],
            joined_at=now,
            due_at=now,
        )
    )
    made = at(tx, address)
    if made is None:
        raise AssertionError("a row just inserted is there")
    return made


def heard(tx: Connection, id_: SubscriberId, sender_id: SenderId, name: str, now: datetime) -> None:
    """Note that the person wrote: it opens WhatsApp's window and says which account they use."""
    values: dict[str, object] = {"last_heard_at": now, "sender_id": sender_id, "capped_until": None}
    values |= {"name": name[:200]} if name else {}
    tx.execute(update(subscriber).where(subscriber.c.id == id_).values(values))


def change(tx: Connection, id_: SubscriberId, **values: object) -> None:
    """Set columns of a subscriber: language, role, silent, updates, urgency, pictures, menu."""
    tx.execute(update(subscriber).where(subscriber.c.id == id_).values(**values))


def wish(tx: Connection, id_: SubscriberId, wanted: Wish, digest_due_at: datetime | None) -> None:
    """Note when and how often a person wants to hear from us, and when their next digest is due."""
    written = None if wanted == NO_WISH else _WISH.dump_python(wanted, mode="json")
    change(tx, id_, wish=written, digest_due_at=digest_due_at)


def activate(tx: Connection, id_: SubscriberId) -> None:
    """Let alerts reach the person again."""
    change(tx, id_, status=SubscriberStatus.ACTIVE, left_at=None)


def end(
    tx: Connection,
    id_: SubscriberId,
    status: SubscriberStatus,
    now: datetime,
    how: str = "",
    origin: str = "",
) -> None:
    """Note that the person left or was lost; the subscriptions stay, for a later start.

    `how` is what ended it, where that is more than the status. Who asked to be forgotten stays so.
    """
    going = update(subscriber).where(
        subscriber.c.id == id_, subscriber.c.status != SubscriberStatus.FORGOTTEN
    )
    if tx.execute(going.values(status=status, left_at=now)).rowcount:
        note(tx, id_, Taken(Step.ENDED, now, how or status, origin, topics=tuple(sorted(chosen(tx, id_)))))


def move(tx: Connection, id_: SubscriberId, to: Address) -> None:
    """Give the subscriber the address that the chat has now; one who is there already takes over.

    The old one is lost then: left as it was, it would be sent to, and said to have moved, for ever.
    """
    there = at(tx, to)
    if there is None:
        change(tx, id_, address=to.id)
    elif there.id != id_:
        before = find(tx, id_)
        if before is not None and before.banned_at is not None:
            change(tx, there.id, banned_at=before.banned_at)
        change(tx, id_, status=SubscriberStatus.LOST)


def pause_until(tx: Connection, id_: SubscriberId, now: datetime, seconds: float) -> None:
    """Send nothing into this chat for a while."""
    until = now + timedelta(seconds=seconds)
    tx.execute(
        update(subscriber).where(subscriber.c.id == id_, subscriber.c.due_at < until).values(due_at=until)
    )


def rest_no_more(tx: Connection, id_: SubscriberId, paced_until: datetime, now: datetime) -> None:
    """Let a chat have its next message now, where nothing but one that has not left kept it until then."""
    resting = update(subscriber).where(subscriber.c.id == id_, subscriber.c.due_at == paced_until)
    tx.execute(resting.values(due_at=now))


def subscribe(
    tx: Connection,
    id_: SubscriberId,
    topics: Sequence[TopicId],
    consent: Consent,
    step: Step = Step.GIVEN,
    *,
    anew: bool = False,
) -> None:
    """Subscribe to topics, with the proof; one that was ended begins anew.

    `anew`: the consent takes the place of any that is held, since that ended when the person left.
    """
    proof = {
        "consent_at": consent.at,
        "consent_how": consent.how[:64],
        "consent_words": consent.words,
        "consent_language": consent.language,
        "ended_at": None,
    }
    query = select(subscription.c.topic_id, subscription.c.ended_at).where(
        subscription.c.subscriber_id == id_
    )
    held = {topic_id: ended_at for topic_id, ended_at in tx.execute(query)}  # noqa: C416 -- a row is no pair to dict()
    begun = [one for one in dict.fromkeys(topics) if anew or one not in held or held[one] is not None]
    for topic_id in begun:
        if topic_id in held:
            tx.execute(update(subscription).where(*_is_to(id_, topic_id)).values(proof))
        else:
            tx.execute(insert(subscription).values(subscriber_id=id_, topic_id=topic_id, **proof))
    if begun:
        note(tx, id_, consent.step(step, begun))


def unsubscribe(
    tx: Connection,
    id_: SubscriberId,
    topics: Sequence[TopicId],
    now: datetime,
    how: str = "",
    origin: str = "",
) -> None:
    """End subscriptions to topics; `how` is what ended them."""
    ended = tx.scalars(
        update(subscription)
        .where(subscription.c.subscriber_id == id_, subscription.c.topic_id.in_(topics))
        .where(subscription.c.ended_at.is_(None))
        .values(ended_at=now)
        .returning(subscription.c.topic_id)
    ).all()
    if ended:
        note(tx, id_, Taken(Step.ENDED, now, how, origin, topics=tuple(map(TopicId, sorted(ended)))))


def chosen(tx: Connection, id_: SubscriberId) -> frozenset[TopicId]:
    """List the topics that the person subscribes to."""
    query = select(subscription.c.topic_id).where(
        subscription.c.subscriber_id == id_, subscription.c.ended_at.is_(None)
    )
    return frozenset(TopicId(id_) for id_ in tx.scalars(query))


def counts(tx: Connection) -> dict[tuple[str, SubscriberStatus], int]:
    """Count subscribers by channel and status; those who are banned are left out."""
    query = (
        select(subscriber.c.channel, subscriber.c.status, func.count())
        .where(subscriber.c.banned_at.is_(None))
        .group_by(subscriber.c.channel, subscriber.c.status)
    )
    return {(channel, SubscriberStatus(status)): count for channel, status, count in tx.execute(query)}


def active_in(tx: Connection, topics: Sequence[TopicId], *narrower: ColumnElement[bool]) -> int:
    """Count the active subscribers whom an alert on these topics would reach."""
    query = select(func.count()).select_from(subscriber).where(reached_by(topics), *narrower)
    return tx.scalar(query) or 0


def reached_by(topics: Sequence[TopicId] | Select[tuple[str]]) -> ColumnElement[bool]:
    """Say in SQL which subscribers an alert on these topics, or on those that a query finds, reaches.

    Who reads by a sender that carries digests only is told in the next one.
    """
    wants = exists().where(
        subscription.c.subscriber_id == subscriber.c.id,
        subscription.c.ended_at.is_(None),
        subscription.c.topic_id.in_(topics),
    )
    return and_(listens(), wants, subscriber.c.sender_id.not_in(senders.of_digests()))


def listens() -> ColumnElement[bool]:
    """Say in SQL to whom alerts may go."""
    return and_(subscriber.c.status == SubscriberStatus.ACTIVE, subscriber.c.banned_at.is_(None))


def with_role(tx: Connection, needed: Role) -> list[Subscriber]:
    """List who may do what `needed` may, and can be reached."""
    roles = [role for role in Role if role.may(needed)]
    reachable = subscriber.c.status.not_in([SubscriberStatus.LOST, SubscriberStatus.FORGOTTEN])
    query = select(subscriber).where(
        subscriber.c.role.in_(roles), reachable, subscriber.c.banned_at.is_(None)
    )
    query = query.order_by(subscriber.c.id)
    return [of_row(row) for row in tx.execute(query)]


def _is_at(address: Address) -> tuple[ColumnElement[bool], ...]:
    return subscriber.c.channel == address.channel, subscriber.c.address == address.id


def _is_to(id_: SubscriberId, topic_id: TopicId) -> tuple[ColumnElement[bool], ...]:
    return subscription.c.subscriber_id == id_, subscription.c.topic_id == topic_id
