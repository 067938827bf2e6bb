"""Alerts that leave later, and the decision that is undone."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection

from bot.model import AlertId, AlertState, Priority
from bot.store import alert as alerts
from bot.store import plan as plans
from bot.store.database import Database
from bot.store.plan import Plan
from tests.rows import NOW, a_subscriber, an_alert, deliveries

SECOND = timedelta(seconds=1)


def a_plan(tx: Connection, after: float = 30, *, life: float = 3600) -> Plan:
    id_ = an_alert(tx, state=AlertState.HELD)
    leaves = NOW + after * SECOND
    return Plan(id_, leaves, leaves + life * SECOND, Priority.BREAKING, a_subscriber(tx).id)


def state(tx: Connection, id_: AlertId) -> AlertState:
    row = alerts.find(tx, id_)
    assert row is not None
    return row.state


def test_the_first_to_schedule_a_held_alert_wins(tx: Connection) -> None:
    new = a_plan(tx)
    assert plans.make(tx, new, NOW)
    assert not plans.make(tx, replace(new, priority=Priority.NORMAL), NOW)
    assert plans.find(tx, new.alert_id) == new
    assert state(tx, new.alert_id) is AlertState.SCHEDULED
    assert not alerts.release(tx, new.alert_id, Priority.NORMAL, NOW, new.expires_at)
    assert not alerts.drop(tx, new.alert_id)


def test_what_is_undone_is_held_again_and_can_be_decided_anew(tx: Connection) -> None:
    new = a_plan(tx)
    assert not plans.undo(tx, new.alert_id)
    assert plans.make(tx, new, NOW)
    assert plans.undo(tx, new.alert_id)
    assert not plans.undo(tx, new.alert_id)
    assert state(tx, new.alert_id) is AlertState.HELD
    assert plans.find(tx, new.alert_id) is None
    assert plans.make(tx, new, NOW)


def test_what_is_due_comes_by_its_moment(tx: Connection) -> None:
    late, early = a_plan(tx, 60), a_plan(tx, 30)
    for one in (late, early):
        plans.make(tx, one, NOW)
    assert plans.standing(tx) == [early, late]
    assert not plans.any_due(tx, NOW + 29 * SECOND)
    assert plans.take_due(tx, NOW + 29 * SECOND) is None
    assert plans.any_due(tx, NOW + 30 * SECOND)
    assert plans.take_due(tx, NOW + 90 * SECOND) == early


def test_what_is_released_has_its_deliveries_and_no_plan(tx: Connection) -> None:
    new = a_plan(tx)
    plans.make(tx, new, NOW)
    assert not deliveries(tx)
    assert plans.release(tx, new, new.leaves_at)
    row = alerts.find(tx, new.alert_id)
    assert row is not None
    assert (row.state, row.priority) == (AlertState.RELEASED, Priority.BREAKING)
    assert (row.released_at, row.expires_at) == (new.leaves_at, new.expires_at)
    assert {one.alert_id for one in deliveries(tx)} == {new.alert_id}
    assert not plans.undo(tx, new.alert_id)
    assert not plans.release(tx, new, new.leaves_at)


def test_what_was_undone_is_not_released(tx: Connection) -> None:
    new = a_plan(tx)
    plans.make(tx, new, NOW)
    plans.undo(tx, new.alert_id)
    assert not plans.release(tx, new, new.leaves_at)
    assert not plans.lapse(tx, new)
    assert state(tx, new.alert_id) is AlertState.HELD
    assert not deliveries(tx)


def test_what_lapses_is_dropped(tx: Connection) -> None:
    new = a_plan(tx)
    plans.make(tx, new, NOW)
    assert plans.lapse(tx, new)
    assert state(tx, new.alert_id) is AlertState.DROPPED
    assert plans.find(tx, new.alert_id) is None


def test_of_two_replicas_one_is_at_a_plan(database: Database) -> None:
    if database.embedded:
        return  # it has one writer
    database.write_here(lambda tx: plans.make(tx, a_plan(tx), NOW))
    later = NOW + 60 * SECOND

    def beside(tx: Connection) -> Plan | None:
        assert plans.take_due(tx, later) is not None
        return database.write_here(lambda other: plans.take_due(other, later))

    assert database.write_here(beside) is None
