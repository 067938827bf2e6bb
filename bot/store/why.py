"""Why: of one alert, what became of it for each reader, counted in the database or asked of one.

The rule is `bot.rules.why`, which is handed in; here stand the facts that it asks for. Readers with a
delivery are judged by its row. Who has none was left out when the alert was laid, for one of the reasons in
bot/store/omission.py; who may have chosen otherwise since is counted apart.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
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
    column,
    exists,
    func,
    null,
    or_,
    select,
    table,
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

IN_ORDER = 0.4
"""From which correlation of readers' numbers and places on, of 1, sorting them is little work."""

FOLDS, BANNED = "folds", "banned"

_GONE = (DeliveryState.FAILED, DeliveryState.DROPPED)
"""Of what ended so it matters whether the reader has gone, or was banned."""

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
        settings = {**SETTINGS, **({"enable_hashjoin": "off"} if _lie_in_order(tx) else {})}
        tx.execute(select(*(func.set_config(name, value, true()) for name, value in settings.items())))
    found = Counter(dict(_counted(tx, told, now, rules)))
    everybody = tx.scalar(select(func.count()).select_from(subscriber)) or 0
    found[Outcome.OFF_TOPIC, False] = everybody - found.total()
    return {key: count for key, count in found.items() if count}


def _lie_in_order(tx: Connection) -> bool:
    """Say whether PostgreSQL has readers on its disk about as they came, as it has unless much was moved.

    Then it merges them with what comes from indexes in a third less time than it looks each up in a hash;
    else sorting them takes twice as long as that.
    """
    stats = table("pg_stats", *map(column, ("schemaname", "tablename", "attname", "correlation")))
    ours = stats.c.schemaname == func.current_schema(), stats.c.tablename == subscriber.name
    found = tx.scalar(select(stats.c.correlation).where(*ours, stats.c.attname == subscriber.c.id.name))
    return found is not None and found >= IN_ORDER


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
    left_out = [_counts(each) for each in _left_out(tx, told, now, rules, who)]
    for key, count in (row for query in left_out for row in tx.execute(query)):
        number, changed = divmod(key, 2)
        one = (*LEFT_OUT, Outcome.UNEXPLAINED)[number]
        if changed and number > _CHANGED:  # no reason of theirs holds today
            one = Outcome.CHANGED
        found[one, bool(changed) and one in BY_CHOICE] += count
    return found


def _counts(each: Select[Any]) -> Select[Any]:
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
    state = delivery.c.state
    arrived = select(*(func.count().filter(state == one) for one in ACCEPTED)).where(mine)
    found = [
        (Laid(one), count) for one, count in zip(ACCEPTED, tx.execute(arrived).one(), strict=True) if count
    ]
    facts = _facts(tx, mine, rules.whys)
    stands = or_(subscriber.c.status != SubscriberStatus.ACTIVE, subscriber.c.banned_at.is_not(None))
    whose = and_(subscriber.c.id == delivery.c.subscriber_id, state.in_(_GONE), stands)
    rest = select(facts.packed().label("key")).select_from(delivery.outerjoin(subscriber, whose))
    rest = rest.where(mine, state.not_in(ACCEPTED))
    rows = tx.execute(_counts(rest))
    return [*found, *((_as_ends(_row(facts, key), told, now), count) for key, count in rows)]


def _facts(tx: Connection, mine: ColumnElement[bool], whys: Collection[str]) -> Digits:
    """Ask of what is not accepted all that the rule wants to know; looked up only where it matters."""
    state, error = delivery.c.state, delivery.c.error
    own = delivery.alias("own")
    fares = select(own.c.state).join(digest, digest.c.delivery_id == own.c.id)
    told = fares.where(digest.c.id == delivery.c.digest_id).scalar_subquery()
    return Digits(
        state=Digit(state, tuple(DeliveryState)),
        why=Digit(error, (OTHER, *sorted(whys)), OTHER),
        fault=Digit(_fault(tx, mine), tuple(ReceiptFault)),
        status=Digit(subscriber.c.status, tuple(SubscriberStatus)),
        folds=Digit(case((delivery.c.fold_at.is_(None), ""), else_=FOLDS), (FOLDS,)),
        banned=Digit(case((and_(state == DeliveryState.DROPPED, _banned()), BANNED), else_=""), (BANNED,)),
        digest=Digit(case((state == DeliveryState.FOLDED, told), else_=null()), tuple(DeliveryState)),
    )


def _banned() -> ColumnElement[bool]:
    """Ask whether a reader was banned, and had not gone before that."""
    stayed = or_(subscriber.c.left_at.is_(None), subscriber.c.left_at >= subscriber.c.banned_at)
    return and_(subscriber.c.banned_at.is_not(None), stayed)


def _fault(tx: Connection, mine: ColumnElement[bool]) -> ColumnElement[Any]:
    """Ask for the last fault of each, where any of them has met one."""
    met = select(fault.c.id).join(delivery, delivery.c.id == fault.c.delivery_id).where(mine)
    if tx.execute(met.limit(1)).first() is None:
        return cast(null(), String)
    its, others = fault.c.delivery_id == delivery.c.id, fault.alias("others")
    newest = select(func.max(others.c.id)).where(others.c.delivery_id == delivery.c.id).scalar_subquery()
    last = select(fault.c.kind).where(its, fault.c.id == newest).scalar_subquery()
    may = delivery.c.state.in_([DeliveryState.QUEUED, DeliveryState.EXPIRED, DeliveryState.FAILED])
    return case((may, last), else_=null())


def _row(facts: Digits, key: int) -> Laid:
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
) -> Iterator[Select[Any]]:
    """Count by outcome those on the topics, then or now, who have no delivery."""
    if not told.topics:
        return
    met = omissions.meeting(tx, told, rules.keys_of, who)
    asked = {**omissions.conditions(tx, told, now), **omissions.of_words(told, met)}
    of_most = (omissions.usual(tx, told), omissions.chain(asked, omissions.LATEST))
    yield _numbers(told, omissions.missed(told, who), met, case(of_most, else_=omissions.chain(asked, 0)))
    late = omissions.latecomers(told, who)
    has = exists().where(delivery.c.alert_id == told.id, delivery.c.subscriber_id == late.c.subscriber_id)
    of_late = omissions.chain({**asked, **omissions.of_latecomers(told, late)}, 0)
    yield _numbers(told, late, met, of_late).where(~has)


def _numbers(told: Then, on: Any, met: Any, number: ColumnElement[int]) -> Select[Any]:  # noqa: ANN401 -- see omission.py
    people = on.join(subscriber, subscriber.c.id == on.c.subscriber_id)
    if met is not None:
        people = people.outerjoin(met, met.c.subscriber_id == subscriber.c.id)
    key = (2 * number + case((omissions.changed(told), 1), else_=0)).label("key")
    return select(key).select_from(people)
