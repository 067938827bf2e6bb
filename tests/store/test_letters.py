from datetime import timedelta

from sqlalchemy import Connection, select

from bot.model import HERE, QuestionId
from bot.store import delivery as deliveries
from bot.store import letters
from bot.store import question as questions
from bot.store.schema import delivery
from tests.rows import NOW, a_subscriber

DAY = timedelta(days=1)


def test_replies_that_ended_are_emptied_when_they_are_old_and_stay_as_rows(tx: Connection) -> None:
    reader = a_subscriber(tx)
    for at in (NOW, NOW, NOW + DAY):
        deliveries.queue_reply(tx, reader.id, {"words": "of ours"}, at)
    ids = list(tx.scalars(select(delivery.c.id).order_by(delivery.c.id)))
    for id_, state in zip(ids, ("queued", "sent", "sent"), strict=True):
        tx.execute(delivery.update().where(delivery.c.id == id_).values(state=state))
    assert letters.empty_old(tx, NOW + DAY, 99) == 1
    full = select(delivery.c.body.is_not(None)).order_by(delivery.c.id)
    assert [bool(one) for one in tx.scalars(full)] == [True, False, True]
    assert letters.empty_old(tx, NOW + DAY, 99) == 0


def test_the_words_of_old_questions_are_emptied_so_many_at_once(tx: Connection) -> None:
    reader = a_subscriber(tx)
    for number, at in enumerate((NOW, NOW, NOW + DAY)):
        questions.ask(tx, reader.id, f"Why {number}?", at)
    assert [letters.empty_old(tx, NOW + DAY, 1) for _ in range(3)] == [1, 1, 0]
    found = [questions.find(tx, QuestionId(number)) for number in (1, 2, 3)]
    assert [one.words for one in found if one] == ["", "", "Why 2?"]
    assert [one.id for one in questions.unanswered(tx, NOW - DAY, HERE)] == [3]
