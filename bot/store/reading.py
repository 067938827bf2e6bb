"""Reading: the languages in which readers want alerts, and who was told a story in none of theirs."""

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, exists, false, literal, or_, select, true

from bot.model import AlertId, AlertKind, AlertState, StoryId, SubscriberId
from bot.store import subscriber as subscribers
from bot.store.schema import alert, delivery, source, subscriber, subscription

MOST: Final = 9
"""How many languages a reader can name: what the column holds."""

_OVER = (AlertState.RECALLED, AlertState.WITHDRAWN, AlertState.DROPPED)


def choose(tx: Connection, id_: SubscriberId, languages: Sequence[str]) -> None:
    """Note which languages a reader reads, the first one first; none: whatever there is."""
    subscribers.change(tx, id_, reads=" ".join(languages[:MOST]))


def can_read(language: str) -> ColumnElement[bool]:
    """Say in SQL who reads a language, or has named none; everybody, where it is not known."""
    return or_(subscriber.c.reads == "", _reads(language)) if language else true()


def told_in(tx: Connection, story: StoryId, before: int | None = None) -> frozenset[str]:
    """Name the languages in which a story was told, or is about to be; `before` is a place in the story."""
    query = select(alert.c.language).where(alert.c.story_id == story, alert.c.kind == AlertKind.NEW)
    if before is not None:
        query = query.where(alert.c.sequence < before)
    return frozenset(tx.scalars(query.distinct()))


def may_retell(tx: Connection, story: StoryId, language: str) -> bool:
    """Say whether anybody waits for a story in a language that they read, having been told it in none.

    Not so where an editor stopped one of its alerts: what was taken back is not told in other words.
    """
    told = told_in(tx, story)
    if not language or not told or language in told or "" in told:
        return False
    stopped = exists().where(alert.c.story_id == story, alert.c.state.in_(_OVER))
    if tx.scalar(select(stopped)):
        return False
    waits = and_(subscribers.listens(), _waits(language, told))
    subscribed = exists().where(
        subscription.c.subscriber_id == subscriber.c.id, subscription.c.ended_at.is_(None)
    )
    return tx.scalar(select(subscriber.c.id).where(waits, subscribed).limit(1)) is not None


def reached(tx: Connection, alert_id: AlertId) -> ColumnElement[bool]:
    """Say in SQL whom an alert's language, and what was told of its story before, lets it reach."""
    one = tx.execute(select(alert).where(alert.c.id == alert_id)).one_or_none()
    if one is None:
        return true()
    if one.kind != AlertKind.NEW or one.sequence == 1 or not one.language:
        return can_read(one.language)
    told = told_in(tx, StoryId(one.story_id), before=one.sequence)
    if not told or one.language in told:
        return can_read(one.language)
    # who chose other languages meanwhile may have had it in one of those
    other = alert.alias()
    had = exists().where(
        other.c.story_id == one.story_id,
        other.c.kind == AlertKind.NEW,
        other.c.id != alert_id,
        delivery.c.alert_id == other.c.id,
        delivery.c.subscriber_id == subscriber.c.id,
    )
    return and_(_waits(one.language, told), ~had)


def _waits(language: str, told: Collection[str]) -> ColumnElement[bool]:
    had = or_(false(), *(_reads(one) for one in sorted(told)))
    return and_(_reads(language), ~had)


def _reads(language: str) -> ColumnElement[bool]:
    return (literal(" ") + subscriber.c.reads + literal(" ")).contains(f" {language} ", autoescape=True)


def spoken(tx: Connection) -> tuple[str, ...]:
    """Name the languages of the sources that are polled."""
    query = select(source.c.language).where(source.c.paused_at.is_(None), source.c.language != "")
    return tuple(
        dict.fromkeys(one[:2].lower() for one in tx.scalars(query.distinct().order_by(source.c.language)))
    )
