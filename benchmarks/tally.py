"""What became of hooks and messages while replicas came and went: by the rows, and by the answers."""

import asyncio
import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from benchmarks.knocking import Answer
from benchmarks.storage import still_open
from bot.clock import utc_now
from bot.model import DeliveryState
from bot.store import sender as senders
from bot.store.database import Database
from bot.store.schema import delivery, event, subscriber

HEADS = ("hooks", "2xx", "503", "other", "p50", "p99", "most")
WIDTHS = (7, 7, 6, 6, 7, 7, 7)


@dataclass
class Phase:
    """A time in which something was done: its bounds on the monotonic clock, and whether it is a cut."""

    name: str
    began: float
    ended: float = 0.0
    over: float = 0.0
    is_cut: bool = False

    def holds(self, one: Answer) -> bool:
        """Say whether a hook was posted in it."""
        return self.began <= one.at < self.ended


def waiting(tx: Connection) -> int:
    """Count what is not handled, or not sent, yet."""
    events = tx.scalar(select(func.count()).where(event.c.due_at.is_not(None))) or 0
    return events + (tx.scalar(select(func.count()).where(still_open())) or 0)


async def drain(database: Database, waits: Callable[[Connection], int], seconds: float) -> None:
    """Wait until nothing waits any more, for so long at the most: what still does is told then."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while await database.read(waits):  # noqa: ASYNC110 -- other processes set no event
                await asyncio.sleep(0.2)


def left(tx: Connection) -> list[str]:
    """Say what waits, by channel, state and what was said of it."""
    of = (subscriber.c.channel, delivery.c.state, delivery.c.error)
    joined = select(*of, func.count()).join(subscriber, subscriber.c.id == delivery.c.subscriber_id)
    found = tx.execute(joined.where(still_open()).group_by(*of)).all()
    until = [f"{one.channel} is due {one.due_at:%H:%M:%S}" for one in senders.listed(tx)]
    return [*(" ".join(map(str, row)) for row in found), f"{', '.join(until)}; now {utc_now():%H:%M:%S}"]


def messages(tx: Connection, after: int) -> dict[str, int]:
    """Count the messages after an id: all, those in doubt, those held, those that ended otherwise."""
    ours = delivery.c.id > after
    held = delivery.c.state == DeliveryState.UNKNOWN
    ended = delivery.c.state.not_in((DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ)) & ~held
    of = {"all": ours, "doubt": ours & (held | delivery.c.repeat), "held": ours & held, "ended": ours & ended}
    return {name: tx.scalar(select(func.count()).where(one)) or 0 for name, one in of.items()}


def handled(tx: Connection) -> dict[str, int]:
    """Count by a hook's name how often it was handled: a person's by its replies, a receipt by its event."""
    found: dict[str, int] = {}
    replies = select(delivery.c.event_id, func.count()).group_by(delivery.c.event_id)
    laid = {row[0]: row[1] for row in tx.execute(replies)}
    for row in tx.execute(select(event).where(event.c.due_at.is_(None))):
        name = str(row.body["text"]).lstrip("/") if row.kind == "inbound" else row.key
        found[name] = found.get(name, 0) + (laid.get(row.id, 0) if row.kind == "inbound" else 1)
    return found


def heads(*more: tuple[str, int]) -> None:
    """Print the heads of the columns, and of `more`, each with its width."""
    named = [*zip(HEADS, WIDTHS, strict=True), *more]
    print(f"  {'phase':14}" + "".join(head.rjust(width) for head, width in named))


def line(name: str, some: Sequence[Answer], more: str = "") -> None:
    """Print how some hooks were answered, in ms."""
    good = sum(one.status // 100 == 2 for one in some)  # noqa: PLR2004 -- 2xx
    away = sum(one.status == 503 for one in some)  # noqa: PLR2004 -- an HTTP status
    seconds = sorted(one.seconds * 1000 for one in some) or [math.nan]
    p50, p99 = (seconds[math.ceil(len(seconds) * share) - 1] for share in (0.5, 0.99))
    counted = f"{len(some):>7}{good:>7}{away:>6}{len(some) - good - away:>6}"
    print(f"  {name:14}{counted}{p50:>7.0f}{p99:>7.0f}{seconds[-1]:>7.0f}{more}")
