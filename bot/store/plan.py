"""Plans: alerts that were decided for and leave later; until then the decision can be undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, exists, insert, or_, select, update

from bot.model import AlertId, AlertState, Priority, SubscriberId
from bot.store import alert as alerts
from bot.store import batch as batches
from bot.store import edition as editions
from bot.store.keyword import KeysOf
from bot.store.plan_tables import plan
from bot.store.schema import alert


@dataclass(frozen=True, slots=True)
class Plan:
    """When an alert leaves and as how urgent, from when on it never does, and who decided so."""

    alert_id: AlertId
    leaves_at: datetime
    expires_at: datetime
    priority: Priority
    decided_by: SubscriberId


def make(tx: Connection, new: Plan, now: datetime) -> bool:
    """Schedule a held alert, in all its languages; False when it is not held any more: the first to act wins.

    False, too, where it would leave before its embargo ends.
    """
    free = or_(alert.c.embargo_until.is_(None), alert.c.embargo_until <= new.leaves_at)
    if not _move(tx, new.alert_id, AlertState.HELD, AlertState.SCHEDULED, free):
        return False
    values = {name: getattr(new, name) for name in Plan.__slots__}
    first = editions.of(tx, new.alert_id)[0]
    tx.execute(insert(plan).values(values | {"alert_id": first, "decided_at": now}))
    return True


def undo(tx: Connection, id_: AlertId) -> bool:
    """Hold a scheduled alert again; False when it is not scheduled (any more).

    It and `release` take the same row away, so exactly one of them wins.
    """
    if not tx.execute(delete(plan).where(plan.c.alert_id == editions.of(tx, id_)[0])).rowcount:
        return False
    return _move(tx, id_, AlertState.SCHEDULED, AlertState.HELD)


def find(tx: Connection, id_: AlertId) -> Plan | None:
    """Give the plan of an alert that is scheduled: it names the first of its editions."""
    row = tx.execute(select(plan).where(plan.c.alert_id == editions.of(tx, id_)[0])).one_or_none()
    return _of(row) if row else None


def standing(tx: Connection) -> Sequence[Plan]:
    """List the plans that stand, the next to leave first."""
    return [_of(row) for row in tx.execute(select(plan).order_by(plan.c.leaves_at, plan.c.alert_id))]


def any_due(tx: Connection, now: datetime) -> bool:
    """Say whether `take_due` would find anything: it is asked often, and takes no lock."""
    return bool(tx.scalar(select(exists(_due(now)))))


def take_due(tx: Connection, now: datetime) -> Plan | None:
    """Give the plan whose moment has come longest ago, and that no other replica is at."""
    row = tx.execute(_due(now).limit(1).with_for_update(skip_locked=True)).one_or_none()
    return _of(row) if row else None


def release(tx: Connection, due: Plan, now: datetime, keys_of: KeysOf | None = None) -> bool:
    """Let a scheduled alert go, and lay its first deliveries; False where it was undone meanwhile."""
    if not undo(tx, due.alert_id):
        return False
    return let_go(tx, due.alert_id, due.priority, now, due.expires_at, keys_of)


def let_go(
    tx: Connection,
    id_: AlertId,
    priority: Priority,
    now: datetime,
    expires_at: datetime,
    keys_of: KeysOf | None = None,
) -> bool:
    """Let a held alert go in all its languages; False when it is not held any more, or under embargo."""
    if not alerts.release(tx, id_, priority, now, expires_at):
        return False
    found = alerts.by_ids(tx, editions.of(tx, id_))
    for one in found.values():
        if one.state is AlertState.RELEASED:  # one of them may have been withdrawn by itself
            batches.fan_out(tx, one.id, priority, now, keys_of)
    return True


def lapse(tx: Connection, due: Plan) -> bool:
    """Drop an alert whose plan outlived its worth; False where it was undone meanwhile."""
    return undo(tx, due.alert_id) and alerts.drop(tx, due.alert_id)


def _due(now: datetime) -> Select[tuple[int]]:
    return select(plan).where(plan.c.leaves_at <= now).order_by(plan.c.leaves_at, plan.c.alert_id)


def _move(
    tx: Connection, id_: AlertId, old: AlertState, new: AlertState, *conditions: ColumnElement[bool]
) -> bool:
    moved = update(alert).where(alerts.is_edition_of(id_), alert.c.state == old, *conditions)
    return tx.execute(moved.values(state=new)).rowcount > 0


def _of(row: Row[tuple[int]]) -> Plan:
    return Plan(
        AlertId(row.alert_id),
        row.leaves_at,
        row.expires_at,
        Priority(row.priority),
        SubscriberId(row.decided_by),
    )
