"""Embargoes: an alert under one leaves by nobody's hand, and by no plan."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Connection, text

from bot.model import AlertId, AlertState, Priority
from bot.store import alert as alerts
from bot.store import embargo as embargoes
from bot.store import plan as plans
from bot.store.database import Database
from tests.rows import NOW, deliveries
from tests.store.test_plan import SECOND, a_plan, state

UNTIL = NOW + 60 * SECOND


def let_go(tx: Connection, id_: AlertId, after: float) -> bool:
    now = NOW + after * SECOND
    return plans.let_go(tx, id_, Priority.BREAKING, now, now + 3600 * SECOND)


def test_nobody_lets_it_go_before_its_end(tx: Connection) -> None:
    new = a_plan(tx, 59)
    assert embargoes.put(tx, new.alert_id, UNTIL)
    assert not plans.make(tx, new, NOW)
    assert not let_go(tx, new.alert_id, 59)
    assert state(tx, new.alert_id) is AlertState.HELD
    assert not deliveries(tx)
    assert plans.make(tx, replace(new, leaves_at=UNTIL), NOW)
    assert plans.undo(tx, new.alert_id)
    assert let_go(tx, new.alert_id, 60)
    assert deliveries(tx)


def test_a_plan_that_is_too_early_is_undone(tx: Connection) -> None:
    early, late = a_plan(tx, 30), a_plan(tx, 90)
    for one in (early, late):
        plans.make(tx, one, NOW)
        assert embargoes.put(tx, one.alert_id, UNTIL)
    assert plans.standing(tx) == [late]
    assert state(tx, early.alert_id) is AlertState.HELD
    assert not plans.release(tx, early, UNTIL)


def test_a_plan_that_is_made_meanwhile_is_undone_as_well(database: Database) -> None:
    if database.embedded:
        pytest.skip("one writes at a time")
    new = database.write_here(lambda tx: a_plan(tx, 30))
    with ThreadPoolExecutor(1) as threads, database._writer.connect() as other:
        transaction = other.begin()
        plans.make(other, new, NOW)
        put = threads.submit(database.write_here, lambda tx: embargoes.put(tx, new.alert_id, UNTIL))
        while not database.read_here(waits_for_another):
            assert not put.done()
        transaction.commit()
        assert put.result(20)
    assert database.read_here(plans.standing) == []
    assert database.read_here(lambda tx: state(tx, new.alert_id)) is AlertState.HELD


def waits_for_another(tx: Connection) -> bool:
    """Say whether a transaction of this server waits for a lock of another one."""
    return bool(tx.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


def test_it_is_lifted_and_never_put_on_what_is_out(tx: Connection) -> None:
    new = a_plan(tx)
    embargoes.put(tx, new.alert_id, UNTIL)
    assert embargoes.put(tx, new.alert_id, None)
    assert let_go(tx, new.alert_id, 0)
    assert not embargoes.put(tx, new.alert_id, UNTIL)
    row = alerts.find(tx, new.alert_id)
    assert row is not None
    assert row.embargo_until is None


@pytest.mark.parametrize("first", ["embargo", "release"])
def test_an_embargo_beside_a_release_comes_first_or_too_late(database: Database, first: str) -> None:
    """On PostgreSQL one waits for the other's row and then sees what it did; SQLite has one writer."""
    if database.embedded:
        return
    id_ = database.write_here(lambda tx: a_plan(tx).alert_id)

    def embargo(tx: Connection) -> bool:
        return embargoes.put(tx, id_, UNTIL)

    def release(tx: Connection) -> bool:
        return let_go(tx, id_, 0)

    done: dict[str, bool] = {}
    works = {"embargo": embargo, "release": release}
    second = ({*works} - {first}).pop()
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 -- for this test alone

    with ThreadPoolExecutor(1) as beside:

        def both(tx: Connection) -> None:
            done[first] = works[first](tx)
            waiting.append(beside.submit(database.write_here, works[second]))

        waiting: list[object] = []
        database.write_here(both)
        done[second] = waiting[0].result()  # type: ignore[attr-defined]  # a future
    assert done == {first: True, second: False}
