"""How the past goes while deliveries leave: 1,000,000 old deliveries and 100,000 old entries.

Rounds of deliveries are timed in turn alone and beside the program's own retention, as it rests between its
steps, and the ratio is what counts. Then the rest of the past goes at one go, without rests, to tell the
work that all of it is. A step holds SQLite's one writer: how long is told by the clock, which on a shared
machine counts others' work as well, and by the thread's own processor time.
"""

import argparse
import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from statistics import median
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection, String, cast, func, insert, literal, select, update

from benchmarks.storage import KINDS, lay_for, people_are, storage
from bot.clock import utc_now
from bot.model import DeliveryState, Priority, SenderId
from bot.pipeline.bell import Bell
from bot.pipeline.deliver import Deliver
from bot.pipeline.retain import Retain
from bot.ports import Limits
from bot.rules.retention import Kept
from bot.settings import DeliverySettings
from bot.store import sender as senders
from bot.store.database import Database
from bot.store.schema import alert, delivery, entry, source
from tests.fakes import FakeChannel
from tests.rows import a_source, an_alert

T = TypeVar("T")

READERS = 10_000
SOURCES = 50
AGO = timedelta(days=300)
HOLD = 0.020
BODY = "The harbour bridge is closed to all traffic, the city says. " * 40


@dataclass
class Timed:
    """The database as retention sees it: it notes how long each of its transactions holds a writer."""

    database: Database
    by_clock: list[float] = field(default_factory=list)
    by_thread: list[float] = field(default_factory=list)

    @property
    def embedded(self) -> bool:
        """Say what the database says."""
        return self.database.embedded

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Do as the database does."""
        return await self.database.read(work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Do as the database does, and note how long it took from the first statement to the last."""

        def timed(tx: Connection) -> T:
            clock, thread = time.perf_counter(), time.thread_time()
            try:
                return work(tx)
            finally:
                self.by_clock.append(time.perf_counter() - clock)
                self.by_thread.append(time.thread_time() - thread)

        return await self.database.write(timed)


def main() -> None:
    """Measure both databases, and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--deliveries", type=int, default=1_000_000)
    arguments.add_argument("--entries", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--kinds", nargs="+", default=KINDS)
    chosen = arguments.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    print(f"{chosen.deliveries} old deliveries and {chosen.entries} old entries:")
    for kind in chosen.kinds:
        with storage(kind) as url:
            for line in asyncio.run(measured(url, chosen)):
                print(f"  {kind:11} {line}", flush=True)


async def measured(url: str, chosen: argparse.Namespace) -> list[str]:
    """Fill a database, deliver with and without retention, then let the rest go."""
    database = Database(url)
    sender_id = await database.write(lambda tx: _fill(tx, chosen.deliveries, chosen.entries))
    timed = Timed(database)
    retain = Retain(timed, Kept(), utc_now, structlog.get_logger())  # type: ignore[arg-type]  # all that it asks of one
    alone, beside = [], []
    for _ in range(chosen.rounds):
        alone.append(await _delivered(database, sender_id))
        running = asyncio.create_task(_for_ever(retain))
        beside.append(await _delivered(database, sender_id))
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    gone = await database.read(_old)
    during = len(timed.by_clock)
    flat = replace(retain, sleep=_no_rest)
    began, spent = time.perf_counter(), time.process_time()
    while await flat.run_due():
        pass
    took, spent = time.perf_counter() - began, time.process_time() - spent
    left = await database.read(_old)
    database.close()
    assert left == (0, 0), left
    longest = sorted(timed.by_clock)
    return [
        (
            f"deliveries a second: alone {median(alone):6.0f}, beside it {median(beside):6.0f}, "
            f"ratio {median(beside) / median(alone):.2f} ({during} steps meanwhile, {gone} were left)"
        ),
        (
            f"writer held at most {longest[-1] * 1000:.1f} ms by the clock, "
            f"{max(timed.by_thread) * 1000:.1f} ms of the thread's own; "
            f"99 % of {len(longest)} steps below {longest[int(0.99 * len(longest))] * 1000:.1f} ms, "
            f"{sum(one > HOLD for one in longest)} above {HOLD * 1000:.0f} ms"
        ),
        f"all the rest without rests: {took:.1f} s by the clock, {spent:.1f} s of this process",
    ]


async def _for_ever(retain: Retain) -> None:
    while True:
        await retain.run_due()
        await asyncio.sleep(0.1)


async def _no_rest(_seconds: float) -> None:
    await asyncio.sleep(0)


async def _delivered(database: Database, sender_id: SenderId) -> float:
    """Let all readers have one more alert; say how many a second got it."""
    await database.write(lambda tx: lay_for(tx, sender_id, Priority.NORMAL))
    channel = FakeChannel(limits=Limits(4096, 1e6, 0.0, 256, buttons=True))
    settings = DeliverySettings(in_flight=256, idle=0.001)
    log = structlog.get_logger()
    lane = Deliver(database, channel, sender_id, settings, ZoneInfo("UTC"), utc_now, log, Bell())
    stop = asyncio.Event()
    began = time.perf_counter()
    running = asyncio.create_task(lane.run(stop))
    while len(channel.sent) < READERS:  # noqa: ASYNC110 -- the channel under measure tells nobody that it was used
        await asyncio.sleep(0.005)
    took = time.perf_counter() - began
    stop.set()
    await running
    return READERS / took


# ---- the past ------------------------------------------------------------------------------------


def _fill(tx: Connection, deliveries: int, entries: int) -> SenderId:
    """Let readers have had many alerts long ago, and sources have given many entries."""
    then = utc_now() - AGO
    sender_id = senders.enrol(tx, "telegram", "bench", utc_now())
    people_are(tx, "telegram", sender_id, READERS)
    for _ in range(deliveries // READERS):
        lay_for(tx, sender_id, Priority.NORMAL)
    number = cast(delivery.c.id, String)
    read = {"state": DeliveryState.READ, "external_id": literal("M") + number, "sent_at": then}
    tx.execute(update(delivery).values(created_at=then, tried_at=then, read_at=then, **read))
    tx.execute(update(alert).values(created_at=then, released_at=then, expires_at=then))
    ids = [a_source(tx) for _ in range(SOURCES)]
    _entries(tx, ids, entries, utc_now() - AGO)
    _entries(tx, ids, 40 * SOURCES, utc_now())  # the last ones, which stay
    an_alert(tx)
    return sender_id


def _entries(tx: Connection, ids: list[Any], count: int, seen_at: Any) -> None:  # noqa: ANN401 -- a moment
    first = (tx.scalar(select(func.max(entry.c.id))) or 0) + 1
    number = select(literal(first).label("n")).cte("number", recursive=True)
    number = number.union_all(select(number.c.n + 1).where(number.c.n < first + count - 1))
    text = cast(number.c.n, String)
    words = {name: literal(name) + text for name in ("guid", "hash", "title", "link", "canonical_link")}
    values = words | {
        "title_key": literal("title ") + text,
        "source_id": literal(ids[0]) + number.c.n % len(ids),
        "version": literal(1),
        "language": literal("en"),
        "standfirst": literal("A standfirst of a line."),
        "body": literal(BODY),
        "categories": literal([], entry.c.categories.type),
        "seen_at": literal(seen_at, entry.c.seen_at.type),
        "outcome": literal("baseline"),
    }
    tx.execute(insert(entry).from_select(list(values), select(*values.values())))
    assert tx.scalar(select(func.count()).select_from(source)) == len(ids)


def _old(tx: Connection) -> tuple[int, int]:
    """Count the deliveries and the entries' words that are to go."""
    before = utc_now() - AGO / 2
    laid = select(func.count()).select_from(delivery).where(delivery.c.created_at < before)
    words = select(func.count()).select_from(entry).where(entry.c.seen_at < before, entry.c.body != "")
    return tx.scalar(laid) or 0, tx.scalar(words) or 0


if __name__ == "__main__":
    main()
