"""Omissions: why readers have no delivery of an alert, as conditions in SQL.

The fan-out left them out by what decided when the alert was laid (bot/store/then.py). They are asked for it
by their choices as they are now, for nobody keeps all that they once were. Whatever `bot.store.batch` asks
of a reader has its reason here.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    String,
    True_,
    and_,
    case,
    cast,
    except_,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    union,
)

from bot.model import AlertState, DeliveryState, Priority, SubscriberId, SubscriberStatus
from bot.outcome import LEFT_OUT, Outcome
from bot.store import ban as bans
from bot.store import batch as batches
from bot.store import edition as editions
from bot.store import keyword as keywords
from bot.store import link as links
from bot.store import mute as mutes
from bot.store import reading as readings
from bot.store import segment as segments
from bot.store import sender as senders
from bot.store import wanted
from bot.store.consent import Step
from bot.store.delivery import MAY_HAVE_BEEN_GOT
from bot.store.held import End
from bot.store.keyword import KeysOf
from bot.store.schema import batch, consent, delivery, subscriber, subscription
from bot.store.then import Then

_MOMENT = subscriber.c.joined_at.type

LATEST = LEFT_OUT.index(Outcome.PAUSED) + 1
"""From where on the reasons are about the alert and what readers choose, and no more about who they are."""


def missed(told: Then, who: SubscriberId | None) -> Any:  # noqa: ANN401 -- SQLAlchemy's name for a subquery is no help here
    """Find who had a topic of the alert then, and has no delivery of it.

    Both sides come in order from indexes, which both databases take from each other several times faster
    than they look up each reader; for that they have to be told of the order.
    """
    reader, laid = subscription.c.subscriber_id, delivery.c.subscriber_id
    mine, of_mine = (true(), true()) if who is None else (reader == who, laid == who)
    each = [
        select(reader).where(subscription.c.topic_id == topic, _had_then(told), mine)
        for topic in sorted(told.topics)
    ]
    having = each[0] if len(each) == 1 else select(union(*each).order_by("subscriber_id").subquery("having"))
    have = select(laid).where(delivery.c.alert_id == told.id, of_mine)
    found = except_(having, have).order_by("subscriber_id").offset(0).subquery("every")
    # PostgreSQL takes all for missing; of a comparison that it can't judge it thinks that a third pass
    return select(found.c.subscriber_id).where(found.c.subscriber_id + 0 > 0).subquery("missed")


def latecomers(told: Then, who: SubscriberId | None = None) -> Any:  # noqa: ANN401 -- see above
    """Find who had no topic of the alert then, but had one before or has since; and since when the last."""
    mine, other = subscription.c.topic_id.in_(sorted(told.topics)), subscription.alias("other")
    reader = subscription.c.subscriber_id
    had = exists().where(
        other.c.subscriber_id == reader, other.c.topic_id.in_(sorted(told.topics)), _had_then(told, other)
    )
    since = func.max(subscription.c.consent_at).label("since")
    asked = true() if who is None else reader == who
    found = select(reader, since).where(mine, asked, not_(_had_then(told)), ~had)
    return found.group_by(reader).subquery("late")


def _had_then(told: Then, row: FromClause = subscription) -> ColumnElement[bool]:
    at = literal(told.at, _MOMENT)
    return and_(row.c.consent_at <= at, or_(row.c.ended_at.is_(None), row.c.ended_at > at))


def conditions(tx: Connection, told: Then, now: datetime) -> dict[Outcome, ColumnElement[bool]]:
    """Say in SQL of whom each reason holds who had a topic then; what holds of nobody is left out."""
    at, status = literal(told.at, _MOMENT), subscriber.c.status
    before = or_(subscriber.c.left_at.is_(None), subscriber.c.left_at <= at)
    partner = and_(subscriber.c.person_id.is_not(None), links.has_partner_with(told.id))
    found = {
        Outcome.ELSEWHERE: or_(status == SubscriberStatus.LINKED, partner),
        Outcome.JOINED_LATER: subscriber.c.joined_at > at,
        Outcome.WAS_BANNED: _was_banned(tx, told),
        Outcome.NOT_STARTED: status == SubscriberStatus.INVITED,
        Outcome.HAD_LEFT: and_(status == SubscriberStatus.LEFT, before),
        Outcome.HAD_BLOCKED: and_(status == SubscriberStatus.LOST, before),
        Outcome.PAUSED: status == SubscriberStatus.PAUSED,
        Outcome.LAYING: exists().where(
            batch.c.alert_id == told.id,
            batch.c.after_id < subscriber.c.id,
            batch.c.after_id >= subscriber.c.id - batches.SIZE,
        ),
    }
    more = _of_correction(told) if told.corrects else _of_choices(tx, told)
    return {**found, **_of_state(told, now), **more}


def of_latecomers(told: Then, late: Any) -> Mapping[Outcome, ColumnElement[bool]]:  # noqa: ANN401 -- see above
    """Say the same of what holds of latecomers only."""
    at, never_then = literal(told.at, _MOMENT), not_(_had_by_history(told))
    return {
        Outcome.TOPIC_LATER: and_(late.c.since > at, never_then),
        Outcome.TOPIC_ENDED: and_(late.c.since <= at, never_then),
    }


def _was_banned(tx: Connection, told: Then) -> ColumnElement[bool]:
    banned = func.coalesce(subscriber.c.banned_at <= literal(told.at, _MOMENT), false())
    lifted = bans.lifted_since(tx, told.at)
    return or_(banned, subscriber.c.id.in_(lifted)) if lifted else banned


_ENDS = {End.KILLED: Outcome.KILLED, End.LAPSED: Outcome.LAPSED, End.WITHDRAWN: Outcome.TAKEN_BACK}
"""What became at the desk of an alert that was dropped there."""


def _of_state(told: Then, now: datetime) -> Mapping[Outcome, ColumnElement[bool]]:
    if told.state is AlertState.HELD:
        under_embargo = told.embargo_until is not None and told.embargo_until > now
        return {Outcome.EMBARGO if under_embargo else Outcome.HELD: true()}
    if told.state is AlertState.SCHEDULED:
        return {Outcome.SCHEDULED: true()}
    if told.state is AlertState.DROPPED:
        return {_ENDS[told.ended] if told.ended else Outcome.DECIDED_AGAINST: true()}
    over = batches.ending(told.state, told.expires_at, now)
    if over is None:
        return {}
    return {Outcome.EXPIRED_FIRST if told.state is AlertState.RELEASED else Outcome.STOPPED_FIRST: true()}


def _of_correction(told: Then) -> Mapping[Outcome, ColumnElement[bool]]:
    """Tell those who had what it corrects, and were shown the new words in its place, from the others."""
    got = (*MAY_HAVE_BEEN_GOT, DeliveryState.FOLDED)
    had = exists().where(
        delivery.c.alert_id == told.corrects,
        delivery.c.subscriber_id == subscriber.c.id,
        delivery.c.state.in_(got),
    )
    return {Outcome.IN_PLACE: had, Outcome.NOT_HAD: true()}


def _of_choices(tx: Connection, told: Then) -> Mapping[Outcome, ColumnElement[bool]]:
    """Ask what the fan-out asked, one question at a time: see bot/store/batch.py."""
    let_in = {
        Outcome.OUTSIDE: segments.reached(tx, told.id),
        **_of_languages(tx, told),
        Outcome.NEWSLETTER: senders.alerts(tx),
        Outcome.UPDATES: wanted.updates(told.kind, told.priority, matters=told.important),
        Outcome.URGENCY: wanted.urgent(told.priority, told.others),
    }
    found = {one: not_(these) for one, these in let_in.items() if not isinstance(these, True_)}
    if told.source_id is not None and mutes.any_among(tx, told.source_id, 0, batches.FARTHEST):
        found[Outcome.MUTED] = not_(mutes.hears(told.source_id))
    return found


def _of_languages(tx: Connection, told: Then) -> Mapping[Outcome, ColumnElement[bool]]:
    edition = editions.reached(tx, told.id)
    if edition is not None:
        read = or_(false(), *(readings.can_read(one) for one in editions.languages(tx, told.id)))
        return {Outcome.LANGUAGE: read, Outcome.EDITION: edition}
    read, reached = readings.can_read(told.language), readings.reached(tx, told.id)
    return {Outcome.LANGUAGE: read} | ({} if reached.compare(read) else {Outcome.TOLD: reached})


def meeting(tx: Connection, told: Then, keys_of: KeysOf, who: SubscriberId | None) -> Any:  # noqa: ANN401 -- see above
    """Find whose keywords the alert's words met; None where nobody has any, or it is a correction."""
    if told.corrects or not keywords.any_among(tx, 0, batches.FARTHEST):
        return None
    found = keywords.met(keys_of(told.texts, told.language))
    return (found if who is None else found.having(found.selected_columns[0] == who)).subquery("met")


def usual(tx: Connection, told: Then) -> ColumnElement[bool]:
    """Say of whom who had a topic none of the first reasons can hold, which are about who they are.

    That is so of nearly all.
    """
    lifted = bans.lifted_since(tx, told.at)
    return and_(
        subscriber.c.status == SubscriberStatus.ACTIVE,
        subscriber.c.joined_at <= literal(told.at, _MOMENT),
        subscriber.c.person_id.is_(None),
        subscriber.c.banned_at.is_(None),
        subscriber.c.id.not_in(lifted) if lifted else true(),
    )


def chain(conditions: Mapping[Outcome, ColumnElement[bool]], first: int) -> ColumnElement[int]:
    """Number the first reason that holds, asking from a number on."""
    asked = [(conditions[one], at) for at, one in enumerate(LEFT_OUT) if one in conditions and at >= first]
    return case(*asked, else_=len(LEFT_OUT))


def of_words(told: Then, met: Any) -> Mapping[Outcome, ColumnElement[bool]]:  # noqa: ANN401 -- see above
    """Say of whom each reason holds that is about keywords; none where nobody has any."""
    if met is None:
        return {}
    excluded = {Outcome.EXCLUDED: func.coalesce(met.c.unwanted, 0) == 1}
    if told.priority <= Priority.BREAKING:  # it is for those, too, who wait for other words
        return excluded
    awaited = and_(subscriber.c.awaits_words, func.coalesce(met.c.awaited, 0) == 0)
    return {**excluded, Outcome.AWAITED: awaited}


def changed(told: Then) -> ColumnElement[bool]:
    """Say who may have other choices now than when the alert was laid.

    Choices change by people's own words, or end as they leave; those of a place by its managers', which
    are not noted there, and those of several phones by the word of any of them.
    """
    at = literal(told.at, _MOMENT)
    other = subscriber.alias()
    by_other = exists().where(other.c.person_id == subscriber.c.person_id, other.c.last_heard_at >= at)
    return or_(
        func.coalesce(subscriber.c.last_heard_at >= at, false()),
        func.coalesce(subscriber.c.left_at >= at, false()),
        func.substr(subscriber.c.address, 1, 1) == "-",
        and_(subscriber.c.person_id.is_not(None), by_other),
    )


def _had_by_history(told: Then) -> ColumnElement[bool]:
    """Say who had a topic then by the history of their consent: a later start wrote over the row of it."""
    at = literal(told.at, _MOMENT)
    return or_(false(), *(_had(topic, at) for topic in sorted(told.topics)))


def _had(topic: str, at: ColumnElement[Any]) -> ColumnElement[bool]:
    ended = consent.alias("ended")
    after = exists().where(
        ended.c.subscriber_id == consent.c.subscriber_id,
        ended.c.id > consent.c.id,
        ended.c.step == Step.ENDED,
        ended.c.at <= at,
        _names(ended.c.topics, topic),
    )
    return exists().where(
        consent.c.subscriber_id == subscriber.c.id,
        consent.c.step.in_([Step.GIVEN, Step.CONFIRMED]),
        consent.c.at <= at,
        _names(consent.c.topics, topic),
        not_(after),
    )


def _names(topics: ColumnElement[Any], topic: str) -> ColumnElement[bool]:
    return cast(topics, String).contains(f'"{topic}"', autoescape=True)
