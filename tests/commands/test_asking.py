from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.model import MessageKind, Role
from bot.store.schema import question
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, words_of

WORDS = "When will the road to the north be open again?"


@pytest.fixture
def staffed(chat: Chat) -> Chat:
    chat.says("/start", CHIEF)
    chat.says("/start", ANNA)
    return chat


def asked(chat: Chat) -> int:
    return chat.database.read_here(lambda tx: tx.scalar(select(func.count()).select_from(question))) or 0


@pytest.mark.parametrize("text", [WORDS, "Why?", "please tell me more about this"])
def test_a_question_goes_to_the_editors_and_the_reader_is_told(staffed: Chat, text: str) -> None:
    answer, card = (body.message for body in staffed.hear(staffed.inbound(text, name="Anna")))
    assert answer.headline == "Passed on"
    assert "gone to the editors of Le Fil" in words_of(answer)
    assert "stop" in data_of(answer)  # a sentence that was to end the alerts finds the way
    assert card.kind is MessageKind.ALERT
    assert card.headline == "Question #1 from \u2068Anna\u2069"
    assert card.lines[0] == text
    assert card.lines[1] == "Reader #2 · English"
    assert "/answer 1" in card.lines[2]


def test_a_question_in_reply_to_an_alert_names_it(staffed: Chat) -> None:
    staffed.arrived(staffed.alert("The road is shut"), ANNA, "41")
    _answer, card = staffed.replies_all("Until when?", "41")
    assert card.lines[2] == "In reply to alert #1: \u2068The road is shut\u2069"


def test_few_words_are_answered_with_the_menu_and_go_to_nobody(staffed: Chat) -> None:
    assert data_of(staffed.say("thanks a lot"))[0] == "topics"
    assert asked(staffed) == 0


def test_without_editors_nothing_is_promised(chat: Chat) -> None:
    chat.says("/start", ANNA)
    assert "understand little else" in words_of(chat.say(WORDS))
    chat.says("/start", CHIEF)
    chat.says("/stop", CHIEF)
    assert "understand little else" in words_of(chat.say(WORDS))
    assert asked(chat) == 0


def test_who_has_not_joined_and_who_works_here_ask_nobody(staffed: Chat) -> None:
    assert len(staffed.says(WORDS, BORIS)) == 1
    staffed.appoint(ANNA, Role.EDITOR)
    assert len(staffed.says(WORDS, ANNA)) == 1
    assert asked(staffed) == 0


def test_a_reader_asks_three_times_an_hour(staffed: Chat) -> None:
    for _ in range(3):
        assert len(staffed.says(WORDS)) == 2
    (told,) = staffed.says(WORDS)
    assert "You can ask again from" in words_of(told)
    assert asked(staffed) == 3
    staffed.now += timedelta(hours=1)
    assert len(staffed.says(WORDS)) == 2


def test_words_that_answer_a_question_of_ours_are_none(staffed: Chat) -> None:
    staffed.says("stort")
    assert len(staffed.says("no I want them to go on")) == 1
    assert asked(staffed) == 0
    assert len(staffed.says(WORDS)) == 2  # what we asked is over
