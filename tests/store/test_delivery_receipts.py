"""What receipts do to deliveries: `bot.store.delivery.progress`."""

from datetime import timedelta
from itertools import permutations, product

import pytest
from sqlalchemy import Connection

from bot.model import DeliveryState, Priority
from bot.store import batch as batches
from bot.store import claim as claims
from bot.store import delivery
from tests.rows import NOW, a_sender, a_subscriber, an_alert, deliveries

SECOND = timedelta(seconds=1)
RECEIPTS = (DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ)
RANK = {state: rank for rank, state in enumerate((DeliveryState.SENDING, *RECEIPTS))}


def taken(tx: Connection, many: int) -> list[delivery.DeliveryRow]:
    for _ in range(many):
        a_subscriber(tx)
    batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW)
    return claims.take(tx, claims.Lane(a_sender(tx), 1.0, 30.0), NOW, many)


def test_receipts_in_any_order_and_repeated_never_move_a_delivery_back(tx: Connection) -> None:
    orders = [*permutations(RECEIPTS), *product(RECEIPTS, repeat=2)]
    for row, order in zip(taken(tx, len(orders)), orders, strict=True):
        best = 0
        for at, receipt in enumerate(order):
            moved = delivery.progress(tx, row, receipt, "SM1", NOW + at * SECOND)
            assert moved == (RANK[receipt] > best)
            best = max(best, RANK[receipt])
        (stored,) = [one for one in deliveries(tx) if one.id == row.id]
        assert RANK[DeliveryState(stored.state)] == best


def test_receipts_note_when_it_was_delivered_and_read(tx: Connection) -> None:
    (row,) = taken(tx, 1)
    delivery.sent(tx, row, "SM1", NOW)
    delivery.progress(tx, row, DeliveryState.DELIVERED, "SM1", NOW + SECOND)
    delivery.progress(tx, row, DeliveryState.READ, "SM1", NOW + 2 * SECOND)
    (stored,) = deliveries(tx)
    assert (stored.sent_at, stored.delivered_at, stored.read_at) == (NOW, NOW + SECOND, NOW + 2 * SECOND)


def test_a_receipt_that_comes_before_the_answer_is_not_undone_by_it(tx: Connection) -> None:
    (row,) = taken(tx, 1)
    assert delivery.progress(tx, row, DeliveryState.DELIVERED, "SM1", NOW)
    assert not delivery.sent(tx, row, "SM1", NOW + SECOND)
    (stored,) = deliveries(tx)
    assert (stored.state, stored.external_id, stored.sent_at) == ("delivered", "SM1", NOW)


@pytest.mark.parametrize("receipt", RECEIPTS)
def test_a_receipt_settles_a_doubt(tx: Connection, receipt: DeliveryState) -> None:
    (row,) = taken(tx, 1)
    delivery.doubt(tx, row, "read timed out", likely=True, look_at=NOW)
    assert delivery.progress(tx, row, receipt, "SM1", NOW)
    assert deliveries(tx)[0].state == receipt
    assert delivery.doubts(tx, NOW + timedelta(days=1), 60, 5) == []


@pytest.mark.parametrize("receipt", RECEIPTS)
def test_a_receipt_of_the_first_try_spares_the_reader_the_second(
    tx: Connection, receipt: DeliveryState
) -> None:
    (row,) = taken(tx, 1)
    delivery.doubt(tx, row, "read timed out", likely=False, look_at=NOW)
    delivery.resend(tx, row, NOW, repeat=True)
    assert delivery.progress(tx, row, receipt, "SM1", NOW)
    assert claims.take(tx, claims.Lane(row.sender_id, 1.0, 30.0), NOW + SECOND, 5) == []


def test_a_failure_ends_what_was_sent_but_not_what_arrived_or_waits(tx: Connection) -> None:
    in_flight, accepted, arrived, read, waiting = taken(tx, 5)
    delivery.sent(tx, accepted, "2", NOW)
    delivery.progress(tx, arrived, DeliveryState.DELIVERED, "3", NOW)
    delivery.progress(tx, read, DeliveryState.READ, "4", NOW)
    delivery.later(tx, waiting, NOW, "flood")
    moved = [
        delivery.progress(tx, row, DeliveryState.FAILED, str(row.id), NOW)
        for row in (in_flight, accepted, arrived, read, waiting)
    ]
    assert moved == [True, True, False, False, False]
    assert [row.state for row in deliveries(tx)] == ["failed", "failed", "delivered", "read", "queued"]


def test_only_word_of_its_arrival_moves_a_delivery_that_a_receipt_called_failed(tx: Connection) -> None:
    for row, receipt in zip(taken(tx, 3), RECEIPTS, strict=True):
        delivery.progress(tx, row, DeliveryState.FAILED, "SM1", NOW)
        assert not delivery.progress(tx, row, receipt, "SM2", NOW)
        assert delivery.progress(tx, row, receipt, "SM1", NOW) == (receipt is not DeliveryState.SENT)


def test_a_failure_ends_no_try_but_its_own(tx: Connection) -> None:
    (row,) = taken(tx, 1)
    delivery.sent(tx, row, "SM2", NOW)
    assert not delivery.progress(tx, row, DeliveryState.FAILED, "SM1", NOW)
    assert delivery.progress(tx, row, DeliveryState.FAILED, "SM2", NOW)


def test_nothing_moves_a_delivery_that_was_refused(tx: Connection) -> None:
    (row,) = taken(tx, 1)
    delivery.fail(tx, row, "refused")
    for receipt in (*RECEIPTS, DeliveryState.FAILED):
        assert not delivery.progress(tx, row, receipt, "SM1", NOW)
