"""How long after /stopall the last send begins, with 10,000 deliveries in flight on two replicas.

The replicas are processes of their own, each with the product's lane over a channel that accepts after a
while and writes down when each request began, on a clock that all processes share. Halfway the halt is
committed as the command commits it; a while later all goes on. The same deliveries leave without a halt
in the same run: the ratio is of the seconds in which sends began, without the halt's own. In a third
round one replica stands still from just before the halt until well after it, as a machine that is
overloaded does, with what it had claimed in its hands. Ends with 1 where a promise is broken: a send that
begins later than two seconds after the halt, or a delivery that is lost, or sent twice.
"""

import argparse
import asyncio
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection, func, select

from benchmarks.storage import KINDS, lay, storage
from bot.clock import utc_now
from bot.model import DeliveryState, Priority, Role, SenderId, SubscriberId
from bot.pipeline.bell import Bell
from bot.pipeline.deliver import Deliver
from bot.ports import Limits, Outbound
from bot.settings import DeliverySettings
from bot.store import halt as halts
from bot.store.database import Database
from bot.store.schema import delivery, subscriber
from tests.fakes import FakeChannel

REPLICAS = 2
RATE = 980.0
"""Messages a second: Telegram's, with paid broadcasts, the highest that there is."""
TAKES = 0.02
"""Seconds until the channel accepts a message."""
HALTED_FOR = 3.0
FROZEN_BEFORE = 0.03
TARGET = 2.0
"""Seconds after the halt's commit from which on no send may begin."""
LONGEST = 300.0


@dataclass
class Log:
    """Writes down each request's beginning and whose it is."""

    path: Path
    begun: list[str] = field(default_factory=list)

    async def note(self, outbound: Outbound) -> None:
        """Take the channel's time over one message."""
        self.begun.append(f"{time.monotonic()} {outbound.to.id}\n")
        await asyncio.sleep(TAKES)

    def keep(self) -> None:
        """Write what was noted since the last time."""
        lines, self.begun = self.begun, []
        with self.path.open("a") as file:
            file.writelines(lines)


@dataclass(frozen=True)
class Round:
    """What was seen: when sends began, from the first to the last; the halt's commit, its end, its cost."""

    begun: Sequence[tuple[float, str]]
    halted_at: float = 0.0
    went_on_at: float = 0.0
    took: float = 0.0

    @property
    def late(self) -> float:
        """How long after the halt's commit the last send began before all went on."""
        before = [at for at, _who in self.begun if at < self.went_on_at]
        return max(before) - self.halted_at

    @property
    def seconds(self) -> float:
        """For how long sends began, without the time for which all was halted."""
        return self.begun[-1][0] - self.begun[0][0] - (self.went_on_at - self.halted_at)


def main() -> None:
    """Measure on both databases, and print what was seen."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=10_000)
    arguments.add_argument("--databases", nargs="*", default=KINDS)
    arguments.add_argument("--replica", nargs=3, help="used by the benchmark itself")
    told = arguments.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    if told.replica:
        url, by, path = told.replica
        asyncio.run(replica(url, SenderId(int(by)), Log(Path(path))))
        return
    broken = [fault for kind in told.databases for fault in compared(kind, told.rows)]
    print("\n".join(broken))
    sys.exit(1 if broken else 0)


def compared(kind: str, rows: int) -> list[str]:
    """Measure a run without a halt, one with it, and one with a replica that stands still meanwhile."""
    plain, halted, frozen = (measured(kind, rows, how) for how in ("", "halt", "freeze"))
    print(f"{kind}, {rows} in flight on {REPLICAS} replicas at {RATE:.0f} a second:")
    print(f"  without a halt     {plain.seconds:6.2f} s")
    for name, one in (("halted halfway", halted), ("and a replica still", frozen)):
        ratio = one.seconds / plain.seconds
        print(
            f"  {name:19}{one.seconds:6.2f} s, ratio {ratio:.2f}; the halt took {one.took * 1000:.0f} ms, "
            f"the last send began {one.late:.3f} s after its commit (target {TARGET:.0f})"
        )
    named = {"plain": plain, "halted": halted, "frozen": frozen}
    return [f"{kind}, {name}: {fault}" for name, one in named.items() for fault in faults(one, rows)]


def faults(one: Round, rows: int) -> list[str]:
    """Name the promises that a round broke."""
    times = Counter(who for _at, who in one.begun)
    found = [f"{rows - len(times)} lost"] if len(times) != rows else []
    twice = sum(count > 1 for count in times.values())
    found += [f"{twice} sent twice"] if twice else []
    found += [f"a send began {one.late:.2f} s after the halt"] if one.halted_at and one.late > TARGET else []
    return found


def measured(kind: str, rows: int, how: str) -> Round:
    """Run two replicas over so many deliveries; `how`: halt them halfway, and let one stand still."""
    with tempfile.TemporaryDirectory() as folder, storage(kind) as url:
        database = Database(url)
        by, who = database.write_here(lambda tx: _laid(tx, rows))
        paths = [Path(folder) / f"replica-{number}" for number in range(REPLICAS)]
        with running(url, by, paths) as processes:
            halted_at, went_on_at, took = (
                _halted(database, who, rows, processes, how) if how else (0.0, 0.0, 0.0)
            )
            _until(database, DeliveryState.SENT, rows)
        database.close()
        lines = [line.split() for path in paths for line in path.read_text().splitlines()]
        begun = sorted((float(at), address) for at, address in lines)
        return Round(begun, halted_at, went_on_at, took)


def _laid(tx: Connection, rows: int) -> tuple[SenderId, SubscriberId]:
    by = lay(tx, "telegram", "bot", rows, Priority.NORMAL)
    editor = subscriber.insert().values(
        channel="telegram",
        address="1",
        sender_id=by,
        language="en",
        status="active",
        role=Role.EDITOR,
        menu=[],
        joined_at=utc_now(),
        due_at=utc_now(),
    )
    return by, SubscriberId(tx.scalar(editor.returning(subscriber.c.id)) or 0)


def _halted(
    database: Database, who: SubscriberId, rows: int, processes: Sequence["subprocess.Popen[bytes]"], how: str
) -> tuple[float, float, float]:
    """Halt halfway, and let all go on; the moments of both, and what the halt took."""
    _until(database, DeliveryState.SENT, rows // 2)
    if how == "freeze":
        processes[0].send_signal(signal.SIGSTOP)
        time.sleep(FROZEN_BEFORE)
    began = time.monotonic()
    thaw = subprocess.Popen(  # a halt may wait for what the frozen one holds: it is not let wait for ever
        [sys.executable, "-c", f"import os,time; time.sleep({HALTED_FOR}); os.kill({processes[0].pid}, 18)"]
    )
    database.write_here(lambda tx: halts.begin(tx, who, utc_now()))
    halted_at = time.monotonic()
    thaw.wait()
    time.sleep(HALTED_FOR)
    went_on_at = time.monotonic()
    database.write_here(halts.end)
    return halted_at, went_on_at, halted_at - began


@contextmanager
def running(url: str, by: SenderId, paths: Sequence[Path]) -> Iterator[Sequence["subprocess.Popen[bytes]"]]:
    """Run a replica for each file, and end them afterwards."""
    command = [sys.executable, "-m", "benchmarks.bench_halt", "--replica", url, str(by)]
    processes = [subprocess.Popen([*command, str(path)]) for path in paths]
    try:
        yield processes
    finally:
        for one in processes:
            one.send_signal(signal.SIGCONT)
            one.terminate()
        for one in processes:
            one.wait(30)


async def replica(url: str, by: SenderId, log: Log) -> None:
    """Deliver until told to stop, and keep what began when."""
    database, stop = Database(url), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    channel = FakeChannel(limits=Limits(4096, RATE, 0.0, 32, buttons=True), looked_into=log.note)
    logger = structlog.get_logger()
    lane = Deliver(database, channel, by, DeliverySettings(), ZoneInfo("UTC"), utc_now, logger, Bell())
    await lane.run(stop)
    log.keep()
    database.close()


def _until(database: Database, state: DeliveryState, count: int) -> None:
    """Wait until so many deliveries are in a state."""
    query = select(func.count()).select_from(delivery).where(delivery.c.state == state)
    until = time.monotonic() + LONGEST
    while (database.read_here(lambda tx: tx.scalar(query)) or 0) < count:
        if time.monotonic() > until:
            raise TimeoutError(f"fewer than {count} are {state}")
        time.sleep(0.05)


if __name__ == "__main__":
    main()
