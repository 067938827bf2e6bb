"""How long it takes to find whose keywords let an alert through, beside searching its texts for each reader.

The words are made, and as often as words are (Zipf): an alert's from the most frequent on, a keyword's with
the head of the curve flattened, for few people wait for the word "the"; a fifth are phrases, a tenth exclude.
What is timed is the store's own: the alert's keys are made and looked up for each stretch of 10,000 readers.
Seconds are processor time: of this process, and with PostgreSQL of the server's that works for it, alone
(no parallel workers: one core). Each alert's readers are compared with the plain way's, for as many
readers as that is given.
"""

import argparse
import json
import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import psutil  # type: ignore[import-untyped]  # it comes without types
from sqlalchemy import Connection, create_engine, func, insert, literal, select, update

from benchmarks.naive_keywords import Told, lets_through
from benchmarks.storage import people_are, storage
from bot.clock import utc_now
from bot.model import Priority, Summary
from bot.rules.keyword import Keyword, keys_for, keys_of, read
from bot.store import batch as batches
from bot.store import keyword as keywords
from bot.store import sender as senders
from bot.store.batch import SIZE
from bot.store.database import Database
from bot.store.schema import delivery, keyword, keyword_key, subscriber, subscription
from tests.rows import a_topic, an_alert

TOPIC = "israel"
POOL = 30_000  # keywords among which people choose
FLATTENED = 50.0
EXCLUDED = 0.1
PHRASED = 5  # each fifth keyword is a phrase
ROWS = 50_000  # in one statement
ALERTS = 5
_SYLLABLES = [first + then for first in "bdfgklmnprtvz" for then in "aiou"]


@dataclass(frozen=True)
class Timed:
    """Seconds that an alert took, the rows that its keys met, and the readers whom it reaches."""

    matched: float
    laid: float
    bare: float
    met: int
    reached: int
    naive: float  # for all readers, as one share of them took


def main() -> None:
    """Measure, and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--readers", type=int, default=100_000)
    arguments.add_argument("--keywords", type=int, default=200)
    arguments.add_argument("--naive", type=int, default=500, help="readers for whom the texts are searched")
    arguments.add_argument("--postgres", action="store_true", help="measure PostgreSQL, too")
    chosen = arguments.parse_args()
    print(f"{chosen.readers} readers with {chosen.keywords} keywords each, seconds an alert (target 1.0):")
    for kind in ("sqlite", "postgresql") if chosen.postgres else ("sqlite",):
        with storage(kind) as url:
            _measure(kind, url, chosen)


def _measure(kind: str, url: str, chosen: argparse.Namespace) -> None:
    began = time.perf_counter()
    # in a process of its own, whose memory is not this one's
    filling = multiprocessing.get_context("spawn").Process(
        target=fill, args=(url, chosen.readers, chosen.keywords)
    )
    filling.start()
    filling.join()
    assert filling.exitcode == 0
    filled = time.perf_counter() - began
    database = Database(url)
    rng = np.random.default_rng(2)
    before = _resident()
    texts = [_alert(rng) for _ in range(ALERTS)]
    found = [
        database.read_here(lambda tx, one=one: _timed(tx, one, chosen, _clock(tx)))  # type: ignore[misc]  # bound now
        for one in texts
    ]
    grew = _resident() - before
    database.close()
    print(f"  {kind} (filled in {filled:.0f} s; memory +{grew:.0f} MB)")
    for one in found:
        print(
            f"    matched {one.matched:5.2f}, naive {one.naive:7.1f} (ratio {one.naive / one.matched:5.0f}); "
            f"laid {one.laid:5.2f}, without keywords {one.bare:5.2f}; "
            f"{one.met} rows met, {one.reached} readers reached"
        )
    worst = max(one.matched for one in found)
    print(f"    slowest {worst:.2f}: {'within' if worst <= 1.0 else 'ABOVE'} the target")


def _clock(tx: Connection) -> Callable[[], float]:
    """Make a clock of the processor time that a connection's work takes, here and at the server."""
    if tx.dialect.name == "sqlite":
        return time.process_time
    tx.exec_driver_sql("SET max_parallel_workers_per_gather = 0")
    server = psutil.Process(tx.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())

    def clock() -> float:
        times = server.cpu_times()
        return float(times.user + times.system) + time.process_time()

    return clock


def _timed(tx: Connection, texts: list[str], chosen: argparse.Namespace, clock: Callable[[], float]) -> Timed:
    began = clock()
    reached: list[int] = []
    for after in range(0, chosen.readers, SIZE):
        assert keywords.any_among(tx, after, after + SIZE)
        stretch = select(func.count()).where(subscriber.c.id > after, subscriber.c.id <= after + SIZE)
        through = keywords.narrow(stretch, keys_of(texts, "en"), after, after + SIZE, breaking=False)
        reached.append(tx.scalar(through) or 0)
    matched = clock() - began
    laid = _laid(tx, texts, clock, with_keywords=True)
    ids = set(tx.scalars(select(delivery.c.subscriber_id)))
    assert len(ids) == sum(reached)
    tx.execute(delivery.delete())
    bare = _laid(tx, texts, clock, with_keywords=False)
    tx.execute(delivery.delete())
    naive, theirs = _naive(tx, texts, chosen.naive, clock)
    assert theirs == {id_ for id_ in ids if id_ <= chosen.naive}, "the two ways differ"
    met = _met(tx, keys_of(texts, "en"))
    return Timed(matched, laid, bare, met, len(ids), naive * chosen.readers / chosen.naive)


def _laid(tx: Connection, texts: list[str], clock: Callable[[], float], *, with_keywords: bool) -> float:
    summary = Summary(texts[0], tuple(texts[1:]), "en")
    alert_id = an_alert(tx, topics=[TOPIC], summary=summary, expires_in=86_400, now=utc_now())
    rule = keys_of if with_keywords else None
    began = clock()
    batches.fan_out(tx, alert_id, Priority.NORMAL, utc_now(), rule)
    while batches.work(tx, utc_now(), rule):
        pass
    return clock() - began


def _met(tx: Connection, keys: frozenset[int]) -> int:
    return tx.scalar(select(func.count()).select_from(keyword_key).where(keyword_key.c.key.in_(keys))) or 0


def _naive(
    tx: Connection, texts: list[str], readers: int, clock: Callable[[], float]
) -> tuple[float, set[int]]:
    """Read the keywords of the first readers, and search the texts for each of them."""
    began = clock()
    told = Told(texts, "en")
    through = set()
    for id_ in range(1, readers + 1):
        rows = tx.execute(select(keyword.c.written, keyword.c.excludes).where(keyword.c.subscriber_id == id_))
        theirs = [Keyword(row.written, tuple(row.written.split()), row.excludes) for row in rows]
        if lets_through(told, theirs, breaking=False):
            through.add(id_)
    return clock() - began, through


# ---- a made world --------------------------------------------------------------------------------


def _word(number: int) -> str:
    word = "q" if number % 2 else "h"
    for _ in range(3):
        number, at = divmod(number, len(_SYLLABLES))
        word += _SYLLABLES[at]
    return word


def _keyword(number: int) -> str:
    return f"{_word(number)} {_word(number + 1)}" if number % PHRASED == 0 else _word(number)


def _alert(rng: np.random.Generator) -> list[str]:
    """Make a headline, two lines and a title, whose words are as frequent as words are."""
    odds = 1 / (np.arange(POOL) + 2.7)
    drawn = rng.choice(POOL, size=60, p=odds / odds.sum())
    # a word now and then brings the one that follows it in a phrase
    words = [word for number in drawn for word in _keyword(int(number)).split()]
    return [" ".join(words[at : at + 15]) for at in range(0, 60, 15)]


def fill(url: str, readers: int, each: int) -> None:
    """Make readers with so many keywords each, in bulk and straight into the tables."""
    rng = np.random.default_rng(1)
    odds = 1 / (np.arange(POOL) + FLATTENED)
    reach = np.cumsum(odds / odds.sum())
    chosen = np.empty((readers, each), dtype=np.int32)
    for at in range(readers):
        drawn = np.unique(np.searchsorted(reach[:-1], rng.random(2 * each)))
        chosen[at] = rng.permutation(drawn)[:each]
    excluded = rng.random((readers, each)) < EXCLUDED
    database = Database(url)
    database.write_here(lambda tx: _fill(tx, chosen, excluded))
    if not database.embedded:  # as the server does by itself some time after so many rows came
        engine = create_engine(database.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
        engine.dispose()
    database.close()


def _fill(tx: Connection, chosen: Any, excluded: Any) -> None:  # noqa: ANN401 -- numpy's arrays
    readers, each = chosen.shape
    sender_id = senders.enrol(tx, "telegram", "bench", utc_now())
    people_are(tx, "telegram", sender_id, readers)
    tx.execute(update(subscriber).values(awaits_words=True))
    values = [literal(a_topic(tx, TOPIC)), literal(utc_now(), subscriber.c.joined_at.type)]
    consent = {"consent_how": "bench", "consent_words": "", "consent_language": "en"}
    wish = select(subscriber.c.id, *values, *(literal(words) for words in consent.values()))
    tx.execute(insert(subscription).from_select(["subscriber_id", "topic_id", "consent_at", *consent], wish))
    pool = [_keyword(number) for number in range(POOL)]
    keys = [sorted(keys_for(read(f'"{words}"')[0].words)) for words in pool]
    written = [json.dumps(one) for one in keys]
    _load(
        tx,
        "keyword",
        ("id", "subscriber_id", "position", "written", "keys", "excludes", "change"),
        (
            (at * each + slot + 1, at + 1, slot + 1, pool[one], written[one], bool(excluded[at, slot]), slot)
            for at in range(readers)
            for slot, one in enumerate(chosen[at].tolist())
        ),
    )
    holders = np.argsort(chosen, axis=None, kind="stable")
    starts = np.searchsorted(chosen.ravel()[holders], np.arange(POOL + 1))
    flat = excluded.ravel()
    _load(
        tx,
        "keyword_key",
        ("key", "subscriber_id", "keyword_id", "excludes"),
        (
            (key, where // each + 1, where + 1, bool(flat[where]))
            for key, one in sorted((key, one) for one, theirs in enumerate(keys) for key in theirs)
            for where in holders[starts[one] : starts[one + 1]].tolist()
        ),
    )
    tx.exec_driver_sql("ANALYZE")


def _load(tx: Connection, table: str, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> None:
    names = ", ".join(columns)
    cursor: Any = tx.connection.cursor()
    if tx.dialect.name == "postgresql":
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    while some := list(islice(rows, ROWS)):
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", some)  # noqa: S608 -- our own names


def _resident() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
