from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, select

from bot.model import DeliveryState, Priority, Subscriber
from bot.receipt import ReceiptFault
from bot.store import batch as batches
from bot.store import claim as claims
from bot.store import delivery, receipt
from bot.store.schema import subscriber as table
from tests.rows import NOW, a_sender, a_subscriber, an_alert, deliveries

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def taken(tx: Connection, many: int = 1) -> list[delivery.DeliveryRow]:
    for _ in range(many):
        a_subscriber(tx, heard_at=NOW)
    batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW)
    return take(tx, NOW)


def take(tx: Connection, now: datetime) -> list[delivery.DeliveryRow]:
    return claims.take(tx, claims.Lane(a_sender(tx), 1.0, 30.0), now, 9)


def person(tx: Connection, who: Subscriber) -> Row[tuple[object, ...]]:
    return tx.execute(select(table).where(table.c.id == who.id)).one()


def test_a_failed_try_is_noted_once_and_counted_by_what_was_at_fault(tx: Connection) -> None:
    one, other = taken(tx, 2)
    noted = [
        receipt.note(tx, row.id, external_id, fault, NOW)
        for row, external_id, fault in (
            (one, "SM1", ReceiptFault.CAPPED),
            (one, "SM1", ReceiptFault.CAPPED),
            (one, "SM1", ReceiptFault.OTHER),
            (one, "SM2", ReceiptFault.CAPPED),
            (one, "SM3", ReceiptFault.OTHER),
            (other, "SM4", ReceiptFault.CAPPED),
        )
    ]
    assert noted == [1, 0, 0, 2, 1, 1]


def test_a_try_is_known_to_have_failed_for_its_own_delivery_only(tx: Connection) -> None:
    one, other = taken(tx, 2)
    receipt.note(tx, one.id, "SM1", ReceiptFault.OTHER, NOW)
    assert receipt.failed_before(tx, one.id, "SM1")
    assert not receipt.failed_before(tx, one.id, "SM2")
    assert not receipt.failed_before(tx, other.id, "SM1")


def test_a_failed_alert_is_queued_again_for_when_it_is_due(tx: Connection) -> None:
    (row,) = taken(tx)
    assert not receipt.again(tx, row.id, NOW)
    delivery.progress(tx, row, DeliveryState.FAILED, "SM1", NOW)
    assert receipt.again(tx, row.id, NOW + HOUR / 2)
    assert take(tx, NOW + HOUR / 3) == []
    assert [one.tries for one in take(tx, NOW + HOUR / 2)] == [2]


def test_an_alert_that_has_expired_by_then_is_not_sent(tx: Connection) -> None:
    (row,) = taken(tx)
    delivery.progress(tx, row, DeliveryState.FAILED, "SM1", NOW)
    receipt.again(tx, row.id, NOW + 2 * HOUR)
    assert take(tx, NOW + 2 * HOUR) == []
    assert deliveries(tx)[0].state == DeliveryState.EXPIRED


def test_a_failed_reply_is_not_queued_again(tx: Connection) -> None:
    delivery.queue_reply(tx, a_subscriber(tx).id, {"headline": "Hello"}, NOW)
    (row,) = take(tx, NOW)
    delivery.progress(tx, row, DeliveryState.FAILED, "SM1", NOW)
    assert not receipt.again(tx, row.id, NOW)


def test_a_window_is_forgotten_unless_the_person_wrote_after_the_try(tx: Connection) -> None:
    silent, talking = a_subscriber(tx, heard_at=NOW), a_subscriber(tx, heard_at=NOW + HOUR)
    for one in (silent, talking):
        receipt.forget_window(tx, one.id, NOW)
    assert person(tx, silent).last_heard_at is None
    assert person(tx, talking).last_heard_at == NOW + HOUR


def test_a_cap_grows_and_never_shrinks(tx: Connection) -> None:
    who = a_subscriber(tx)
    ends = []
    for hours in (1, 6, 2):
        receipt.cap(tx, who.id, NOW + hours * HOUR)
        ends.append(person(tx, who).capped_until)
    assert ends == [NOW + HOUR, NOW + 6 * HOUR, NOW + 6 * HOUR]


def test_a_capped_person_gets_replies_and_breaking_alerts_and_the_rest_afterwards(tx: Connection) -> None:
    who = a_subscriber(tx)
    receipt.cap(tx, who.id, NOW + HOUR / 2)
    for priority in (Priority.DIGEST, Priority.NORMAL, Priority.BREAKING):
        batches.fan_out(tx, an_alert(tx, priority=priority), priority, NOW)
    delivery.queue_reply(tx, who.id, {"headline": "Hello"}, NOW)
    moments = [NOW + at * timedelta(seconds=2) for at in range(4)]
    early = [row.priority for now in moments for row in take(tx, now)]
    assert early == [Priority.REPLY, Priority.BREAKING]
    assert [row.priority for row in take(tx, NOW + HOUR / 2)] == [Priority.NORMAL]


def test_admins_hear_of_a_fault_once_in_a_while_and_again_while_it_lasts(tx: Connection) -> None:
    by, told = a_sender(tx), []
    for at, row in enumerate(taken(tx, 5)):
        now = NOW + at * DAY / 2
        receipt.note(tx, row.id, "SM1", ReceiptFault.TEMPLATE, now)
        told.append(receipt.claim_notice(tx, by, ReceiptFault.TEMPLATE, now, DAY))
    assert told == [True, False, True, False, True]


def test_a_fault_that_was_never_noted_is_not_told(tx: Connection) -> None:
    (row,) = taken(tx)
    receipt.note(tx, row.id, "SM1", ReceiptFault.OTHER, NOW)
    assert not receipt.claim_notice(tx, a_sender(tx), ReceiptFault.TEMPLATE, NOW, DAY)
