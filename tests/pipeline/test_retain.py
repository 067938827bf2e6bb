"""What has been kept for its time goes: all of it, in small steps, by several replicas, and under kills."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, null, select, update

from bot.ask import Promises
from bot.model import Address, DeliveryState, Role, SubscriberStatus
from bot.pipeline.forget import Forget
from bot.pipeline.retain import LEASE, SPELL, Retain
from bot.rules.departure import digest, is_of, mark
from bot.rules.retention import IN_A_RUSH, PORTION, Kept
from bot.store import delivery as deliveries
from bot.store import departure as departures
from bot.store import retention as store
from bot.store import subscriber as subscribers
from bot.store.database import Database
from bot.store.retention import AGAIN
from bot.store.schema import (
    alert,
    delivery,
    departure,
    entry,
    past,
    placement,
    retention,
    subscriber,
)
from bot.store.schema import (
    event as heard,
)
from tests.deaths import Killed, killed_at
from tests.fakes import FakeClock, a_logger
from tests.rows import NOW, a_sender, a_source, a_subscriber, an_entry
from tests.store.press import is_, told

DAY = timedelta(days=1)
YEARS = timedelta(days=800)
LATER = NOW + YEARS
KEY = b"a key"
KEPT = Kept(key=KEY)
ANNA = Address("whatsapp", "+97250111")
TABLES = (alert, delivery, departure, entry, heard, past, placement, retention, subscriber)


def made(database: Database, kept: Kept = KEPT, now: datetime = LATER) -> Retain:
    """Make a step whose rests let time pass."""
    clock = FakeClock(now)

    async def sleep(seconds: float) -> None:
        clock.now += timedelta(seconds=seconds)

    return Retain(database, kept, clock, a_logger(), sleep)


def a_past(tx: Connection) -> None:
    """Let there be something of each kind that is old, and of each something that is not."""
    readers = [a_subscriber(tx) for _ in range(5)]
    gone = a_subscriber(tx, channel="whatsapp", address=ANNA.id, name="Anna")
    id_ = told(tx)
    is_(tx, id_, DeliveryState.READ)
    subscribers.end(tx, gone.id, SubscriberStatus.LEFT, NOW)
    reply = deliveries.queue_reply(tx, readers[0].id, {}, NOW)
    tx.execute(update(delivery).where(delivery.c.id == reply).values(state="sent", body=null()))
    of = a_source(tx)
    for number in range(40):
        an_entry(tx, of, body=f"Body {number}", now=NOW if number < 5 else LATER)
    tx.execute(update(entry).values(due_at=None, outcome="baseline"))
    handled = {"sender_id": a_sender(tx), "kind": "inbound", "body": {"text": "hello"}, "about": "1"}
    rows = [{"key": str(number), "received_at": NOW if number < 5 else LATER} for number in range(9)]
    tx.execute(insert(heard), [handled | one for one in rows])
    deliveries.queue_reply(tx, readers[0].id, {}, LATER + YEARS)


def counted(database: Database) -> dict[str, int]:
    """Count what there is that may go."""

    def read(tx: Connection) -> dict[str, int]:
        asked = {
            "deliveries": select(func.count()).select_from(delivery),
            "words": select(func.count()).select_from(entry).where(entry.c.body != ""),
            "events": select(func.count()).select_from(heard),
            "people": select(func.count()).select_from(subscriber).where(subscriber.c.status == "left"),
            "proofs": select(func.count()).select_from(departure),
        }
        return {name: tx.scalar(query) or 0 for name, query in asked.items()}

    return database.read_here(read)


BEFORE = {"deliveries": 8, "words": 40, "events": 9, "people": 1, "proofs": 0}
AFTER = {"deliveries": 1, "words": 35, "events": 4, "people": 0, "proofs": 1}


async def run_out(step: Retain) -> None:
    for _ in range(50):
        if not await step.run_due():
            return
    raise AssertionError("it has no end")


async def test_all_that_is_old_goes_and_all_else_stays(database: Database) -> None:
    database.write_here(a_past)
    assert counted(database) == BEFORE
    step = made(database)
    await run_out(step)
    assert counted(database) == AFTER
    assert await step.run_due() == 0


async def test_what_is_kept_for_ever_stays(database: Database) -> None:
    database.write_here(a_past)
    for_ever = Kept(entries=None, deliveries=None, events=None, left=None, letters=2 * YEARS)
    await run_out(made(database, for_ever))
    assert counted(database) == BEFORE


async def test_a_round_begins_anew_an_hour_after_its_end(database: Database) -> None:
    step = made(database, now=NOW)
    await run_out(step)
    database.write_here(a_past)
    late = made(database, now=NOW + AGAIN / 2)
    assert await late.run_due() == 0
    late = made(database, now=LATER)
    await run_out(late)
    assert counted(database) == AFTER


# ---- pace ----------------------------------------------------------------------------------------


async def test_between_two_steps_it_rests_and_longer_while_alerts_wait_to_leave(database: Database) -> None:
    database.write_here(a_past)
    step, rests = made(database), list[float]()

    async def sleep(seconds: float) -> None:
        rests.append(seconds)

    await run_out(replace(step, sleep=sleep))
    assert rests
    assert max(rests[:-1]) < IN_A_RUSH
    busy = made(database, now=LATER + DAY)
    database.write_here(lambda tx: told(tx, now=LATER))
    rests.clear()
    await replace(busy, sleep=sleep).run_due()
    assert min(rests) == IN_A_RUSH


async def test_a_run_ends_after_a_spell_and_the_next_one_goes_on(database: Database) -> None:
    def crowd(tx: Connection) -> None:
        for _ in range(30):
            an_entry(tx, body="Words", now=NOW)

    database.write_here(crowd)
    step = made(database)
    began, clock = LATER, step.clock

    async def sleep(_seconds: float) -> None:
        clock.now += SPELL / 2  # type: ignore[attr-defined]  # a test's clock

    await replace(step, sleep=sleep).run_due()
    assert step.clock() == began + SPELL


# ---- who left ------------------------------------------------------------------------------------


async def test_of_who_left_stays_a_proof_by_which_an_import_knows_them_again(database: Database) -> None:
    database.write_here(a_past)
    await run_out(made(database))
    await Forget(database, Promises(), lambda: LATER).run_due()
    marks = [mark(ANNA, KEY)]
    (kept,) = database.read_here(lambda tx: departures.marked(tx, "whatsapp", marks))[marks[0]]
    assert is_of(ANNA, kept.salt, kept.digest)
    assert kept.left_at == NOW
    assert database.read_here(lambda tx: subscribers.at(tx, ANNA)) is None
    assert ANNA.id not in str(database.read_here(lambda tx: tx.execute(select(subscriber)).all()))


async def test_the_proof_of_who_left_ends_as_of_who_asked_to_be_forgotten(database: Database) -> None:
    database.write_here(a_past)
    await run_out(made(database))
    ends = select(departure.c.erase_at)
    assert database.read_here(lambda tx: tx.scalar(ends)) == NOW + KEPT.proof


async def test_staff_who_left_stay(database: Database) -> None:
    database.write_here(a_past)
    database.write_here(lambda tx: tx.execute(update(subscriber).values(role=Role.EDITOR)))
    await run_out(made(database))
    assert counted(database)["people"] == 1


# ---- kills and replicas --------------------------------------------------------------------------


def snapshot(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    def read(tx: Connection) -> dict[str, list[tuple[Any, ...]]]:
        return {
            one.name: [tuple(row) for row in tx.execute(select(one).order_by(*one.primary_key.columns))]
            for one in TABLES
            if one not in {retention, departure}
        }

    return database.read_here(read)


async def test_a_kill_at_any_statement_loses_nothing_and_the_next_start_does_the_rest(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed at its first statement, then at its second, and so on, each time started again where it was."""
    monkeypatch.setattr("bot.pipeline.retain.PORTION", 3)
    monkeypatch.setattr("bot.pipeline.retain.LONG", 0.0)
    monkeypatch.setattr("bot.pipeline.retain.LONG_ON_SERVER", 0.0)
    monkeypatch.setattr("bot.pipeline.retain.digest", lambda _address, salt: f"digest {salt}")
    database.write_here(a_past)
    number, now, kills = 0, LATER, 0
    while True:
        number += 1
        now += LEASE + timedelta(minutes=1)
        with killed_at(database, number):
            try:
                await run_out(made(database, now=now))
            except Killed:
                kills += 1
                continue
        break
    assert kills > 20
    assert counted(database) == AFTER
    assert PORTION > 3


async def test_many_replicas_at_once_do_it_once(database: Database) -> None:
    database.write_here(a_past)
    others = [database, *(Database(database.url.render_as_string(hide_password=False)) for _ in range(2))]
    try:
        for _ in range(20):
            await asyncio.gather(*(made(one, now=LATER + LEASE).run_due() for one in others))
    finally:
        for one in others[1:]:
            one.close()
    assert counted(database) == AFTER


async def test_who_comes_back_while_the_proof_is_made_stays(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.write_here(a_past)

    def meanwhile(address: Address, salt: str) -> str:
        def back(tx: Connection) -> None:
            there = subscribers.at(tx, address)
            assert there
            subscribers.activate(tx, there.id)

        database.write_here(back)
        return digest(address, salt)

    monkeypatch.setattr("bot.pipeline.retain.digest", meanwhile)
    await run_out(made(database))
    there = database.read_here(lambda tx: subscribers.at(tx, ANNA))
    assert there
    assert (there.status, counted(database)["proofs"]) == (SubscriberStatus.ACTIVE, 0)


def test_an_alert_and_what_it_said_stay(database: Database) -> None:
    database.write_here(a_past)
    before = snapshot(database)["alert"]
    asyncio.run(run_out(made(database)))
    assert snapshot(database)["alert"] == before
    assert database.read_here(lambda tx: store.is_past(tx, before[0][0]))
