"""A roll from an older version to this one: both run, side by side, on one PostgreSQL behind nginx.

Replicas of the older version work, this one's `migrate` brings the schema up meanwhile, one of the older
is killed and comes back to a schema that is newer than its own, and then all are rolled, one by one. Both
services' hooks are posted all the time, feeds publish, and alerts go out. Exits with 1 where something was
lost, doubled without a recorded doubt, or where either version reported an error.

    python -m benchmarks.bench_roll                   # from the last commit with an older schema
    python -m benchmarks.bench_roll --from 94b36d4
"""

import argparse
import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from sqlalchemy import Connection, func, select

from benchmarks import older, tally
from benchmarks.bench_limits import DELAY, RATES, SPACING
from benchmarks.crowd import READERS, TOLD
from benchmarks.knocking import Knocking
from benchmarks.newsday import Days, newsroom, serving
from benchmarks.proxied import Replicas, nginx
from benchmarks.race import Booth, booth, settings
from benchmarks.stand import ROOT, free_port
from benchmarks.storage import server
from bot.model import AlertKind
from bot.store.database import Database
from bot.store.entry import Outcome
from bot.store.schema import alert, delivery, entry

SETTLES = 8.0
"""Seconds that each state lasts: feeds are looked at every ten."""

EVERY = 8.0
"""Seconds between two articles."""

DRAIN = 180.0
STARTING = "starting"
OLDER, AGAIN = "older", "again"
"""The names of the logs of the older version, and of one of it that comes back."""

CROWD = ROOT / "benchmarks" / "crowd.py"


@dataclass
class Run:
    """All that takes part; `was` is the older version's tree."""

    was: Path
    replicas: Replicas
    knocking: Knocking
    booth: Booth
    database: Database
    days: Days
    phases: list[tally.Phase] = field(default_factory=list)

    async def during(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do something, and let it settle."""
        phase = tally.Phase(name, time.monotonic())
        self.phases.append(phase)
        await work()
        await asyncio.sleep(SETTLES)
        phase.ended = time.monotonic()


def main() -> None:
    """Run it, print what came of it, and judge."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--from", dest="ref", default="", help="a commit whose schema is older")
    arguments.add_argument("--rate", type=float, default=25.0, help="hooks a second")
    arguments.add_argument("--keep", type=Path, help="a folder that gets the replicas' logs")
    chosen = arguments.parse_args()
    broken = asyncio.run(_run(chosen.ref or older.before(), chosen.rate, chosen.keep))
    for words in broken:
        print(f"BROKEN {words}")
    sys.exit(bool(broken))


async def _run(ref: str, rate: float, keep: Path | None) -> list[str]:
    rules = {f"{channel}_rate": float(most) for channel, most in RATES.items()}
    async with booth(**rules, spacing=SPACING, delay=DELAY) as one, _session() as session:
        with ExitStack() as closing:
            folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="tocsin-roll-")))
            was = closing.enter_context(older.checked_out(ref, folder))
            url = closing.enter_context(server(str(folder / "postgresql")))
            port, feeds = free_port(), free_port()
            public = f"http://127.0.0.1:{port}"
            told = settings(one.url, url, folder, "telegram", "whatsapp") | {
                "PUBLIC_URL": public,
                "TELEGRAM_MODE": "webhook",
                "TOCSIN_NEWSROOM": str(newsroom(folder, feeds)),
                "TOCSIN_FETCH_ALLOW_PRIVATE": "true",
                "TOCSIN_POLL_MINIMUM": "10",
                "TOCSIN_EDIT_UPDATE_EVERY": "0",
            }
            older.told([sys.executable, "-m", "bot", "migrate"], was, **told)
            people = json.loads(older.told([sys.executable, "-P", str(CROWD), url], was))
            replicas = Replicas(folder, told, session, closing)
            closing.enter_context(nginx(folder, port, replicas.ports))
            days = Days(1, 0, f"http://127.0.0.1:{feeds}", public)
            days.begin()
            database = Database(url)
            closing.callback(database.close)
            knocking = Knocking(public, session, people["telegram"], people["whatsapp"], TOLD)
            run = Run(was, replicas, knocking, one, database, days)
            if keep:
                closing.callback(_keep, folder, keep)
            async with serving(days, feeds):
                await _play(run, rate, told)
            print(f"from {ref[:12]}, schema {older.schema_of(was)}, to schema {older.schema_of(ROOT)}")
            return await _judged(run)


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=15.0)
    )


def _keep(folder: Path, into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    for log in folder.glob("*.log"):
        shutil.copy(log, into)


async def _play(run: Run, rate: float, told: dict[str, str]) -> None:
    numbers = range(len(run.replicas.ports))
    for number in numbers:
        run.replicas.start(number, run.was, OLDER)
    for number in numbers:
        await run.replicas.ready(number)
    await asyncio.sleep(2 * SETTLES)  # the first look at a feed alerts nobody
    tasks = [asyncio.create_task(run.knocking.run(rate)), asyncio.create_task(_publish(run.days))]
    await run.during("old alone", lambda: asyncio.sleep(SETTLES))
    await run.during("migrate", lambda: _migrate(told))
    await run.during("old, killed", lambda: _come_back(run, numbers[-1]))
    for number in reversed(numbers):
        await run.during(f"roll {number + 1}", lambda one=number: _roll(run, one))  # type: ignore[misc]  # a lambda with a default
    await run.during("new alone", lambda: asyncio.sleep(SETTLES))
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    await run.knocking.finish()
    await tally.drain(run.database, _unsettled, DRAIN)


async def _publish(days: Days) -> None:
    while True:
        days.new()
        await asyncio.sleep(EVERY)


async def _migrate(told: dict[str, str]) -> None:
    began = time.monotonic()
    said = await asyncio.to_thread(older.told, [sys.executable, "-m", "bot", "migrate"], ROOT, **told)
    print(f"migrate, while the older ones ran: {time.monotonic() - began:.1f} s; {said.strip()}")


async def _come_back(run: Run, number: int) -> None:
    """Kill one of the older version, and start it as whatever watches over it does: it is to do no work."""
    await run.replicas.end(number, signal.SIGKILL)
    run.replicas.start(number, run.was, AGAIN)
    async with asyncio.timeout(DRAIN):
        print(f"an older one that comes back: {await _said(run, number)}")


async def _said(run: Run, number: int) -> str:
    """Hear from one that can't work what it lacks; before 0031 such a one ended."""
    url = f"http://127.0.0.1:{run.replicas.ports[number]}/ready"
    while True:
        if (code := run.replicas.processes[number].poll()) is not None:
            lines = (run.replicas.folder / f"{AGAIN}-{number}.log").read_text("utf-8").splitlines()
            return f"it ended with {code}: {lines[-1]}"
        with suppress(aiohttp.ClientError):
            async with run.replicas.session.get(url) as answer:
                told = await answer.json()
                if told.get("missing", STARTING) != STARTING:
                    return f"{answer.status}, {told['missing']}"
        await asyncio.sleep(0.2)


async def _roll(run: Run, number: int) -> None:
    if run.replicas.processes[number].poll() is None:
        await run.replicas.end(number, signal.SIGTERM)
    run.replicas.start(number)
    await run.replicas.ready(number)


def _unsettled(tx: Connection) -> int:
    waits = select(func.count()).where(entry.c.outcome == Outcome.WAITING)
    return tally.waiting(tx) + (tx.scalar(waits) or 0)


def _states(tx: Connection) -> list[str]:
    """Count messages by their state, and what was said of it."""
    of = (delivery.c.state, delivery.c.error)
    found = tx.execute(select(*of, func.count()).where(delivery.c.id > TOLD).group_by(*of)).all()
    return [f"{row[2]} {row[0]} {row[1]}".rstrip() for row in found]


def _unedited(tx: Connection) -> list[str]:
    """Say of each article that nobody has edited since when it is known, and when it is tried next."""
    waits = select(entry).where(entry.c.outcome == Outcome.WAITING).order_by(entry.c.id)
    return [
        f"entry {row.id} of {row.seen_at:%H:%M:%S}, due {row.due_at:%H:%M:%S}, tries {row.tries}"
        for row in tx.execute(waits)
        if row.due_at
    ]


async def _judged(run: Run) -> list[str]:
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; answers to hooks in ms, by phase")
    tally.heads()
    for phase in run.phases:
        tally.line(phase.name, [one for one in run.knocking.answers if phase.holds(one)])
    seen = {channel: await run.booth.told(channel) for channel in READERS}
    rows = await run.database.read(lambda tx: tally.messages(tx, TOLD))
    handled = await run.database.read(tally.handled)
    outcomes, alerts = await run.database.read(_news)
    waiting = await run.database.read(_unsettled)
    if waiting:
        for words in await run.database.read(lambda tx: [*tally.left(tx), *_unedited(tx)]):
            print(f"waits: {words}")
    lost = [name for name in run.knocking.posted if handled.get(name, 0) != 1]
    refused = [one.status for one in run.knocking.answers if one.status // 100 != 2]  # noqa: PLR2004 -- 2xx
    doubled = sum(one["doubled"] for one in seen.values())
    different = sum(one["different"] for one in seen.values())
    print(f"hooks: {len(run.knocking.posted)} posted, {len(refused)} answers but 2xx, {len(lost)} lost")
    print(f"news: {run.days.published} articles, entries {outcomes}; readers by alert {alerts}")
    print(
        f"messages: {rows['all']} to send, {different} accepted (a marked repeat counts), {doubled} doubled; "
        f"{rows['doubt']} in recorded doubt, {rows['ended']} ended otherwise"
    )
    for words in await run.database.read(_states):
        print(f"  {words}")
    errors = _errors(run.replicas.folder)
    everybody = sum(READERS.values())
    broken = {
        f"{len(lost)} hooks were not handled once: {lost[:5]}": bool(lost),
        f"hooks were refused: {Counter(refused)}": bool(refused),
        f"{waiting} still wait": bool(waiting),
        f"{rows['all'] - different} messages lost": different + rows["held"] + rows["ended"] < rows["all"],
        f"{doubled} doubled, {rows['doubt']} in doubt": doubled > rows["doubt"],
        f"articles were lost: {outcomes}": sum(outcomes.values()) != run.days.published,
        f"no alert, or one that did not go to each reader once: {alerts}": set(alerts) != {everybody},
    }
    return [*(words for words, is_so in broken.items() if is_so), *errors]


def _news(tx: Connection) -> tuple[dict[str, int], dict[int, int]]:
    """Count entries by what became of them, and alerts by how many readers each was laid for."""
    found = tx.execute(select(entry.c.outcome, func.count()).group_by(entry.c.outcome)).all()
    ours = (delivery.c.alert_id == alert.c.id) & (delivery.c.id > TOLD)
    new = select(alert.c.id, func.count(delivery.c.id).label("n")).join(delivery, ours, isouter=True)
    told = alert.c.entry_id.is_not(None) & (alert.c.kind == AlertKind.NEW)
    laid = tx.execute(new.where(told).group_by(alert.c.id)).all()
    return {str(row[0]): int(row[1]) for row in found}, dict(Counter(int(row.n) for row in laid))


def _errors(folder: Path) -> list[str]:
    """List what either version reported as an error, and print what it warned of, or said while it ended."""
    wrong: Counter[str] = Counter()
    for log in sorted(folder.glob("*-[0-9].log")):
        name, ends = log.stem.partition("-")[0], False
        for level, words in _lines(log.read_text("utf-8")):
            ends = ends or words == "stopping"
            if level == "warning" or (ends and level in BAD):
                print(f"{name}, {level}{' while it ended' if ends else ''}: {words}")
            elif level in BAD and name != AGAIN:
                wrong[f"{name}, {level}: {words}"] += 1
    return [f"{count} times {words}" for words, count in wrong.items()]


def _lines(log: str) -> Iterator[tuple[str, str]]:
    """Read a log by level and words; a trace that is no JSON is one error, told by its last line."""
    trace = ""
    for line in log.splitlines():
        try:
            said = json.loads(line)
            level, words = str(said["level"]), f"{said['event']} {said.get('reason', '')}".strip()
        except (ValueError, LookupError, TypeError):
            trace = line[:200] if not trace or not line.startswith(" ") else trace
            continue
        if trace:
            yield "error", trace
            trace = ""
        yield level, words
    if trace:
        yield "error", trace


BAD = frozenset({"error", "critical"})
"""The levels of what somebody has to look at."""


if __name__ == "__main__":
    main()
