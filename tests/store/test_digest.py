from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, update

from bot.model import AlertId, DeliveryState, DigestDays, Priority, Subscriber, Wish
from bot.store import batch, claim, delivery, digest, recall, subscriber
from bot.store.digest import NewDigest
from bot.store.schema import delivery as table
from bot.store.schema import digest as digest_table
from tests.rows import NOW, a_sender, a_subscriber, an_alert, fates

HOUR = timedelta(hours=1)
BODY: dict[str, object] = {"message": {"kind": "digest"}}


def a_reader(tx: Connection) -> Subscriber:
    who = a_subscriber(tx)
    subscriber.wish(tx, who.id, Wish(digest=DigestDays.DAILY), NOW)
    return who


def a_held_alert(tx: Connection, until: object = NOW) -> AlertId:
    id_ = an_alert(tx)
    batch.fan_out(tx, id_, Priority.NORMAL, NOW)
    tx.execute(update(table).where(table.c.alert_id == id_).values(fold_at=until, due_at=until))
    return id_


def made(tx: Connection, who: Subscriber, *folds: AlertId, slot: str = "2026-11-23T10:00") -> bool:
    new = NewDigest(slot, True, NOW - HOUR, NOW, folds, BODY if folds else None)
    return digest.write(tx, who.id, new, folds, NOW)


def test_what_is_held_is_no_claims_and_does_not_expire(tx: Connection) -> None:
    a_subscriber(tx)
    id_ = a_held_alert(tx)
    assert claim.take(tx, claim.Lane(a_sender(tx), 1.0, 30.0), NOW, 9) == []
    batch.sweep(tx, id_, DeliveryState.EXPIRED)
    assert fates(tx) == {"queued": 1}
    recall.recall(tx, id_)
    assert fates(tx) == {"recalled": 1}


def test_who_wrote_is_not_sent_what_their_own_wish_holds(tx: Connection) -> None:
    who = a_subscriber(tx)
    a_held_alert(tx, NOW + HOUR)
    assert delivery.wake(tx, who.id, NOW) == 0


def test_readers_are_due_at_their_hour_or_when_a_wait_ends(tx: Connection) -> None:
    at_hour, waiting, _later = a_reader(tx), a_subscriber(tx), a_subscriber(tx)
    id_ = a_held_alert(tx, NOW + HOUR)
    this = update(table).where(table.c.alert_id == id_, table.c.subscriber_id == waiting.id)
    tx.execute(this.values(fold_at=NOW))
    rows = digest.due(tx, NOW, 9)
    assert [(row.reader.id, row.scheduled_at) for row in rows] == [(at_hour.id, NOW), (waiting.id, None)]


def test_a_slot_serves_a_reader_once(tx: Connection) -> None:
    who = a_reader(tx)
    id_ = a_held_alert(tx)
    assert made(tx, who, id_)
    assert not made(tx, who, id_)
    assert fates(tx) == {"folded": 1}
    assert len(tx.execute(select(table).where(table.c.alert_id.is_(None))).all()) == 1


def test_one_that_is_taken_back_leaves_its_slot_and_all_it_told_to_the_next(tx: Connection) -> None:
    who = a_reader(tx)
    id_ = a_held_alert(tx)
    made(tx, who, id_)
    digest.put_off(tx, who.id, NOW + 24 * HOUR)
    (waits,) = tx.scalars(select(digest_table.c.delivery_id))
    assert digest.queued(tx, [waits])[waits].holds
    digest.reopen(tx, [waits], NOW + HOUR)
    assert digest.held(tx, [who.id]) == {who.id: {id_: NOW + HOUR}}
    tx.execute(table.delete().where(table.c.id == waits))
    (row,) = digest.due(tx, NOW + HOUR, 9)
    assert row.scheduled_at == NOW + HOUR
    assert row.since == NOW - HOUR
    assert made(tx, who, id_)


def test_a_recalled_alert_spoils_the_digest_that_tells_it_and_ends_as_recalled(tx: Connection) -> None:
    who = a_reader(tx)
    told, held = a_held_alert(tx), a_held_alert(tx)
    made(tx, who, told)
    (waits,) = tx.scalars(select(digest_table.c.delivery_id))
    recall.recall(tx, told)
    assert not digest.queued(tx, [waits])[waits].holds
    tx.exec_driver_sql("UPDATE alert SET state = 'recalled'")  # its sweep has not come to this reader yet
    made(tx, who, held, slot="2026-11-24T10:00")
    assert fates(tx) == {"folded": 1, "recalled": 1}


def test_a_gap_is_told_once(tx: Connection) -> None:
    who = a_reader(tx)
    day = 24 * HOUR
    told = []
    for number in range(6):
        now = NOW + number * day
        full = number == 3
        new = NewDigest(f"slot {number}", True, NOW, now, (), BODY if full else None)
        digest.write(tx, who.id, new, (), now)
        told.append(digest.claim_gap(tx, now))
    assert told == [False, True, False, False, True, False]


@pytest.mark.parametrize("state", [None, DeliveryState.EXPIRED, DeliveryState.FAILED])
def test_what_a_digest_tells_has_that_as_its_outcome(tx: Connection, state: DeliveryState | None) -> None:
    who = a_reader(tx)
    id_ = an_alert(tx)
    if state:
        batch.fan_out(tx, id_, Priority.NORMAL, NOW)
        tx.execute(update(table).where(table.c.alert_id == id_).values(state=state))
    new = NewDigest("2026-11-23T10:00", True, NOW - HOUR, NOW, (id_,), BODY)
    assert digest.write(tx, who.id, new, set(), NOW)
    (row,) = tx.execute(select(table).where(table.c.alert_id == id_)).all()
    assert (row.state, row.subscriber_id, row.sender_id) == ("folded", who.id, a_sender(tx))
    assert row.digest_id is not None


def test_what_was_sent_stays_sent_though_a_digest_tells_it_too(tx: Connection) -> None:
    who = a_reader(tx)
    id_ = an_alert(tx)
    batch.fan_out(tx, id_, Priority.NORMAL, NOW)
    tx.execute(update(table).where(table.c.alert_id == id_).values(state=DeliveryState.READ))
    new = NewDigest("2026-11-23T10:00", True, NOW - HOUR, NOW, (id_,), BODY)
    assert digest.write(tx, who.id, new, set(), NOW)
    assert fates(tx) == {"read": 1}
