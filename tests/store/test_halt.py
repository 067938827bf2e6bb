"""Halts: one stands at most, and what waits because of it is known."""

from datetime import timedelta

from sqlalchemy import Connection, select, update

from bot.model import AlertId, AlertKind, DeliveryState, Priority
from bot.store import batch as batches
from bot.store import halt as halts
from bot.store.database import Database
from bot.store.halt import Halt, Waiting
from bot.store.schema import batch, delivery, subscriber
from tests.rows import NOW, a_subscriber, an_alert

MINUTE = timedelta(minutes=1)


def told(tx: Connection, *, kind: AlertKind = AlertKind.NEW, expires_in: float = 3600) -> AlertId:
    """Make an alert and its deliveries; hand back its id."""
    id_ = an_alert(tx, kind=kind, expires_in=expires_in)
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    return id_


def test_the_first_to_halt_wins_and_the_first_to_go_on(tx: Connection) -> None:
    first, second = a_subscriber(tx), a_subscriber(tx)
    assert not halts.stands(tx)
    assert halts.find(tx) is None
    assert halts.begin(tx, first.id, NOW)
    assert not halts.begin(tx, second.id, NOW + MINUTE)
    assert halts.stands(tx)
    assert halts.find(tx) == Halt(NOW, first.id)
    assert halts.end(tx)
    assert not halts.end(tx)
    assert not halts.stands(tx)


def test_a_reminder_comes_every_quarter_of_an_hour(tx: Connection) -> None:
    halts.begin(tx, a_subscriber(tx).id, NOW)
    assert not halts.is_reminder_due(tx, NOW + 14 * MINUTE)
    assert halts.remind(tx, NOW + 14 * MINUTE) is None
    assert halts.is_reminder_due(tx, NOW + 15 * MINUTE)
    assert halts.remind(tx, NOW + 15 * MINUTE) == halts.find(tx)
    assert halts.remind(tx, NOW + 16 * MINUTE) is None
    assert halts.remind(tx, NOW + 30 * MINUTE) is not None


def test_what_waits_is_counted_by_alert(tx: Connection) -> None:
    for _ in range(3):
        a_subscriber(tx)
    fresh = told(tx)
    late = told(tx, expires_in=60)
    fix = told(tx, kind=AlertKind.CORRECTION)
    one = tx.scalar(select(delivery.c.id).where(delivery.c.alert_id == fresh).limit(1))
    tx.execute(update(delivery).where(delivery.c.id == one).values(state=DeliveryState.SENT))
    assert halts.waiting(tx, NOW + MINUTE) == [
        Waiting(fresh, 2, expired=False, follows=False),
        Waiting(late, 3, expired=True, follows=False),
        Waiting(fix, 3, expired=False, follows=True),
    ]


def test_what_waits_for_another_reason_is_not_counted(tx: Connection) -> None:
    who = [a_subscriber(tx).id for _ in range(4)]
    id_ = told(tx)
    of = update(delivery).where(delivery.c.alert_id == id_)
    tx.execute(of.where(delivery.c.subscriber_id == who[0]).values(fold_at=NOW + MINUTE))
    tx.execute(of.where(delivery.c.subscriber_id == who[1]).values(due_at=NOW + 10 * MINUTE))
    capped = update(subscriber).where(subscriber.c.id == who[2])
    tx.execute(capped.values(capped_until=NOW + 10 * MINUTE))
    assert [one.count for one in halts.waiting(tx, NOW)] == [1]


def test_an_alert_that_is_still_being_laid_waits_as_well(tx: Connection) -> None:
    id_ = an_alert(tx)
    assert halts.waiting(tx, NOW) == []
    tx.execute(batch.insert().values(alert_id=id_, priority=5, after_id=10_000))
    assert halts.waiting(tx, NOW) == [Waiting(id_, 0, expired=False, follows=False)]


def test_of_two_replicas_one_halts(database: Database) -> None:
    who = database.write_here(lambda tx: a_subscriber(tx).id)
    done = [database.write_here(lambda tx: halts.begin(tx, who, NOW)) for _ in range(2)]
    assert done == [True, False]
