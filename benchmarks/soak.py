"""A soak: the program at ten times a newsroom's pace for an hour; what it holds and how late it is.

The program runs from its command line against the booth, which stands in for both services, and feeds that
publish and edit all the time. Every half minute are read: memory and open files of its processes, how long
the oldest due delivery has waited, the events that wait, and the processor time so far. Growth is the last
sixth beside the second (the first is the warm-up): `memory` is of all processes, `largest` of the program's
own. Exits with 1 where memory grew by more than 5 %, or anything else grew at all.

    python -m benchmarks.soak --minutes 60
    python -m benchmarks.soak --minutes 60 --times 240 --readers 300   # ten whole days in an hour

What is told stays live for days, and is kept in memory meanwhile: ten days in an hour never reach the end of
the first, so memory grows there for as long as it runs.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

import aiohttp
import psutil  # type: ignore[import-untyped]  # it comes without types
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Connection, func, select

from benchmarks.newsday import Days, newsroom, serving
from benchmarks.race import ACCOUNTS, Process, at_work, booth, program, running, settings
from benchmarks.stand import ACCOUNT, NUMBER, free_port
from benchmarks.storage import KINDS, agree, people_are, storage
from bot.clock import utc_now
from bot.model import DeliveryState, Topic, TopicId
from bot.store import sender as senders
from bot.store import topic as topics
from bot.store.database import Database
from bot.store.schema import alert, delivery, subscriber
from tests.rows import TOPIC

LOOK: Final = 30.0
"""Seconds between two looks."""
MOST_GROWTH: Final = 0.05
MOST_LATER: Final = 1.0
"""Seconds that half of the deliveries may take longer at the end: the machine may have other work by then."""
SAMPLE: Final = 31
"""Of so many deliveries one is asked how long it took."""
RECEIPTS: Final = 20
"""Receipts that come each second, of the WhatsApp messages sent last."""
FIGURES: Final = {
    "tocsin_deliveries_waiting": "waiting",
    "tocsin_deliveries_oldest_due_seconds": "oldest",
    "tocsin_events_waiting": "events",
}


@dataclass(frozen=True)
class Look:
    """How the program stands: seconds since the start, MB, open files, and what waits."""

    at: float
    memory: float
    largest: float
    files: int
    threads: int
    waiting: float
    oldest: float
    events: float
    cpu: float


def main() -> None:
    """Let the days pass, print the looks, and judge."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--minutes", type=float, default=60)
    arguments.add_argument(
        "--times", type=float, default=10, help="how much faster than in a newsroom's life"
    )
    arguments.add_argument("--readers", type=int, default=3000)
    arguments.add_argument("--kind", default="sqlite", choices=KINDS)
    arguments.add_argument(
        "--keep", default="", help="a file that gets the looks as JSON lines; beside it the log"
    )
    chosen = arguments.parse_args()
    looks, said, failures = asyncio.run(soaked(chosen))
    print(said)
    for name in ("memory", "largest", "files", "threads", "waiting", "oldest", "events"):
        begun, ended = _early(looks, name), _late(looks, name)
        most = max(_of(looks, name))
        print(f"  {name:8} {begun:10.1f} after the warm-up, {ended:10.1f} at the end, most {most:.1f}")
    for words in failures:
        print(f"BROKEN {words}")
    sys.exit(bool(failures))


async def soaked(chosen: argparse.Namespace) -> tuple[list[Look], str, list[str]]:
    """Run it all; returns the looks, a line of what happened, and what grew."""
    with storage(chosen.kind) as url, tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        database = Database(url)
        await database.write(lambda tx: _crowd(tx, chosen.readers))
        async with booth(delay=0.05) as one, aiohttp.ClientSession() as session:
            told = settings(one.url, url, folder, "telegram", "whatsapp")
            port = free_port()
            hooks = told["PUBLIC_URL"]
            days = Days(
                chosen.times * chosen.minutes / 1440, chosen.minutes * 60, f"http://127.0.0.1:{port}", hooks
            )
            days.begin()
            told |= {
                "TOCSIN_NEWSROOM": str(newsroom(folder, port)),
                "TOCSIN_FETCH_ALLOW_PRIVATE": "true",
                "TOCSIN_POLL_MINIMUM": "10",
                "TOCSIN_DELIVERY_TELEGRAM_RATE": "980",
                "TOCSIN_DELIVERY_WHATSAPP_RATE": "980",
            }
            log = Path(f"{chosen.keep}.log") if chosen.keep else folder / "program.log"
            async with serving(days, port):
                with running(program(), log, told) as process:
                    await at_work(log, 2)
                    looks = await _live(process, days, session, database, chosen)
                    told_by = {name: await one.told(name) for name in ACCOUNTS}
            said, failures = await database.read(lambda tx: _judged(tx, days, told_by))
            errors = sum(b'"level": "error"' in line for line in log.read_bytes().splitlines())
        database.close()
    return looks, f"{said}, {errors} errors in the log", failures + _grown(looks)


async def _live(
    process: Process,
    days: Days,
    session: aiohttp.ClientSession,
    database: Database,
    chosen: argparse.Namespace,
) -> list[Look]:
    began, looks = time.monotonic(), list[Look]()
    busy = [
        asyncio.create_task(days.publish()),
        asyncio.create_task(days.write(session, chosen.readers // 2)),
        asyncio.create_task(_receipts(days, session, database)),
    ]
    try:
        while not all(task.done() for task in busy[:2]):
            await asyncio.sleep(LOOK)
            assert process.poll() is None, "the program ended by itself"
            looks.append(await _look(process, days.hooks, session, time.monotonic() - began))
            print(json.dumps(asdict(looks[-1])), flush=True)
            if chosen.keep:
                with Path(chosen.keep).open("a", encoding="utf-8") as file:  # noqa: ASYNC230 -- a line
                    file.write(json.dumps(asdict(looks[-1])) + "\n")
        async with asyncio.timeout(120):
            while (await _look(process, days.hooks, session, 0)).waiting:  # noqa: ASYNC110 -- another process
                await asyncio.sleep(5)
    finally:
        for task in busy:
            task.cancel()
    for task in busy[:2]:
        task.result()
    return looks


async def _look(process: Process, url: str, session: aiohttp.ClientSession, at: float) -> Look:
    found: dict[str, float] = dict.fromkeys(FIGURES.values(), 0.0)
    async with session.get(f"{url}/metrics", timeout=aiohttp.ClientTimeout(30)) as answer:
        for family in text_string_to_metric_families(await answer.text()):
            if family.name in FIGURES:
                values = [sample.value for sample in family.samples]
                found[FIGURES[family.name]] = max(values) if family.name.endswith("seconds") else sum(values)
    top = psutil.Process(process.pid)
    family_tree = [top, *top.children(recursive=True)]
    memory = [one.memory_info().rss / 1e6 for one in family_tree]
    return Look(
        at=round(at),
        memory=round(sum(memory), 1),
        largest=round(max(memory), 1),
        files=sum(one.num_fds() for one in family_tree),
        threads=sum(one.num_threads() for one in family_tree),
        cpu=round(sum(sum(one.cpu_times()[:2]) for one in family_tree), 1),
        **found,
    )


async def _receipts(days: Days, session: aiohttp.ClientSession, database: Database) -> None:
    """Tell of the last WhatsApp messages that they were delivered, and of every other that it was read."""
    last = 0
    while True:
        await asyncio.sleep(1)
        rows = await database.read(partial(_sent, last=last))
        for number, row in enumerate(rows):
            last = max(last, row[0])
            for status in ("delivered", "read")[: 1 + number % 2]:
                form = {
                    "MessageSid": row[1],
                    "MessageStatus": status,
                    "AccountSid": ACCOUNT,
                    "From": f"whatsapp:{NUMBER}",
                    "To": "whatsapp:+97",
                }
                await days.hook(session, f"/hooks/whatsapp/status?delivery={row[0]}", form)


def _sent(tx: Connection, last: int) -> list[tuple[int, str]]:
    query = (
        select(delivery.c.id, delivery.c.external_id)
        .where(delivery.c.state == DeliveryState.SENT, delivery.c.id > last)
        .where(delivery.c.external_id.startswith("SM"))
        .order_by(delivery.c.id.desc())
        .limit(RECEIPTS)
    )
    return [(row.id, row.external_id) for row in tx.execute(query)]


def _crowd(tx: Connection, readers: int) -> None:
    now = utc_now()
    topics.keep(tx, [Topic(TopicId(TOPIC), {"en": "News"})], now)
    for channel, account in ACCOUNTS.items():
        sender_id = senders.enrol(tx, channel, account, now, edits=channel == "telegram")
        people_are(tx, channel, sender_id, readers // 2)
    tx.execute(subscriber.update().values(last_heard_at=now))
    agree(tx, now)


def _judged(tx: Connection, days: Days, told: Mapping[str, Mapping[str, object]]) -> tuple[str, list[str]]:
    alerts = tx.scalar(select(func.count()).select_from(alert)) or 0
    counted = tx.execute(select(delivery.c.state, func.count().label("n")).group_by(delivery.c.state))
    states = {str(row.state): int(row.n) for row in counted}
    laid = (
        select(delivery.c.sent_at, delivery.c.created_at)
        .where(delivery.c.sent_at.is_not(None), delivery.c.alert_id.is_not(None))
        .where(delivery.c.id % SAMPLE == 0)
        .order_by(delivery.c.id)
    )
    waits = [(row.sent_at - row.created_at).total_seconds() for row in tx.execute(laid)]
    sixth = len(waits) // 6
    early, late = sorted(waits[sixth : 2 * sixth]), sorted(waits[-sixth:])
    doubled = told["telegram"]["doubled"]  # on WhatsApp people ask the same twice, and get the same answer
    lost = states.get(DeliveryState.UNKNOWN.value, 0)
    said = (
        f"{days.published} articles, {days.edited} edits, {days.written} letters ({days.refused} refused): "
        f"{alerts} alerts, deliveries {states}, twice on Telegram {doubled}; seconds from laid to sent "
        f"after the warm-up and at the end: half within {_share(early, 0.5)} and "
        f"{_share(late, 0.5)}, 99 % within {_share(early, 0.99)} and {_share(late, 0.99)}"
    )
    failures = [f"{lost} deliveries in doubt"] if lost else []
    failures += [f"{doubled} messages came twice"] if doubled else []
    grown = late[len(late) // 2] - early[len(early) // 2]
    failures += [f"an alert takes {grown:.1f} s longer"] if grown > MOST_LATER else []
    return said, failures


def _share(seconds: list[float], share: float) -> str:
    return f"{seconds[int(len(seconds) * share)]:.1f}"


def _of(looks: list[Look], name: str) -> list[float]:
    return [float(getattr(one, name)) for one in looks]


def _early(looks: list[Look], name: str) -> float:
    sixth = max(len(looks) // 6, 1)
    return _typical(name, _of(looks, name)[sixth : 2 * sixth] or _of(looks, name)[:1])


def _late(looks: list[Look], name: str) -> float:
    return _typical(name, _of(looks, name)[-max(len(looks) // 6, 1) :])


def _typical(name: str, values: list[float]) -> float:
    """Take the median; of what parsers take that are ended when they have nothing to do, the most."""
    return max(values) if name in {"memory", "files", "threads"} else median(values)


def _grown(looks: list[Look]) -> list[str]:
    failures = []
    for name in ("memory", "largest"):
        grown = _late(looks, name) / _early(looks, name) - 1
        failures += [f"{name} grew by {grown:.1%}"] if grown > MOST_GROWTH else []
    for name, most in (("files", 2.0), ("threads", 2.0), ("events", 20.0)):
        if (grown := _late(looks, name) - _early(looks, name)) > most:
            failures.append(f"{name} grew by {grown:.1f}")
    return failures


if __name__ == "__main__":
    main()
