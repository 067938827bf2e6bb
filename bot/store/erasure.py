"""Erasure: all of a person who asked for it goes, but a proof that names nobody.

It goes in two steps. The first takes what they chose, consented to and wrote, and ends all that was
under way; the address stays, since the answer has to reach it. The second, when the answer has left or
its time is over, takes the address and whatever else there is. The row itself stays, naming nobody: the
figures of alerts count it, and what a member of staff did still has an author.
"""

import json
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    cast,
    delete,
    null,
    or_,
    select,
    update,
)

from bot.model import Address, DeliveryState, Role, Subscriber, SubscriberId, SubscriberStatus
from bot.store import ban as bans
from bot.store import departure as departures
from bot.store import subscriber as subscribers
from bot.store.columns import metadata
from bot.store.delivery import OPEN
from bot.store.schema import consent, delivery, event, fault, sender, subscriber, subscription

ANSWER_LIFE = timedelta(minutes=10)
"""How long the second step waits for the answer to leave."""

SHORTEST = 3
"""Letters that a word of a name has at least, to be looked for by itself."""

_WORD = re.compile(r"\w+")
_NOBODY = "forgotten-"


def begin(
    tx: Connection,
    who: Subscriber,
    now: datetime,
    until: datetime,
    digest: departures.Digest,
    mark: str = "",
) -> bool:
    """Take the first step; the proof is kept `until` a moment. Say whether there is one to keep."""
    kept = departures.keep(tx, who, now, until, digest, mark)
    bans.remember(tx, who, until, digest, mark)
    take(tx, who, now, now + ANSWER_LIFE)
    return kept


def take(tx: Connection, who: Subscriber, left_at: datetime, finish_at: datetime) -> None:
    """Take all but the address, which goes at a moment, or before it when nothing is under way."""
    _end_all(tx, who.id)
    _erase_letters(tx, who)
    for table in (subscription, consent):
        tx.execute(delete(table).where(table.c.subscriber_id == who.id))
    subscribers.change(
        tx,
        who.id,
        name="",
        role=Role.READER,
        person_id=None,
        silent=False,
        menu=[],
        status=SubscriberStatus.FORGOTTEN,
        left_at=left_at,
        forget_at=finish_at,
    )


def finish_at(tx: Connection, address: Address) -> None:
    """Take the second step at once for who writes again: they are somebody new."""
    there = subscribers.at(tx, address)
    if there is not None and there.status is SubscriberStatus.FORGOTTEN:
        _finish(tx, there.id)


def finish_due(tx: Connection, now: datetime, most: int) -> int:
    """Take the second step for those whose answer has left, or should have; say for how many."""
    query = (
        select(subscriber.c.id, subscriber.c.forget_at)
        .where(subscriber.c.forget_at.is_not(None), subscriber.c.address.not_like(f"{_NOBODY}%"))
        .order_by(subscriber.c.forget_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    rows = tx.execute(query).all()
    done = [row.id for row in rows if row.forget_at <= now or not _waits(tx, row.id)]
    for id_ in done:
        _finish(tx, SubscriberId(id_))
    return len(done)


def unscrubbed(tx: Connection) -> Sequence[SubscriberId]:
    """List who is erased from the tables, and may still stand in the database's log."""
    erased = subscriber.c.address.like(f"{_NOBODY}%")
    query = select(subscriber.c.id).where(subscriber.c.forget_at.is_not(None), erased)
    return [SubscriberId(id_) for id_ in tx.scalars(query)]


def scrubbed(tx: Connection, ids: Sequence[SubscriberId]) -> None:
    """Note that nothing is left of these."""
    tx.execute(update(subscriber).where(subscriber.c.id.in_(ids)).values(forget_at=None))


def holds_words() -> ColumnElement[bool]:
    """Say in SQL that a delivery holds words, or is to be given others."""
    return or_(delivery.c.body.is_not(None), delivery.c.error != "", delivery.c.amend_at.is_not(None))


def _waits(tx: Connection, id_: int) -> bool:
    under_way = select(delivery.c.id).where(delivery.c.subscriber_id == id_, delivery.c.state.in_(OPEN))
    return tx.execute(under_way.limit(1)).first() is not None


def _end_all(tx: Connection, id_: SubscriberId) -> None:
    """End what waits or is in doubt, and empty what was said; what is being sent keeps its words for now."""
    theirs = delivery.c.subscriber_id == id_
    over = (DeliveryState.QUEUED, DeliveryState.UNKNOWN)
    tx.execute(update(delivery).where(theirs, delivery.c.state.in_(over)).values(state=DeliveryState.DROPPED))
    tx.execute(
        update(delivery)
        .where(theirs, delivery.c.state != DeliveryState.SENDING, holds_words())
        .values(body=null(), error="", amend_at=None)
    )


def _finish(tx: Connection, id_: SubscriberId) -> None:
    theirs = delivery.c.subscriber_id == id_
    under_way = and_(theirs, delivery.c.state.in_(OPEN))
    tx.execute(update(delivery).where(under_way).values(state=DeliveryState.DROPPED))
    tx.execute(delete(fault).where(fault.c.delivery_id.in_(select(delivery.c.id).where(theirs))))
    named = or_(holds_words(), delivery.c.external_id != "")
    tx.execute(
        update(delivery).where(theirs, named).values(body=null(), error="", external_id="", amend_at=None)
    )
    for table in reversed(metadata.sorted_tables):
        if "subscriber_id" in table.c and table is not delivery:
            tx.execute(delete(table).where(table.c.subscriber_id == id_))
    row = tx.execute(select(subscriber.c.left_at).where(subscriber.c.id == id_)).one()
    nobody: dict[str, object] = {
        "address": f"{_NOBODY}{id_}",
        "name": "",
        "language": "en",
        "reads": "",
        "person_id": None,
        "menu": [],
        "wish": None,
        "banned_at": None,
    }
    subscribers.change(tx, id_, **nobody, last_heard_at=None, capped_until=None, digest_due_at=None)
    subscribers.change(tx, id_, joined_at=row.left_at)


# ---- what was written ----------------------------------------------------------------------------


def _erase_letters(tx: Connection, who: Subscriber) -> None:
    """Empty what the person wrote, and what staff wrote and read of them: of both only the words are lost."""
    handled = and_(event.c.due_at.is_(None), event.c.kind == "inbound")
    theirs = and_(handled, event.c.about == who.address.id, event.c.sender_id.in_(_senders(who)))
    tx.execute(update(event).where(theirs).values(body={}, about="", error=""))
    staff = tx.execute(select(subscriber.c.id, subscriber.c.address).where(subscriber.c.role != Role.READER))
    addresses = {row.id: row.address for row in staff}
    asked = and_(handled, event.c.about.in_(addresses.values()))
    tx.execute(update(event).where(asked, _names(event.c.body, who)).values(body={}))
    answered = and_(delivery.c.subscriber_id.in_(addresses), delivery.c.body.is_not(None))
    over = delivery.c.state.not_in(OPEN)
    tx.execute(update(delivery).where(answered, over, _names(delivery.c.body, who)).values(body=null()))


def _senders(who: Subscriber) -> Select[tuple[int]]:
    return select(sender.c.id).where(sender.c.channel == who.address.channel)


def _names(body: ColumnElement[object], who: Subscriber) -> ColumnElement[bool]:
    """Say that a body's JSON holds the person's address or name, or a word of the name."""
    words = [word for word in _WORD.findall(who.name) if len(word) >= SHORTEST]
    said = {
        form for one in (who.address.id, who.name, *words) for form in (one, one.lower(), one.upper()) if one
    }
    written = {json.dumps(one)[1:-1] for one in said}
    return or_(*(cast(body, String).icontains(one, autoescape=True) for one in sorted(written)))
