import pytest
from sqlalchemy import Connection, update

from bot.model import (
    AlertId,
    AlertState,
    DeliveryId,
    DeliveryState,
    RevisionKind,
    Subscriber,
    SubscriberStatus,
)
from bot.store import claim as claims
from bot.store import correction, delivery, recall, revision, subscriber
from bot.store import digest as digests
from bot.store.schema import delivery as delivery_table
from tests.rows import NOW, a_story
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


def by_digest(tx: Connection, who: Subscriber, id_: AlertId, *more: AlertId) -> DeliveryId:
    """Let an alert be told to a reader by a digest that holds these; give the digest's delivery."""
    new = digests.NewDigest(f"slot {id_}", True, NOW - SECOND, NOW, (id_, *more), {"message": {}})
    assert digests.write(tx, who.id, new, {id_, *more}, NOW)
    return DeliveryId(next(row.id for row in rows(tx) if row.alert_id is None))


@pytest.mark.parametrize("state", [S.SENT, S.READ, S.UNKNOWN, S.SENDING])
@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
def test_whom_a_digest_told_it_is_sent_the_correction(tx: Connection, channel: str, state: S) -> None:
    who, other = readers(tx, **{channel: 2})
    id_ = told(tx)
    held(tx, who, id_)
    digest_id = by_digest(tx, who, id_)
    is_(tx, id_, S.QUEUED, other.id)
    sent = update(delivery_table).where(delivery_table.c.id == digest_id).values(state=state)
    tx.execute(sent)
    revise(tx, id_, now=NOW + SECOND)
    assert corrected(tx, id_) == {who.id: ["queued"]}
    while revision.work(tx, NOW + SECOND):
        pass
    assert corrected(tx, id_) == {who.id: ["queued"]}, "once"


def test_a_digest_that_did_not_leave_or_has_the_new_words_is_not_corrected(tx: Connection) -> None:
    waits, later, folded = readers(tx, telegram=3)
    story = a_story(tx)
    id_, newer = told(tx, story_id=story), told(tx, story_id=story)
    for who in (waits, later, folded):
        held(tx, who, id_)
    assert by_digest(tx, waits, id_)
    new = digests.NewDigest("slot", True, NOW - SECOND, NOW, (newer,), {"message": {}})
    assert digests.write(tx, folded.id, new, {id_, newer}, NOW)  # only the story's later alert is told
    is_digest = delivery_table.c.alert_id.is_(None)
    mine = update(delivery_table).where(is_digest, delivery_table.c.subscriber_id == folded.id)
    tx.execute(mine.values(state=S.SENT))
    revise(tx, id_, now=NOW + SECOND)
    new = digests.NewDigest("after", True, NOW - SECOND, NOW, (id_,), {"message": {}})
    assert digests.write(tx, later.id, new, {id_}, NOW + SECOND)
    assert corrected(tx, id_) == {}


def test_a_digest_that_waits_is_made_anew_when_words_of_it_change(tx: Connection) -> None:
    (who,) = readers(tx, telegram=1)
    id_ = told(tx)
    held(tx, who, id_)
    waits = by_digest(tx, who, id_)
    assert digests.queued(tx, [waits])[waits].holds
    revise(tx, id_, RevisionKind.MINOR, now=NOW + SECOND)
    assert not digests.queued(tx, [waits])[waits].holds


def held(tx: Connection, who: Subscriber, id_: AlertId) -> None:
    of = (delivery_table.c.alert_id == id_, delivery_table.c.subscriber_id == who.id)
    tx.execute(update(delivery_table).where(*of).values(fold_at=NOW, due_at=NOW))


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
