"""Why: of one alert, what became of it for each reader, counted in the database or asked of one.

The rule is `bot.rules.why`, which is handed in; here stand the facts that it asks for. Readers with a
delivery are judged by its row. Who has none was left out when the alert was laid, for one of the reasons in
bot/store/omission.py; who may have chosen otherwise since is counted apart.
"""

from collections import Counter
from collections.abc import Callable, Collection
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
    func,
    literal,
    null,
    or_,
    select,
    true,
)

from bot.model import DeliveryState, SubscriberId, SubscriberStatus
from bot.outcome import BY_CHOICE, LEFT_OUT, OTHER, Laid, Outcome, Totals
from bot.receipt import ReceiptFault
from bot.store import batch as batches
from bot.store import omission as omissions
from bot.store.delivery import ACCEPTED
from bot.store.digits import Digit, Digits
from bot.store.keyword import KeysOf
from bot.store.schema import delivery, digest, fault, subscriber
from bot.store.then import Then

SETTINGS = {"work_mem": "64MB", "jit": "off"}
"""What the count asks of PostgreSQL until the transaction ends.

What it joins need not go by way of the disk, and its many cases take longer to compile than to read.
"""

FOLDS, BANNED = "folds", "banned"

_CHANGED = LEFT_OUT.index(Outcome.CHANGED)


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides: the keys that words offer, the reasons that rows may give, and the outcome of a row."""

    keys_of: KeysOf
    whys: Collection[str]
    of_laid: Callable[[Laid, bool], Outcome]


def totals(tx: Connection, told: Then, now: datetime, rules: Rules) -> Totals:
    """Count all readers by outcome: their sum is the number of subscribers that there are."""
    if tx.dialect.name == "postgresql":
        tx.execute(select(*(func.set_config(name, value, true()) for name, value in SETTINGS.items())))
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
    """Count numbers by what they are.

    The offset of none keeps their making apart from the count, or SQLite would sort with them what they are
    made of; a materialized table would do so too, but has to be written and read.
    """
    made = each.offset(0).subquery("each")
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
        banned=Digit(case((state == DeliveryState.DROPPED, _banned()), else_=null()), (BANNED,)),
        digest=Digit(case((state == DeliveryState.FOLDED, told), else_=null()), tuple(DeliveryState)),
    )


def _banned() -> ColumnElement[Any]:
    """Ask whether a reader was banned, and had not gone before that."""
    stayed = or_(subscriber.c.left_at.is_(None), subscriber.c.left_at >= subscriber.c.banned_at)
    mine = subscriber.c.id == delivery.c.subscriber_id
    query = select(literal(BANNED)).where(mine, subscriber.c.banned_at.is_not(None), stayed)
    return query.scalar_subquery()


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
        said["banned"] == BANNED,
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
    on = omissions.choosers(told)
    has = exists().where(delivery.c.alert_id == told.id, delivery.c.subscriber_id == on.c.subscriber_id)
    met = omissions.meeting(tx, told, rules.keys_of, who)
    asked = {**omissions.conditions(tx, told, now, on), **omissions.of_words(told, met)}
    people = on.join(subscriber, subscriber.c.id == on.c.subscriber_id)
    if met is not None:
        people = people.outerjoin(met, met.c.subscriber_id == subscriber.c.id)
    of_most = (omissions.usual(tx, told, on), omissions.chain(asked, omissions.LATEST))
    number = case(of_most, else_=omissions.chain(asked, 0))
    key = (2 * number + case((omissions.changed(told), 1), else_=0)).label("key")
    each = select(key).select_from(people).where(~has)
    return _counts(each if who is None else each.where(subscriber.c.id == who))
