"""A roster's people in the store: who of them is here already, many taken in at once, all of them listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import Connection, insert, select, tuple_, update

from bot.model import HERE, Address, Role, SubscriberId, SubscriberStatus, TopicId
from bot.store.consent import Step
from bot.store.database import insert_into
from bot.store.schema import consent, sender, subscriber, subscription

ORIGIN = "import"
"""Where a consent comes from that came with a file."""


class Standing(Enum):
    """How somebody stands with us who is in a file."""

    MET = "met"  # wrote to us, and has never asked for alerts
    HERE = "here"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to take in, with the proof of their consent."""

    address: Address
    name: str
    language: str
    topics: tuple[TopicId, ...]
    at: datetime
    how: str
    words: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody as an export shows them, with the proof of the consent that they gave last."""

    id: SubscriberId
    channel: str
    address: str
    name: str
    language: str
    status: str
    joined_at: datetime
    topics: tuple[str, ...]
    at: datetime | None
    how: str
    words: str


def standings(tx: Connection, addresses: Sequence[Address]) -> dict[Address, Standing]:
    """Say how those stand whom we know; the others are not in the answer."""
    if not addresses:
        return {}
    named = tuple_(subscriber.c.channel, subscriber.c.address)
    person = (subscriber.c.id, subscriber.c.channel, subscriber.c.address, subscriber.c.status)
    known = select(*person, subscriber.c.banned_at).where(
        named.in_([(one.channel, one.id) for one in addresses])
    )
    rows = tx.execute(known).all()
    met = [row.id for row in rows if row.status == SubscriberStatus.INVITED]
    ended = select(consent.c.subscriber_id).where(
        consent.c.subscriber_id.in_(met), consent.c.step == Step.ENDED
    )
    left = set(tx.scalars(ended)) if met else set()
    return {
        Address(row.channel, row.address): _standing(
            row.status, gone=row.id in left or row.banned_at is not None
        )
        for row in rows
    }


def _standing(status: str, *, gone: bool) -> Standing:
    """Say how a status stands: whatever is not surely here or new is gone, and never taken in by a file."""
    if status == SubscriberStatus.INVITED and not gone:
        return Standing.MET
    return Standing.HERE if status in HERE else Standing.GONE


def senders(tx: Connection) -> dict[str, int]:
    """Name the account that writes on each channel: the one that was added last."""
    return {row.channel: row.id for row in tx.execute(select(sender).order_by(sender.c.id))}


def take_in(tx: Connection, people: Sequence[Newcomer], now: datetime) -> int:
    """Subscribe people who are new or were only met; who has come by themself meanwhile is left as they are.

    Nothing is queued for them: they get the alerts that are decided on from now on.
    """
    writers = senders(tx)
    fresh = {one.address: one for one in people if one.address.channel in writers}
    rows = [
        {
            "channel": one.address.channel,
            "address": one.address.id,
            "sender_id": writers[one.address.channel],
            "name": one.name,
            "language": one.language,
            "status": SubscriberStatus.ACTIVE,
            "role": Role.READER,
            "menu": [],
            "joined_at": now,
            "due_at": now,
        }
        for one in fresh.values()
    ]
    if not rows:
        return 0
    once = insert_into(tx, subscriber).on_conflict_do_nothing(index_elements=["channel", "address"])
    made = tx.execute(once.returning(subscriber.c.id, subscriber.c.channel, subscriber.c.address), rows)
    taken = {row.id: fresh[Address(row.channel, row.address)] for row in made}
    new = {one.address for one in taken.values()}
    taken |= _met(tx, [one for one in fresh.values() if one.address not in new], now)
    _prove(tx, taken)
    return len(taken)


def _met(tx: Connection, people: Sequence[Newcomer], now: datetime) -> dict[int, Newcomer]:
    """Let alerts reach those who had only written to us; their name and language stay theirs."""
    standing = standings(tx, [one.address for one in people])
    found: dict[int, Newcomer] = {}
    for one in people:
        if standing.get(one.address) is not Standing.MET:
            continue
        waits = update(subscriber).where(
            subscriber.c.channel == one.address.channel,
            subscriber.c.address == one.address.id,
            subscriber.c.status == SubscriberStatus.INVITED,
        )
        values = {"status": SubscriberStatus.ACTIVE, "left_at": None, "joined_at": now}
        id_ = tx.scalar(waits.values(values).returning(subscriber.c.id))
        if id_ is not None:
            found[id_] = one
    return found


def _prove(tx: Connection, taken: dict[int, Newcomer]) -> None:
    if not taken:
        return
    subscriptions = [
        {
            "subscriber_id": id_,
            "topic_id": topic,
            "consent_at": one.at,
            "consent_how": one.how[:64],
            "consent_words": one.words,
            "consent_language": one.language,
        }
        for id_, one in taken.items()
        for topic in one.topics
    ]
    steps = [
        {
            "subscriber_id": id_,
            "step": Step.GIVEN,
            "at": one.at,
            "how": one.how[:64],
            "origin": ORIGIN,
            "campaign": "",
            "words": one.words,
            "language": one.language,
            "topics": list(one.topics),
        }
        for id_, one in taken.items()
    ]
    once = insert_into(tx, subscription).on_conflict_do_nothing(index_elements=["subscriber_id", "topic_id"])
    tx.execute(once, subscriptions)
    tx.execute(insert(consent), steps)


def page(tx: Connection, after: int, most: int) -> list[Listed]:
    """List people in the order of their numbers, those after one, but who asked to be forgotten."""
    asked = (
        select(subscriber)
        .where(subscriber.c.id > after, subscriber.c.status != SubscriberStatus.FORGOTTEN)
        .order_by(subscriber.c.id)
        .limit(most)
    )
    rows = tx.execute(asked).all()
    proofs: dict[int, list[tuple[str, datetime, str, str]]] = {}
    held = select(subscription).where(
        subscription.c.subscriber_id.in_([row.id for row in rows]), subscription.c.ended_at.is_(None)
    )
    for one in tx.execute(held.order_by(subscription.c.subscriber_id, subscription.c.topic_id)):
        proof = (one.topic_id, one.consent_at, one.consent_how, one.consent_words)
        proofs.setdefault(one.subscriber_id, []).append(proof)
    return [
        Listed(
            SubscriberId(row.id),
            row.channel,
            row.address,
            row.name,
            row.language,
            row.status,
            row.joined_at,
            tuple(topic for topic, *_proof in proofs.get(row.id, ())),
            *_last(proofs.get(row.id, ())),
        )
        for row in rows
    ]


def _last(proofs: Sequence[tuple[str, datetime, str, str]]) -> tuple[datetime | None, str, str]:
    if not proofs:
        return None, "", ""
    _topic, at, how, words = max(proofs, key=lambda one: one[1])
    return at, how, words
