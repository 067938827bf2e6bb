from datetime import timedelta

from sqlalchemy import Connection, insert, select, update

from bot.model import Priority
from bot.store import batch as batches
from bot.store import retention as store
from bot.store.database import Database
from bot.store.retention import AGAIN, Stretch
from bot.store.schema import batch, delivery, past, retention
from tests.rows import NOW, a_subscriber, an_alert

KINDS = ("entries", "events")
SECOND = timedelta(seconds=1)


def test_kinds_are_enrolled_once_and_go_on_where_they_were(tx: Connection) -> None:
    assert store.any_due(tx, KINDS, NOW)
    store.enrol(tx, KINDS[:1], NOW)
    store.put(tx, "entries", Stretch(3, 17), NOW)
    store.enrol(tx, KINDS, NOW)
    assert store.take(tx, KINDS[:1], NOW) == ("entries", 17)
    assert store.take(tx, KINDS[1:], NOW) == ("events", 0)


def test_the_next_round_begins_later_and_from_the_beginning(tx: Connection) -> None:
    store.enrol(tx, KINDS[:1], NOW)
    store.put(tx, "entries", Stretch(0, None), NOW)
    assert not store.any_due(tx, KINDS[:1], NOW + AGAIN - SECOND)
    assert store.take(tx, KINDS, NOW + AGAIN - SECOND) is None
    assert store.any_due(tx, KINDS[:1], NOW + AGAIN)
    assert store.take(tx, KINDS, NOW + AGAIN) == ("entries", 0)


def test_the_kind_that_has_waited_longest_comes_first_and_a_held_one_not_at_all(tx: Connection) -> None:
    store.enrol(tx, KINDS, NOW)
    store.put(tx, "entries", Stretch(1, 5), NOW + SECOND)
    assert store.take(tx, KINDS, NOW + SECOND) == ("events", 0)
    store.hold(tx, "events", NOW + 9 * SECOND)
    assert store.take(tx, KINDS, NOW + SECOND) == ("entries", 5)
    assert store.take(tx, ("others",), NOW + SECOND) is None


def test_of_two_replicas_each_takes_another_kind(database: Database) -> None:
    database.write_here(lambda tx: store.enrol(tx, KINDS, NOW))
    if database.embedded:  # it has one writer
        return
    with database._writer.begin() as one, database._writer.begin() as other:
        first, second = store.take(one, KINDS, NOW), store.take(other, KINDS, NOW)
        assert first
        assert second
        assert {first[0], second[0]} == set(KINDS)


def test_a_rush_is_what_waits_to_leave_now_or_to_be_laid(tx: Connection) -> None:
    assert not store.rush(tx, NOW)
    a_subscriber(tx)
    id_ = an_alert(tx)
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    assert store.rush(tx, NOW)
    assert not store.rush(tx, NOW - SECOND)
    tx.execute(update(delivery).values(fold_at=NOW))  # it waits for a digest
    assert not store.rush(tx, NOW)
    tx.execute(insert(batch).values(alert_id=id_, priority=1, after_id=10_000))
    assert store.rush(tx, NOW)


def test_an_alert_is_past_from_the_first_delivery_that_went(tx: Connection) -> None:
    id_ = an_alert(tx)
    assert not store.is_past(tx, id_)
    tx.execute(insert(past).values(alert_id=id_, begun_at=NOW))
    assert store.is_past(tx, id_)
    assert tx.execute(select(retention)).all() == []
