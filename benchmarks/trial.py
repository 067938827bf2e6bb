"""A trial: the program under faults and kills, and what came of each delivery.

The program runs from its command line against a sandbox in a process of its own, is killed while it
sends and started again. At the end the sandbox's journal is held against the program's deliveries.
"""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select

from benchmarks.stand import BOT, DEAL, NUMBER, SERVICES, TIMEOUT, Stand, faulty_sandbox, newsroom
from benchmarks.storage import still_open
from benchmarks.verdict import Fate, Tally, broken, number_of, tally, too_many
from bot.clock import utc_now
from bot.model import DeliveryState, Priority, Summary
from bot.store import batch as batches
from bot.store import delivery as deliveries
from bot.store.database import Database
from bot.store.migration import migrate
from bot.store.schema import alert, delivery, subscriber
from tests.rows import a_subscriber, an_alert

TOPIC = "news"
LEASE = 2 * TIMEOUT
LATE = 2.0
"""Seconds to wait at the end for a message that should not come."""
STOP_SECONDS = 20.0


@dataclass(frozen=True, kw_only=True)
class Trial:
    """How much is sent, and what strikes.

    Half of the `people` are on each channel; `share` is faults for each accepted message, `rate` messages
    a second and channel, `every` the seconds between two alerts, `database` the URL of an empty one (else
    an SQLite file is made), `minutes` the longest that either half may take: to send, and to settle.
    `hastened` shortens what the program waits before it looks into a doubt.
    """

    people: int
    alerts: int
    kills: int
    share: float = 0.14
    rate: float = 200.0
    every: float = 2.0
    database: str = ""
    replicas: int = 1
    in_flight: int = 32
    probe: bool = False
    minutes: float = 60.0
    deal: int = DEAL
    hastened: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came of a trial; `cut_off` by kill and sender: sends begun and not written down."""

    counts: dict[str, Tally]
    cut_off: list[dict[int, int]]
    faults: int
    most: int

    def failures(self) -> list[str]:
        """Name the promises that were broken."""
        named = [words for channel, count in self.counts.items() for words in broken(channel, count)]
        return [*named, *too_many(self.cut_off, self.most)]

    def strain(self) -> str:
        """Say what the program went through."""
        each = [count for senders in self.cut_off for count in senders.values()]
        cut_off = f"{sum(each)} sends cut off, {max(each, default=0)} of a sender at most"
        return f"{self.faults} faults, {len(self.cut_off)} kills, {cut_off}"


@dataclass
class Run:
    """The program in one or several processes, started and killed, and the database they work on.

    `cut_off` lists by kill how many sends of each sender had been begun and not written down; among
    several processes, those of the living as well.
    """

    folder: Path
    stand: Stand
    database: Database
    settings: dict[str, str]
    module: str
    running: "list[subprocess.Popen[bytes]]" = field(default_factory=list)
    cut_off: list[dict[int, int]] = field(default_factory=list)
    _started_at: datetime = field(default_factory=utc_now)

    def start(self, replicas: int) -> None:
        """Start it; one process hears and is heard, the others only deliver."""
        self.running = [self._started(number) for number in range(replicas)]

    async def kill(self) -> None:
        """Kill one process as it stands, each in its turn, and start it again."""
        turn = len(self.cut_off) % len(self.running)
        assert self.running[turn].poll() is None, "the program ended by itself"
        self.running[turn].kill()
        self.running[turn].wait()
        self.cut_off.append(await self.database.read(lambda tx: _sending(tx, self._started_at)))
        self._started_at = utc_now()
        self.running[turn] = self._started(turn)

    def stop(self) -> None:
        """Ask it to stop, which it must do cleanly."""
        for process in self.running:
            process.terminate()
            assert process.wait(STOP_SECONDS) == 0, "the program did not stop cleanly"

    def end(self) -> None:
        """Leave nothing behind."""
        for process in self.running:
            if process.poll() is None:
                process.kill()
                process.wait()
        self.database.close()

    def _started(self, number: int) -> "subprocess.Popen[bytes]":
        only = ["--only", "deliver"] if number else []
        with (self.folder / f"program-{number}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", self.module, "run", *only],
                cwd=self.folder,
                env=self.settings,
                stdout=log,
                stderr=log,
            )


async def under_faults(folder: Path, trial: Trial) -> Outcome:
    """Send every alert to everybody, while faults strike and the program is killed."""
    async with faulty_sandbox(folder, trial.share, trial.deal) as stand, a_run(folder, stand, trial) as run:
        crowd = await stand.ask(
            "/people", telegram=trial.people // 2, whatsapp=trial.people - trial.people // 2
        )
        await run.database.write(lambda tx: _subscribe(tx, crowd))
        run.start(trial.replicas)
        async with asyncio.timeout(trial.minutes * 60), asyncio.TaskGroup() as group:
            group.create_task(_publish(run, trial))
            group.create_task(_kill(run, trial.people * trial.alerts, trial.kills))
        async with asyncio.timeout(trial.minutes * 60):
            while await run.database.read(_waiting):  # noqa: ASYNC110 -- another process sets no event
                await asyncio.sleep(0.2)
        await asyncio.sleep(LATE)
        run.stop()
        stand.read_on()
        fates = await run.database.read(_fates)
        counts = {channel: tally(fates[channel], stand.accepted[channel]) for channel in SERVICES}
        return Outcome(counts, run.cut_off, stand.armed.total(), trial.in_flight * trial.replicas)


@asynccontextmanager
async def a_run(folder: Path, stand: Stand, trial: Trial) -> AsyncIterator[Run]:
    """Prepare an empty database and the program's settings, and clear up afterwards."""
    url = trial.database or f"sqlite:///{folder / 'faults.db'}"
    settings = stand.settings() | {
        "DATABASE_URL": url,
        "TOCSIN_NEWSROOM": str(newsroom(folder, TOPIC)),
        "TOCSIN_LOG_FORMAT": "json",
        "TOCSIN_DELIVERY_TELEGRAM_RATE": str(trial.rate),
        "TOCSIN_DELIVERY_WHATSAPP_RATE": str(trial.rate),
        "TOCSIN_DELIVERY_IN_FLIGHT": str(trial.in_flight),
        "TOCSIN_DELIVERY_TIMEOUT": str(TIMEOUT),
        "TOCSIN_DELIVERY_LEASE": str(LEASE),
        "TOCSIN_TELEGRAM_PROBE": str(trial.probe).lower(),
    }
    database = Database(url)
    migrate(database)
    run = Run(folder, stand, database, settings, "benchmarks.hastened" if trial.hastened else "bot")
    try:
        yield run
    finally:
        run.end()


async def _publish(run: Run, trial: Trial) -> None:
    """Lay an alert every so often, every second one breaking."""
    for number in range(trial.alerts):
        await run.database.write(lambda tx, number=number: _lay(tx, number))  # type: ignore[misc]  # a lambda with a default
        await asyncio.sleep(trial.every)


async def _kill(run: Run, messages: int, kills: int) -> None:
    """Kill the program at even shares of what is to be accepted: thus always while it sends.

    The last kill comes at nine tenths: it, too, cuts off what is being sent.
    """
    for number in range(1, kills + 1):
        while run.stand.count < 0.9 * messages * number / kills:  # noqa: ASYNC110 -- a journal sets no event
            await asyncio.sleep(0.005)
        await run.kill()


def _lay(tx: Connection, number: int) -> None:
    now = utc_now()
    priority = Priority.BREAKING if number % 2 else Priority.NORMAL
    words = Summary(f"Alert {number} from the harbour", ("Ferries run as before.",), "en")
    made = an_alert(tx, topics=[TOPIC], summary=words, priority=priority, expires_in=86400, now=now)
    batches.fan_out(tx, made, priority, now)


def _subscribe(tx: Connection, crowd: dict[str, list[str | int]]) -> None:
    now = utc_now()
    for channel, account in (("telegram", BOT), ("whatsapp", NUMBER)):
        for address in crowd[channel]:
            a_subscriber(
                tx,
                channel=channel,
                account=account,
                address=str(address),
                topics=[TOPIC],
                heard_at=now,
                now=now,
            )


def _waiting(tx: Connection) -> bool:
    return tx.execute(select(delivery.c.id).where(still_open()).limit(1)).first() is not None


def _sending(tx: Connection, since: datetime) -> dict[int, int]:
    begun = (delivery.c.state == DeliveryState.SENDING) & (delivery.c.tried_at >= since)
    counted = select(delivery.c.sender_id, func.count()).where(begun).group_by(delivery.c.sender_id)
    return {row[0]: row[1] for row in tx.execute(counted)}


def _fates(tx: Connection) -> dict[str, list[Fate]]:
    joined = select(delivery, subscriber.c.channel, subscriber.c.address, alert.c.headline).join(
        subscriber, subscriber.c.id == delivery.c.subscriber_id
    )
    fates: dict[str, list[Fate]] = {channel: [] for channel in SERVICES}
    for row in tx.execute(joined.join(alert, alert.c.id == delivery.c.alert_id)):
        state = DeliveryState(row.state)
        held = state is DeliveryState.UNKNOWN and row.due_at >= deliveries.FOR_EVER
        pair = (row.address, number_of(row.headline))
        fates[row.channel].append(Fate(pair, state, held, row.repeat, row.tries))
    return fates
