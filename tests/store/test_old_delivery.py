from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, insert, null, select, update

from bot.model import AlertId, AlertKind, AlertState, DeliveryState, StoryId, Subscriber
from bot.pipeline.follow import follow
from bot.ports import Receipt
from bot.receipt import ReceiptFault, ReceiptStatus
from bot.store import batch as batches
from bot.store import delivery as deliveries
from bot.store import digest as digests
from bot.store import edition as editions
from bot.store import old_delivery as old
from bot.store import question as questions
from bot.store import receipt as receipts
from bot.store.database import insert_into
from bot.store.delivery import FOR_EVER
from bot.store.digest import NewDigest
from bot.store.retention import Stretch, is_past
from bot.store.schema import (
    alert,
    batch,
    card,
    delivery,
    fault,
    held,
    past,
    question,
    question_card,
    revision,
)
from tests.rows import NOW, a_sender, a_story, a_subscriber, an_alert
from tests.store.press import is_, told

S = DeliveryState
SPAN = timedelta(days=180)
LATER = NOW + SPAN + timedelta(hours=2)


def out(tx: Connection, readers: int = 3, **about: object) -> tuple[AlertId, list[Subscriber]]:
    """Tell an alert to readers, who all have it; and say a word later, so that no row of it is the last."""
    people = [a_subscriber(tx, address=f"r{number}") for number in range(readers)]
    id_ = told(tx, **about)
    is_(tx, id_, S.READ)
    deliveries.queue_reply(tx, people[0].id, {}, LATER)
    return id_, people


def walk(tx: Connection, now: datetime = LATER, most: int = 100) -> int:
    """Walk all alerts once, and say how many rows went."""
    gone, after = 0, 0
    for _ in range(100):
        done = old.of_alerts(tx, now - SPAN, now, after, most)
        gone += done.gone
        if done.after_id is None:
            return gone
        after = done.after_id
    raise AssertionError("the walk has no end")


def left(tx: Connection, id_: AlertId) -> list[str]:
    return list(tx.scalars(select(delivery.c.state).where(delivery.c.alert_id == id_)))


def ended(tx: Connection, id_: AlertId) -> bool:
    return tx.scalar(select(past.c.ended_at).where(past.c.alert_id == id_)) is not None


def test_deliveries_of_what_is_long_over_go_and_the_alert_is_known_for_past(tx: Connection) -> None:
    id_, _people = out(tx)
    assert walk(tx, NOW + SPAN) == 0
    assert not is_past(tx, id_)
    assert walk(tx) == 3
    assert (left(tx, id_), is_past(tx, id_), ended(tx, id_)) == ([], True, True)
    assert tx.scalar(select(alert.c.headline).where(alert.c.id == id_)) == "A headline"
    assert walk(tx) == 0


def test_no_step_takes_more_than_is_said_and_from_the_first_on_the_alert_is_past(tx: Connection) -> None:
    id_, _people = out(tx, readers=5)
    assert old.of_alerts(tx, LATER - SPAN, LATER, 0, 2) == Stretch(2, id_ - 1)
    assert (len(left(tx, id_)), is_past(tx, id_), ended(tx, id_)) == (3, True, False)
    assert walk(tx, most=2) == 3
    assert ended(tx, id_)


@pytest.mark.parametrize("state", [S.QUEUED, S.SENDING, S.UNKNOWN])
def test_what_has_not_ended_stays_until_it_has(tx: Connection, state: DeliveryState) -> None:
    id_, people = out(tx)
    is_(tx, id_, state, people[1].id)
    assert walk(tx) == 2
    assert (left(tx, id_), ended(tx, id_)) == ([state], False)
    is_(tx, id_, S.FAILED, people[1].id)
    assert (walk(tx), ended(tx, id_)) == (1, True)


def test_what_stays_in_doubt_for_good_goes_too(tx: Connection) -> None:
    id_, people = out(tx)
    mine = (delivery.c.alert_id == id_, delivery.c.subscriber_id == people[0].id)
    tx.execute(update(delivery).where(*mine).values(state=S.UNKNOWN, due_at=FOR_EVER))
    assert walk(tx) == 3


def test_what_is_to_be_changed_in_place_stays(tx: Connection) -> None:
    id_, people = out(tx)
    mine = (delivery.c.alert_id == id_, delivery.c.subscriber_id == people[0].id)
    tx.execute(update(delivery).where(*mine).values(amend_at=NOW))
    assert (walk(tx), left(tx, id_)) == (2, [S.READ])


def test_a_story_goes_as_one_however_old_its_first_alert_is(tx: Connection) -> None:
    story = a_story(tx)
    out(tx, story_id=story)
    an_alert(tx, story_id=story, kind=AlertKind.UPDATE, now=NOW + timedelta(days=20))
    assert walk(tx) == 0
    assert walk(tx, LATER + timedelta(days=20)) == 3


def _batch(tx: Connection, id_: AlertId) -> None:
    tx.execute(insert(batch).values(alert_id=id_, priority=1, after_id=10_000))


def _held(tx: Connection, id_: AlertId) -> None:
    tx.execute(insert(held).values(alert_id=id_, why="source", opened_at=NOW))


def _changing(tx: Connection, id_: AlertId) -> None:
    said = {"number": 2, "kind": "material", "headline": "", "lines": [], "spans": [], "reasons": []}
    tx.execute(insert(revision).values(alert_id=id_, created_at=NOW, after_id=0, **said))


def _waiting(tx: Connection, id_: AlertId) -> None:
    tx.execute(update(alert).where(alert.c.id == id_).values(state=AlertState.SCHEDULED))


def _lasting(tx: Connection, id_: AlertId) -> None:
    tx.execute(update(alert).where(alert.c.id == id_).values(expires_at=LATER))


def _revised(tx: Connection, id_: AlertId) -> None:
    tx.execute(update(alert).where(alert.c.id == id_).values(revised_at=LATER))


def _correction(tx: Connection, id_: AlertId) -> None:
    story = tx.scalar(select(alert.c.story_id).where(alert.c.id == id_)) or 0
    other = an_alert(tx, story_id=StoryId(story), kind=AlertKind.CORRECTION, now=LATER)
    tx.execute(update(alert).where(alert.c.id == other).values(corrects=id_))


def _edition(tx: Connection, id_: AlertId) -> None:
    editions.bind(tx, [id_, an_alert(tx, state=AlertState.HELD)])


@pytest.mark.parametrize(
    "busy", [_batch, _held, _changing, _waiting, _lasting, _revised, _correction, _edition]
)
def test_nothing_goes_of_what_could_be_laid_again_or_is_still_told_of(tx: Connection, busy) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- one of the above
    id_, _people = out(tx)
    busy(tx, id_)
    assert walk(tx) == 0
    assert not is_past(tx, id_)


def test_faults_go_with_their_deliveries_and_a_receipt_that_comes_late_does_nothing(tx: Connection) -> None:
    id_, _people = out(tx, readers=1)
    row = tx.execute(select(delivery).where(delivery.c.alert_id == id_)).one()
    receipts.note(tx, row.id, "M0", ReceiptFault.CAPPED, NOW)
    assert walk(tx) == 1
    assert tx.execute(select(fault)).all() == []
    for status, reference in ((ReceiptStatus.READ, None), (ReceiptStatus.FAILED, row.id)):
        late = Receipt("r1", row.external_id, status, reference, "63016", ReceiptFault.CAPPED)
        follow(tx, a_sender(tx), late, LATER)
    assert (left(tx, id_), tx.execute(select(fault)).all()) == ([], [])


def test_nothing_lays_it_again_once_its_deliveries_are_gone(tx: Connection) -> None:
    """Neither a batch, for there is none, nor a digest, which looks back for a week at the most."""
    id_, people = out(tx)
    walk(tx)
    assert not batches.work(tx, LATER)
    empty = NewDigest("2027", True, LATER - timedelta(days=7), LATER, (), None)
    assert digests.released(tx, empty.since, empty.until) == []
    assert (left(tx, id_), len(people)) == ([], 3)


def test_the_last_delivery_of_all_keeps_its_number(tx: Connection) -> None:
    a_subscriber(tx)
    id_ = told(tx)
    is_(tx, id_, S.READ)
    assert (walk(tx), len(left(tx, id_))) == (0, 1)
    deliveries.queue_reply(tx, a_subscriber(tx).id, {}, LATER)
    assert walk(tx) == 1


# ---- replies -------------------------------------------------------------------------------------


def a_reply(tx: Connection, at: datetime, *, emptied: bool = True) -> int:
    id_ = deliveries.queue_reply(tx, a_subscriber(tx).id, {"words": "of ours"}, at)
    values = {"state": S.SENT} | ({"body": null()} if emptied else {})
    tx.execute(update(delivery).where(delivery.c.id == id_).values(values))
    return id_


def replies(tx: Connection, most: int = 100) -> list[int]:
    after, gone = 0, []
    for _ in range(100):
        done = old.of_replies(tx, LATER - SPAN, after, most)
        gone.append(done.gone)
        if done.after_id is None:
            return gone
        after = done.after_id
    raise AssertionError("the walk has no end")


def ids(tx: Connection) -> list[int]:
    return list(tx.scalars(select(delivery.c.id).order_by(delivery.c.id)))


def test_old_replies_go_when_their_words_are_gone_so_many_at_once(tx: Connection) -> None:
    first, second = a_reply(tx, NOW), a_reply(tx, NOW)
    full = a_reply(tx, NOW, emptied=False)
    new = a_reply(tx, LATER)
    assert replies(tx, most=1) == [1, 1, 0, 0]
    assert ids(tx) == [full, new]
    assert {first, second}.isdisjoint(ids(tx))


def test_a_message_stays_that_shows_an_alert_at_the_desk_or_an_open_question(tx: Connection) -> None:
    editor = a_subscriber(tx)
    shown, asked, new = a_reply(tx, NOW), a_reply(tx, NOW), a_reply(tx, LATER)
    one = {"alert_id": an_alert(tx), "subscriber_id": editor.id, "delivery_id": shown, "live": True}
    tx.execute(insert(card).values(one))
    open_ = questions.ask(tx, editor.id, "Why?", NOW)
    tx.execute(insert_into(tx, question_card).values(delivery_id=asked, question_id=open_))
    replies(tx)
    assert ids(tx) == [shown, asked, new]
    tx.execute(update(card).values(live=False))
    tx.execute(update(question).values(words=""))
    replies(tx)
    assert (ids(tx), tx.execute(select(question_card)).all()) == ([new], [])


def test_an_alert_s_delivery_is_no_reply(tx: Connection) -> None:
    id_, _people = out(tx)
    assert replies(tx) == [0]
    assert len(left(tx, id_)) == 3
