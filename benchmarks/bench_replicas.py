"""Three replicas on one PostgreSQL behind nginx: killed one by one, rolled, and cut off from the database.

Both services' hooks are posted through nginx at a steady rate meanwhile, and alerts are sent under both
services' limits, which a booth enforces. The database is cut twice: refused, and silent, as a host is that
has vanished. The yardstick is the quiet time in the same run. Exits with 1 where something was lost,
doubled without a recorded doubt, or sent too fast.
"""

import argparse
import asyncio
import math
import os
import signal
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from benchmarks import tally
from benchmarks.bench_limits import DELAY, RATES, SPACING, faults
from benchmarks.bench_recovery import longest
from benchmarks.crowd import READERS, TOLD, crowd
from benchmarks.knocking import Knocking
from benchmarks.proxied import Replicas, nginx
from benchmarks.race import Booth, booth, cpu_seconds, settings
from benchmarks.stand import free_port
from benchmarks.storage import lay_for, storage
from bot.model import Priority
from bot.store import sender as senders
from bot.store.database import Database
from tests.relay import Relay, relay

EVERY = 4.0
"""Seconds between two alerts: with the replies it is three quarters of what the limits let through."""

SETTLES = 4.0
DRAIN = 90.0


@dataclass
class Run:
    """All that takes part."""

    replicas: Replicas
    knocking: Knocking
    booth: Booth
    database: Database
    relay: Relay
    cut: float
    phases: list[tally.Phase] = field(default_factory=list)

    async def during(
        self, name: str, work: Callable[[tally.Phase], Awaitable[None]], *, is_cut: bool = False
    ) -> None:
        """Do something, and let it settle."""
        phase = tally.Phase(name, time.monotonic(), is_cut=is_cut)
        self.phases.append(phase)
        await work(phase)
        phase.over = phase.over or time.monotonic()
        await asyncio.sleep(SETTLES)
        phase.ended = time.monotonic()


def main() -> None:
    """Run it, print what came of it, and judge."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rate", type=float, default=200.0, help="hooks a second")
    arguments.add_argument("--cut", type=float, default=30.0, help="seconds of each cut")
    told = arguments.parse_args()
    broken = asyncio.run(_run(told.rate, told.cut))
    for words in broken:
        print(f"BROKEN {words}")
    sys.exit(bool(broken))


async def _run(rate: float, cut: float) -> list[str]:
    rules = {f"{channel}_rate": float(most) for channel, most in RATES.items()}
    async with booth(**rules, spacing=SPACING, delay=DELAY) as one, _session() as session:
        with ExitStack() as closing:
            url = closing.enter_context(storage("postgresql"))
            folder = Path(closing.enter_context(tempfile.TemporaryDirectory()))
            database, port = Database(url), free_port()
            closing.callback(database.close)
            cutter = closing.enter_context(relay(url, free_port()))
            told = settings(one.url, cutter.url, folder, "telegram", "whatsapp")
            public = f"http://127.0.0.1:{port}"
            told |= {"PUBLIC_URL": public, "TELEGRAM_MODE": "webhook"}
            people = await database.write(crowd)
            replicas = Replicas(folder, told, session, closing)
            closing.enter_context(nginx(folder, port, replicas.ports))
            knocking = Knocking(public, session, people["telegram"], people["whatsapp"], TOLD)
            run = Run(replicas, knocking, one, database, cutter, cut)
            await _play(run, rate)
            return await _judged(run)


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=15.0)
    )


async def _play(run: Run, rate: float) -> None:
    for number in range(len(run.replicas.ports)):
        run.replicas.start(number)
    for number in range(len(run.replicas.ports)):
        await run.replicas.ready(number)
    tasks = [asyncio.create_task(run.knocking.run(rate)), asyncio.create_task(_publish(run))]
    await asyncio.sleep(SETTLES)  # the first hooks open connections
    run.knocking.answers.clear()
    await run.during("quiet", lambda _phase: asyncio.sleep(2 * SETTLES))
    for number in range(len(run.replicas.ports)):
        await run.during(f"kill {number + 1}", lambda phase, one=number: _kill(run, phase, one))  # type: ignore[misc]  # a lambda with a default
    await run.during("roll all", lambda phase: _roll(run, phase))
    await run.during("cut: refused", lambda phase: _cut(run, phase, "refused"), is_cut=True)
    await run.during("cut: silent", lambda phase: _cut(run, phase, "silent"), is_cut=True)
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    await run.knocking.finish()
    await tally.drain(run.database, tally.waiting, DRAIN)


async def _publish(run: Run) -> None:
    """Lay an alert for everybody every so often; none while nobody could send it."""
    ids = await run.database.read(lambda tx: [one.id for one in senders.listed(tx)])
    while True:
        if not run.phases or not run.phases[-1].is_cut or run.phases[-1].over:
            for id_ in ids:
                await run.database.write(lambda tx, one=id_: lay_for(tx, one, Priority.NORMAL, TOLD + 1))  # type: ignore[misc]  # as above
        await asyncio.sleep(EVERY)


async def _kill(run: Run, phase: tally.Phase, number: int) -> None:
    await run.replicas.end(number, signal.SIGKILL)
    await asyncio.sleep(SETTLES)
    phase.over = time.monotonic()
    run.replicas.start(number)
    await run.replicas.ready(number)


async def _roll(run: Run, phase: tally.Phase) -> None:
    for number in range(len(run.replicas.ports)):
        await run.replicas.end(number, signal.SIGTERM)
        run.replicas.start(number)
        await run.replicas.ready(number)
    phase.over = time.monotonic()


async def _cut(run: Run, phase: tally.Phase, how: str) -> None:
    run.relay.become(how)  # type: ignore[arg-type]  # one of two
    await asyncio.sleep(run.cut / 2)
    assert not any([await run.replicas.is_ready(number) for number in run.replicas.processes])
    await asyncio.sleep(run.cut / 2)
    run.relay.become("open")
    phase.over = time.monotonic()
    for number in run.replicas.processes:
        await run.replicas.ready(number)
    await asyncio.sleep(2 * SETTLES)


async def _judged(run: Run) -> list[str]:
    await _show(run)
    told = {channel: await run.booth.told(channel) for channel in READERS}
    rows = await run.database.read(lambda tx: tally.messages(tx, TOLD))
    handled = await run.database.read(tally.handled)
    waiting = await run.database.read(tally.waiting)
    if waiting:
        for line in await run.database.read(tally.left):
            print(f"waits: {line}")
    lost = [name for name in run.knocking.taken if handled.get(name, 0) != 1]
    doubled = sum(one["doubled"] for one in told.values())
    different = sum(one["different"] for one in told.values())
    posted, taken = len(run.knocking.posted), len(run.knocking.taken)
    print(f"hooks: {posted} posted, {taken} taken, {len(lost)} of them lost or handled twice")
    print(
        f"messages: {rows['all']} to send, {different} accepted (a marked repeat counts), {doubled} doubled; "
        f"{rows['doubt']} in recorded doubt (repeated or held), {rows['ended']} ended otherwise"
    )
    for channel, one in told.items():
        most, refused = one["most_in_a_second"], one["refused"]
        print(f"limits: {channel} {most} in a second of {RATES[channel]}, refused {refused}")
    seen = {name: {**one, "doubled": 0} for name, one in told.items()}  # judged by its doubts, below
    limits = [words for channel, one in seen.items() for words in faults(channel, one)]
    broken = {
        f"{len(lost)} hooks that were taken were not handled once: {lost[:5]}": bool(lost),
        f"{waiting} still wait": bool(waiting),
        "a repeated Telegram hook was never taken": any(
            one.startswith("t") and one not in run.knocking.taken for one in run.knocking.posted
        ),
        f"{rows['all'] - different} lost": different + rows["held"] + rows["ended"] < rows["all"],
        f"{doubled} doubled, {rows['doubt']} in doubt": doubled > rows["doubt"],
    }
    return [*(words for words, is_so in broken.items() if is_so), *limits]


async def _show(run: Run) -> None:
    answers = run.knocking.answers
    ready = [one for one in answers if not any(phase.is_cut and phase.holds(one) for phase in run.phases)]
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; answers to hooks in ms, by phase")
    tally.heads(("silence", 9), ("again", 7))
    for phase in run.phases:
        some = [one for one in answers if phase.holds(one)]
        silence = [
            longest(await run.booth.moments(channel, phase.began - 1), phase.began, phase.ended)
            for channel in READERS
        ]
        good = [one.at + one.seconds for one in some if one.status // 100 == 2 and one.at >= phase.over]  # noqa: PLR2004 -- 2xx
        again = min(good, default=math.nan) - phase.over
        tally.line(phase.name, some, f"{max(silence):>9.1f}{again:>7.2f}")
    tally.line("without cuts", ready)
    tally.line("in total", answers)
    spent = [cpu_seconds(process.pid) for process in run.replicas.processes.values()]
    print("silence: seconds without a message on a channel; again: seconds until a hook is taken after it")
    print(f"the replicas that run at the end spent {sum(spent):.0f} s of processor time")


if __name__ == "__main__":
    main()
