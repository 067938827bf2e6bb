"""Never lost, never twice: the program under faults and kills, beside two senders as others write them.

The program runs from its command line against a sandbox in a process of its own, is killed while it
sends and started again. At the end the sandbox's journal is held against the program's deliveries.
Exits with 1 where a promise of docs/delivery.md is broken.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select

from benchmarks.stand import BOT, NUMBER, SERVICES, TIMEOUT, Stand, sandbox
from benchmarks.verdict import Fate, Tally, broken, number_of, tally
from benchmarks.yardstick import Score, score
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
NEWSROOM = f"""[newsroom]
name = "The Paper"
languages = ["en"]
[[topic]]
id = "{TOPIC}"
names = {{ en = "News" }}
"""
SAMPLE = 500
"""The most people by channel, and messages to each, that the yardstick's senders get."""


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

    def strain(self) -> str:
        """Say what the program went through."""
        each = [count for senders in self.cut_off for count in senders.values()]
        cut_off = f"{sum(each)} sends cut off, {max(each, default=0)} of a sender at most"
        return f"{self.stand.armed.total()} faults, {len(self.cut_off)} kills, {cut_off}"

    def _started(self, number: int) -> "subprocess.Popen[bytes]":
        only = ["--only", "deliver"] if number else []
        with (self.folder / f"program-{number}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "bot", "run", *only],
                cwd=self.folder,
                env=self.settings,
                stdout=log,
                stderr=log,
            )


def main() -> None:
    """Run the program and the yardstick, print what came of them, and judge."""
    chosen = _arguments()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(chosen.keep or made)
        folder.mkdir(parents=True, exist_ok=True)
        counts, strain = asyncio.run(under_faults(folder, chosen))
        seconds = time.perf_counter() - began
        yardstick = asyncio.run(beside(folder, chosen))
    print(f"{strain}, {seconds:.0f} s; deliveries:")
    _show(counts, yardstick)
    failures = [words for channel, count in counts.items() for words in broken(channel, count)]
    for words in failures:
        print(f"BROKEN {words}")
    sys.exit(bool(failures))


async def under_faults(folder: Path, chosen: argparse.Namespace) -> tuple[dict[str, Tally], str]:
    """Send every alert to everybody, while faults strike and the program is killed."""
    async with sandbox(folder, chosen.share) as stand, a_run(folder, stand, chosen) as run:
        crowd = await stand.ask(
            "/people", telegram=chosen.people // 2, whatsapp=chosen.people - chosen.people // 2
        )
        await run.database.write(lambda tx: _subscribe(tx, crowd))
        run.start(chosen.replicas)
        async with asyncio.timeout(chosen.minutes * 60), asyncio.TaskGroup() as group:
            group.create_task(_publish(run, chosen))
            group.create_task(_kill(run, chosen.people * chosen.alerts, chosen.kills))
        async with asyncio.timeout(chosen.minutes * 60):
            while await run.database.read(_waiting):  # noqa: ASYNC110 -- another process sets no event
                await asyncio.sleep(0.2)
        await asyncio.sleep(LATE)
        run.stop()
        stand.read_on()
        fates = await run.database.read(_fates)
        counts = {channel: tally(fates[channel], stand.accepted[channel]) for channel in SERVICES}
        return counts, run.strain()


async def beside(folder: Path, chosen: argparse.Namespace) -> dict[str, dict[str, Score]]:
    """Let the yardstick's senders do the same, side by side, each with a sandbox of its own."""
    people = min(chosen.people // 2, SAMPLE)
    stubborn, timid = await asyncio.gather(
        score(folder, chosen.share, people, chosen.alerts, stubborn=True),
        score(folder, chosen.share, people, chosen.alerts, stubborn=False),
    )
    return {"always retry": stubborn, "never retry": timid}


@asynccontextmanager
async def a_run(folder: Path, stand: Stand, chosen: argparse.Namespace) -> AsyncIterator[Run]:
    """Prepare an empty database and the program's settings, and clear up afterwards."""
    url = chosen.database or f"sqlite:///{folder / 'faults.db'}"
    newsroom = folder / "newsroom.toml"
    newsroom.write_text(NEWSROOM, encoding="utf-8")
    settings = stand.settings() | {
        "DATABASE_URL": url,
        "TOCSIN_NEWSROOM": str(newsroom),
        "TOCSIN_LOG_FORMAT": "json",
        "TOCSIN_DELIVERY_TELEGRAM_RATE": str(chosen.rate),
        "TOCSIN_DELIVERY_WHATSAPP_RATE": str(chosen.rate),
        "TOCSIN_DELIVERY_TIMEOUT": str(TIMEOUT),
        "TOCSIN_DELIVERY_LEASE": str(LEASE),
        "TOCSIN_TELEGRAM_PROBE": str(chosen.probe).lower(),
    }
    database = Database(url)
    migrate(database)
    run = Run(folder, stand, database, settings)
    try:
        yield run
    finally:
        run.end()


async def _publish(run: Run, chosen: argparse.Namespace) -> None:
    """Lay an alert every so often, every second one breaking."""
    for number in range(chosen.alerts):
        await run.database.write(lambda tx, number=number: _lay(tx, number))  # type: ignore[misc]  # a lambda with a default
        await asyncio.sleep(chosen.every)


async def _kill(run: Run, messages: int, kills: int) -> None:
    """Kill the program at even shares of what is to be accepted: thus always while it sends.

    The last kill comes at nine tenths, for what is held unknown may never be accepted.
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
    waits = delivery.c.state.in_([DeliveryState.QUEUED, DeliveryState.SENDING])
    looks = (delivery.c.state == DeliveryState.UNKNOWN) & (delivery.c.due_at < deliveries.FOR_EVER)
    return tx.execute(select(delivery.c.id).where(waits | looks).limit(1)).first() is not None


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


def _show(counts: dict[str, Tally], yardstick: dict[str, dict[str, Score]]) -> None:
    _line("sender", "channel", "all", "lost", "doubled", "held", "marked", "silent")
    for channel, one in counts.items():
        silent = one.silently_lost + one.silently_doubled
        _line("Tocsin", channel, one.deliveries, one.lost, one.doubled, one.held, one.repeats, silent)
    for sender, scores in yardstick.items():
        for channel, its in scores.items():
            _line(sender, channel, its.messages, its.lost, its.doubled, "", "", its.lost + its.doubled)


def _line(sender: str, channel: str, *counted: str | int) -> None:
    print(f"  {sender:14}{channel:10}" + "".join(f"{one:>9}" for one in counted))


def _arguments() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=120, help="half of them on each channel")
    arguments.add_argument("--alerts", type=int, default=5)
    arguments.add_argument("--kills", type=int, default=6)
    arguments.add_argument("--share", type=float, default=0.14, help="faults for each accepted message")
    arguments.add_argument("--rate", type=float, default=200, help="messages a second and channel")
    arguments.add_argument("--every", type=float, default=2, help="seconds between two alerts")
    arguments.add_argument("--database", default="", help="the URL of an empty one; else an SQLite file")
    arguments.add_argument("--replicas", type=int, default=1, help="more than one needs PostgreSQL")
    arguments.add_argument("--probe", action="store_true", help="settle Telegram's doubts, not by policy")
    arguments.add_argument("--minutes", type=float, default=60, help="the longest that it may take")
    arguments.add_argument(
        "--keep", default="", help="a folder that keeps the journals, the log and the database"
    )
    return arguments.parse_args()


if __name__ == "__main__":
    main()
