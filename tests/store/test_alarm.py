from datetime import timedelta

from sqlalchemy import Connection

from bot.signs import Alarm, Kind
from bot.store import alarm as store
from tests.rows import NOW, a_subscriber

MINUTE = timedelta(minutes=1)


def test_the_turn_is_taken_once(tx: Connection) -> None:
    assert store.is_due(tx, NOW)
    assert store.last_look(tx) is None
    assert store.turn(tx, None, NOW, MINUTE)
    assert not store.turn(tx, None, NOW, MINUTE)
    assert (store.last_look(tx), store.is_due(tx, NOW), store.is_due(tx, NOW + MINUTE)) == (NOW, False, True)
    assert store.turn(tx, NOW, NOW + MINUTE, MINUTE)
    assert not store.turn(tx, NOW, NOW + MINUTE, MINUTE), "another replica has"


def test_an_alarm_stands_until_it_ends_and_is_remembered_for_a_night(tx: Connection) -> None:
    store.begin(tx, Alarm(Kind.DISK, count=5), NOW)
    (row,) = store.standing(tx)
    assert (row.alarm, row.begun_at, row.ended_at) == (Alarm(Kind.DISK, "", 5, NOW), NOW, None)
    assert store.gone(tx, row, NOW + MINUTE) == NOW + MINUTE
    (row,) = store.standing(tx)
    assert store.gone(tx, row, NOW + 2 * MINUTE) == NOW + MINUTE
    store.still(tx, row, 7)
    (row,) = store.standing(tx)
    assert (row.alarm.count, row.gone_since) == (7, None)
    store.end(tx, row, NOW + 3 * MINUTE)
    assert store.standing(tx) == []
    assert [one.id for one in store.recent(tx, NOW + 4 * MINUTE)] == [row.id]
    assert store.recent(tx, NOW + store.RECENT + 4 * MINUTE) == []
    assert [one.id for one in store.since(tx, NOW)] == [row.id]
    assert store.since(tx, NOW + MINUTE) == []


def test_who_was_told_of_what_is_known(tx: Connection) -> None:
    who = a_subscriber(tx).id
    store.begin(tx, Alarm(Kind.DISK), NOW)
    (row,) = store.standing(tx)
    store.tell(tx, who, [row.id], [], NOW)
    assert store.told(tx, who) == {row.id: store.ToldRow(NOW, None)}
    store.tell(tx, who, [], [row.id], NOW + MINUTE)
    assert store.told(tx, who) == {row.id: store.ToldRow(NOW, NOW + MINUTE)}
    store.end(tx, row, NOW)
    store.let_go(tx, NOW + store.KEPT)
    assert store.told(tx, who)
    store.let_go(tx, NOW + store.KEPT + MINUTE)
    assert store.told(tx, who) == {}
