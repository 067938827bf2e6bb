"""What happens when replicas claim side by side, and what PostgreSQL does right after a burst."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.dialects import sqlite

from bot.model import DeliveryId, SenderId
from bot.rules.delivery import moved, slots
from bot.store import claim as claims
from bot.store import delivery, sender
from bot.store.database import Database
from bot.store.schema import delivery as delivery_table
from tests.rows import NOW, a_crowd, a_sender, an_alert, deliveries

RATE = 29.6
LIMIT = 30


@pytest.fixture
def replicas(database_url: str) -> Iterator[tuple[Database, Database]]:
    made = (Database(database_url), Database(database_url))
    yield made
    for one in made:
        one.close()


def claim(tx: Connection, sender_id: SenderId, now: datetime) -> list[tuple[datetime, delivery.DeliveryRow]]:
    """Claim as the sending loop does, under the sender row's lock and limit; with the moments to leave."""
    held = sender.lock(tx, sender_id)
    free = slots(held.due_at, now, RATE, 32) if held else []
    if held is None or not free:
        return []
    rows = claims.take(tx, claims.Lane(sender_id, 1.0, 30.0), now, len(free), free)
    sender.move(tx, sender_id, moved(held.due_at, now, RATE, len(rows)))
    return list(zip(free, rows, strict=False))


def test_two_replicas_never_take_the_same_row_nor_exceed_the_rate_together(
    replicas: tuple[Database, Database],
) -> None:
    steps, apart = 120, 0.02
    sender_id = replicas[0].write_here(lambda tx: a_crowd(tx, an_alert(tx), 150))
    together = Barrier(2)
    taken: list[tuple[datetime, DeliveryId]] = []

    def work(database: Database) -> None:
        for step in range(steps):
            now = NOW + timedelta(seconds=step * apart)
            together.wait(30)
            rows = database.write_here(lambda tx, now=now: claim(tx, sender_id, now))  # type: ignore[misc]  # mypy can't infer a lambda with a default
            taken.extend((slot, row.id) for slot, row in rows)

    threads = [Thread(target=work, args=(database,)) for database in replicas]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert max(Counter(id_ for _, id_ in taken).values()) == 1
    moments = sorted(moment for moment, _ in taken)
    fullest = max(
        sum(1 for other in moments if moment <= other < moment + timedelta(seconds=1)) for moment in moments
    )
    assert fullest <= LIMIT
    assert len(taken) >= RATE * (steps - 1) * apart
    states = Counter(row.state for row in replicas[0].read_here(deliveries))
    assert states == {"sending": len(taken), "queued": 150 - len(taken)}


def test_a_sender_that_another_replica_holds_is_passed_over_at_once(
    replicas: tuple[Database, Database],
) -> None:
    one, other = replicas
    if one.embedded:
        pytest.skip("SQLite has one writer: the second waits for the first")
    sender_id = one.write_here(lambda tx: a_crowd(tx, an_alert(tx), 10))

    def while_held(tx: Connection) -> tuple[int, int]:
        mine = claim(tx, sender_id, NOW)
        return len(mine), len(other.write_here(lambda tx: claim(tx, sender_id, NOW)))

    assert one.write_here(while_held) == (3, 0)


def test_a_claim_right_after_a_burst_walks_the_index(database: Database) -> None:
    if database.embedded:
        pytest.skip("SQLite plans each statement anew")

    def plan(tx: Connection) -> str:
        alert_id, lane = an_alert(tx), claims.Lane(a_sender(tx), 1.0, 30.0)
        for _ in range(15):  # an idle evening: PostgreSQL settles on a plan while the table is empty
            assert claims._due(tx, lane, NOW, 30) == []
        a_crowd(tx, alert_id, 20_000)
        assert len(claims._due(tx, lane, NOW, 30)) == 30
        prepared = "SELECT name FROM pg_prepared_statements WHERE statement LIKE '%%FROM delivery%%'"
        name = tx.exec_driver_sql(prepared).scalar_one()
        values = f"{lane.sender_id}, '{NOW}', 30"
        return "\n".join(line for (line,) in tx.exec_driver_sql(f"EXPLAIN EXECUTE {name} ({values})"))

    shown = database.write_here(plan)
    assert "Sort" not in shown, shown
    assert "ix_delivery_claim" in shown, shown
    assert "Seq Scan" not in shown, shown


@pytest.mark.parametrize("idle", [0, 15])
def test_a_sweep_for_doubts_never_reads_the_whole_table(database: Database, idle: int) -> None:
    if database.embedded:
        pytest.skip("SQLite plans each statement anew")

    def look(tx: Connection) -> int:
        alert_id = an_alert(tx)
        for _ in range(idle):
            delivery.doubts(tx, NOW, 60, 5)
            delivery.expire_leases(tx, NOW)
        a_crowd(tx, alert_id, 20_000)
        before = read_so_far(tx)
        delivery.doubts(tx, NOW, 60, 5)
        delivery.expire_leases(tx, NOW)
        return read_so_far(tx) - before

    assert database.write_here(look) < 100


def read_so_far(tx: Connection) -> int:
    """Count the rows of `delivery` that this transaction's scans have read, by index or not."""
    query = (
        "SELECT pg_stat_get_xact_tuples_returned(oid) + pg_stat_get_xact_tuples_fetched(oid) "
        "FROM pg_class WHERE relname = 'delivery' OR relname LIKE 'ix_delivery%%'"
    )
    return int(sum(tx.exec_driver_sql(query).scalars()))


def test_the_switches_of_a_claim_end_with_its_transaction(database: Database) -> None:
    if database.embedded:
        pytest.skip("only PostgreSQL has them")

    def setting(tx: Connection) -> str:
        return str(tx.exec_driver_sql("SHOW enable_sort").scalar_one())

    def within(tx: Connection) -> str:
        claims.take(tx, claims.Lane(SenderId(1), 1.0, 30.0), NOW, 1)
        return setting(tx)

    assert database.write_here(within) == "off"
    assert database.write_here(setting) == "on"


def test_a_sweep_for_doubts_walks_its_index_on_an_embedded_database_too(database: Database) -> None:
    if not database.embedded:
        pytest.skip("PostgreSQL is looked at above")

    def plan(tx: Connection, statement: str) -> str:
        return " ".join(row.detail for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}"))

    for state in delivery.MAY_HAVE_LEFT:
        chosen = select(delivery_table.c.id).where(delivery.in_doubt(state), delivery_table.c.due_at <= NOW)
        words = str(chosen.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
        assert "ix_delivery_open" in database.read_here(lambda tx, words=words: plan(tx, words))  # type: ignore[misc]  # a lambda with a default
