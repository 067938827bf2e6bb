"""How soon sending goes on after a SIGKILL, and how soon what the kill cut off is settled.

One process on SQLite, started again at once, and two replicas on PostgreSQL, of which one is killed
and started again once all is settled. Both send at their default rate to a booth that answers after a
while. The yardstick is the longest silence in the same run while nobody is killed.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from sqlalchemy import Connection, func, select

from benchmarks.race import ACCOUNTS, Booth, Process, at_work, booth, cpu_seconds, program, running, settings
from benchmarks.storage import in_the_air, lay, storage
from bot.clock import utc_now
from bot.store.database import Database
from bot.store.schema import delivery

REPLICAS = {"sqlite": 1, "postgresql": 2}
DELAY = 0.1
"""Seconds that the service takes to answer: what is in flight at a kill."""
QUIET = 5.0
"""Seconds of sending without a kill."""
AFTER = 3.0
"""Seconds after a kill in which a silence may begin that is the kill's."""
TARGET = 2.0
"""Seconds to the next send, and beyond the lease until all is settled."""


@dataclass(frozen=True)
class Kill:
    """What one kill cost.

    Seconds of silence and until all was settled; how many sends it cut off; the processor seconds that
    the process started instead took until its first send, which a busy machine stretches.
    """

    silence: float
    settled: float
    cut_off: int
    start: float


@dataclass
class Replicas:
    """The program's processes, and what they work on."""

    booth: Booth
    database: Database
    folder: Path
    told: dict[str, str]
    processes: list[Process] = field(default_factory=list)
    _starts: int = 0

    def start(self, closing: AsyncExitStack, number: int) -> Path:
        """Start one; all but the first only deliver. Returns its log."""
        self._starts += 1
        log = self.folder / f"program-{self._starts}.log"
        only = ["--only", "deliver"] if number else []
        started = closing.enter_context(running(program(*only), log, self.told))
        self.processes[number : number + 1] = [started]
        return log


def main() -> None:
    """Measure both, and print the seconds."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kills", type=int, default=3)
    arguments.add_argument("--lease", type=float, default=5.0)
    arguments.add_argument("--kinds", nargs="*", default=list(REPLICAS), choices=list(REPLICAS))
    told = arguments.parse_args()
    print(f"seconds after a SIGKILL; targets: silence {TARGET:g}, settled by the lease and {TARGET:g}")
    for kind in told.kinds:
        asyncio.run(measured(kind, told.kills, told.lease))


async def measured(kind: str, kills: int, lease: float) -> None:
    """Kill again and again, and print what came of it."""
    people = int(40 * (QUIET + kills * (lease + 12)))
    async with _sending(kind, people, lease) as replicas, AsyncExitStack() as closing:
        for number in range(REPLICAS[kind]):
            await at_work(replicas.start(closing, number), 1)
        await replicas.booth.until("telegram", 30)
        began = time.monotonic()
        await asyncio.sleep(QUIET)
        quiet = longest(await replicas.booth.moments("telegram", began), began, began + QUIET)
        seen = [await _kill(replicas, closing, kill % REPLICAS[kind]) for kill in range(kills)]
    print(f"{kind}, {REPLICAS[kind]} at work; longest silence without a kill {quiet:.2f} s")
    for one in seen:
        start = f", of it {one.start:.2f} s of work to start" if one.start else ""
        said = f"{one.cut_off} cut off, settled {one.settled:.2f} s after it, the lease being {lease:g} s"
        print(f"  kill: silence {one.silence:.2f} s{start}; {said}")


@asynccontextmanager
async def _sending(kind: str, people: int, lease: float) -> AsyncIterator[Replicas]:
    async with booth(delay=DELAY) as one:
        with storage(kind) as url, tempfile.TemporaryDirectory() as made:
            database = Database(url)
            await database.write(lambda tx: lay(tx, "telegram", ACCOUNTS["telegram"], people))
            told = settings(one.url, url, Path(made), "telegram")
            told |= {"TOCSIN_DELIVERY_LEASE": str(lease), "TOCSIN_DELIVERY_TIMEOUT": str(lease / 2)}
            try:
                yield Replicas(one, database, Path(made), told)
            finally:
                database.close()


async def _kill(replicas: Replicas, closing: AsyncExitStack, number: int) -> Kill:
    process = replicas.processes[number]
    assert process.poll() is None, "the program ended by itself"
    process.kill()
    killed, at = time.monotonic(), utc_now()
    process.wait()
    alone = len(replicas.processes) == 1
    cut_off = await replicas.database.read(lambda tx: _unsettled(tx, at))
    start = 0.0
    if alone:
        accepted = len(await replicas.booth.moments("telegram"))
        replicas.start(closing, number)
        await replicas.booth.until("telegram", accepted + 1)
        start = cpu_seconds(replicas.processes[number].pid)
    while await replicas.database.read(lambda tx: _unsettled(tx, at)):  # noqa: ASYNC110 -- another process sets no event
        await asyncio.sleep(0.02)
    settled = time.monotonic() - killed
    await asyncio.sleep(max(0.0, AFTER - settled))
    moments = await replicas.booth.moments("telegram", killed - 1)
    if not alone:
        await at_work(replicas.start(closing, number), 1)
        await asyncio.sleep(1)
    return Kill(longest(moments, killed, killed + AFTER), settled, cut_off, start)


def longest(moments: list[float], since: float, until: float) -> float:
    """Find the longest silence that ends after one moment and begins before another."""
    silences = pairwise(moments)
    return max(
        (end - start for start, end in silences if end > since and start < until), default=until - since
    )


def _unsettled(tx: Connection, before: datetime) -> int:
    """Count the sends begun before a moment that are not written down, and the doubts not decided."""
    begun = delivery.c.tried_at < before + timedelta(milliseconds=1)
    return tx.scalar(select(func.count()).where(begun, in_the_air())) or 0


if __name__ == "__main__":
    main()
