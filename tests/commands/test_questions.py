from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import Address, MessageKind, Role
from bot.rules.window import Terms
from bot.store import audit
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, words_of

DESK = Address("telegram", "5550001")
DORA = Address("whatsapp", "+33612345679")


@pytest.fixture
def asked(chat: Chat) -> Chat:
    """Let three readers ask: Anna on Telegram, Boris and an hour after him Dora on WhatsApp."""
    chat.context = replace(chat.context, terms={"whatsapp": Terms()})
    chat.says("/start", CHIEF)
    chat.appoint(DESK, Role.EDITOR)
    for who, hour in ((ANNA, 0), (BORIS, 0), (DORA, 1)):
        chat.now += timedelta(hours=hour)
        chat.says("START", who)
        chat.says("When will the road open?", who, name=f"Reader {who.id[-1]}")
    return chat


def order(chat: Chat) -> list[str]:
    return [data for data in data_of(chat.say("/questions", CHIEF)) if "@" not in data]


def test_what_waits_is_listed_with_clocks_the_soonest_to_close_first(asked: Chat) -> None:
    shown = asked.say("/questions", CHIEF)
    assert data_of(shown) == ["questions 2", "questions 3", "questions 1"]
    lines = [line.replace("\u202f", " ") for line in shown.lines]
    assert lines[0].startswith(
        "#2 \u2068Reader 8\u2069, 11/23/26, 11:00 AM: \u2068When will the road open?\u2069\n"
    )
    assert lines[0].endswith("It can be answered until 10:55 AM: 22 h 55 min left.")
    assert lines[2].endswith("It can be answered at any time.")
    asked.now += timedelta(hours=23)
    assert order(asked) == ["questions 3", "questions 1", "questions 2"]
    assert "can't be answered now" in asked.say("/questions", CHIEF).lines[2]
    asked.says("menu", BORIS)  # their own words begin their hours anew
    assert order(asked) == ["questions 3", "questions 2", "questions 1"]


def test_one_is_shown_as_a_card_that_can_be_answered_by_a_reply(asked: Chat) -> None:
    asked.now += timedelta(hours=2)
    (body,) = asked.presses("questions 2", CHIEF)
    assert body.message.kind is MessageKind.ALERT
    assert "20 h 55 min left" in words_of(body.message)
    assert data_of(body.message) == ["questions close 2"]


def test_what_is_answered_or_asked_by_one_who_left_waits_no_more(asked: Chat) -> None:
    asked.says("/answer 2 At noon.", DESK)
    assert order(asked) == ["questions 3", "questions 1"]
    asked.says("STOP", DORA)
    assert order(asked) == ["questions 1"]
    assert not data_of(asked.say("/questions 2", CHIEF))


def test_an_editor_says_that_one_needs_no_answer(asked: Chat) -> None:
    mine, others = (body.message for body in asked.presses("questions close 1", CHIEF))
    assert "off the list" in words_of(mine)
    assert "question #1 needs no answer" in words_of(others)
    assert order(asked) == ["questions 2", "questions 3"]
    assert "waits for no answer any more" in words_of(asked.presses("questions close 1", DESK)[0].message)
    assert asked.database.read_here(lambda tx: audit.page(tx, 1))[0].act.what == "close"
    assert len(asked.says("/answer 1 At noon all the same.", CHIEF)) == 3  # it can be answered still


def test_with_none_that_is_said(chat: Chat) -> None:
    assert "No question waits" in words_of(chat.say("/questions", CHIEF))


def test_many_come_in_pages(asked: Chat) -> None:
    for _day in range(4):
        asked.now += timedelta(hours=1)
        asked.says("When will the bridge open?", ANNA)
    first = asked.say("/questions", CHIEF)
    assert data_of(first)[-1] == "questions @2"
    (second,) = asked.presses("questions @2", CHIEF)
    assert data_of(second.message) == ["questions 6", "questions 7", "questions @1"]


@pytest.mark.parametrize("words", ["all of them", "99", "close 99"])
def test_what_is_amiss_is_said(asked: Chat, words: str) -> None:
    told = words_of(asked.say(f"/questions {words}", CHIEF))
    assert "Write /questions" in told or "no question #99" in told


def test_an_editor_on_whatsapp_has_all_of_it_in_words(asked: Chat) -> None:
    asked.appoint(BORIS, Role.EDITOR)
    shown = asked.say("questions", BORIS)
    assert "ANSWER 12" in words_of(shown)
    card = asked.say("1", BORIS)
    assert "ANSWER 2" in words_of(card)
    assert "/" not in words_of(card)
