"""Links: the addresses of one person, of which one gets the alerts.

The rows of a person share `person_id`. All but one of them are LINKED: nothing is laid for these, and what
is asked there is done to the other one, whose choices are the person's. So the fan-out, digests and the
window's rules see one reader.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, Connection, delete, exists, func, insert, select, update

from bot.model import AlertId, DeliveryState, Subscriber, SubscriberId, SubscriberStatus, TopicId
from bot.store import consent as consents
from bot.store import keyword as keywords
from bot.store import mute as mutes
from bot.store import subscriber as subscribers
from bot.store.consent import Step, Taken
from bot.store.link_tables import link_code, link_guess
from bot.store.schema import delivery, mute, subscriber

LIFE = timedelta(minutes=10)
"""For how long a code is good."""

GUESSES = 5
"""Wrong codes that one address may write in an hour."""

HOUR = timedelta(hours=1)

_CHOICES = ("language", "silent", "updates", "urgency", "reads", "pictures", "wish")


# ---- codes ---------------------------------------------------------------------------------------


def offer(tx: Connection, id_: SubscriberId, code: str, now: datetime) -> None:
    """Let a code name a subscriber for a while; the one before it is good no more."""
    withdraw(tx, id_)
    row = {"subscriber_id": id_, "digest": _digest(code), "expires_at": now + LIFE}
    tx.execute(insert(link_code).values(row))


def withdraw(tx: Connection, id_: SubscriberId) -> None:
    """Let a subscriber's code be good no more."""
    tx.execute(delete(link_code).where(link_code.c.subscriber_id == id_))


def named(tx: Connection, code: str, now: datetime) -> Subscriber | None:
    """Find whom a code names; None for one that is wrong or too old."""
    query = select(link_code.c.subscriber_id).where(
        link_code.c.digest == _digest(code), link_code.c.expires_at > now
    )
    id_ = tx.scalar(query)
    return None if id_ is None else subscribers.find(tx, SubscriberId(id_))


def guessed(tx: Connection, id_: SubscriberId, now: datetime) -> None:
    """Note that an address wrote a wrong code."""
    tx.execute(delete(link_guess).where(link_guess.c.subscriber_id == id_, link_guess.c.at <= now - HOUR))
    tx.execute(insert(link_guess).values(subscriber_id=id_, at=now))


def may_guess(tx: Connection, id_: SubscriberId, now: datetime) -> bool:
    """Say whether an address may write one more."""
    of_late = (link_guess.c.subscriber_id == id_, link_guess.c.at > now - HOUR)
    return (tx.scalar(select(func.count()).select_from(link_guess).where(*of_late)) or 0) < GUESSES


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()


# ---- a person's addresses ------------------------------------------------------------------------


def of(tx: Connection, id_: SubscriberId) -> Sequence[Subscriber]:
    """List the addresses of a person, that with the alerts first; none where there is but one."""
    person = tx.scalar(select(subscriber.c.person_id).where(subscriber.c.id == id_))
    if person is None:
        return ()
    theirs = select(subscriber.c.id).where(subscriber.c.person_id == person).order_by(subscriber.c.id)
    rows = subscribers.by_ids(tx, list(tx.scalars(theirs)))
    return sorted(rows.values(), key=lambda one: (one.status is SubscriberStatus.LINKED, one.id))


def target(tx: Connection, who: Subscriber) -> Subscriber:
    """Find the address whose choices are the person's, and which gets the alerts."""
    if who.status is not SubscriberStatus.LINKED:
        return who
    return next(iter(of(tx, who.id)), who)


def has_partner_with(alert_id: AlertId) -> ColumnElement[bool]:
    """Say in SQL that an alert was laid for another address of the same person."""
    partner = subscriber.alias()
    return exists().where(
        partner.c.person_id == subscriber.c.person_id,
        partner.c.id != subscriber.c.id,
        delivery.c.subscriber_id == partner.c.id,
        delivery.c.alert_id == alert_id,
    )


def partners(tx: Connection, who: Collection[SubscriberId]) -> Mapping[SubscriberId, SubscriberId]:
    """Say of the other addresses of these whose they are."""
    other = subscriber.alias()
    query = (
        select(other.c.id, subscriber.c.id)
        .join(other, other.c.person_id == subscriber.c.person_id)
        .where(subscriber.c.id.in_(list(who)), other.c.id != subscriber.c.id)
    )
    return {SubscriberId(theirs): SubscriberId(mine) for theirs, mine in tx.execute(query)}


def join(tx: Connection, to: Subscriber, other: Subscriber, how: str, now: datetime) -> None:
    """Let one more address be of the person whose alerts come to `to`; what waits for it goes there."""
    person = tx.scalar(select(subscriber.c.person_id).where(subscriber.c.id == to.id)) or to.id
    subscribers.change(tx, to.id, person_id=person)
    _follow(tx, other.id, to, how, now)
    subscribers.change(tx, other.id, person_id=person)
    withdraw(tx, to.id)
    withdraw(tx, other.id)


def point(tx: Connection, to: Subscriber, consent: subscribers.Consent) -> None:
    """Let the alerts of a person come to another address of theirs, with the choices as they are."""
    before = next(iter(of(tx, to.id)), to)
    if before.id == to.id:
        return
    subscribers.change(tx, to.id, status=before.status, left_at=None)
    copy_choices(tx, before, to, consent)
    found = subscribers.find(tx, to.id) or to
    _follow(tx, before.id, found, consent.how, consent.at)


def part(tx: Connection, who: SubscriberId, consent: subscribers.Consent) -> None:
    """Let each address of a person stand for itself: all keep the choices, and one the alerts."""
    people = of(tx, who)
    for other in people[1:]:
        copy_choices(tx, people[0], other, consent, gives=False)
        subscribers.change(tx, other.id, status=SubscriberStatus.LEFT, left_at=consent.at, person_id=None)
    for one in people[:1]:
        subscribers.change(tx, one.id, person_id=None)


def drop(tx: Connection, id_: SubscriberId) -> None:
    """Take an address that gets no alerts out of its person; whoever is left alone stands for themself."""
    people = of(tx, id_)
    if not people or people[0].id == id_:
        return
    rest = [one.id for one in people if one.id != id_]
    for one in (id_, *(rest if len(rest) == 1 else [])):
        subscribers.change(tx, one, person_id=None)


def lose(tx: Connection, id_: SubscriberId, consent: subscribers.Consent) -> Subscriber | None:
    """Take an address that can't be reached out of its person; give the one that gets the alerts instead."""
    people = of(tx, id_)
    if len(people) <= 1:
        return None
    instead = people[1] if people[0].id == id_ else None
    if instead is not None:
        point(tx, instead, consent)
    drop(tx, id_)
    return None if instead is None else subscribers.find(tx, instead.id)


def copy_choices(
    tx: Connection, of_: Subscriber, to: Subscriber, consent: subscribers.Consent, *, gives: bool = True
) -> None:
    """Give one address the choices of another; `gives`: as a consent to alerts there."""
    row = tx.execute(select(subscriber).where(subscriber.c.id == of_.id)).one()
    columns = {name: getattr(row, name) for name in _CHOICES}
    subscribers.change(tx, to.id, **columns, digest_due_at=row.digest_due_at if gives else None)
    wanted, held = subscribers.chosen(tx, of_.id), subscribers.chosen(tx, to.id)
    subscribers.unsubscribe(tx, to.id, sorted(held - wanted), consent.at, consent.how)
    subscribers.subscribe(tx, to.id, sorted(wanted), consent, anew=gives)
    _copy_keywords(tx, of_.id, to.id)
    tx.execute(delete(mute).where(mute.c.subscriber_id == to.id))
    for source_id in mutes.of(tx, of_.id):
        mutes.add(tx, to.id, source_id)


def _copy_keywords(tx: Connection, of_: SubscriberId, to: SubscriberId) -> None:
    keywords.clear(tx, to)
    new = [keywords.NewKeyword(one.written, one.keys, one.excludes) for one in keywords.of(tx, of_)]
    if new:
        keywords.add(tx, to, new)


def _follow(tx: Connection, id_: SubscriberId, to: Subscriber, how: str, now: datetime) -> None:
    """Let an address get nothing more of its own; what was to be sent there is sent to the other."""
    topics = tuple(TopicId(one) for one in sorted(subscribers.chosen(tx, id_)))
    subscribers.change(tx, id_, status=SubscriberStatus.LINKED, digest_due_at=None)
    consents.note(tx, id_, Taken(Step.ENDED, now, how, topics=topics))
    mine = delivery.c.subscriber_id == id_
    waits = (mine, delivery.c.state == DeliveryState.QUEUED, delivery.c.alert_id.is_not(None))
    there = select(delivery.c.alert_id).where(
        delivery.c.subscriber_id == to.id, delivery.c.alert_id.is_not(None)
    )
    twice = update(delivery).where(*waits, delivery.c.alert_id.in_(there.scalar_subquery()))
    tx.execute(twice.values(state=DeliveryState.DROPPED))
    by = select(subscriber.c.sender_id).where(subscriber.c.id == to.id).scalar_subquery()
    tx.execute(update(delivery).where(*waits).values(subscriber_id=to.id, sender_id=by))
