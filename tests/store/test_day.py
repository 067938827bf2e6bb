from datetime import timedelta

from sqlalchemy import Connection, update

from bot.model import DeliveryState
from bot.signs import Alarm, Kind
from bot.store import alarm as alarms
from bot.store import day
from bot.store.schema import alert, delivery
from tests.rows import NOW, a_crowd, a_sender, an_alert

MINUTE = timedelta(minutes=1)
SOON = 2 * MINUTE


def test_an_empty_store_has_a_day_of_noughts(tx: Connection) -> None:
    a_sender(tx)
    found = day.look(tx, NOW + 5 * MINUTE, SOON)
    assert (found.hours[-1], len(found.hours)) == (NOW, 24)
    assert len(found.accepted) == len(found.failed) == 24
    assert not any((*found.accepted.values(), *found.failed.values(), *found.alerts, *found.alarms))


def test_messages_are_counted_by_the_hour_in_which_they_left_or_failed(tx: Connection) -> None:
    made = an_alert(tx, now=NOW - 90 * MINUTE)
    a_crowd(tx, made, 4)
    fates = [
        {"state": DeliveryState.SENT, "sent_at": NOW - 89 * MINUTE},
        {"state": DeliveryState.READ, "sent_at": NOW - 61 * MINUTE},
        {"state": DeliveryState.FAILED, "tried_at": NOW - 60 * MINUTE},
        {"state": DeliveryState.QUEUED, "tried_at": NOW},
    ]
    for id_, fate in enumerate(fates, 1):
        tx.execute(update(delivery).where(delivery.c.id == id_).values(**fate))
    found = day.look(tx, NOW, SOON)
    assert {key: count for key, count in found.accepted.items() if count} == {("telegram", 21): 2}
    assert {key: count for key, count in found.failed.items() if count} == {("telegram", 22): 1}


def test_an_alert_is_told_by_its_lag_and_by_who_had_it_soon(tx: Connection) -> None:
    made = an_alert(tx)
    a_crowd(tx, made, 4)
    tx.execute(update(alert).values(published_at=NOW - 3 * MINUTE))
    for id_, seconds in ((1, 1), (2, 120), (3, 121)):
        values = {"state": DeliveryState.SENT, "sent_at": NOW + timedelta(seconds=seconds)}
        tx.execute(update(delivery).where(delivery.c.id == id_).values(**values))
    (one,) = day.look(tx, NOW + 5 * MINUTE, SOON).alerts
    assert one == day.OfAlert(made, 180.0, 4, 2)
    tx.execute(update(delivery).where(delivery.c.id == 4).values(fold_at=NOW + 90 * MINUTE))
    assert day.look(tx, NOW + 5 * MINUTE, SOON).alerts[0].readers == 3, "who sleeps waits for nobody's fault"


def test_so_many_alerts_and_the_alarms_of_the_day(tx: Connection) -> None:
    ids = [an_alert(tx) for _ in range(day.ALERTS_SHOWN + 1)]
    alarms.begin(tx, Alarm(Kind.DISK), NOW)
    found = day.look(tx, NOW, SOON)
    assert [one.id for one in found.alerts] == ids[1:]
    assert [row.alarm.kind for row in found.alarms] == [Kind.DISK]
