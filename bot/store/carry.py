"""People with all that goes with them, read a stretch at a time for an export."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, String, select, type_coerce

from bot.carried import Carried, Proof, Seat, Step, Word
from bot.model import SubscriberStatus
from bot.store.columns import Moment
from bot.store.schema import consent, keyword, mute, place, sender, source, subscriber, subscription

T = TypeVar("T")
Of = Mapping[int, tuple[T, ...]]

_PERSON = (
    *("id", "channel", "address", "name", "language", "status", "joined_at", "left_at", "banned_at"),
    *("role", "silent", "updates", "urgency", "reads", "pictures", "wish", "person_id"),
)


def after(tx: Connection, id_: int, most: int) -> tuple[list[Carried], int]:
    """Read the people with the next ids, but who asked to be forgotten; and the last id of them.

    Nobody is left where the list is empty.
    """
    query = (
        select(*(_raw(subscriber.c[name]) for name in _PERSON), sender.c.account)
        .join(sender, sender.c.id == subscriber.c.sender_id)
        .where(subscriber.c.id > id_, subscriber.c.status != SubscriberStatus.FORGOTTEN)
    )
    rows = tx.execute(query.order_by(subscriber.c.id).limit(most)).all()
    if not rows:
        return [], id_
    first, last = rows[0][0], rows[-1][0]
    proofs, steps = _proofs(tx, first, last), _steps(tx, first, last)
    words, mutes, seats = _words(tx, first, last), _mutes(tx, first, last), _seats(tx, first, last)
    persons = _persons(tx, {row.person_id for row in rows if row.person_id is not None})
    return [
        Carried(
            channel,
            address,
            name,
            language,
            status,
            _moment(joined_at),
            _moment(left_at) if left_at else None,
            _moment(banned_at) if banned_at else None,
            account,
            role,
            bool(silent),
            updates,
            urgency,
            reads,
            None if pictures is None else bool(pictures),
            json.dumps(_read(wish)) if wish is not None else "",
            words.get(id_, ()),
            mutes.get(id_, ()),
            persons.get(person_id, "") if person_id is not None else "",
            next(iter(seats.get(id_, ())), None),
            proofs.get(id_, ()),
            steps.get(id_, ()),
        )
        for (
            id_,
            channel,
            address,
            name,
            language,
            status,
            joined_at,
            left_at,
            banned_at,
            role,
            silent,
            updates,
            urgency,
            reads,
            pictures,
            wish,
            person_id,
            account,
        ) in rows
    ], last


def _raw(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Ask for a value as the driver gives it: SQLAlchemy's ways to make a moment or a list of it are slow."""
    turned = isinstance(column.type, Moment) or column.name in {"wish", "keys", "topics"}
    return type_coerce(column, String).label(column.name) if turned else column


def _moment(told: Any) -> datetime:  # noqa: ANN401 -- text in SQLite
    """Make a moment of what a driver gives."""
    if isinstance(told, str):
        return datetime.fromisoformat(f"{told}+00:00")
    at: datetime = told
    return at.astimezone(UTC)


def _read(told: Any) -> Any:  # noqa: ANN401 -- JSON, which PostgreSQL's driver has read already
    return json.loads(told) if isinstance(told, str) else told


def _gathered(tx: Connection, query: Select[Any], make: Any) -> Of[Any]:  # noqa: ANN401 -- a row's function
    found: dict[int, tuple[Any, ...]] = {}
    for row in tx.execute(query):
        id_ = row[0]
        made = make(row)
        found[id_] = (*found[id_], made) if id_ in found else (made,)
    return found


def _proofs(tx: Connection, first: int, last: int) -> Of[Proof]:
    named = ("subscriber_id", "topic_id", "consent_at", "consent_how", "consent_words", "consent_language")
    query = select(*(_raw(subscription.c[name]) for name in (*named, "ended_at")))
    held = query.where(subscription.c.subscriber_id.between(first, last))
    return _gathered(
        tx,
        held.order_by(subscription.c.subscriber_id, subscription.c.topic_id),
        lambda row: Proof(
            row[1], _moment(row[2]), row[3], row[4], row[5], _moment(row[6]) if row[6] else None
        ),
    )


def _steps(tx: Connection, first: int, last: int) -> Of[Step]:
    named = ("subscriber_id", "step", "at", "how", "origin", "campaign", "words", "language", "topics")
    query = select(*(_raw(consent.c[name]) for name in named))
    held = query.where(consent.c.subscriber_id.between(first, last))
    return _gathered(
        tx,
        held.order_by(consent.c.subscriber_id, consent.c.id),
        lambda row: Step(
            row[1], _moment(row[2]), row[3], row[4], row[5], row[6], row[7], tuple(_read(row[8]))
        ),
    )


def _words(tx: Connection, first: int, last: int) -> Of[Word]:
    named = ("subscriber_id", "position", "written", "excludes", "keys")
    query = select(*(_raw(keyword.c[name]) for name in named))
    held = query.where(keyword.c.subscriber_id.between(first, last), keyword.c.ended.is_(False))
    return _gathered(
        tx,
        held.order_by(keyword.c.subscriber_id, keyword.c.position),
        lambda row: Word(row[1], row[2], bool(row[3]), tuple(_read(row[4]))),
    )


def _mutes(tx: Connection, first: int, last: int) -> Of[str]:
    query = select(mute.c.subscriber_id, source.c.url).join(source, source.c.id == mute.c.source_id)
    held = query.where(mute.c.subscriber_id.between(first, last))
    return _gathered(tx, held.order_by(mute.c.subscriber_id, source.c.url), lambda row: row[1])


def _seats(tx: Connection, first: int, last: int) -> Of[Seat]:
    named = ("subscriber_id", "kind", "added_by", "added_at")
    query = select(*(_raw(place.c[name]) for name in named))
    held = query.where(place.c.subscriber_id.between(first, last))
    return _gathered(tx, held, lambda row: Seat(row[1], row[2], _moment(row[3])))


def _persons(tx: Connection, persons: set[int]) -> Mapping[int, str]:
    """Name each person who has several addresses by the first of them."""
    if not persons:
        return {}
    theirs = select(subscriber.c.person_id, subscriber.c.channel, subscriber.c.address)
    query = theirs.where(subscriber.c.person_id.in_(persons)).order_by(subscriber.c.id.desc())
    return {person: f"{channel}:{address}" for person, channel, address in tx.execute(query)}
