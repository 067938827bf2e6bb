"""How long a change of the schema keeps replicas from writing to a long table, on a real PostgreSQL.

Each statement runs on its own while one writes to the table as delivering does, a row at a time. The
yardstick is the writer's longest wait while nothing is changed, in the same run. Exits with 1 where what
migrations may do kept the writer waiting for half a second and more, and ten times the yardstick.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from threading import Event, Thread

from sqlalchemy import Connection, text

from benchmarks.race import ACCOUNTS
from benchmarks.storage import lay, server
from bot.store.database import Database
from bot.store.migration import migrate

MAY = (
    "CREATE INDEX CONCURRENTLY tried ON delivery (error, tries)",
    "DROP INDEX CONCURRENTLY tried",
    "ALTER TABLE delivery ADD COLUMN tried VARCHAR(8)",
    "ALTER TABLE delivery ADD COLUMN counted INTEGER NOT NULL DEFAULT 7",
    "ALTER TABLE delivery ADD CONSTRAINT tried CHECK (tries >= 0) NOT VALID",
)
MAY_NOT = (
    "CREATE INDEX tried ON delivery (error, tries)",
    "ALTER TABLE delivery ADD CONSTRAINT held CHECK (tries >= 0)",
    "ALTER TABLE delivery ADD COLUMN thrown FLOAT NOT NULL DEFAULT random()",
    "ALTER TABLE delivery ALTER COLUMN priority TYPE BIGINT",
)
QUIET = 5.0
"""Seconds of the yardstick."""

LONG, TIMES = 0.5, 10


def main() -> None:
    """Run it, print the waits, and judge."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    rows = arguments.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as folder, server(folder) as url:
        database = Database(url)
        migrate(database)
        database.write_here(lambda tx: lay(tx, "whatsapp", ACCOUNTS["whatsapp"], rows))
        database.apart_here(lambda connection: connection.execute(text("VACUUM ANALYZE delivery")))
        _took, usual = waited(database, lambda: time.sleep(QUIET))
        print(f"{rows} deliveries; the writer's longest wait while nothing is changed: {usual * 1000:.0f} ms")
        slow = [words for words in MAY if _longest(database, words) > max(LONG, TIMES * usual)]
        print("what migrations may not do:")
        for words in MAY_NOT:
            _longest(database, words)
        database.close()
    for words in slow:
        print(f"BROKEN it keeps replicas from writing: {words}")
    sys.exit(bool(slow))


def _longest(database: Database, words: str) -> float:
    took, longest = waited(database, lambda: database.apart_here(lambda one: one.execute(text(words))))
    print(f"  took {took:6.2f} s, kept the writer for {longest:6.2f} s at most: {words}")
    return longest


def waited(database: Database, work: Callable[[], object]) -> tuple[float, float]:
    """Do something while one writes; give the seconds it took, and the longest that a write took."""
    over, waits = Event(), [0.0]

    def write() -> None:
        while not over.is_set():
            began = time.monotonic()
            database.write_here(lambda tx: _touch(tx, len(waits)))
            waits.append(time.monotonic() - began)
            time.sleep(0.005)

    thread = Thread(target=write)
    thread.start()
    began = time.monotonic()
    try:
        work()
        took = time.monotonic() - began
    finally:
        over.set()
        thread.join()
    return took, max(waits)


def _touch(tx: Connection, number: int) -> None:
    row = number * 7919 % 100_003 + 1  # here and there, as deliveries fall due
    tx.execute(text("UPDATE delivery SET tries = tries + 1 WHERE id = :row"), {"row": row})


if __name__ == "__main__":
    main()
