"""How long it takes to say what became of an alert for each of very many readers, beside reading their rows.

The readers are made: most have the alert's topic and no wishes; a tenth each reads another language, wants
urgent alerts only, or chooses by words, and some mute the source. The alert is laid by the fan-out itself,
and so is another, whose rows lie about it; of what is laid the most has arrived, the rest waits, failed or
ended in each of the ways that there are. Seconds are processor time: of this process, and with PostgreSQL
of the server's that works for it, alone (no parallel workers: one core). The plain way reads readers,
topics, keywords and deliveries, and decides in Python, for as many readers as it is given.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import psutil  # type: ignore[import-untyped]  # it comes without types
from sqlalchemy import JSON, ColumnElement, Connection, create_engine, insert, literal, select, update

from benchmarks.storage import KINDS, people_are, storage
from bot.clock import utc_now
from bot.commands.why import RULES
from bot.model import AlertId, Priority, SourceId, Summary
from bot.outcome import side
from bot.rules.keyword import keys_for, keys_of, read
from bot.store import batch as batches
from bot.store import sender as senders
from bot.store import why
from bot.store.database import Database
from bot.store.schema import delivery, fault, keyword, keyword_key, mute, subscriber, subscription
from bot.store.then import Then, then
from tests.rows import a_source, a_topic, an_alert, an_entry

TOPIC, OTHER = "israel", "culture"
WORDS = Summary("The harbour bridge is closed", ("Both lanes are shut.",), "en")
KEYWORDS = ("harbour", "zeppelin", "-bridge", "opera, theatre, -football")
PORTION = 10_000
TARGET = 1.0
LAST = timedelta(hours=3)


def main() -> None:
    """Measure, and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--readers", type=int, default=1_000_000)
    arguments.add_argument("--naive", type=int, default=50_000, help="readers whose rows are read")
    arguments.add_argument("--kinds", nargs="+", default=KINDS)
    chosen = arguments.parse_args()
    print(f"{chosen.readers} readers of one alert, processor seconds (target {TARGET}):")
    for kind in chosen.kinds:
        with storage(kind) as url:
            _measure(kind, url, chosen)


def _measure(kind: str, url: str, chosen: argparse.Namespace) -> None:
    database = Database(url)
    now = utc_now()
    id_ = database.write_here(lambda tx: _fill(tx, chosen.readers, now))
    if not database.embedded:  # as the server does by itself some time after so many rows came
        engine = create_engine(database.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
        engine.dispose()
    database.read_here(lambda tx: _timed(tx, kind, id_, chosen))
    database.close()


def _timed(tx: Connection, kind: str, id_: AlertId, chosen: argparse.Namespace) -> None:
    now, clock = utc_now() + LAST, _clock(tx)
    told = then(tx, id_, now)
    assert told is not None
    taken = []
    for _time in range(3):
        began = clock()
        found = why.totals(tx, told, now, RULES)
        taken.append(clock() - began)
    wall = _wall(tx, lambda: why.totals(tx, told, now, RULES))
    began = clock()
    one = [why.of_reader(tx, told, who, now, RULES) for who in tx.scalars(select(subscriber.c.id).limit(20))]
    each = (clock() - began) / len(one)
    began = clock()
    naive = _naive(tx, told, min(chosen.naive, chosen.readers))
    plain = (clock() - began) * chosen.readers / min(chosen.naive, chosen.readers)
    if chosen.naive >= chosen.readers:
        sides = Counter({side(outcome).value: 0 for outcome, _changed in found})
        for (outcome, _changed), count in found.items():
            sides[side(outcome).value] += count
        assert sides == naive, (sides, naive)
    assert sum(found.values()) == chosen.readers
    worst = max(taken)
    print(
        f"  {kind:11} totals {', '.join(f'{one:.2f}' for one in taken)} (by the clock {wall:.2f}); "
        f"plain {plain:6.1f} (ratio {plain / worst:4.0f}); one reader {each * 1000:.1f} ms; "
        f"{len(found)} outcomes: {'within' if worst <= TARGET else 'ABOVE'} the target"
    )


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


def _wall(tx: Connection, work: Callable[[], object]) -> float:
    """Time by the clock on the wall, with as many workers as the server gives by itself."""
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql("RESET max_parallel_workers_per_gather")
    began = time.perf_counter()
    work()
    taken = time.perf_counter() - began
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql("SET max_parallel_workers_per_gather = 0")
    return taken


# ---- the plain way -------------------------------------------------------------------------------


def _naive(tx: Connection, told: Then, readers: int) -> Counter[str]:
    """Read the rows of readers, and decide one by one on which side each stands."""
    offered, found = keys_of(told.texts, told.language), Counter[str]()
    muting = set(tx.scalars(select(mute.c.subscriber_id).where(mute.c.source_id == told.source_id)))
    for after in range(0, readers, PORTION):
        last = min(after + PORTION, readers)

        rows = tx.execute(select(subscriber).where(_between(subscriber.c.id, after, last))).all()
        theirs = select(subscription).where(
            _between(subscription.c.subscriber_id, after, last), subscription.c.topic_id == TOPIC
        )
        on = {row.subscriber_id for row in tx.execute(theirs) if row.ended_at is None}
        laid = select(delivery).where(
            delivery.c.alert_id == told.id, _between(delivery.c.subscriber_id, after, last)
        )
        states = {row.subscriber_id: row.state for row in tx.execute(laid)}
        chosen: dict[int, list[tuple[bool, bool]]] = {}
        for row in tx.execute(select(keyword).where(_between(keyword.c.subscriber_id, after, last))):
            meets = not offered.isdisjoint(row.keys)
            chosen.setdefault(row.subscriber_id, []).append((row.excludes, meets))
        for row in rows:
            found[_side(row.id, states, on, chosen, muting)] += 1
    return found


def _between(column: ColumnElement[int], after: int, last: int) -> ColumnElement[bool]:
    return (column > after) & (column <= last)


def _side(
    who: int,
    states: dict[int, str],
    on: set[int],
    chosen: dict[int, list[tuple[bool, bool]]],
    muting: set[int],
) -> str:
    if who in states:
        return _SIDES[states[who]]
    left_out = who in muting or any(excludes and meets for excludes, meets in chosen.get(who, ()))
    return "never" if left_out or who not in on or who not in states else "not"


_SIDES = {
    **dict.fromkeys(("sent", "delivered", "read", "folded"), "have"),
    **dict.fromkeys(("queued", "sending"), "may"),
    **dict.fromkeys(("failed", "expired", "recalled", "dropped"), "not"),
    "unknown": "doubt",
}


# ---- a made world --------------------------------------------------------------------------------


def _fill(tx: Connection, readers: int, now: datetime) -> AlertId:
    sender_id = senders.enrol(tx, "telegram", "bench", now)
    people_are(tx, "telegram", sender_id, readers)
    _choose(tx, now)
    source_id = a_source(tx, topics=[TOPIC], now=now)
    _wish(tx, source_id)
    found = [_lay(tx, source_id, now) for _one in range(2)]
    _fare(tx, now)
    tx.execute(update(subscriber).where(subscriber.c.id % 50 == 0).values(last_heard_at=now + LAST))
    tx.exec_driver_sql("ANALYZE")
    return found[0]


def _choose(tx: Connection, now: datetime) -> None:
    """Let nine tenths have the topic, and the others another one."""
    moment = subscription.c.consent_at.type
    tenth = subscriber.c.id % 10
    consent = {"consent_how": "bench", "consent_words": "", "consent_language": "en"}
    values = [literal(now - LAST, moment), *(literal(words) for words in consent.values())]
    for topic, these in ((TOPIC, tenth > 0), (OTHER, tenth == 0)):
        wish = select(subscriber.c.id, literal(a_topic(tx, topic)), *values).where(these)
        tx.execute(
            insert(subscription).from_select(["subscriber_id", "topic_id", "consent_at", *consent], wish)
        )
    tx.execute(update(subscriber).values(joined_at=now - LAST))


def _wish(tx: Connection, source_id: SourceId) -> None:
    tenth, muting_too = subscriber.c.id % 10, subscriber.c.id % 20
    tx.execute(update(subscriber).where(tenth.in_([1])).values(reads="fr"))
    tx.execute(update(subscriber).where(tenth.in_([2])).values(urgency="breaking"))
    muting = select(literal(source_id), subscriber.c.id).where(muting_too.in_([3]))
    tx.execute(insert(mute).from_select(["source_id", "subscriber_id"], muting))
    for number, line in enumerate(KEYWORDS):
        _say(tx, line, subscriber.c.id % (10 * len(KEYWORDS)) == 10 * number + 4)


def _say(tx: Connection, line: str, these: ColumnElement[bool]) -> None:
    """Let readers choose by words, in bulk and straight into the tables."""
    wished = read(line)
    waits = any(not one.excludes for one in wished)
    tx.execute(update(subscriber).where(these).values(awaits_words=waits))
    for position, one in enumerate(wished, 1):
        keys = sorted(keys_for(one.words))
        values = (
            literal(position),
            literal(one.written),
            literal(keys, JSON()),
            literal(one.excludes),
            literal(1),
        )
        rows = select(subscriber.c.id, *values).where(these)
        columns = ["subscriber_id", "position", "written", "keys", "excludes", "change"]
        tx.execute(insert(keyword).from_select(columns, rows))
        for key in keys:
            mine = select(literal(key), keyword.c.subscriber_id, keyword.c.excludes, keyword.c.id)
            mine = mine.where(keyword.c.written == one.written, keyword.c.excludes == one.excludes)
            tx.execute(
                insert(keyword_key).from_select(["key", "subscriber_id", "excludes", "keyword_id"], mine)
            )


def _lay(tx: Connection, source_id: SourceId, now: datetime) -> AlertId:
    entry_id = an_entry(tx, source_id, now=now)
    id_ = an_alert(tx, topics=[TOPIC], summary=WORDS, expires_in=86_400, entry_id=entry_id, now=now)
    batches.fan_out(tx, id_, Priority.NORMAL, now, keys_of)
    while batches.work(tx, now, keys_of):
        pass
    return id_


def _fare(tx: Connection, now: datetime) -> None:
    """Let four fifths arrive, and the rest stand in all ways."""
    rest = ("queued", "failed", "expired", "dropped", "unknown", "sending")
    for number, state in enumerate(("sent", "delivered", "read")):
        tx.execute(update(delivery).where(delivery.c.id % 3 == number).values(state=state, sent_at=now))
    for number, state in enumerate(rest):
        some = update(delivery).where(delivery.c.subscriber_id % 30 == 5 * number)
        tx.execute(some.values(state=state, error="the service said no" if state == "failed" else ""))
    told = select(delivery.c.id, literal(""), literal("capped"), literal(now, fault.c.noted_at.type)).where(
        delivery.c.state == "failed", delivery.c.id % 5 == 0
    )
    tx.execute(insert(fault).from_select(["delivery_id", "external_id", "kind", "noted_at"], told))


if __name__ == "__main__":
    main()
