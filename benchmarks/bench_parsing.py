"""What is read of feeds beside feedparser alone, how fast, and what feeds written to hurt cost.

Exits 1 where a field that feedparser gets, or an entry, is lost, or where a hostile feed takes more than
10 s of processor or 512 MB, blocks the event loop for more than 50 ms, or reaches a file or the network.
Without the corpus beside the project the speed is that of a made-up one, and the fields are left out.
"""

import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiohttp import web
from aiohttp.test_utils import TestServer

from benchmarks.hostile import CASES, ITEM, MEGABYTE, rss
from benchmarks.scores import Sample, bare, corpus, measure
from bot.errors import SourceError
from bot.sources.parsed import ParsedFeed
from bot.sources.parsing import parse_feed
from bot.sources.pool import Pool

MOST_CPU: Final = 10.0
MOST_MEMORY: Final = 512 * MEGABYTE
MOST_BLOCK: Final = 0.050
ROUNDS: Final = 3
SECRET: Final = "must-not-be-read"  # noqa: S105 -- what the file holds that nobody may read

# Stated in another form than ours on purpose: a link that leads nowhere without its site.
RELATIVE: Final = "'/"


def main() -> None:
    """Measure all, print it, and say by the exit code whether the bounds hold."""
    samples = corpus()
    fine = fields(samples) if samples else True
    speed(samples or made_up())
    fine &= asyncio.run(hostile())
    sys.exit(0 if fine else 1)


# ---- what is read --------------------------------------------------------------------------------


def fields(samples: Sequence[Sample]) -> bool:
    """Print how many stated fields are right, beside feedparser's own figures."""
    score, entries, missing = measure(list(samples))
    print(f"{'stated fields right':24}{'stated':>8}{'tocsin':>8}{'feedparser':>12}")
    for folder in sorted(score.stated):
        print(f"  {folder:22}{score.stated[folder]:8}{score.ours[folder]:8}{score.theirs[folder]:12}")
    totals = (counter.total() for counter in (score.stated, score.ours, score.theirs))
    print("  {:22}{:8}{:8}{:12}".format("all", *totals))
    print(f"entries: {entries} by feedparser, {missing} of them lost")
    for line in score.lost:
        print(f"  feedparser has, and we have not: {line}")
    return not missing and all(RELATIVE in line for line in score.lost)


def made_up() -> list[Sample]:
    """Make feeds where there is no corpus: as many items as a paper's, and as long."""
    item = (
        "<item><title>Title {0}</title><link>https://paper.example/{0}</link><guid>{0}</guid>"
        "<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate><description>{1}</description></item>"
    )
    words = "&lt;p&gt;Some words of a paragraph.&lt;/p&gt;" * 30
    bodies = [rss("".join(item.format(n, words) for n in range(size)).encode()) for size in (10, 25, 50)]
    return [Sample(f"made up/{len(body)}", body, {}, {}) for body in bodies * 5]


def speed(samples: Sequence[Sample]) -> None:
    """Print how many feeds a second of one core each of both reads: the same feeds, in turn."""
    samples = [one for one in samples if not one.is_json]
    ours, theirs = 0.0, 0.0
    for _ in range(ROUNDS):
        theirs += _cpu(bare, samples)
        ours += _cpu(_parsed, samples)
    count, size = len(samples) * ROUNDS, sum(len(one.body) for one in samples) * ROUNDS / MEGABYTE
    print(f"feeds a second of one core ({len(samples)} feeds, {size / ROUNDS:.1f} MB, {ROUNDS} rounds):")
    print(f"  tocsin      {count / ours:8.0f}   {size / ours:5.1f} MB/s")
    print(f"  feedparser  {count / theirs:8.0f}   {size / theirs:5.1f} MB/s")
    print(f"  ratio       {theirs / ours:8.2f}")


def _cpu(parse: Callable[[Sample], object], samples: Sequence[Sample]) -> float:
    began = time.process_time()
    for sample in samples:
        parse(sample)
    return time.process_time() - began


def _parsed(sample: Sample) -> ParsedFeed | None:
    try:
        return parse_feed(sample.body, sample.headers.get("content-type", ""))
    except SourceError:
        return None


# ---- what hurts ----------------------------------------------------------------------------------


@dataclass
class Cost:
    """What a feed cost: seconds of processor, bytes at the most, the longest block of the loop."""

    cpu: float = 0.0
    memory: int = 0
    block: float = 0.0
    outcome: str = ""
    read_secret: bool = False

    @property
    def is_fine(self) -> bool:
        """Say whether the bounds hold."""
        cheap = self.cpu <= MOST_CPU and self.memory <= MOST_MEMORY and self.block <= MOST_BLOCK
        return cheap and not self.read_secret


async def hostile() -> bool:
    """Print what each hostile feed costs; False where one costs too much, or reaches what it must not."""
    fine = True
    print(f"{'hostile feeds':32}{'MB':>7}{'cpu s':>8}{'peak MB':>9}{'block ms':>10}  outcome")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "secret"
        file.write_text(SECRET)
        async with listening() as (url, visits):
            for name, make in CASES.items():
                body = make(url, file)
                cost = await costs(body)
                fine &= cost.is_fine
                print(
                    f"  {name:30}{len(body) / MEGABYTE:7.1f}{cost.cpu:8.2f}{cost.memory / MEGABYTE:9.0f}"
                    f"{cost.block * 1000:10.1f}  {cost.outcome}{'' if cost.is_fine else '  TOO MUCH'}"
                )
            print(f"addresses visited: {len(visits)}")
            return fine and not visits


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[str, list[str]]]:
    """Serve an address that nobody may visit, and note who does."""
    visits: list[str] = []

    async def note(request: web.Request) -> web.Response:
        visits.append(request.path)
        return web.Response(body=rss(ITEM))

    application = web.Application()
    application.router.add_get("/{path:.*}", note)
    server = TestServer(application, host="127.0.0.1")
    await server.start_server()
    try:
        yield str(server.make_url("/")), visits
    finally:
        await server.close()


async def costs(body: bytes) -> Cost:
    """Read a feed in a worker of its own and watch both ends."""
    cost, pool = Cost(), Pool(most=1)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    watch = asyncio.create_task(_watch(cost, pool))
    try:
        feed = await pool.run(parse_feed, body)
        cost.outcome = f"{len(feed.entries)} entries"
        cost.read_secret = any(SECRET in one.title for one in feed.entries)
    except SourceError as error:
        cost.outcome = str(error)
    await asyncio.sleep(0.01)  # for the watch's last look
    watch.cancel()
    await pool.close()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost.cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cost


async def _watch(cost: Cost, pool: Pool) -> None:
    """Note the worker's most memory, and how long the loop's thread was busy without a pause.

    The thread's own time counts, and not the clock's, in which other programs of the machine have a share.
    """
    mark = time.thread_time()
    while True:
        await asyncio.sleep(0.005)
        cost.block = max(cost.block, time.thread_time() - mark)
        cost.memory = max([cost.memory, *map(_peak, pool.pids)])
        mark = time.thread_time()


def _peak(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(found[0]) * 1024 if found else 0


if __name__ == "__main__":
    main()
