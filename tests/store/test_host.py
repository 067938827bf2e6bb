from datetime import timedelta

from sqlalchemy import Connection, select

from bot.model import SourceId
from bot.store import host, source
from bot.store.host import HostRow
from bot.store.schema import host as table
from tests.rows import NOW, a_source

SECOND = timedelta(seconds=1)
HELD = NOW + 10 * SECOND


def due_at(tx: Connection, id_: str) -> object:
    return tx.scalar(select(table.c.due_at).where(table.c.id == id_))


def test_hosts_that_are_due_are_taken_and_the_others_are_not(tx: Connection) -> None:
    assert host.take(tx, {"a.example", "b.example"}, NOW, HELD) == {"a.example", "b.example"}
    assert host.take(tx, {"a.example", "c.example"}, NOW + SECOND, HELD) == {"c.example"}
    assert host.take(tx, {"a.example"}, HELD, HELD + SECOND) == {"a.example"}
    assert host.take(tx, set(), NOW, HELD) == set()


def test_a_host_is_released_by_whoever_took_it_last_alone(tx: Connection) -> None:
    host.take(tx, {"a.example"}, NOW, HELD)
    host.release(tx, "a.example", NOW, NOW + SECOND)
    assert due_at(tx, "a.example") == HELD
    host.release(tx, "a.example", HELD, NOW + SECOND)
    assert due_at(tx, "a.example") == NOW + SECOND


def test_a_host_that_rests_is_not_released_before(tx: Connection) -> None:
    host.take(tx, {"a.example"}, NOW, HELD)
    host.rest(tx, "a.example", NOW + 900 * SECOND)
    host.rest(tx, "a.example", NOW + SECOND)
    host.release(tx, "a.example", HELD, NOW + SECOND)
    assert due_at(tx, "a.example") == NOW + 900 * SECOND


def test_what_a_host_limits_is_remembered(tx: Connection) -> None:
    assert host.find(tx, "a.example") == HostRow()
    host.take(tx, {"a.example"}, NOW, HELD)
    assert host.find(tx, "a.example") == HostRow()
    host.limit(tx, "a.example", 75.0, NOW, SourceId(7))
    assert host.find(tx, "a.example") == HostRow(75.0, NOW, 7)


def test_the_last_look_at_a_host_is_that_at_any_of_its_sources(tx: Connection) -> None:
    one, two = a_source(tx, url="https://a.example/1"), a_source(tx, url="https://a.example/2")
    a_source(tx, url="https://b.example/")
    assert host.last_look(tx, "a.example") is None
    for id_, when in ((one, NOW), (two, NOW + SECOND)):
        row = source.find(tx, id_)
        assert row is not None
        source.looked(tx, row, {}, when)
    assert host.last_look(tx, "a.example") == NOW + SECOND
