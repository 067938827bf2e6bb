"""How fast deliveries leave: claimed in batches by the lane, against one row a transaction in the same run.

The channel accepts at once, so what is measured is the store and the lane. Both ways drain the same
number of queued rows from a database of their own; the ratio is what counts, for machines differ.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from bot.clock import utc_now
from bot.model import SenderId
from bot.pipeline.bell import Bell
from bot.pipeline.deliver import Deliver
from bot.ports import Limits
from bot.settings import DeliverySettings
from bot.store import claim as claims
from bot.store import delivery as deliveries
from bot.store import sender as senders
from bot.store.database import Database
from bot.store.migration import migrate
from tests.fakes import FakeChannel
from tests.rows import a_crowd, an_alert

Drain = Callable[[Database, SenderId, int], Awaitable[int]]


def main() -> None:
    """Measure both ways, in turn, and print the medians and their ratio."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=3000)
    arguments.add_argument("--rounds", type=int, default=3)
    chosen = arguments.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    lane, single = [], []
    for _ in range(chosen.rounds):
        lane.append(chosen.rows / asyncio.run(timed(drain_by_lane, chosen.rows)))
        single.append(chosen.rows / asyncio.run(timed(drain_one_by_one, chosen.rows)))
    by_lane, one_by_one = sorted(lane)[len(lane) // 2], sorted(single)[len(single) // 2]
    print(f"deliveries a second, SQLite, {chosen.rows} queued, median of {chosen.rounds}:")
    print(f"  by the lane       {by_lane:8.0f}")
    print(f"  one a transaction {one_by_one:8.0f}")
    print(f"  ratio             {by_lane / one_by_one:8.1f}")


async def timed(drain: Drain, rows: int) -> float:
    """Time one way of draining, in seconds, on a fresh database."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/bench.db")
        migrate(database)
        sender_id = await database.write(lambda tx: a_crowd(tx, an_alert(tx, expires_in=1e9), rows))
        began = time.perf_counter()
        sent = await drain(database, sender_id, rows)
        seconds = time.perf_counter() - began
        assert sent == rows, f"{sent} of {rows} left"
        database.close()
    return seconds


async def drain_by_lane(database: Database, sender_id: SenderId, rows: int) -> int:
    """Let the product's own lane do it."""
    channel = FakeChannel(limits=Limits(4096, 1e6, 0.0, 256, buttons=True))
    settings = DeliverySettings(in_flight=256, idle=0.001)
    log = structlog.get_logger()
    lane = Deliver(database, channel, sender_id, settings, ZoneInfo("UTC"), utc_now, log, Bell())
    stop = asyncio.Event()
    running = asyncio.create_task(lane.run(stop))
    while len(channel.sent) < rows:  # noqa: ASYNC110 -- the channel under measure tells nobody that it was used
        await asyncio.sleep(0.005)
    stop.set()
    await running
    return len(channel.sent)


async def drain_one_by_one(database: Database, sender_id: SenderId, rows: int) -> int:
    """Claim one, send it, write it down: three transactions a row, as a plain loop would."""
    sent = 0
    plan = claims.Lane(sender_id, 0.0, 30.0)
    for _ in range(rows):
        row = (await database.write(lambda tx: _take_one(tx, sender_id, plan)))[0]
        await database.write(lambda tx, row=row: deliveries.sent(tx, row, f"id-{row.id}", utc_now()))  # type: ignore[misc]  # a lambda with a default
        sent += 1
    return sent


def _take_one(tx: Connection, sender_id: SenderId, plan: claims.Lane) -> list[deliveries.DeliveryRow]:
    senders.lock(tx, sender_id)
    return claims.take(tx, plan, utc_now(), 1)


if __name__ == "__main__":
    main()
