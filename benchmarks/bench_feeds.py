"""Thousands of feeds at the policy's own pace: from an entry seen in its feed to its delivery queued.

The program runs from its command line over feeds that each have a host of their own. Beside it, in the
same run, what one poll costs a plain loop: aiohttp, and feedparser for every body.
"""

import argparse
import asyncio
import io
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import Connection, func, select, update

from benchmarks.race import Process, cpu_seconds, program, running, settings
from benchmarks.site import host_of
from benchmarks.stand import free_port
from benchmarks.storage import storage
from bot.clock import utc_now
from bot.store import source as sources
from bot.store.database import Database
from bot.store.schema import alert, delivery, entry, source, topic
from tests.rows import a_subscriber

TOPIC = "israel"
HALF_SHARE, P99_SHARE = 0.5, 0.99
MOST_HALF, MOST_P99, MOST_CPU, MOST_MEMORY = 0.3, 2.0, 0.25, 300.0
FIRST_LOOKS_SECONDS = 1800.0
AFTERWARDS = 5.0
"""Seconds for what was seen last to be queued."""


@dataclass
class Seen:
    """What the run saw."""

    feeds: int
    first: float = 0.0  # seconds until every feed was looked at once
    seconds: float = 0.0
    asked: int = 0
    unchanged: int = 0
    cpu: float = 0.0  # seconds of the program and its children
    memory: float = 0.0  # the most, in MB, of them together
    waits: list[float] = field(default_factory=list)
    missing: int = 0
    plain: float = 0.0  # CPU seconds of a plain loop for one poll

    def lines(self) -> list[str]:
        """Say it."""
        pace, each = self.asked / self.seconds, 1000 * self.cpu / max(1, self.asked)
        a_day, same = 86400 * pace / self.feeds, 100 * self.unchanged / max(1, self.asked)
        half, most = share(self.waits, HALF_SHARE), max(self.waits, default=0.0)
        plain = 1000 * self.plain
        told = {
            "polls a second": f"{pace:8.2f}  ({a_day:.0f} a feed a day, {same:.0f} % answered 304)",
            "share of a core, %": f"{100 * self.cpu / self.seconds:8.1f}",
            "CPU of a poll, ms": f"{each:8.2f}  (a plain loop's {plain:.2f}: ratio {each / plain:.2f})",
            "memory, MB": f"{self.memory:8.0f}",
            "entries queued": f"{len(self.waits):8d}  ({self.missing} missing)",
            "seen to queued, s": f"{half:8.3f} p50 {share(self.waits, P99_SHARE):8.3f} p99 {most:8.3f} most",
        }
        first = f"{self.feeds} feeds: first looks in {self.first:.0f} s; {self.seconds:.0f} s at its own pace"
        return [first, *(f"  {name:20}{figure}" for name, figure in told.items())]

    def failures(self) -> list[str]:
        """Name what falls short."""
        held = {
            f"p50 above {MOST_HALF} s": share(self.waits, HALF_SHARE) <= MOST_HALF,
            f"p99 above {MOST_P99} s": share(self.waits, P99_SHARE) <= MOST_P99,
            f"more than {100 * MOST_CPU:.0f} % of a core": self.cpu <= MOST_CPU * self.seconds,
            f"more than {MOST_MEMORY:.0f} MB": self.memory <= MOST_MEMORY,
            "entries that were seen are missing": self.missing == 0,
            "no entry was seen": bool(self.waits),
        }
        return [words for words, kept in held.items() if not kept]


def main() -> None:
    """Run it, print it, and judge."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--feeds", type=int, default=5000)
    arguments.add_argument("--seconds", type=float, default=240)
    arguments.add_argument("--per-day", type=float, default=20, help="entries of a feed, by its dates")
    arguments.add_argument("--publish", type=float, default=4, help="entries a second, in some feed")
    arguments.add_argument("--storage", default="sqlite", choices=("sqlite", "postgresql"))
    chosen = arguments.parse_args()
    seen = asyncio.run(watched(chosen))
    print("\n".join(seen.lines()))
    failures = seen.failures()
    for words in failures:
        print(f"BROKEN {words}")
    sys.exit(bool(failures))


async def watched(chosen: argparse.Namespace) -> Seen:
    """Let the program look at every feed once, and then watch it at its own pace."""
    port, seen = free_port(), Seen(chosen.feeds)
    site = [sys.executable, "-m", "benchmarks.site", "--port", str(port), "--feeds", str(chosen.feeds)]
    with (
        storage(chosen.storage) as url,
        tempfile.TemporaryDirectory() as folder,
        running([*site, "--per-day", str(chosen.per_day)]),
    ):
        environment = settings(f"http://127.0.0.1:{port}", url, Path(folder), "telegram")
        environment |= {"TOCSIN_FETCH_ALLOW_PRIVATE": "true", "TOCSIN_EDIT_READ_PAGES": "false"}
        database = Database(url)
        log = Path(folder) / "log"
        async with aiohttp.ClientSession() as session:
            at_site = f"http://127.0.0.1:{port}"
            await _until_up(session, at_site)
            with running(program("--only", "poll,edit"), log, environment) as process:
                await _until_started(database)
                database.write_here(lambda tx: _lay(tx, chosen.feeds, port))
                seen.first = await _first_looks(database)
                await database.write(_scatter)
                await _watch(session, at_site, database, process, chosen, seen)
            seen.plain = await _plain(session, port, chosen.feeds)
        database.close()
    return seen


def _lay(tx: Connection, feeds: int, port: int) -> None:
    now = utc_now()
    a_subscriber(tx, topics=[TOPIC], now=now)
    for number in range(feeds):
        url = f"http://{host_of(number)}:{port}/feed/{number}.xml"
        sources.add(tx, sources.NewSource(url, "chat", topics=(TOPIC,)), now)


async def _until_up(session: aiohttp.ClientSession, site: str) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                await _told(session, site)
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.05)
            else:
                return


async def _until_started(database: Database) -> None:
    async with asyncio.timeout(60):
        while not await database.read(lambda tx: tx.scalar(select(topic.c.id).limit(1))):  # noqa: ASYNC110 -- another process sets no event
            await asyncio.sleep(0.05)


async def _first_looks(database: Database) -> float:
    began = time.monotonic()
    waiting = select(func.count()).where(source.c.baseline_at.is_(None))
    async with asyncio.timeout(FIRST_LOOKS_SECONDS):
        while await database.read(lambda tx: tx.scalar(waiting)):  # noqa: ASYNC110 -- as above
            await asyncio.sleep(0.2)
    return time.monotonic() - began


def _scatter(tx: Connection) -> None:
    """Put each source somewhere in its interval, as they are in a program that has run for long."""
    dice, now = random.Random(4711), utc_now()  # noqa: S311 -- no secret
    for id_, looked_at, due_at in tx.execute(select(source.c.id, source.c.looked_at, source.c.due_at)).all():
        later = now + (due_at - looked_at) * dice.random()
        tx.execute(update(source).where(source.c.id == id_).values(due_at=later))


async def _watch(
    session: aiohttp.ClientSession,
    site: str,
    database: Database,
    process: Process,
    chosen: argparse.Namespace,
    seen: Seen,
) -> None:
    """Publish, and note when each delivery is there, as soon as another connection can read it."""
    queued: dict[str, float] = {}
    before, cpu, began = await _told(session, site), _cpu(process.pid), time.monotonic()
    async with asyncio.TaskGroup() as group:
        publishing = group.create_task(_publish(session, site, chosen))
        looking = group.create_task(_note(database, queued))
        while time.monotonic() < began + chosen.seconds:
            seen.memory = max(seen.memory, _memory(process.pid))
            await asyncio.sleep(1)
        publishing.cancel()
        seen.seconds, seen.cpu = time.monotonic() - began, _cpu(process.pid) - cpu
        told = await _told(session, site)
        await asyncio.sleep(AFTERWARDS)
        looking.cancel()
    seen.asked, seen.unchanged = (told[name] - before[name] for name in ("asked", "unchanged"))
    seen.waits = sorted(queued[guid] - moment for guid, moment in told["seen"].items() if guid in queued)
    seen.missing = len(told["seen"].keys() - queued.keys())


async def _publish(session: aiohttp.ClientSession, site: str, chosen: argparse.Namespace) -> None:
    dice = random.Random(4711)  # noqa: S311 -- no secret
    while True:
        await asyncio.sleep(dice.expovariate(chosen.publish))
        async with session.get(f"{site}/site/publish?feed={dice.randrange(chosen.feeds)}") as answer:
            assert answer.ok


async def _note(database: Database, queued: dict[str, float]) -> None:
    last = 0
    while True:
        new = await database.read(lambda tx, after=last: _laid_after(tx, after))  # type: ignore[misc]  # a lambda with a default
        for id_, guid in new:
            queued.setdefault(guid, time.monotonic())
            last = max(last, id_)
        await asyncio.sleep(0.01)


def _laid_after(tx: Connection, after: int) -> list[tuple[int, str]]:
    query = (
        select(delivery.c.id, entry.c.guid)
        .join(alert, alert.c.id == delivery.c.alert_id)
        .join(entry, entry.c.id == alert.c.entry_id)
        .where(delivery.c.id > after)
    )
    return [(row[0], row[1]) for row in tx.execute(query)]


async def _told(session: aiohttp.ClientSession, site: str) -> Any:  # noqa: ANN401 -- what JSON says
    async with session.get(f"{site}/site/told") as answer:
        return await answer.json()


async def _plain(session: aiohttp.ClientSession, port: int, feeds: int, most: int = 400) -> float:
    """Fetch feeds and parse every body: the CPU of this process for one."""
    import feedparser  # noqa: PLC0415 -- the yardstick's own

    began, count = time.process_time(), min(most, feeds)
    for number in range(count):
        async with session.get(f"http://{host_of(number)}:{port}/feed/{number}.xml") as answer:
            feedparser.parse(io.BytesIO(await answer.read()))
    return (time.process_time() - began) / count


def _family(pid: int) -> list[int]:
    """List a process and its children, and theirs."""
    below = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        children = [int(word) for word in below.read_text("utf-8").split()]
    except OSError:
        return []
    return [pid, *(one for child in children for one in _family(child))]


def _cpu(pid: int) -> float:
    """Add up the CPU seconds of a process and its children, those that have ended among them."""
    return sum(cpu_seconds(one, ended=True) for one in _family(pid))


def _memory(pid: int) -> float:
    """Add up what a process and its children hold, in MB; what they share counts once."""
    total = 0
    for one in _family(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text("utf-8").splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def share(waits: Sequence[float], part: float) -> float:
    """Find the wait that a share of them is not above; they are sorted."""
    return waits[min(len(waits) - 1, int(part * len(waits)))] if waits else 0.0


if __name__ == "__main__":
    main()
