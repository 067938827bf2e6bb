"""What readers' urgency and the sources they mute cost a fan-out, beside one that asks for neither.

CPU seconds of this process, on SQLite, the least of several alerts: whole fan-outs, with the deliveries that
they write. Whoever is left out costs no delivery, and so less.
"""

import argparse
import time
from unittest import mock

from sqlalchemy import Connection, func, insert, literal, select, true, update

from benchmarks.storage import storage
from bot.model import Priority, SourceId, Urgency
from bot.store import batch as batches
from bot.store.database import Database
from bot.store.schema import delivery, mute, subscriber
from tests.rows import NOW, a_crowd_of, a_source, an_alert, an_entry

ALERTS = 5
STRIDE = 5000  # readers in one statement


def main() -> None:
    """Measure, and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--readers", type=int, default=100_000)
    readers = arguments.parse_args().readers
    with storage("sqlite") as url:
        database = Database(url)
        heard, muted = database.write_here(lambda tx: _settle(tx, readers))
        _say("nobody has chosen anything", *_both(database, heard))
        database.write_here(lambda tx: _choose(tx, muted))
        _say("a third wants important alerts", *_both(database, heard))
        _say("and another third mutes the source", *_both(database, muted))
        database.close()


def _settle(tx: Connection, readers: int) -> tuple[SourceId, SourceId]:
    for first in range(1, readers + 1, STRIDE):
        a_crowd_of(tx, list(range(first, min(first + STRIDE, readers + 1))))
    return a_source(tx), a_source(tx)


def _choose(tx: Connection, source: SourceId) -> None:
    tx.execute(update(subscriber).where(subscriber.c.id % 3 == 1).values(urgency=Urgency.IMPORTANT))
    third = select(literal(source), subscriber.c.id).where(subscriber.c.id % 3 == 2)  # noqa: PLR2004 -- of each three
    tx.execute(insert(mute).from_select(["source_id", "subscriber_id"], third))


def _both(database: Database, source: SourceId) -> tuple[float, float, int]:
    """Lay alerts by turns as they are laid and as if nobody were asked: the table grows under both."""
    asked, bare, reached = [], [], 0
    for _ in range(ALERTS):
        took, reached = database.write_here(lambda tx: _lay(tx, source))
        asked.append(took)
        with mock.patch.object(batches, "_wanted", return_value=true()):
            bare.append(database.write_here(lambda tx: _lay(tx, source))[0])
    return min(asked), min(bare), reached


def _lay(tx: Connection, source: SourceId) -> tuple[float, int]:
    id_ = an_alert(tx, entry_id=an_entry(tx, source))
    began = time.process_time()
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    while batches.work(tx, NOW):
        pass
    took = time.process_time() - began
    return took, tx.scalar(select(func.count()).where(delivery.c.alert_id == id_)) or 0


def _say(what: str, took: float, bare: float, reached: int) -> None:
    print(f"{what:<36} {took:.3f} s, {took / bare:.2f} times {bare:.3f} s; {reached} readers")


if __name__ == "__main__":
    main()
