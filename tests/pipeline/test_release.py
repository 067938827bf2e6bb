"""The loop that lets scheduled alerts go."""

import asyncio
from datetime import timedelta

import pytest
import structlog
from sqlalchemy import Connection

from bot.model import AlertId, AlertState, Priority, Role
from bot.pipeline.bell import Bell
from bot.pipeline.release import Release
from bot.store import alert as alerts
from bot.store import halt as halts
from bot.store import plan as plans
from bot.store.database import Database
from bot.store.plan import Plan
from tests.fakes import FakeClock, until
from tests.rows import NOW, a_subscriber, an_alert, deliveries

SECOND = timedelta(seconds=1)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


def scheduled(tx: Connection) -> AlertId:
    """Schedule an alert in 30 s, good for a minute, by an editor."""
    editor, id_ = a_subscriber(tx, role=Role.EDITOR), an_alert(tx, state=AlertState.HELD)
    leaves = NOW + 30 * SECOND
    assert plans.make(tx, Plan(id_, leaves, leaves + 60 * SECOND, Priority.NORMAL, editor.id), NOW)
    return id_


def state(database: Database, id_: AlertId) -> AlertState:
    row = database.read_here(lambda tx: alerts.find(tx, id_))
    assert row is not None
    return row.state


def loop(database: Database, clock: FakeClock, bell: Bell | None = None) -> Release:
    return Release(database, clock, structlog.get_logger(), bell or Bell())


async def test_nothing_leaves_before_its_moment(database: Database, clock: FakeClock) -> None:
    id_ = database.write_here(scheduled)
    release = loop(database, clock)
    clock.now += 29 * SECOND
    assert not await release.run_due()
    assert state(database, id_) is AlertState.SCHEDULED
    clock.now += SECOND
    assert await release.run_due()
    assert state(database, id_) is AlertState.RELEASED
    assert not await release.run_due()


async def test_what_is_due_is_laid_and_the_lanes_are_rung(database: Database, clock: FakeClock) -> None:
    database.write_here(scheduled)
    clock.now += 30 * SECOND
    bell, stop = Bell(), asyncio.Event()
    running = asyncio.create_task(loop(database, clock, bell).run(stop))
    await until(lambda: len(database.read_here(deliveries)) == 1)
    async with asyncio.timeout(30):
        await bell.wait(60)
    stop.set()
    await running


async def test_after_an_outage_an_alert_that_is_too_old_is_dropped_and_editors_are_told(
    database: Database, clock: FakeClock
) -> None:
    id_ = database.write_here(scheduled)
    clock.now += 90 * SECOND
    assert await loop(database, clock).run_due()
    assert state(database, id_) is AlertState.DROPPED
    (told,) = database.read_here(deliveries)
    assert told.alert_id is None
    assert not await loop(database, clock).run_due()


async def test_of_two_replicas_one_lets_it_go(database: Database, clock: FakeClock) -> None:
    database.write_here(scheduled)
    clock.now += 30 * SECOND
    done = await asyncio.gather(*(loop(database, clock).run_due() for _ in range(2)))
    assert any(done)
    assert len(database.read_here(deliveries)) == 1


async def test_while_all_is_halted_nothing_leaves_and_it_can_be_undone(
    database: Database, clock: FakeClock
) -> None:
    first, second = (database.write_here(scheduled) for _ in range(2))
    by = database.read_here(lambda tx: plans.standing(tx)[0].decided_by)
    database.write_here(lambda tx: halts.begin(tx, by, NOW))
    clock.now += 30 * SECOND
    assert not await loop(database, clock).run_due()
    assert database.write_here(lambda tx: plans.undo(tx, first))
    database.write_here(halts.end)
    assert await loop(database, clock).run_due()
    assert not await loop(database, clock).run_due()
    assert (state(database, first), state(database, second)) == (AlertState.HELD, AlertState.RELEASED)


async def test_what_grew_too_old_during_a_halt_is_dropped_and_editors_hear(
    database: Database, clock: FakeClock
) -> None:
    id_ = database.write_here(scheduled)
    by = database.read_here(lambda tx: plans.standing(tx)[0].decided_by)
    database.write_here(lambda tx: halts.begin(tx, by, NOW))
    clock.now += 90 * SECOND
    assert not await loop(database, clock).run_due()
    assert state(database, id_) is AlertState.SCHEDULED
    database.write_here(halts.end)
    assert await loop(database, clock).run_due()
    assert state(database, id_) is AlertState.DROPPED
    assert len(database.read_here(deliveries)) == 1
