from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from bot.model import QuestionId, SenderId
from bot.rules.question import LISTENING
from bot.store import delivery as deliveries
from bot.store import event as events
from bot.store import letters
from bot.store import question as questions
from bot.store.event import NewEvent
from bot.store.schema import delivery, event
from tests.rows import NOW, a_sender, a_subscriber

DAY = timedelta(days=1)


def heard(tx: Connection, key: str, at: datetime, *, handled: bool = True) -> SenderId:
    by = a_sender(tx)
    events.keep(tx, by, [NewEvent(key, "inbound", {"text": key}, key)], at)
    if handled:
        (row,) = [one for one in events.take(tx, at, 99) if one.body["text"] == key]
        events.finish(tx, row.id)
    return by


def test_handled_events_are_erased_when_they_are_old_and_others_stay(tx: Connection) -> None:
    heard(tx, "waits", NOW, handled=False)
    heard(tx, "old", NOW)
    heard(tx, "new", NOW + DAY)
    assert letters.erase_old(tx, NOW + DAY, 99) == 1
    assert list(tx.scalars(select(event.c.key).order_by(event.c.id))) == ["waits", "new"]


def test_no_more_are_erased_at_once_than_is_said(tx: Connection) -> None:
    for number in range(3):
        heard(tx, str(number), NOW)
    assert [letters.erase_old(tx, NOW + DAY, 2) for _ in range(3)] == [2, 1, 0]


def test_replies_that_ended_are_emptied_when_they_are_old_and_stay_as_rows(tx: Connection) -> None:
    reader = a_subscriber(tx)
    for at in (NOW, NOW, NOW + DAY):
        deliveries.queue_reply(tx, reader.id, {"words": "of ours"}, at)
    ids = list(tx.scalars(select(delivery.c.id).order_by(delivery.c.id)))
    for id_, state in zip(ids, ("queued", "sent", "sent"), strict=True):
        tx.execute(delivery.update().where(delivery.c.id == id_).values(state=state))
    assert letters.erase_old(tx, NOW + DAY, 99) == 1
    full = select(delivery.c.body.is_not(None)).order_by(delivery.c.id)
    assert [bool(one) for one in tx.scalars(full)] == [True, False, True]
    assert letters.erase_old(tx, NOW + DAY, 99) == 0


def test_the_words_of_old_questions_are_emptied_so_many_at_once(tx: Connection) -> None:
    reader = a_subscriber(tx)
    for number, at in enumerate((NOW, NOW, NOW + DAY)):
        questions.ask(tx, reader.id, f"Why {number}?", at)
    assert [letters.erase_old(tx, NOW + DAY, 1) for _ in range(3)] == [1, 1, 0]
    found = [questions.find(tx, QuestionId(number)) for number in (1, 2, 3)]
    assert [one.words for one in found if one] == ["", "", "Why 2?"]
    assert [one.id for one in questions.unanswered(tx, NOW - DAY, LISTENING)] == [3]
