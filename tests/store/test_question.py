from datetime import timedelta

from sqlalchemy import Connection, update

from bot.model import QuestionId, SubscriberId
from bot.store import delivery as deliveries
from bot.store import question
from bot.store.schema import delivery
from tests.rows import NOW, a_sender, a_subscriber


def a_card(tx: Connection, to: SubscriberId, id_: QuestionId, external_id: str) -> None:
    card = deliveries.queue_reply(tx, to, {}, NOW)
    question.show(tx, id_, card)
    tx.execute(update(delivery).where(delivery.c.id == card).values(external_id=external_id))


def test_a_question_is_written_down_and_found(tx: Connection) -> None:
    one = a_subscriber(tx)
    id_ = question.ask(tx, one.id, "Why?", NOW)
    assert question.find(tx, id_) == question.QuestionRow(id_, one.id, "Why?", NOW, None, None)
    assert question.find(tx, QuestionId(id_ + 1)) is None


def test_what_a_person_asked_lately_is_told(tx: Connection) -> None:
    one, other = a_subscriber(tx), a_subscriber(tx)
    moments = [NOW - timedelta(minutes=minutes) for minutes in (90, 60, 5)]
    for moment in moments:
        question.ask(tx, one.id, "Why?", moment)
    assert question.asked_since(tx, one.id, moments[1]) == [moments[2]]
    assert question.asked_since(tx, one.id, moments[0]) == moments[1:]
    assert question.asked_since(tx, other.id, moments[0]) == []


def test_a_message_shows_a_question_to_its_own_reader_only(tx: Connection) -> None:
    reader, editor, other = a_subscriber(tx), a_subscriber(tx), a_subscriber(tx)
    first, second = (question.ask(tx, reader.id, "Why?", NOW) for _ in range(2))
    a_card(tx, editor.id, first, "7")
    a_card(tx, other.id, second, "7")
    by = a_sender(tx)
    assert question.shown(tx, editor.id, by, "7") == first
    assert question.shown(tx, other.id, by, "7") == second
    assert question.shown(tx, reader.id, by, "7") is None
    assert question.shown(tx, editor.id, by, "8") is None
    assert question.shown(tx, editor.id, a_sender(tx, account="other"), "7") is None


def test_words_that_have_not_left_show_nothing(tx: Connection) -> None:
    editor = a_subscriber(tx)
    a_card(tx, editor.id, question.ask(tx, editor.id, "Why?", NOW), "")
    assert question.shown(tx, editor.id, a_sender(tx), "") is None


def test_the_first_who_answers_is_the_only_one(tx: Connection) -> None:
    reader, editor, other = a_subscriber(tx), a_subscriber(tx), a_subscriber(tx)
    id_ = question.ask(tx, reader.id, "Why?", NOW)
    later = NOW + timedelta(minutes=1)
    assert question.answer(tx, id_, editor.id, NOW)
    assert not question.answer(tx, id_, other.id, later)
    assert question.answer(tx, id_, editor.id, later)
    found = question.find(tx, id_)
    assert found is not None
    assert (found.answered_by, found.answered_at) == (editor.id, later)
