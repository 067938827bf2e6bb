"""Events that arrive at once, stored in few transactions."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError

from bot.errors import TryLater
from bot.pipeline import together
from bot.pipeline.together import Together
from bot.store.database import Database
from bot.store.event import NewEvent
from bot.store.schema import event
from tests.rows import NOW, a_sender

T = TypeVar("T")


def told(key: str, about: str = "77") -> NewEvent:
    return NewEvent(key, "inbound", {"key": key}, about)


class Counting:
    """A database that counts its transactions, and fails at some."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.transactions = 0
        self.trouble: list[Exception] = []

    async def write(self, work: Callable[[Connection], T]) -> T:
        self.transactions += 1
        if self.trouble:
            raise self.trouble.pop(0)
        return await self.database.write(work)


def stored(database: Database) -> list[str]:
    query = select(event.c.key).order_by(event.c.id)
    return list(database.read_here(lambda tx: tx.scalars(query).all()))


def wired(counting: Counting) -> Together:
    made = Together(counting.database)
    made._database = counting  # type: ignore[assignment]  # stands in for it, and counts
    return made


async def test_what_comes_at_once_is_stored_in_its_order_in_few_transactions(database: Database) -> None:
    sender = database.write_here(a_sender)
    counting = Counting(database)
    keeper = wired(counting)
    keys = [f"k{number}" for number in range(300)]
    kept = await asyncio.gather(*(keeper.keep(sender, [told(key)], NOW) for key in keys))
    assert kept == [1] * 300
    assert stored(database) == keys
    assert counting.transactions <= 3


async def test_what_is_repeated_counts_for_nobody_but_the_first(database: Database) -> None:
    sender = database.write_here(a_sender)
    keeper = Together(database)
    kept = await asyncio.gather(*(keeper.keep(sender, [told("same"), told("same")], NOW) for _ in range(3)))
    assert kept == [1, 0, 0]
    assert stored(database) == ["same"]


async def test_what_can_not_be_stored_costs_no_other(database: Database) -> None:
    sender = database.write_here(a_sender)
    keeper = Together(database)
    broken = NewEvent("broken", "inbound", {"key": object()}, "")
    outcomes = await asyncio.gather(
        keeper.keep(sender, [told("a")], NOW),
        keeper.keep(sender, [broken], NOW),
        keeper.keep(sender, [told("b")], NOW),
        return_exceptions=True,
    )
    assert [outcomes[0], outcomes[2]] == [1, 1]
    assert isinstance(outcomes[1], Exception)
    assert stored(database) == ["a", "b"]


async def test_a_database_that_is_away_is_not_asked_once_for_each(database: Database) -> None:
    sender = database.write_here(a_sender)
    counting = Counting(database)
    counting.trouble = [OperationalError("INSERT", {}, Exception("gone"))]
    keeper = wired(counting)
    first = [keeper.keep(sender, [told(f"k{number}")], NOW) for number in range(5)]
    outcomes = await asyncio.gather(*first, return_exceptions=True)
    assert {type(one) for one in outcomes} == {OperationalError}
    assert counting.transactions == 1
    assert await keeper.keep(sender, [told("later")], NOW) == 1


async def test_no_more_wait_than_there_is_room_for(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "MOST_WAITING", 3)
    sender = database.write_here(a_sender)
    keeper = Together(database)
    many = [keeper.keep(sender, [told(f"k{number}")], NOW) for number in range(5)]
    outcomes = await asyncio.gather(*many, return_exceptions=True)
    assert outcomes[:3] == [1, 1, 1]
    assert {type(one) for one in outcomes[3:]} == {TryLater}


async def test_who_gives_up_before_it_was_begun_is_not_stored(database: Database) -> None:
    sender = database.write_here(a_sender)
    keeper = Together(database)
    waits = asyncio.create_task(keeper.keep(sender, [told("gone")], NOW))
    stays = asyncio.create_task(keeper.keep(sender, [told("here")], NOW))
    await asyncio.sleep(0)
    waits.cancel()
    assert await stays == 1
    assert stored(database) == ["here"]
