"""Claims: what is due is taken by one replica, `sending` from that commit on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import BindParameter, Connection, Row, bindparam, func, literal, or_, select, update

from bot.model import DeliveryId, DeliveryState, Priority, SenderId, Subscriber
from bot.store import batch as batches
from bot.store.database import walk_indexes
from bot.store.delivery import MAY_HAVE_BEEN_GOT, DeliveryRow, in_state, load
from bot.store.picture import bared
from bot.store.schema import alert, delivery, subscriber
from bot.store.thread import sewn

SIDE_BY_SIDE = 250
"""How many are judged at once where nothing of what was due may leave."""

MOST_ROUNDS = 4
"""How often a claim looks for something that may leave before it lets others write."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What becomes of a delivery that may not leave now: its state, why, and when it is looked at again.

    `fold_at` is when it is told with others in a digest, instead of by itself.
    """

    state: DeliveryState
    error: str
    due_at: datetime | None = None
    fold_at: datetime | None = None


Judged: TypeAlias = tuple[list[DeliveryRow], Mapping[DeliveryId, Ruling]]

Judge: TypeAlias = Callable[[Connection, Sequence[DeliveryRow], int, datetime], Judged]
"""Chooses, of what is due in order, as many as asked that may leave, and rules on those it passed over."""


@dataclass(frozen=True, slots=True)
class Lane:
    """What a claim goes by: the sender; seconds between two messages in a chat, of a lease, of a reply.

    Addresses that begin with `group_prefix` are groups, and have a spacing of their own. `judge` says
    which may leave, where the channel has rules on that; it is asked once a claim's rows are known.
    """

    sender_id: SenderId
    chat_spacing: float
    lease: float
    reply_life: float = 3600.0
    group_spacing: float = 0.0
    group_prefix: str = ""
    judge: Judge | None = None

    def spacing(self, who: Subscriber) -> float:
        """Say how many seconds apart a chat's messages are."""
        group = self.group_prefix and who.address.id.startswith(self.group_prefix)
        return self.group_spacing if group else self.chat_spacing

    def rests_until(self, who: Subscriber, leaves_at: datetime) -> datetime:
        """Say until when a chat gets nothing more, after a message that leaves at a moment."""
        return leaves_at + timedelta(seconds=self.spacing(who))

    def left_at(self, who: Subscriber, rests_until: datetime) -> datetime:
        """Say for which moment a chat's rest was reckoned."""
        return rests_until - timedelta(seconds=self.spacing(who))


def take(
    tx: Connection,
    lane: Lane,
    now: datetime,
    most: int,
    slots: Sequence[datetime] = (),
    *,
    down_to: Priority = Priority.DIGEST,
) -> list[DeliveryRow]:
    """Take the most urgent that are due, `sending` from this commit on: their requests leave afterwards.

    `slots` are the moments by which they do, one each, if not at once. The caller holds the sender's
    row, so no other replica takes the same, and no alert gets other words meanwhile: each leaves with the
    newest, and an update with the message that it follows. What nobody should get any more (expired,
    recalled, its reader gone) is ended instead of taken. Nothing less urgent than `down_to` is taken.
    """
    taken: list[DeliveryRow] = []
    for round_ in range(MOST_ROUNDS):
        rows = load(tx, _due(tx, lane, now, SIDE_BY_SIDE if round_ else most, down_to))
        taken, ruled = _leaving(tx, lane, rows, now, most)
        if taken or not ruled:
            break
    leaves_at = slots[len(taken) - 1] if taken and slots else now
    if taken:
        _mark_sending(tx, lane, taken, now, leaves_at)
    tried = [
        replace(
            row, tries=row.tries + 1, tried_at=now, paced_until=lane.rests_until(row.subscriber, leaves_at)
        )
        for row in taken
    ]
    return bared(tx, sewn(tx, tried))


def _leaving(
    tx: Connection, lane: Lane, rows: Sequence[DeliveryRow], now: datetime, most: int
) -> tuple[list[DeliveryRow], bool]:
    """Choose what leaves of what is due, and end what nobody should get; say if any was ruled on."""
    moot = {row.id: end for row in rows if (end := _moot(row, lane, now))}
    moot |= dict.fromkeys(_needless(tx, rows), DeliveryState.DROPPED)
    for end in set(moot.values()):
        ids = [id_ for id_, state in moot.items() if state is end]
        tx.execute(update(delivery).where(delivery.c.id.in_(ids)).values(state=end))
    if moot:
        _sweep_behind(tx, rows, now)
    firsts = {row.subscriber.id: row.id for row in reversed(rows) if row.id not in moot}
    may = [row for row in rows if firsts.get(row.subscriber.id) == row.id]
    if lane.judge is None:
        return may[:most], False
    chosen, rulings = lane.judge(tx, may, most, now)
    _rule(tx, rulings)
    return chosen, bool(rulings)


def _rule(tx: Connection, rulings: Mapping[DeliveryId, Ruling]) -> None:
    by_ruling: dict[Ruling, list[DeliveryId]] = {}
    for id_, ruling in rulings.items():
        by_ruling.setdefault(ruling, []).append(id_)
    for ruling, ids in by_ruling.items():
        values: dict[str, object] = {"state": ruling.state, "error": ruling.error[:300]}
        values |= {"due_at": ruling.due_at} if ruling.due_at else {}
        values |= {"fold_at": ruling.fold_at, "due_at": ruling.fold_at} if ruling.fold_at else {}
        tx.execute(update(delivery).where(delivery.c.id.in_(ids)).values(values))


def pace(tx: Connection, lane: Lane, taken: Sequence[DeliveryRow], leaves_at: datetime) -> None:
    """Let the chats of these rest for as long as the channel asks for."""
    by_moment: dict[datetime, list[int]] = {}
    for row in taken:
        by_moment.setdefault(lane.rests_until(row.subscriber, leaves_at), []).append(row.subscriber.id)
    for until, ids in by_moment.items():
        tx.execute(_PACED, {"ids": ids, "until": until})


def _due(
    tx: Connection, lane: Lane, now: datetime, most: int, down_to: Priority = Priority.DIGEST
) -> Sequence[Row[Any]]:
    walk_indexes(tx, only=True)
    asked = {"by": lane.sender_id, "now": now, "most": most}
    if down_to is Priority.DIGEST:
        return tx.execute(_DUE, asked).all()
    return tx.execute(_DUE.where(delivery.c.priority <= int(down_to)), asked).all()


def _moot(row: DeliveryRow, lane: Lane, now: datetime) -> DeliveryState | None:
    if row.is_digest:  # what is too old is told in a later one: see bot/store/digest.py
        return None if row.subscriber.listens else DeliveryState.DROPPED
    if row.alert is None:
        old = row.created_at + timedelta(seconds=lane.reply_life) <= now
        return DeliveryState.EXPIRED if old else None
    if over := batches.ending(row.alert.state, row.alert.expires_at, now):
        return over
    return None if row.subscriber.listens else DeliveryState.DROPPED


def _needless(tx: Connection, rows: Sequence[DeliveryRow]) -> list[DeliveryId]:
    """List the corrections whose readers have not got what is corrected (any more: a receipt said so)."""
    telling = {
        (row.alert.corrects, row.subscriber.id): row.id for row in rows if row.alert and row.alert.corrects
    }
    if not telling:
        return []
    query = select(delivery.c.alert_id, delivery.c.subscriber_id).where(
        delivery.c.alert_id.in_({first for first, _ in telling}),
        delivery.c.subscriber_id.in_({who for _, who in telling}),
        delivery.c.state.in_(MAY_HAVE_BEEN_GOT),
    )
    got = {tuple(row) for row in tx.execute(query)}
    return [id_ for pair, id_ in telling.items() if pair not in got]


def _sweep_behind(tx: Connection, rows: Sequence[DeliveryRow], now: datetime) -> None:
    """Have the rest of an alert that is over ended, too: a million rows of it would stop the lane."""
    met = {row.alert.id: row.alert for row in rows if row.alert}
    for one in met.values():
        over = batches.ending(one.state, one.expires_at, now)
        if over and not batches.is_left(tx, one.id):
            batches.sweep(tx, one.id, over)


def _mark_sending(
    tx: Connection, lane: Lane, taken: Sequence[DeliveryRow], now: datetime, leaves_at: datetime
) -> None:
    until = leaves_at + timedelta(seconds=lane.lease)
    tx.execute(_SENDING, {"ids": [row.id for row in taken], "now": now, "until": until})
    pace(tx, lane, taken, leaves_at)


# ---- statements of the path that every message takes, built once ---------------------------------

_NOW = bindparam("now", type_=delivery.c.due_at.type)
_UNTIL = bindparam("until", type_=delivery.c.due_at.type)
_THESE: BindParameter[list[int]] = bindparam("ids", expanding=True)

_UNCAPPED = or_(
    subscriber.c.capped_until.is_(None),
    subscriber.c.capped_until <= _NOW,
    delivery.c.priority <= literal(int(Priority.BREAKING), literal_execute=True),
)

_DUE = (
    select(delivery)
    .join(subscriber, subscriber.c.id == delivery.c.subscriber_id)
    .where(delivery.c.sender_id == bindparam("by"), in_state(DeliveryState.QUEUED))
    .where(delivery.c.fold_at.is_(None))
    .where(delivery.c.due_at <= _NOW, subscriber.c.due_at <= _NOW, _UNCAPPED)
    .order_by(delivery.c.priority, delivery.c.due_at, delivery.c.id)
    .limit(bindparam("most"))
    # locked, so that a reader's STOP comes either before this claim or after it, never between
    .with_for_update(skip_locked=True, of=delivery)
)

_SENDING = (
    update(delivery)
    .where(delivery.c.id.in_(_THESE))
    .values(
        state=DeliveryState.SENDING,
        tries=delivery.c.tries + 1,
        tried_at=_NOW,
        due_at=_UNTIL,
        revision=func.coalesce(
            select(alert.c.revision).where(alert.c.id == delivery.c.alert_id).scalar_subquery(), 1
        ),
        amend_at=None,  # it leaves with the newest words
    )
)

_PACED = update(subscriber).where(subscriber.c.id.in_(_THESE)).values(due_at=_UNTIL)
