"""The loop that lays batches, and sweeps them."""

import asyncio

from bot.model import Priority, SubscriberId
from bot.pipeline.bell import Bell
from bot.pipeline.lay import Lay
from bot.rules.keyword import keys_for, keys_of
from bot.store import batch as batches
from bot.store import keyword as keywords
from bot.store.batch import SIZE
from bot.store.database import Database
from tests.fakes import FakeClock, until
from tests.rows import NOW, a_crowd_of, an_alert, deliveries


async def test_what_a_release_left_is_laid_and_the_lanes_are_rung(database: Database) -> None:
    database.write_here(lambda tx: a_crowd_of(tx, [1, SIZE + 1, 2 * SIZE + 1]))
    database.write_here(lambda tx: batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW))
    bell = Bell()
    lay, stop = Lay(database, FakeClock(NOW), bell), asyncio.Event()
    running = asyncio.create_task(lay.run(stop))
    await until(lambda: len(database.read_here(deliveries)) == 3)
    async with asyncio.timeout(30):
        await bell.wait(60)
    stop.set()
    await running


async def test_without_a_batch_there_is_nothing_to_do(database: Database) -> None:
    assert not await Lay(database, FakeClock(NOW), Bell()).run_due()


async def test_what_is_laid_later_obeys_keywords_too(database: Database) -> None:
    database.write_here(lambda tx: a_crowd_of(tx, [1, SIZE + 1, SIZE + 2]))
    never = [keywords.NewKeyword("headline", keys_for(["headline"]), excludes=True)]
    database.write_here(lambda tx: keywords.add(tx, SubscriberId(SIZE + 2), never))
    database.write_here(lambda tx: batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW, keys_of))
    assert await Lay(database, FakeClock(NOW), Bell()).run_due()
    assert [row.subscriber_id for row in database.read_here(deliveries)] == [1, SIZE + 1]


async def test_two_loops_lay_each_batch_once(database: Database) -> None:
    readers = [1 + number * SIZE for number in range(8)]
    database.write_here(lambda tx: a_crowd_of(tx, readers))
    database.write_here(lambda tx: batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW))
    loops = [Lay(database, FakeClock(NOW), Bell()) for _ in range(2)]
    while any(await asyncio.gather(*(lay.run_due() for lay in loops))):
        pass
    assert sorted(row.subscriber_id for row in database.read_here(deliveries)) == readers
