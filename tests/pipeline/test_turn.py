import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from bot.pipeline import turn
from bot.pipeline.turn import Turn
from bot.store.database import Database
from bot.store.schema import sender
from tests.fakes import FakeClock, until
from tests.rows import NOW, a_sender


class Shift:
    """Replicas that take turns at one sender; `at_work` lists who works now."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = FakeClock(NOW, ticks=True)
        self.sender_id = database.write_here(a_sender)
        self.at_work: list[str] = []
        self.most = 0

    def begin(self, name: str) -> "asyncio.Task[None]":
        return asyncio.create_task(
            Turn(self.database, self.sender_id, self.clock).during(lambda: self._work(name))
        )

    async def _work(self, name: str) -> None:
        self.at_work.append(name)
        self.most = max(self.most, len(self.at_work))
        try:
            await asyncio.sleep(3600)
        finally:
            self.at_work.remove(name)

    def free(self) -> bool:
        return self.database.read_here(lambda tx: tx.scalar(select(sender.c.heard_until))) is None


@pytest.fixture
def shift(database: Database, monkeypatch: pytest.MonkeyPatch) -> Shift:
    monkeypatch.setattr(turn, "LEASE", 1.0)
    monkeypatch.setattr(turn, "AGAIN", 0.1)
    return Shift(database)


async def ended(*tasks: "asyncio.Task[None]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_one_works_at_a_time_for_longer_than_a_lease_and_the_other_follows(shift: Shift) -> None:
    first = shift.begin("first")
    await until(lambda: shift.at_work)
    second = shift.begin("second")
    await asyncio.sleep(1.5)
    assert shift.at_work == ["first"]
    await ended(first)
    await until(lambda: shift.at_work == ["second"])
    await ended(second)
    assert (shift.most, shift.free()) == (1, True)


async def test_the_turn_of_one_that_was_killed_is_over_with_its_lease(shift: Shift) -> None:
    dead = {"heard_until": shift.clock() + timedelta(seconds=0.5)}
    shift.database.write_here(lambda tx: tx.execute(update(sender).values(dead)))
    second = shift.begin("second")
    await asyncio.sleep(0.2)
    assert shift.at_work == []
    await until(lambda: shift.at_work)
    await ended(second)


async def test_one_that_lost_its_turn_stops_and_waits_for_the_next(shift: Shift) -> None:
    first = shift.begin("first")
    await until(lambda: shift.at_work)
    anothers = {"heard_until": shift.clock() + timedelta(seconds=1.5)}
    shift.database.write_here(lambda tx: tx.execute(update(sender).values(anothers)))
    await until(lambda: not shift.at_work)
    await until(lambda: shift.at_work)
    await ended(first)


async def test_what_the_work_comes_to_is_given_back_and_the_turn_is_free(shift: Shift) -> None:
    async def work() -> int:
        return 7

    async def trouble() -> int:
        raise RuntimeError("a bug")

    mine = Turn(shift.database, shift.sender_id, shift.clock)
    assert await mine.during(work) == 7
    with pytest.raises(RuntimeError, match="a bug"):
        await mine.during(trouble)
    assert shift.free()


async def test_a_database_that_goes_away_ends_the_work(shift: Shift) -> None:
    first = shift.begin("first")
    await until(lambda: shift.at_work)
    shift.database.write_here(lambda tx: tx.execute(text("ALTER TABLE sender RENAME TO gone")))
    with pytest.raises(Exception, match="sender"):
        await first
    assert shift.at_work == []
