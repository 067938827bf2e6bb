"""Census: how many people there are of each kind, and who they are, a page at a time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from bot.model import Subscriber, SubscriberStatus
from bot.store.schema import subscriber, subscription
from bot.store.subscriber import listens, of_row


@dataclass(slots=True)
class Census:
    """How many people there are: by channel and status, and, whom alerts reach, by what they chose."""

    by_status: Counter[tuple[str, SubscriberStatus]] = field(default_factory=Counter)
    banned: int = 0
    by_language: Counter[str] = field(default_factory=Counter)  # of those whom alerts reach
    by_topic: Counter[str] = field(default_factory=Counter)  # the same


@dataclass(frozen=True, slots=True)
class Page:
    """Some people, the newest first, and whether there are newer and older ones."""

    people: Sequence[Subscriber]
    newer: bool
    older: bool


def take(tx: Connection) -> Census:
    """Count everybody but those who asked to be forgotten."""
    found = Census()
    banned = subscriber.c.banned_at.is_not(None).label("banned")
    columns = (subscriber.c.channel, subscriber.c.status, subscriber.c.language, banned)
    for channel, status, language, is_banned, count in tx.execute(
        select(*columns, func.count()).where(_KNOWN).group_by(*columns)
    ):
        if is_banned:
            found.banned += count
            continue
        found.by_status[channel, SubscriberStatus(status)] += count
        if status == SubscriberStatus.ACTIVE:
            found.by_language[language] += count
    topics = (
        select(subscription.c.topic_id, func.count())
        .join(subscriber, subscriber.c.id == subscription.c.subscriber_id)
        .where(subscription.c.ended_at.is_(None), listens())
        .group_by(subscription.c.topic_id)
    )
    found.by_topic.update({topic: count for topic, count in tx.execute(topics)})  # noqa: C416 -- a row is no pair to dict()
    return found


def count(tx: Connection, words: str) -> int:
    """Count whom words find: a part of the name, or the end of the address."""
    return tx.scalar(select(func.count()).select_from(subscriber).where(_found(words))) or 0


def page(
    tx: Connection, words: str, most: int, *, before: int | None = None, after: int | None = None
) -> Page:
    """List whom words find, the newest first: those older than a number, those newer, or the newest."""
    query = select(subscriber).where(_found(words)).limit(most + 1)
    if after is not None:
        rows = tx.execute(query.where(subscriber.c.id > after).order_by(subscriber.c.id)).all()
        shown = [of_row(row) for row in reversed(rows[:most])]
        return Page(shown, newer=len(rows) > most, older=True)
    if before is not None:
        query = query.where(subscriber.c.id < before)
    rows = tx.execute(query.order_by(subscriber.c.id.desc())).all()
    return Page([of_row(row) for row in rows[:most]], newer=before is not None, older=len(rows) > most)


_KNOWN = subscriber.c.status != SubscriberStatus.FORGOTTEN


def _found(words: str) -> ColumnElement[bool]:
    if not words:
        return _KNOWN
    pattern = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    name = subscriber.c.name.ilike(pattern, escape="\\")
    end = subscriber.c.address.like(pattern.removesuffix("%"), escape="\\")
    return and_(_KNOWN, or_(name, end))
