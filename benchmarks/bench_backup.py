"""What a backup takes, what it does to deliveries meanwhile, and how long restoring and moving take.

There are as many readers as asked for, each with a delivery; the lane drains them through a channel that
accepts at once, as fast as the store can, while the backup runs in a process of its own. Between two
backups the lane runs alone as long: the ratio of the two rates is what a backup costs. On SQLite the two ways
that it has itself, VACUUM INTO and its online backup by small steps, are measured beside it. Processor
seconds and memory are of the process that works; the machine that this runs on is shared.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

import psutil  # type: ignore[import-untyped]  # it comes without types
import structlog

from benchmarks.storage import KINDS, lay, storage
from bot.clock import utc_now
from bot.model import SenderId
from bot.pipeline.bell import Bell
from bot.pipeline.deliver import Deliver
from bot.ports import Limits
from bot.settings import DeliverySettings
from bot.store.database import Database
from tests.fakes import FakeChannel

PAGES = 256
"""Of a step of SQLite's online backup: 1 MB."""

VACUUM = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('VACUUM INTO ?', (sys.argv[2],))"
STEPS = (
    "import sqlite3, sys; sqlite3.connect(sys.argv[1])"
    f".backup(sqlite3.connect(sys.argv[2]), pages={PAGES}, sleep=0.001)"
)
UNNICED = "import os; os.nice = lambda _by: 0; from bot.cli import main; main()"
GIVE_UP = 600.0
Command: TypeAlias = tuple[Sequence[str], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Worked:
    """What a process took: seconds by the clock and of the processor, and the most memory, in MB."""

    wall: float
    processor: float
    memory: float
    ended: bool


def main() -> None:
    """Measure, and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--readers", type=int, default=1_000_000)
    arguments.add_argument("--kinds", nargs="+", default=KINDS)
    arguments.add_argument(
        "--alone", action="store_true", help="nothing is sent meanwhile, and nothing niced"
    )
    chosen = arguments.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    for kind in chosen.kinds:
        with storage(kind) as url, tempfile.TemporaryDirectory(prefix="tocsin-bench-") as folder:
            asyncio.run(_measure(kind, url, Path(folder), chosen))


async def _measure(kind: str, url: str, folder: Path, chosen: argparse.Namespace) -> None:
    database, readers, alone = Database(url), chosen.readers, chosen.alone
    file = folder / "backup.zip"
    print(f"{kind}:")
    database.write_here(lambda tx: lay(tx, "telegram", "bot", readers // 10))
    small = await _worked(_tocsin(url, "backup", str(folder / "small.zip"), niced=not alone))
    _print(f"backup of {readers // 10} readers", small)
    database.write_here(lambda tx: lay(tx, "other", "other", readers - readers // 10))
    ways = {"backup": _tocsin(url, "backup", str(file), niced=not alone)}
    if alone:
        _print(f"backup of {readers} readers", await _worked(ways["backup"]))
    else:
        await _meanwhile(database, folder, ways)
    database.close()
    if not file.exists():
        return
    print(f"  file {file.stat().st_size / 1e6:.0f} MB")
    restored = f"sqlite:///{folder / 'restored.db'}"
    _print("restore into SQLite", await _worked(_tocsin(restored, "restore", str(file))))
    with storage("postgresql" if kind == "sqlite" else "sqlite") as other:
        _print("move to the other kind", await _worked(_tocsin(url, "move", other)))


async def _meanwhile(database: Database, folder: Path, ways: dict[str, Command]) -> None:
    """Run each way of taking a backup while the lane sends, and in between let it send alone."""
    if database.embedded:
        path = str(database.url.database)
        ways["VACUUM INTO"] = _plain(VACUUM, path, str(folder / "vacuum.db"))
        ways["online backup"] = _plain(STEPS, path, str(folder / "steps.db"))
    async with _draining(database, SenderId(2)) as channel:
        for name, command in ways.items():
            before = await _rate(channel, 10.0)
            sent, began = len(channel.sent), time.perf_counter()
            worked = await _worked(command)
            during = (len(channel.sent) - sent) / (time.perf_counter() - began)
            usual = (before + await _rate(channel, 10.0)) / 2
            _print(f"{name}, deliveries at {during / usual if usual else 0:.2f} of their rate", worked)


@asynccontextmanager
async def _draining(database: Database, sender: SenderId) -> AsyncIterator[FakeChannel]:
    channel = FakeChannel(limits=Limits(4096, 1e6, 0.0, 256, buttons=True))
    settings = DeliverySettings(in_flight=256, idle=0.001)
    log, stop = structlog.get_logger(), asyncio.Event()
    lane = Deliver(database, channel, sender, settings, ZoneInfo("UTC"), utc_now, log, Bell())
    running = asyncio.create_task(lane.run(stop))
    yield channel
    stop.set()
    await running


async def _rate(channel: FakeChannel, seconds: float) -> float:
    before, began = len(channel.sent), time.perf_counter()
    await asyncio.sleep(seconds)
    return (len(channel.sent) - before) / (time.perf_counter() - began)


def _tocsin(url: str, *arguments: str, niced: bool = True) -> Command:
    how = ("-m", "bot") if niced else ("-c", UNNICED)
    return (sys.executable, *how, *arguments), {**os.environ, "DATABASE_URL": url}


def _plain(code: str, *arguments: str) -> Command:
    return ("nice", sys.executable, "-c", code, *arguments), dict(os.environ)


async def _worked(command: Command) -> Worked:
    """Run a process to its end, or for a few minutes; measure it."""
    return await asyncio.to_thread(_waited, *command)


def _waited(arguments: Sequence[str], environment: dict[str, str]) -> Worked:
    began = time.perf_counter()
    with Path(os.devnull).open("w") as nowhere:
        actions = [(os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1), (os.POSIX_SPAWN_DUP2, nowhere.fileno(), 2)]
        pid = os.posix_spawnp(arguments[0], tuple(arguments), environment, file_actions=actions)
    ended, memory = True, 0
    while True:
        with suppress(psutil.Error):  # not what the process has from the one that began it, as rusage tells
            memory = max(memory, psutil.Process(pid).memory_info().rss)
        found, status, used = os.wait4(pid, os.WNOHANG)
        if found:
            break
        time.sleep(0.05)
        if ended and time.perf_counter() - began > GIVE_UP:
            os.kill(pid, 9)
            ended = False
    assert not ended or status == 0, f"{arguments} ended with {status}"
    return Worked(time.perf_counter() - began, used.ru_utime + used.ru_stime, memory / 2**20, ended=ended)


def _print(what: str, worked: Worked) -> None:
    end = "" if worked.ended else " (not at its end: given up)"
    print(
        f"  {what}: {worked.wall:.1f} s, of the processor {worked.processor:.1f} s, "
        f"memory {worked.memory:.0f} MB{end}",
        flush=True,
    )


if __name__ == "__main__":
    main()
