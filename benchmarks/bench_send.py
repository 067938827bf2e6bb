"""How fast alerts leave and what each costs, against a bare aiohttp loop and PTB's own Bot.send_message.

All send to the same booth, limits off, each a process of its own. The program starts from its command
line with its rows queued; its processor time counts from the first acceptance until the last outcome
is written down, the others' until the last acceptance. On a busy machine the processor time is the
figure to trust.
"""

import argparse
import asyncio
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.race import (
    ACCOUNTS,
    UNLIMITED,
    Booth,
    Process,
    booth,
    cpu_seconds,
    program,
    running,
    settings,
)
from benchmarks.storage import KINDS, lay, storage, written
from bot.store.database import Database

TARGET_RATE, TARGET_CPU = 1200, 0.6
OTHERS = {"bare": "bare aiohttp", "ptb": "PTB on httpx"}


@dataclass(frozen=True)
class Cost:
    """What one sender did: messages a second, and processor seconds per 1000."""

    sender: str
    rate: float
    cpu: float


@dataclass(frozen=True)
class Run:
    """A sender's process, and where it writes its outcomes down."""

    process: Process
    database: Database | None = None


def main() -> None:
    """Measure all, channel by channel, and print the figures and their ratios."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=10_000)
    arguments.add_argument("--others", type=int, default=4_000, help="messages of the yardsticks")
    arguments.add_argument(
        "--database", default="sqlite", help=f"{', '.join(KINDS)}, or the URL of an empty one"
    )
    told = arguments.parse_args()
    print(f"targets: {TARGET_RATE} messages a second, {TARGET_CPU} CPU seconds per 1000")
    for channel in ACCOUNTS:
        _show(channel, told.database, asyncio.run(measured(channel, told)))


async def measured(channel: str, told: argparse.Namespace) -> list[Cost]:
    """Let each sender of a channel send in its turn."""
    async with booth() as one:
        costs = [await by_program(one, channel, told.people, told.database)]
        names = ["bare", "ptb"] if channel == "telegram" else ["bare"]
        return costs + [await by_other(one, name, channel, told.others) for name in names]


async def by_program(one: Booth, channel: str, people: int, kind: str) -> Cost:
    """Let the program send an alert to everybody."""
    with storage(kind) as url, tempfile.TemporaryDirectory() as made:
        database = Database(url)
        await database.write(lambda tx: lay(tx, channel, ACCOUNTS[channel], people))
        told = settings(one.url, url, Path(made), channel) | UNLIMITED
        with running(program(), environment=told) as process:
            cost = await _cost(one, "Tocsin", channel, people, Run(process, database))
        database.close()
        return cost


async def by_other(one: Booth, name: str, channel: str, count: int) -> Cost:
    """Let a sender of others' making send as many."""
    await one.ask("clear")
    command = [sys.executable, "-m", "benchmarks.senders", name, "--url", one.url]
    with running([*command, "--channel", channel, "--count", str(count)]) as process:
        return await _cost(one, OTHERS[name], channel, count, Run(process))


async def _cost(one: Booth, name: str, channel: str, count: int, run: Run) -> Cost:
    await one.until(channel, 1)
    before = cpu_seconds(run.process.pid)
    # a process whose last message was answered may be gone, and tells nothing any more
    await one.until(channel, count - (run.database is None))
    if run.database:
        await written(run.database)
    cpu = cpu_seconds(run.process.pid) - before
    moments = (await one.told(channel))["moments"]
    return Cost(name, (count - 1) / (moments["100"] - moments["0"]), cpu / count * 1000)


def _show(channel: str, database: str, costs: list[Cost]) -> None:
    bare = next(cost for cost in costs if cost.sender == "bare aiohttp")
    print(
        f"{channel}, {database.partition(':')[0]}: messages a second, CPU s per 1000, and against the bare:"
    )
    for cost in costs:
        print(f"  {cost.sender:14}{cost.rate:8.0f}{cost.cpu:8.2f}{cost.cpu / bare.cpu:8.1f}")


if __name__ == "__main__":
    main()
