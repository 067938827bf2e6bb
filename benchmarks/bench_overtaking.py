"""How soon a breaking alert's first message is accepted while digest rows wait, against an empty queue.

The digest rows come by one INSERT into an empty table, and the lane starts straight after it: the
planner of PostgreSQL then knows nothing of them. The lane is the product's own, over a channel that
accepts after a while; the alerts are committed through other connections, as by another process, so
nothing wakes the lane. Measured with the limits off and at 30 a second.
"""

import argparse
import asyncio
import random
import time
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection, func, select

from benchmarks.referee import shares
from benchmarks.storage import KINDS, lay_for, people_are, storage
from bot.clock import utc_now
from bot.model import MessageKind, Priority, SenderId
from bot.pipeline.bell import Bell
from bot.pipeline.deliver import Deliver
from bot.ports import Limits, Outbound
from bot.settings import DeliverySettings
from bot.store import sender as senders
from bot.store.database import Database
from bot.store.schema import subscriber
from tests.fakes import FakeChannel

RATES = {"limits off": 1e6, "at 30 a second": DeliverySettings().telegram_rate}
EVERY = {"limits off": 0.1, "at 30 a second": 0.35}
"""Seconds between two alerts at the least: each takes its readers' share of the rate."""
READERS = 10
TAKES = 0.02
"""Seconds until the channel accepts a message."""
TARGETS = {"limits off": 150.0, "at 30 a second": 250.0}
LONGEST = 30.0
"""Seconds after which a sample is given up."""
OF = (50, 95, 99)


@dataclass
class Watch:
    """Hears of each acceptance, and tells when the first of a breaking alert was accepted."""

    first: "asyncio.Future[float] | None" = None

    async def accept(self, outbound: Outbound) -> None:
        """Take the channel's time over one message."""
        await asyncio.sleep(TAKES)
        breaking = outbound.message.kind is MessageKind.BREAKING
        if breaking and self.first is not None and not self.first.done():
            self.first.set_result(time.perf_counter())


@dataclass(frozen=True)
class Scene:
    """A sender with its readers; breaking alerts go to those after `last`, ten by ten."""

    url: str
    sender_id: SenderId
    last: int


def main() -> None:
    """Measure both databases at both rates, and print the milliseconds."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--samples", type=int, default=60)
    arguments.add_argument("--empty", type=int, default=10, help="samples on the empty queue")
    arguments.add_argument("--databases", nargs="*", default=KINDS, help="kinds, or URLs of empty ones")
    told = arguments.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    print(f"ms from a breaking alert's commit to its first acceptance, which takes {TAKES * 1000:.0f}:")
    for kind in told.databases:
        for name in RATES:
            asyncio.run(compared(kind, name, told))


async def compared(kind: str, name: str, told: argparse.Namespace) -> None:
    """Measure behind a full queue and on an empty one, and print both."""
    full = await measured(kind, name, told.rows, told.samples)
    empty = await measured(kind, name, 0, told.empty)
    for rows, waits in ((told.rows, full), (0, empty)):
        said = "".join(f"  p{share} {value:6.0f}" for share, value in shares(sorted(waits), OF).items())
        target = f"  target p99 {TARGETS[name]:.0f}" if rows else ""
        print(f"  {kind.partition(':')[0]:11}{name:15}{rows:8} queued{said}  of {len(waits)}{target}")


async def measured(kind: str, name: str, rows: int, samples: int) -> list[float]:
    """Lay the rows, start the lane, and measure one breaking alert after another."""
    with storage(kind) as url:
        database, outside = Database(url), Database(url)
        scene = await outside.write(lambda tx: _set(tx, url, rows, samples))
        watch, stop = Watch(), asyncio.Event()
        lane = asyncio.create_task(_lane(database, scene, watch, RATES[name]).run(stop))
        try:
            return [await _sample(outside, scene, watch, number, EVERY[name]) for number in range(samples)]
        finally:
            stop.set()
            await lane
            database.close()
            outside.close()


def _set(tx: Connection, url: str, rows: int, samples: int) -> Scene:
    sender_id = senders.enrol(tx, "telegram", "bot", utc_now())
    people_are(tx, "telegram", sender_id, rows + READERS * samples)
    first = tx.scalar(select(func.min(subscriber.c.id))) or 0
    if rows:
        lay_for(tx, sender_id, Priority.DIGEST, most=rows)
    return Scene(url, sender_id, first + rows - 1)


def _lane(database: Database, scene: Scene, watch: Watch, rate: float) -> Deliver:
    channel = FakeChannel(limits=Limits(4096, rate, 1.0, 32, buttons=True), looked_into=watch.accept)
    log = structlog.get_logger()
    return Deliver(
        database, channel, scene.sender_id, DeliverySettings(), ZoneInfo("UTC"), utc_now, log, Bell()
    )


async def _sample(outside: Database, scene: Scene, watch: Watch, number: int, every: float) -> float:
    await asyncio.sleep(every * random.uniform(1, 1.5))  # noqa: S311 -- so that no beat of the lane's is met
    first = scene.last + 1 + number * READERS
    watch.first = asyncio.get_running_loop().create_future()
    await outside.write(lambda tx: lay_for(tx, scene.sender_id, Priority.BREAKING, first, READERS))
    committed = time.perf_counter()
    async with asyncio.timeout(LONGEST):
        return (await watch.first - committed) * 1000


if __name__ == "__main__":
    main()
