from datetime import datetime, timedelta
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, text

from bot.clock import utc_now
from bot.store import event
from bot.store.database import Database, walk_indexes
from bot.store.event import NewEvent
from bot.store.schema import event as table
from tests.rows import NOW, a_sender

SECOND = timedelta(seconds=1)


def keep(tx: Connection, *keys: str, channel: str = "telegram", about: str = "", now: datetime = NOW) -> int:
    events = [NewEvent(key, "inbound", {"text": f"<{key}> שלום"}, about) for key in keys]
    return event.keep(tx, a_sender(tx, channel), events, now)


def taken(tx: Connection, now: datetime = NOW, most: int = 10) -> str:
    """Take events, and say which: the letters of their keys."""
    return "".join(row.body["text"][1] for row in event.take(tx, now, most))


def handled(tx: Connection, now: datetime = NOW, most: int = 10) -> str:
    """Take events and finish them."""
    rows = event.take(tx, now, most)
    for row in rows:
        assert event.finish(tx, row.id)
    return "".join(row.body["text"][1] for row in rows)


def test_an_event_is_stored_once_by_its_key_within_its_sender(tx: Connection) -> None:
    assert keep(tx, "1", "2", "1") == 2
    assert keep(tx, "2", "3") == 1
    assert keep(tx, "1", channel="whatsapp") == 1
    assert keep(tx) == 0
    assert taken(tx) == "1231"


def test_events_are_taken_in_the_order_in_which_they_came(tx: Connection) -> None:
    keep(tx, "b", "a", "c")
    (first, second) = event.take(tx, NOW, 2)
    assert (first.body["text"], first.kind, first.tries) == ("<b> שלום", "inbound", 1)
    assert (second.received_at, second.sender_id) == (NOW, a_sender(tx))
    assert handled(tx, most=2) == "ba"
    assert handled(tx) == "c"
    assert handled(tx) == ""


def test_an_event_waits_for_those_before_it_about_the_same_of_its_sender(tx: Connection) -> None:
    keep(tx, "a", "b", about="77")
    keep(tx, "c", about="78")
    keep(tx, "d", "e")
    keep(tx, "f", about="77", channel="whatsapp")
    assert handled(tx) == "acdef"
    assert handled(tx) == "b"


def test_an_event_is_handled_once_and_never_taken_after(tx: Connection) -> None:
    keep(tx, "1")
    (row,) = event.take(tx, NOW, 1)
    assert event.finish(tx, row.id, "no such command " * 40)
    assert not event.finish(tx, row.id)
    assert not event.later(tx, row, NOW, "it went wrong")
    assert taken(tx, NOW + timedelta(days=1)) == ""
    assert len(tx.scalars(select(table.c.error)).one()) == 300
    assert keep(tx, "1") == 0


def test_an_event_put_off_comes_back_at_its_moment_and_says_why(tx: Connection) -> None:
    keep(tx, "1")
    (row,) = event.take(tx, NOW, 1)
    assert event.later(tx, row, NOW + 5 * SECOND, "it went wrong " * 40)
    assert taken(tx, NOW + 4 * SECOND) == ""
    assert event.take(tx, NOW + 5 * SECOND, 1)[0].tries == 2
    assert len(tx.scalars(select(table.c.error)).one()) == 300


def test_a_late_word_on_an_earlier_try_puts_nothing_off(tx: Connection) -> None:
    keep(tx, "1")
    (row,) = event.take(tx, NOW, 1)
    assert event.later(tx, row, NOW, "the first try")
    assert not event.later(tx, row, NOW + timedelta(hours=1), "the first try, said again")
    assert taken(tx) == "1"


def test_those_behind_an_event_put_off_wait_with_it_and_nobody_else_does(tx: Connection) -> None:
    keep(tx, "a", "b", about="77")
    keep(tx, "c", about="78")
    row = event.take(tx, NOW, 1)[0]
    event.later(tx, row, NOW + 5 * SECOND, "it went wrong")
    keep(tx, "d", about="77", now=NOW + SECOND)
    assert handled(tx, NOW + 4 * SECOND) == "c"
    assert handled(tx, NOW + 5 * SECOND) == "a"
    assert handled(tx, NOW + 5 * SECOND) == "b"
    assert handled(tx, NOW + 5 * SECOND) == "d"


def test_those_behind_an_event_given_up_go_on(tx: Connection) -> None:
    keep(tx, "a", "b", about="77")
    row = event.take(tx, NOW, 1)[0]
    event.later(tx, row, NOW + SECOND, "it went wrong")
    event.finish(tx, row.id, "given up")
    assert handled(tx, NOW + SECOND) == "b"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    came=st.lists(st.sampled_from(["77", "78", "79", ""]), min_size=1, max_size=12),
    fails=st.lists(st.booleans(), max_size=12),
    most=st.integers(1, 5),
)
def test_whatever_fails_each_persons_events_end_in_the_order_in_which_they_came(
    tx: Connection, came: list[str], fails: list[bool], most: int
) -> None:
    with tx.begin_nested() as place:
        for number, about in enumerate(came):
            assert keep(tx, str(number), about=about) == 1
        abouts = {row.id: row.about for row in tx.execute(select(table.c.id, table.c.about))}
        ended: list[int] = []
        for second in range(60):
            for row in event.take(tx, NOW + second * SECOND, most):
                if fails and fails.pop():
                    event.later(tx, row, NOW + (second + 3) * SECOND, "it went wrong")
                else:
                    assert event.finish(tx, row.id)
                    ended.append(row.id)
        place.rollback()
    assert sorted(ended) == sorted(abouts)
    for who in set(came) - {""}:
        mine = [id_ for id_ in ended if abouts[id_] == who]
        assert mine == sorted(mine)


# ---- several replicas ----------------------------------------------------------------------------


def test_what_one_replica_handles_no_other_takes_nor_what_is_behind_it(database: Database) -> None:
    if database.embedded:
        pytest.skip("SQLite has one writer at a time")
    database.write_here(lambda tx: keep(tx, "a", "b", about="77"))
    database.write_here(lambda tx: keep(tx, "c", about="78"))
    with database._writer.connect() as one, one.begin() as undone:
        assert taken(one, most=1) == "a"
        assert database.write_here(taken) == "c"
        undone.rollback()  # as after a kill: there is no lease to wait for
    assert database.write_here(taken) == "ac"


def test_replicas_that_handle_at_once_handle_each_event_once_and_in_order(database: Database) -> None:
    people = [str(number) for number in range(7)]
    database.write_here(
        lambda tx: sum(keep(tx, f"{n}-{who}", about=who) for n in range(12) for who in people)
    )
    replicas = [Database(database.url.render_as_string(hide_password=False)) for _ in range(3)]
    ended: list[tuple[int, str]] = []

    def work(tx: Connection) -> list[tuple[int, str]]:
        rows = event.take(tx, utc_now(), 4)
        return [(row.id, row.about) for row in rows if event.finish(tx, row.id)]

    def run(replica: Database) -> None:
        while len(ended) < 12 * len(people):
            ended.extend(replica.write_here(work))
        replica.close()

    threads = [Thread(target=run, args=[one]) for one in replicas]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(ended) == len(set(ended)) == 12 * len(people)
    waiting = select(table.c.id).where(table.c.due_at.is_not(None))
    assert database.read_here(lambda tx: tx.execute(waiting).all()) == []


# ---- what a claim reads --------------------------------------------------------------------------


def plan(tx: Connection) -> str:
    """Say how the database would find what is due."""
    due = event._due(utc_now(), 5).compile(tx.engine)
    walk_indexes(tx, only=True)
    if tx.dialect.name == "postgresql":
        steps = tx.exec_driver_sql(f"EXPLAIN {due}", due.construct_params())
    else:
        steps = tx.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {due}", ("2026-11-23 10:00:00", event.UNVOUCHED, "", 5, 0)
        )
    walk_indexes(tx, only=False)
    return "\n".join(str(step) for step in steps)


def test_a_claim_walks_indexes_of_what_waits_even_right_after_a_burst(tx: Connection) -> None:
    a_sender(tx)
    tx.execute(
        text(
            "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 5000) "
            "INSERT INTO event (sender_id, key, kind, body, about, received_at, due_at) "
            "SELECT 1, n, 'inbound', '{}', n % 100, '2026-11-23', CASE WHEN n > 4000 THEN '2026-11-23' END "
            "FROM n"
            if tx.dialect.name == "sqlite"
            else "INSERT INTO event (sender_id, key, kind, body, about, received_at, due_at) "
            "SELECT 1, n, 'inbound', '{}', n % 100, now(), CASE WHEN n > 4000 THEN now() END "
            "FROM generate_series(1, 5000) n"
        )
    )
    steps = plan(tx)
    assert "ix_event_due_at" in steps
    assert "ix_event_about" in steps
    assert not any(word in steps for word in ("Seq Scan", "Sort", "Bitmap", "SCAN event", "TEMP B-TREE"))


def test_other_statements_are_planned_as_before(tx: Connection) -> None:
    taken(tx)
    if tx.dialect.name == "postgresql":
        assert [
            tx.scalar(text(f"SHOW {one}")) for one in ("enable_sort", "enable_bitmapscan", "enable_seqscan")
        ] == ["on"] * 3
