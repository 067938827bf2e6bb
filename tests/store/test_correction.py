import pytest
from sqlalchemy import Connection

from bot.model import AlertId, AlertState, DeliveryState, RevisionKind, SubscriberStatus
from bot.store import claim as claims
from bot.store import correction, delivery, recall, subscriber
from tests.rows import NOW
from tests.store.press import SECOND, corrected, is_, lane, marked, readers, revise, row_of, rows, told

S = DeliveryState


def the_correction(tx: Connection, id_: AlertId) -> AlertId:
    (found,) = {
        AlertId(one.alert_id) for one in rows(tx) if row_of(tx, AlertId(one.alert_id)).corrects == id_
    }
    return found


def test_who_was_in_flight_hears_of_the_change_once_the_first_was_accepted(tx: Connection) -> None:
    (who,) = readers(tx, whatsapp=1)
    id_ = told(tx)
    (row,) = claims.take(tx, lane(tx, "whatsapp"), NOW, 9)
    revise(tx, id_)
    assert not correction.work(tx, NOW)
    assert corrected(tx, id_) == {}
    delivery.sent(tx, row, "M1", NOW)
    assert correction.work(tx, NOW)
    assert corrected(tx, id_) == {who.id: ["queued"]}
    assert not correction.work(tx, NOW), "once"


def test_who_was_in_flight_and_did_not_get_the_first_gets_the_new_words_alone(tx: Connection) -> None:
    readers(tx, whatsapp=1)
    id_ = told(tx)
    (row,) = claims.take(tx, lane(tx, "whatsapp"), NOW, 9)
    revise(tx, id_)
    delivery.later(tx, row, NOW, "busy")
    (again,) = claims.take(tx, lane(tx, "whatsapp"), NOW + SECOND, 9)
    delivery.sent(tx, again, "M1", NOW)
    assert not correction.work(tx, NOW)
    assert (corrected(tx, id_), marked(tx, id_)) == ({}, set())


@pytest.mark.parametrize("status", [SubscriberStatus.LEFT, SubscriberStatus.LOST])
def test_who_left_since_is_told_nothing(tx: Connection, status: SubscriberStatus) -> None:
    gone, stays = readers(tx, whatsapp=2)
    id_ = told(tx)
    is_(tx, id_, S.SENT)
    subscriber.end(tx, gone.id, status, NOW)
    revise(tx, id_)
    assert corrected(tx, id_) == {stays.id: ["queued"]}


def test_who_leaves_before_the_correction_does_is_told_nothing(tx: Connection) -> None:
    (who,) = readers(tx, whatsapp=1)
    id_ = told(tx)
    is_(tx, id_, S.SENT)
    revise(tx, id_)
    subscriber.end(tx, who.id, SubscriberStatus.LEFT, NOW)
    assert claims.take(tx, lane(tx, "whatsapp"), NOW, 9) == []
    assert corrected(tx, id_) == {who.id: ["dropped"]}


def test_who_no_longer_follows_the_topic_is_told_all_the_same(tx: Connection) -> None:
    (who,) = readers(tx, whatsapp=1)
    id_ = told(tx)
    is_(tx, id_, S.SENT)
    subscriber.unsubscribe(tx, who.id, sorted(subscriber.chosen(tx, who.id)), NOW)
    revise(tx, id_)
    assert corrected(tx, id_) == {who.id: ["queued"]}


def test_a_receipt_that_the_first_never_arrived_makes_its_correction_needless(tx: Connection) -> None:
    lost, had = readers(tx, whatsapp=2)
    id_ = told(tx)
    is_(tx, id_, S.SENT)
    revise(tx, id_)
    is_(tx, id_, S.FAILED, lost.id)
    (row,) = claims.take(tx, lane(tx, "whatsapp"), NOW, 9)
    assert row.subscriber.id == had.id
    assert corrected(tx, id_)[lost.id] == ["dropped"]


def test_a_correction_that_an_editor_recalled_is_told_to_nobody_more(tx: Connection) -> None:
    sent, flies = readers(tx, whatsapp=2)
    id_ = told(tx)
    (row,) = (one for one in claims.take(tx, lane(tx, "whatsapp"), NOW, 9) if one.subscriber.id == flies.id)
    is_(tx, id_, S.SENT, sent.id)
    revise(tx, id_)
    assert recall.recall(tx, the_correction(tx, id_))
    delivery.sent(tx, row, "M1", NOW)
    assert correction.work(tx, NOW)
    assert corrected(tx, id_) == {sent.id: ["recalled"]}
    assert not correction.work(tx, NOW)


def test_one_alert_corrects_for_all_however_late_each_is(tx: Connection) -> None:
    early, late = readers(tx, whatsapp=2)
    id_ = told(tx)
    is_(tx, id_, S.SENT, early.id)
    is_(tx, id_, S.UNKNOWN, late.id)
    revise(tx, id_)
    is_(tx, id_, S.SENT, late.id)
    correction.work(tx, NOW)
    assert corrected(tx, id_) == {early.id: ["queued"], late.id: ["queued"]}
    found = the_correction(tx, id_)
    assert row_of(tx, found).state is AlertState.RELEASED


def test_a_minor_change_after_one_that_matters_is_told_with_it(tx: Connection) -> None:
    (who,) = readers(tx, whatsapp=1)
    id_ = told(tx)
    (row,) = claims.take(tx, lane(tx, "whatsapp"), NOW, 9)
    revise(tx, id_)
    revise(tx, id_, RevisionKind.MINOR)
    delivery.sent(tx, row, "M1", NOW)
    correction.work(tx, NOW)
    assert corrected(tx, id_) == {who.id: ["queued"]}
