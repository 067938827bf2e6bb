"""How fast an alert is laid for very many readers, and recalled, beside one bare INSERT … SELECT.

The alert is released as the program does it, and two loops lay its batches (one on SQLite, which has
one writer) while a lane already sends at Telegram's rate. Memory is this process's own, before and
after: the rows never pass through it.
"""

import argparse
import asyncio
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection, func, insert, literal, select

from benchmarks.storage import DAY, KINDS, lay_for, people_are, storage
from bot.clock import utc_now
from bot.model import AlertId, AlertKind, DeliveryState, Priority, SenderId
from bot.pipeline.bell import Bell
from bot.pipeline.deliver import Deliver
from bot.pipeline.lay import Lay
from bot.ports import Limits
from bot.settings import DeliverySettings
from bot.store import batch as batches
from bot.store import recall as recalls
from bot.store import sender as senders
from bot.store.database import Database
from bot.store.schema import batch, delivery, subscriber, subscription
from tests.fakes import FakeChannel
from tests.rows import a_topic, an_alert

LIMITS = Limits(4096, DeliverySettings().telegram_rate, 1.05, 32, buttons=True)
TOPIC = "israel"


@dataclass(frozen=True)
class Figures:
    """What one database did; seconds, and megabytes of memory that this process grew by."""

    bare: float
    laid: float
    first: float
    recalled: float
    stopped: float
    grew: float


def main() -> None:
    """Measure both databases, and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--readers", type=int, default=1_000_000)
    arguments.add_argument("--kinds", nargs="+", default=KINDS)
    arguments.add_argument("--update", action="store_true", help="lay an update, which all of them want")
    chosen = arguments.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    print(f"{chosen.readers} readers, seconds (targets at 1,000,000: laid and recalled 5, memory 50 MB):")
    for kind in chosen.kinds:
        with storage(kind) as url:
            one = asyncio.run(
                measured(url, chosen.readers, AlertKind.UPDATE if chosen.update else AlertKind.NEW)
            )
        print(
            f"  {kind:11} laid {one.laid:6.2f}, bare {one.bare:6.2f} (ratio {one.laid / one.bare:4.2f}); "
            f"first send {one.first:5.2f}; recalled {one.stopped:5.2f}, swept {one.recalled:6.2f}; "
            f"memory +{one.grew:.0f} MB"
        )


async def measured(url: str, readers: int, told_as: AlertKind) -> Figures:
    """Lay an alert for all readers while a lane sends, then recall it."""
    database = Database(url)
    sender_id = await database.write(lambda tx: senders.enrol(tx, "telegram", "bench", utc_now()))
    await database.write(lambda tx: _people(tx, sender_id, readers))
    await database.write(lambda tx: an_alert(tx, topics=[TOPIC]))
    bare = await _bare(database, sender_id)
    channel = FakeChannel(limits=LIMITS)
    bell, stop = Bell(), asyncio.Event()
    log, zone = structlog.get_logger(), ZoneInfo("UTC")
    lane = Deliver(database, channel, sender_id, DeliverySettings(), zone, utc_now, log, bell)
    layers = [Lay(database, utc_now, bell) for _ in range(1 if database.embedded else 2)]
    loops = [lane.run(stop), *(one.run(stop) for one in layers)]
    running = [asyncio.create_task(loop) for loop in loops]
    await asyncio.sleep(0.5)
    before, began = _resident(), time.perf_counter()
    alert_id = await database.write(lambda tx: _release(tx, told_as))
    bell.ring()
    first = await _until(lambda: bool(channel.sent), began)
    laid = await _until_done(database, began)
    began = time.perf_counter()
    await database.write(lambda tx: recalls.recall(tx, alert_id))
    stopped = time.perf_counter() - began
    recalled = await _until_done(database, began)
    grew = _resident() - before
    stop.set()
    await asyncio.gather(*running)
    left = await database.read(lambda tx: _queued(tx, alert_id))
    assert left == 0, f"{left} rows are still queued"
    database.close()
    return Figures(bare, laid, first, recalled, stopped, grew)


def _people(tx: Connection, sender_id: SenderId, readers: int) -> None:
    """Make readers who have all chosen the topic."""
    people_are(tx, "telegram", sender_id, readers)
    consent = {"consent_how": "bench", "consent_words": "", "consent_language": "en"}
    values = [literal(a_topic(tx, TOPIC)), literal(utc_now(), subscriber.c.joined_at.type)]
    chosen = select(subscriber.c.id, *values, *(literal(words) for words in consent.values()))
    names = ["subscriber_id", "topic_id", "consent_at", *consent]
    tx.execute(insert(subscription).from_select(names, chosen))


async def _bare(database: Database, sender_id: SenderId) -> float:
    """Time what the database takes for the same rows in one statement, and undo it."""

    def lay_at_once(tx: Connection) -> float:
        began = time.perf_counter()
        lay_for(tx, sender_id, Priority.NORMAL)
        return time.perf_counter() - began

    return await database.read(lay_at_once)


def _release(tx: Connection, kind: AlertKind) -> AlertId:
    now = utc_now()
    alert_id = an_alert(tx, topics=[TOPIC], kind=kind, expires_in=DAY, now=now)
    batches.fan_out(tx, alert_id, Priority.NORMAL, now)
    return alert_id


async def _until(done: Callable[[], bool], began: float) -> float:
    while not done():  # noqa: ASYNC110 -- the channel under measure tells nobody that it was used
        await asyncio.sleep(0.002)
    return time.perf_counter() - began


async def _until_done(database: Database, began: float) -> float:
    while await database.read(lambda tx: tx.scalar(select(func.count()).select_from(batch))):  # noqa: ASYNC110 -- rows ring no bell
        await asyncio.sleep(0.02)
    return time.perf_counter() - began


def _queued(tx: Connection, alert_id: AlertId) -> int:
    left = select(func.count()).where(
        delivery.c.alert_id == alert_id, delivery.c.state == DeliveryState.QUEUED
    )
    return tx.scalar(left) or 0


def _resident() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
