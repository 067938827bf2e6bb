"""Why: of one alert, what became of it for each reader, counted in the database or asked of one.

The rule is `bot.rules.why`, which is handed in; here stand the facts that it asks for. Readers with a
delivery are judged by its row. Who has none was left out by what decided when the alert was laid
(bot/store/then.py), against the readers' choices as they are now, for nobody keeps all that they once were:
who may have chosen otherwise since is counted apart.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
)

from bot.model import AlertState, DeliveryState, Priority, SubscriberId, SubscriberStatus
from bot.outcome import BY_CHOICE, LEFT_OUT, OTHER, Laid, Outcome, Totals
from bot.receipt import ReceiptFault
from bot.store import batch as batches
from bot.store import keyword as keywords
from bot.store import link as links
from bot.store import mute as mutes
from bot.store import reading as readings
from bot.store import wanted
from bot.store.claim import MAY_HAVE_BEEN_GOT
from bot.store.consent import Step
from bot.store.delivery import ACCEPTED
from bot.store.digits import Digit, Digits
from bot.store.keyword import KeysOf
from bot.store.schema import batch, consent, delivery, digest, fault, subscriber, subscription
from bot.store.then import Then

ROOM = "64MB"
"""Memory that PostgreSQL may use for one step of the count, until the transaction ends."""

FOLDS = "folds"

_MOMENT = subscriber.c.joined_at.type


_CHANGED = LEFT_OUT.index(Outcome.CHANGED)
LATEST = LEFT_OUT.index(Outcome.PAUSED) + 1
"""From where on the reasons are about the alert and what readers choose, and no more about who they are."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides: the keys that words offer, the reasons that rows may give, and the outcome of a row."""

    keys_of: KeysOf
    whys: Collection[str]
    of_laid: Callable[[Laid, bool], Outcome]


def totals(tx: Connection, told: Then, now: datetime, rules: Rules) -> Totals:
    """Count all readers by outcome: their sum is the number of subscribers that there are."""
    if tx.dialect.name == "postgresql":  # what it joins need not go by way of its disk
        tx.exec_driver_sql(f"SELECT set_config('work_mem', '{ROOM}', true)")
    found = Counter(dict(_counted(tx, told, now, rules)))
    everybody = tx.scalar(select(func.count()).select_from(subscriber)) or 0
    found[Outcome.OFF_TOPIC, False] = everybody - found.total()
    return {key: count for key, count in found.items() if count}


def of_reader(
    tx: Connection, told: Then, who: SubscriberId, now: datetime, rules: Rules
) -> tuple[Outcome, bool]:
    """Say what became of it for one reader, and whether they may have chosen that only since."""
    found = _counted(tx, told, now, rules, who)
    return next(iter(found), (Outcome.OFF_TOPIC, False))


def _counted(
    tx: Connection, told: Then, now: datetime, rules: Rules, who: SubscriberId | None = None
) -> Totals:
    """Count the readers who are on the alert's topics, or have a delivery of it."""
    found: Counter[tuple[Outcome, bool]] = Counter()
    for laid, count in _laid(tx, told, now, rules, who):
        found[rules.of_laid(laid, told.corrects is not None), False] += count
    for key, count in tx.execute(_left_out(tx, told, now, rules, who)):
        number, changed = divmod(key, 2)
        one = (*LEFT_OUT, Outcome.UNEXPLAINED)[number]
        if changed and number > _CHANGED:  # no reason of theirs holds today
            one = Outcome.CHANGED
        found[one, bool(changed) and one in BY_CHOICE] += count
    return found


def _counts(each: Select[tuple[int]]) -> Select[Any]:
    """Count numbers by what they are; made first, for SQLite would sort with them what they are made of."""
    made = each.cte("each").prefix_with("MATERIALIZED")
    return select(made.c.key, func.count()).group_by(made.c.key)


# ---- who has a delivery --------------------------------------------------------------------------


def _laid(
    tx: Connection, told: Then, now: datetime, rules: Rules, who: SubscriberId | None
) -> list[tuple[Laid, int]]:
    mine = and_(delivery.c.alert_id == told.id, true() if who is None else delivery.c.subscriber_id == who)
    facts = _facts(tx, mine, rules.whys)
    key = case(
        *((delivery.c.state == state, -number) for number, state in enumerate(ACCEPTED, 1)),
        else_=facts.packed(),
    )
    rows = tx.execute(_counts(select(key.label("key")).where(mine)))
    return [(_as_ends(_row(facts, key), told, now), count) for key, count in rows]


def _facts(tx: Connection, mine: ColumnElement[bool], whys: Collection[str]) -> Digits:
    """Ask of what is not accepted all that the rule wants to know; looked up only where it matters."""
    state, error = delivery.c.state, delivery.c.error
    status = select(subscriber.c.status).where(subscriber.c.id == delivery.c.subscriber_id).scalar_subquery()
    own = delivery.alias("own")
    fares = select(own.c.state).join(digest, digest.c.delivery_id == own.c.id)
    gone = state.in_([DeliveryState.FAILED, DeliveryState.DROPPED])
    told = fares.where(digest.c.id == delivery.c.digest_id).scalar_subquery()
    return Digits(
        state=Digit(state, tuple(DeliveryState)),
        why=Digit(error, (OTHER, *sorted(whys)), OTHER),
        fault=Digit(_fault(tx, mine), tuple(ReceiptFault)),
        status=Digit(case((gone, status), else_=null()), tuple(SubscriberStatus)),
        folds=Digit(case((delivery.c.fold_at.is_(None), ""), else_=FOLDS), (FOLDS,)),
        digest=Digit(case((state == DeliveryState.FOLDED, told), else_=null()), tuple(DeliveryState)),
    )


def _fault(tx: Connection, mine: ColumnElement[bool]) -> ColumnElement[Any]:
    """Ask for the last fault of each, where any of them has met one."""
    met = select(fault.c.id).join(delivery, delivery.c.id == fault.c.delivery_id).where(mine)
    if tx.execute(met.limit(1)).first() is None:
        return cast(null(), String)
    last = select(fault.c.kind).where(fault.c.delivery_id == delivery.c.id).order_by(fault.c.id.desc())
    may = delivery.c.state.in_([DeliveryState.QUEUED, DeliveryState.EXPIRED, DeliveryState.FAILED])
    return case((may, last.limit(1).scalar_subquery()), else_=null())


def _row(facts: Digits, key: int) -> Laid:
    if key < 0:
        return Laid(ACCEPTED[-key - 1])
    said = facts.unpacked(key)
    return Laid(
        DeliveryState(said["state"]),
        said["why"],
        ReceiptFault(said["fault"]) if said["fault"] else None,
        SubscriberStatus(said["status"]) if said["status"] else None,
        said["folds"] == FOLDS,
        DeliveryState(said["digest"]) if said["digest"] else None,
    )


def _as_ends(laid: Laid, told: Then, now: datetime) -> Laid:
    """Take what waits of an alert that is over for what it will end as, once somebody comes to it."""
    over = batches.ending(told.state, told.expires_at, now)
    if laid.state is not DeliveryState.QUEUED or over is None:
        return laid
    if over is DeliveryState.EXPIRED and laid.folds:  # it is told in a digest, however late
        return laid
    return replace(laid, state=over)


# ---- who has none --------------------------------------------------------------------------------


def _left_out(
    tx: Connection, told: Then, now: datetime, rules: Rules, who: SubscriberId | None
) -> Select[Any]:
    """Count by outcome those on the topics, then or now, who have no delivery."""
    on = _on(told)
    has = exists().where(delivery.c.alert_id == told.id, delivery.c.subscriber_id == on.c.subscriber_id)
    met = _met(tx, told, rules, who)
    conditions = {**_conditions(tx, told, now, on), **_of_words(told, met)}
    people = on.join(subscriber, subscriber.c.id == on.c.subscriber_id)
    if met is not None:
        people = people.outerjoin(met, met.c.subscriber_id == subscriber.c.id)
    usual = case((_usual(told, on), _chain(conditions, LATEST)), else_=_chain(conditions, 0))
    key = (2 * usual + case((_changed(told), 1), else_=0)).label("key")
    each = select(key).select_from(people).where(~has)
    return _counts(each if who is None else each.where(subscriber.c.id == who))


def _on(told: Then) -> Any:  # noqa: ANN401 -- SQLAlchemy's name for a subquery is no help here
    """Find who ever subscribed to a topic of the alert: whether they did then, and since when they do."""
    at = literal(told.at, _MOMENT)
    had = and_(
        subscription.c.consent_at <= at, or_(subscription.c.ended_at.is_(None), subscription.c.ended_at > at)
    )
    of_these = subscription.c.topic_id.in_(sorted(told.topics))
    if len(told.topics) == 1:  # one row for each: nothing to gather
        one = select(
            subscription.c.subscriber_id,
            case((had, 1), else_=0).label("had"),
            subscription.c.consent_at.label("since"),
        )
        return one.where(of_these).subquery("ever")
    each = select(
        subscription.c.subscriber_id,
        func.max(case((had, 1), else_=0)).label("had"),
        func.max(subscription.c.consent_at).label("since"),
    )
    return each.where(of_these).group_by(subscription.c.subscriber_id).subquery("ever")


def _conditions(tx: Connection, told: Then, now: datetime, on: Any) -> dict[Outcome, ColumnElement[bool]]:  # noqa: ANN401 -- see above
    """Say in SQL of whom each reason holds; what holds of nobody is left out."""
    at, status = literal(told.at, _MOMENT), subscriber.c.status
    before = or_(subscriber.c.left_at.is_(None), subscriber.c.left_at <= at)
    never_then = and_(on.c.had == 0, not_(_had_by_history(told)))
    partner = and_(subscriber.c.person_id.is_not(None), links.has_partner_with(told.id))
    found = {
        Outcome.ELSEWHERE: or_(status == SubscriberStatus.LINKED, partner),
        Outcome.JOINED_LATER: subscriber.c.joined_at > at,
        Outcome.TOPIC_LATER: and_(on.c.since > at, never_then),
        Outcome.TOPIC_ENDED: and_(on.c.since <= at, never_then),
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


_WAITING = {"held": Outcome.HELD, "scheduled": Outcome.SCHEDULED, "dropped": Outcome.DECIDED_AGAINST}
"""What an alert's own state says to all of its readers, by the state's word."""


def _of_state(told: Then, now: datetime) -> Mapping[Outcome, ColumnElement[bool]]:
    if told.state.value in _WAITING:
        return {_WAITING[told.state.value]: true()}
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
    found = {
        Outcome.LANGUAGE: not_(readings.can_read(told.language)),
        Outcome.TOLD: not_(readings.reached(tx, told.id)),
        Outcome.UPDATES: not_(wanted.updates(told.kind, told.priority, matters=told.important)),
        Outcome.URGENCY: not_(wanted.urgent(told.priority, told.others)),
    }
    if told.source_id is not None and mutes.any_among(tx, told.source_id, 0, batches.FARTHEST):
        found[Outcome.MUTED] = not_(mutes.hears(told.source_id))
    return found


def _met(tx: Connection, told: Then, rules: Rules, who: SubscriberId | None) -> Any:  # noqa: ANN401 -- see above
    """Find whose keywords the alert's words met; None where nobody has any, or it is a correction."""
    if told.corrects or not keywords.any_among(tx, 0, batches.FARTHEST):
        return None
    found = keywords.met(rules.keys_of(told.texts, told.language))
    return (found if who is None else found.having(found.selected_columns[0] == who)).subquery("met")


def _usual(told: Then, on: Any) -> ColumnElement[bool]:  # noqa: ANN401 -- see above
    """Say of whom none of the first reasons can hold, which are about who they are: so of nearly all."""
    return and_(
        subscriber.c.status == SubscriberStatus.ACTIVE,
        on.c.had == 1,
        subscriber.c.joined_at <= literal(told.at, _MOMENT),
        subscriber.c.person_id.is_(None),
    )


def _chain(conditions: Mapping[Outcome, ColumnElement[bool]], first: int) -> ColumnElement[int]:
    """Number the first reason that holds, asking from the first on."""
    asked = [(conditions[one], at) for at, one in enumerate(LEFT_OUT) if one in conditions and at >= first]
    return case(*asked, else_=len(LEFT_OUT))


def _of_words(told: Then, met: Any) -> Mapping[Outcome, ColumnElement[bool]]:  # noqa: ANN401 -- see above
    if met is None:
        return {}
    excluded = {Outcome.EXCLUDED: func.coalesce(met.c.unwanted, 0) == 1}
    if told.priority <= Priority.BREAKING:  # it is for those, too, who wait for other words
        return excluded
    awaited = and_(subscriber.c.awaits_words, func.coalesce(met.c.awaited, 0) == 0)
    return {**excluded, Outcome.AWAITED: awaited}


def _changed(told: Then) -> ColumnElement[bool]:
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
