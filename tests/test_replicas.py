"""Replicas from the command line: a stop waits for what is in flight, a rolling restart loses nothing."""

import asyncio
import json
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from benchmarks.commands import NUMBERED, Run, Siege
from benchmarks.stand import BOT, Stand, sandbox
from bot.clock import utc_now
from bot.model import DeliveryState, Priority, Summary
from bot.store import batch as batches
from bot.store.database import Database
from bot.store.migration import migrate
from bot.store.schema import delivery, event
from tests.rows import a_subscriber, an_alert

NOTHING = Siege(commands=0, repeated=0.5, kills=0, people=0)


def heard(stand: Stand) -> list[tuple[str, str]]:
    """List what the services accepted: to whom, and its words."""
    lines = stand.journal.read_text("utf-8").splitlines() if stand.journal.exists() else []
    return [(one["to"], one["text"]) for one in map(json.loads, lines)]


async def until_heard(stand: Stand, words: str, times: int = 1) -> None:
    async with asyncio.timeout(60):
        while sum(words in text for _, text in heard(stand)) < times:  # noqa: ASYNC110 -- a file sets no event
            await asyncio.sleep(0.02)


async def until_at_work(run: Run, starts: int = 1) -> None:
    """Wait until the program has come to work so many times."""
    log = run.folder / "program.log"
    async with asyncio.timeout(60):
        while log.read_text("utf-8").count('"event": "at work"') < starts:  # noqa: ASYNC110 -- a file sets no event
            await asyncio.sleep(0.05)


def stop(run: Run) -> float:
    """Ask the program to stop; say how long it took."""
    assert run.process is not None
    began = time.monotonic()
    run.process.terminate()
    assert run.process.wait(20) == 0
    return time.monotonic() - began


async def test_a_stop_waits_five_seconds_for_a_request_in_flight_and_is_done_within_ten(
    tmp_path: Path,
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'tocsin.db'}")
    migrate(database)
    async with sandbox(tmp_path) as stand:
        run = Run(tmp_path, stand, database, NOTHING)
        run.settings |= {"TOCSIN_DELIVERY_TIMEOUT": "10", "TOCSIN_DELIVERY_LEASE": "15"}
        (who,) = (await stand.ask("/people", telegram=1, whatsapp=0))["telegram"]
        await stand.ask("/faults", service="telegram", kind="slow", seconds=5)
        try:
            run.start()
            await stand.ask(f"/people/{who}/text", text="/c1")
            await until_heard(stand, "/c1")
            took = await asyncio.to_thread(stop, run)
        finally:
            run.kill()
    states = database.read_here(lambda tx: tx.scalars(select(delivery.c.state)).all())
    database.close()
    assert (states, 3 < took < 10) == ([DeliveryState.SENT], True), took


async def test_rolling_restarts_of_two_replicas_lose_no_command_and_no_alert(
    database: Database, tmp_path: Path
) -> None:
    if database.embedded:
        pytest.skip("replicas share a PostgreSQL")
    async with sandbox(tmp_path) as stand:
        second = tmp_path / "second"
        second.mkdir()
        runs = [
            Run(tmp_path, stand, database, NOTHING),
            Run(second, replace(stand, hooks=stand.hooks + 1), database, NOTHING),
        ]
        crowd = await stand.ask("/people", telegram=4, whatsapp=4)
        who = [*map(str, crowd["telegram"]), *crowd["whatsapp"]]
        database.write_here(lambda tx: _readers(tx, crowd["telegram"]))
        try:
            for run in runs:
                run.start()
            for run in runs:
                await until_at_work(run)
            restarted = asyncio.Event()
            async with asyncio.TaskGroup() as group:
                flowing = group.create_task(_flow(database, runs, who, restarted))
                for run in runs:
                    await asyncio.sleep(1.0)
                    await asyncio.to_thread(stop, run)
                    run.start()
                    await until_at_work(run, 2)
                restarted.set()
            asked, told = flowing.result()
            await until_heard(stand, "/c", asked)
            await until_heard(stand, "Alert", told * len(crowd["telegram"]))
            for run in runs:
                await asyncio.to_thread(stop, run)
        finally:
            for run in runs:
                run.kill()
    said = heard(stand)
    numbers = Counter(int(found[1]) for _, text in said if (found := NUMBERED.search(text)))
    assert numbers == dict.fromkeys(range(asked), 1)
    alerts = Counter(text.partition("\n")[0] for _, text in said if "Alert" in text)
    assert set(alerts.values()) == {len(crowd["telegram"])}
    assert len(alerts) == told
    waiting = select(event.c.id).where(event.c.due_at.is_not(None))
    assert database.read_here(lambda tx: tx.execute(waiting).all()) == []


def _readers(tx: Connection, chats: list[int]) -> None:
    now = utc_now()
    for chat in chats:
        a_subscriber(
            tx, channel="telegram", account=BOT, address=str(chat), topics=["news"], heard_at=now, now=now
        )


async def _flow(
    database: Database, runs: list[Run], who: list[str], enough: asyncio.Event
) -> tuple[int, int]:
    """Let people ask and alerts go out until it is enough; says how many of either there were."""
    asked = told = 0
    async with asyncio.TaskGroup() as group:
        while not enough.is_set():
            one = who[asked % len(who)]
            if one.startswith("+"):
                group.create_task(runs[asked % 2]._post_hooks(one, asked, 2))
            else:
                await runs[0].stand.ask(f"/people/{one}/text", text=f"/c{asked}", times=2)
            asked += 1
            if asked % 8 == 0:
                await database.write(lambda tx, number=told: _alert(tx, number))  # type: ignore[misc]  # a lambda with a default
                told += 1
            await asyncio.sleep(0.15)
    return asked, told


def _alert(tx: Connection, number: int) -> None:
    now = utc_now()
    words = Summary(f"Alert {number} from the harbour", ("Ferries run as before.",), "en")
    made = an_alert(tx, topics=["news"], summary=words, expires_in=86400, now=now)
    batches.fan_out(tx, made, Priority.NORMAL, now)
