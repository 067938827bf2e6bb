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
from sqlalchemy import Connection, String, cast, func, literal, select, update

from benchmarks.bench_limits import DELAY, RATES, SPACING, faults
from benchmarks.bench_recovery import longest
from benchmarks.knocking import Answer, Knocking
from benchmarks.proxied import Replicas, nginx
from benchmarks.race import ACCOUNTS, Booth, booth, cpu_seconds, settings
from benchmarks.stand import free_port
from benchmarks.storage import lay, lay_for, people_are, still_open, storage
from bot.clock import utc_now
from bot.model import DeliveryState, Priority
from bot.store import sender as senders
from bot.store.database import Database
from bot.store.schema import delivery, event, subscriber
from tests.relay import Relay, relay

READERS = {"telegram": 60, "whatsapp": 200}
EVERY = 4.0
"""Seconds between two alerts: with the replies it is three quarters of what the limits let through."""

SETTLES = 4.0
TOLD = 10_000
"""Messages that were sent before, of which receipts tell."""

DRAIN = 90.0


@dataclass
class Phase:
    """A time in which something was done: its bounds on the monotonic clock, and whether it is a cut."""

    name: str
    began: float
    ended: float = 0.0
    over: float = 0.0
    is_cut: bool = False


@dataclass
class Run:
    """All that takes part."""

    replicas: Replicas
    knocking: Knocking
    booth: Booth
    database: Database
    relay: Relay
    cut: float
    phases: list[Phase] = field(default_factory=list)

    async def during(
        self, name: str, work: Callable[[Phase], Awaitable[None]], *, is_cut: bool = False
    ) -> None:
        """Do something, and let it settle."""
        phase = Phase(name, time.monotonic(), is_cut=is_cut)
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
            people = await database.write(_prepared)
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
    with suppress(TimeoutError):  # what waits then is told
        async with asyncio.timeout(DRAIN):
            while await run.database.read(_waiting):  # noqa: ASYNC110 -- another process sets no event
                await asyncio.sleep(0.2)


async def _publish(run: Run) -> None:
    """Lay an alert for everybody every so often; none while nobody could send it."""
    ids = await run.database.read(lambda tx: [one.id for one in senders.listed(tx)])
    while True:
        if not run.phases or not run.phases[-1].is_cut or run.phases[-1].over:
            for id_ in ids:
                await run.database.write(lambda tx, one=id_: lay_for(tx, one, Priority.NORMAL, TOLD + 1))  # type: ignore[misc]  # as above
        await asyncio.sleep(EVERY)


async def _kill(run: Run, phase: Phase, number: int) -> None:
    await run.replicas.end(number, signal.SIGKILL)
    await asyncio.sleep(SETTLES)
    phase.over = time.monotonic()
    run.replicas.start(number)
    await run.replicas.ready(number)


async def _roll(run: Run, phase: Phase) -> None:
    for number in range(len(run.replicas.ports)):
        await run.replicas.end(number, signal.SIGTERM)
        run.replicas.start(number)
        await run.replicas.ready(number)
    phase.over = time.monotonic()


async def _cut(run: Run, phase: Phase, how: str) -> None:
    run.relay.become(how)  # type: ignore[arg-type]  # one of two
    await asyncio.sleep(run.cut / 2)
    assert not any([await run.replicas.is_ready(number) for number in run.replicas.processes])
    await asyncio.sleep(run.cut / 2)
    run.relay.become("open")
    phase.over = time.monotonic()
    for number in run.replicas.processes:
        await run.replicas.ready(number)
    await asyncio.sleep(2 * SETTLES)


def _prepared(tx: Connection) -> dict[str, list[str]]:
    """Make messages that were sent long ago, and readers; give the readers' addresses by channel."""
    now = utc_now()
    old = lay(tx, "whatsapp", ACCOUNTS["whatsapp"], TOLD)
    number = func.lpad(cast(delivery.c.id, String), 31, "0")
    sent = {"state": DeliveryState.SENT, "external_id": literal("SMe") + number, "sent_at": now, "tries": 1}
    tx.execute(update(delivery).values(sent))
    by = {"whatsapp": old, "telegram": senders.enrol(tx, "telegram", ACCOUNTS["telegram"], now)}
    tx.execute(update(subscriber).values(address=literal("+96") + func.substr(subscriber.c.address, 4)))
    for channel, count in READERS.items():
        people_are(tx, channel, by[channel], count)
    found = select(subscriber.c.channel, subscriber.c.address).where(subscriber.c.id > TOLD)
    rows = tx.execute(found.order_by(subscriber.c.id)).all()
    return {channel: [row.address for row in rows if row.channel == channel] for channel in READERS}


def _waiting(tx: Connection) -> int:
    events = tx.scalar(select(func.count()).where(event.c.due_at.is_not(None))) or 0
    return events + (tx.scalar(select(func.count()).where(still_open())) or 0)


def _left(tx: Connection) -> list[str]:
    """Say what waits, by channel, state and what was said of it."""
    of = (subscriber.c.channel, delivery.c.state, delivery.c.error)
    joined = select(*of, func.count()).join(subscriber, subscriber.c.id == delivery.c.subscriber_id)
    found = tx.execute(joined.where(still_open()).group_by(*of)).all()
    until = [f"{one.channel} is due {one.due_at:%H:%M:%S}" for one in senders.listed(tx)]
    return [*(" ".join(map(str, row)) for row in found), f"{', '.join(until)}; now {utc_now():%H:%M:%S}"]


async def _judged(run: Run) -> list[str]:
    await _show(run)
    told = {channel: await run.booth.told(channel) for channel in READERS}
    rows = await run.database.read(_rows)
    handled = await run.database.read(_names)
    waiting = await run.database.read(_waiting)
    if waiting:
        for line in await run.database.read(_left):
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


def _rows(tx: Connection) -> dict[str, int]:
    ours = delivery.c.id > TOLD
    held = delivery.c.state == DeliveryState.UNKNOWN
    ended = delivery.c.state.not_in((DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ)) & ~held
    of = {"all": ours, "doubt": ours & (held | delivery.c.repeat), "held": ours & held, "ended": ours & ended}
    return {name: tx.scalar(select(func.count()).where(one)) or 0 for name, one in of.items()}


def _names(tx: Connection) -> dict[str, int]:
    """Count by a hook's name how often it was handled: a person's by its replies, a receipt by its event."""
    found: dict[str, int] = {}
    replies = select(delivery.c.event_id, func.count()).group_by(delivery.c.event_id)
    laid = {row[0]: row[1] for row in tx.execute(replies)}
    for row in tx.execute(select(event).where(event.c.due_at.is_(None))):
        name = str(row.body["text"]).lstrip("/") if row.kind == "inbound" else row.key
        found[name] = found.get(name, 0) + (laid.get(row.id, 0) if row.kind == "inbound" else 1)
    return found


async def _show(run: Run) -> None:
    answers = run.knocking.answers
    ready = [one for one in answers if not any(_is_cut(phase, one.at) for phase in run.phases)]
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; answers to hooks in ms, by phase")
    heads = ("hooks", "2xx", "503", "other", "p50", "p99", "most", "silence", "again")
    widths = (7, 7, 6, 6, 7, 7, 7, 9, 7)
    print(f"  {'phase':14}" + "".join(head.rjust(width) for head, width in zip(heads, widths, strict=True)))
    for phase in run.phases:
        some = [one for one in answers if phase.began <= one.at < phase.ended]
        silence = [
            longest(await run.booth.moments(channel, phase.began - 1), phase.began, phase.ended)
            for channel in READERS
        ]
        good = [one.at + one.seconds for one in some if one.status // 100 == 2 and one.at >= phase.over]  # noqa: PLR2004 -- 2xx
        again = min(good, default=math.nan) - phase.over
        _line(phase.name, some, f"{max(silence):>9.1f}{again:>7.2f}")
    _line("without cuts", ready)
    _line("in total", answers)
    spent = [cpu_seconds(process.pid) for process in run.replicas.processes.values()]
    print("silence: seconds without a message on a channel; again: seconds until a hook is taken after it")
    print(f"the replicas that run at the end spent {sum(spent):.0f} s of processor time")


def _is_cut(phase: Phase, at: float) -> bool:
    return phase.is_cut and phase.began <= at < phase.ended


def _line(name: str, some: list[Answer], more: str = "") -> None:
    good = sum(one.status // 100 == 2 for one in some)  # noqa: PLR2004 -- 2xx
    away = sum(one.status == 503 for one in some)  # noqa: PLR2004 -- an HTTP status
    seconds = sorted(one.seconds * 1000 for one in some) or [math.nan]
    p50, p99 = (seconds[math.ceil(len(seconds) * share) - 1] for share in (0.5, 0.99))
    counted = f"{len(some):>7}{good:>7}{away:>6}{len(some) - good - away:>6}"
    print(f"  {name:14}{counted}{p50:>7.0f}{p99:>7.0f}{seconds[-1]:>7.0f}{more}")


if __name__ == "__main__":
    main()
