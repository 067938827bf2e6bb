from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, update

from bot.model import Address, Role
from bot.rules.window import Terms
from bot.store.message import from_json
from bot.store.schema import delivery, question, question_card
from tests.chat import ANNA, BORIS, CHIEF, Chat, words_of

DESK = Address("telegram", "5550001")
WINDOWED = {"whatsapp": Terms()}


@pytest.fixture
def asked(chat: Chat) -> Chat:
    """Let Boris ask the chief, who has the question in message 90, and another editor."""
    chat.says("/start", CHIEF)
    chat.appoint(DESK, Role.EDITOR)
    chat.says("START", BORIS)
    chat.hear(chat.inbound("When will the road open?", BORIS, name="Boris"), "whatsapp")
    chat.context = type(chat.context)(
        chat.context.newsroom, chat.context.links, chat.context.owners, terms=WINDOWED
    )
    card_of(chat, CHIEF, "90")
    return chat


def card_of(chat: Chat, who: Address, external_id: str) -> None:
    id_ = chat.person(who).id

    def work(tx: Connection) -> None:
        mine = select(delivery.c.id).join(question_card).where(delivery.c.subscriber_id == id_)
        card = tx.execute(mine).scalar_one()
        tx.execute(update(delivery).where(delivery.c.id == card).values(external_id=external_id))

    chat.database.write_here(work)


def answered_by(chat: Chat) -> int | None:
    return chat.database.read_here(lambda tx: tx.scalar(select(question.c.answered_by)))


def test_a_reply_to_the_card_goes_back_to_the_reader_and_the_others_hear_of_it(asked: Chat) -> None:
    mine, theirs, others = asked.replies_all("At noon, says the town.", "90", CHIEF)
    assert mine.lines == ("\u2068Boris\u2069 gets your answer.",)
    assert theirs.headline == "The editors of Le Fil answer"
    assert theirs.lines == ("You asked: \u2068When will the road open?\u2069", "At noon, says the town.")
    assert others.lines[1] == "At noon, says the town."
    assert answered_by(asked) == asked.person(CHIEF).id


def test_a_number_or_a_word_in_reply_is_an_answer_and_a_command_is_none(asked: Chat) -> None:
    assert len(asked.replies_all("12", "90", CHIEF)) == 3
    assert len(asked.replies_all("menu", "90", CHIEF)) == 3
    assert asked.replies("/status", "90", CHIEF).headline == "Status"
    assert "you get no more alerts" in words_of(asked.replies("STOP", "90", CHIEF))


def test_a_number_stands_for_the_card(asked: Chat) -> None:
    mine, theirs, _others = asked.says("/answer #1 At noon.\nOr later.", CHIEF)
    assert "gets your answer" in words_of(mine)
    assert theirs.lines[1] == "At noon.\nOr later."


def test_a_second_editor_learns_who_was_first(asked: Chat) -> None:
    asked.says("/answer 1 At noon.", CHIEF)
    (late,) = asked.says("/answer 1 At one.", DESK)
    assert "has answered question #1 already" in words_of(late)
    assert answered_by(asked) == asked.person(CHIEF).id


def test_past_the_hours_the_editor_learns_since_when(asked: Chat) -> None:
    asked.now += timedelta(hours=24)
    (told,) = asked.replies_all("At noon.", "90", CHIEF)
    assert "Your answer was not sent" in words_of(told)
    assert "those of \u2068Boris\u2069 ended at 11/24/26, 10:55" in words_of(told).replace("\u202f", " ")
    assert answered_by(asked) is None
    asked.says("menu", BORIS)
    assert len(asked.replies_all("At noon.", "90", CHIEF)) == 3


def test_a_channel_without_hours_is_answered_whenever(chat: Chat) -> None:
    chat.says("/start", CHIEF)
    chat.says("/start", ANNA)
    chat.says("When will the road open?", ANNA)
    chat.now += timedelta(days=9)
    assert len(chat.says("/answer 1 At noon.", CHIEF)) == 2


def test_who_has_left_gets_no_answer(asked: Chat) -> None:
    asked.says("STOP", BORIS)
    assert "gets nothing from us any more" in words_of(asked.say("/answer 1 At noon.", CHIEF))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("/answer", "Write /answer, the number of a question"),
        ("/answer at noon", "Write /answer, the number of a question"),
        ("/answer 7 At noon.", "There is no question #7."),
        ("/answer 1 " + "x" * 1001, "1000 characters at most"),
    ],
)
def test_what_is_amiss_is_said(asked: Chat, text: str, told: str) -> None:
    assert told in words_of(asked.say(text, CHIEF))
    assert answered_by(asked) is None


def test_a_reader_has_no_such_command(asked: Chat) -> None:
    assert "I do not know" in words_of(asked.say("/answer 1 Mine", BORIS))


def test_of_two_who_answer_at_once_one_is_heard(asked: Chat) -> None:
    asked.race([asked.inbound("/answer 1 At noon.", who) for who in (CHIEF, DESK)])
    boris = asked.person(BORIS).id

    def answers(tx: Connection) -> list[str]:
        bodies = tx.scalars(select(delivery.c.body).where(delivery.c.subscriber_id == boris))
        return [from_json(body).message.headline for body in bodies if body]

    sent = [one for one in asked.database.read_here(answers) if "answer" in one]
    assert sent == ["The editors of Le Fil answer"]
