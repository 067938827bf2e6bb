from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.ask import Promises
from bot.model import Address, SubscriberStatus
from bot.store import consent as consents
from bot.store.consent import Step, Taken
from tests.chat import ALL, ANNA, BORIS, CHIEF, Chat, data_of, words_of

YES = "start +yes"


@pytest.fixture
def twice(chat: Chat) -> Chat:
    """A chat of a house that asks whether a start is meant."""
    chat.context = replace(chat.context, promises=Promises(double=True))
    return chat


def history(chat: Chat, who: Address = ANNA) -> Sequence[Taken]:
    id_ = chat.person(who).id
    return chat.database.read_here(lambda tx: consents.history(tx, id_))


@pytest.mark.parametrize(
    ("text", "who", "origin", "campaign", "topics"),
    [
        ("/start culture_radio", ANNA, "campaign", "radio", ("culture",)),
        ("/start _qr-metro", ANNA, "qr", "qr-metro", ALL),
        ("/start israel", ANNA, "link", "", ("israel",)),
        ("/start", ANNA, "command", "", ALL),
        ("START culture_radio", BORIS, "campaign", "radio", ("culture",)),
        ("start _qr", BORIS, "qr", "qr", ALL),
        ("התחל", BORIS, "word", "", ALL),
    ],
)
def test_the_proof_says_where_a_start_came_from(
    chat: Chat, text: str, who: Address, origin: str, campaign: str, topics: tuple[str, ...]
) -> None:
    reply = chat.say(text, who)
    (given,) = history(chat, who)
    assert (given.step, given.origin, given.campaign, given.topics) == ("given", origin, campaign, topics)
    assert (given.words, given.language, given.at) == (reply.lines[0], "en", chat.now)
    assert chat.chosen(who) == set(topics)


def test_the_history_tells_each_going_and_coming(chat: Chat) -> None:
    chat.says("/start israel")
    chat.presses("topics toggle monde")
    chat.presses("topics toggle israel")
    chat.says("STOP")
    chat.presses("start")
    told = [(one.step, one.topics, one.origin) for one in history(chat)]
    assert told == [
        (Step.GIVEN, ("israel",), "link"),
        (Step.GIVEN, ("monde",), "button"),
        (Step.ENDED, ("israel",), "button"),
        (Step.ENDED, ("monde",), "word"),
        (Step.GIVEN, ("monde",), "button"),
    ]


def test_a_campaign_without_a_topic_that_is_there_subscribes_to_nothing(chat: Chat) -> None:
    chat.says("/start sport_radio")
    chat.says("START sport_radio", BORIS)
    assert history(chat) == history(chat, BORIS) == []


def test_a_first_start_is_asked_and_subscribes_to_nothing(twice: Chat) -> None:
    question = twice.say("/start israel")
    assert data_of(question) == [YES]
    assert "Israel" in words_of(question)
    assert "STOP" in words_of(question)
    assert (twice.status(), twice.chosen()) == (SubscriberStatus.INVITED, set())
    twice.alert()
    assert twice.alert_states() == []
    (asked,) = history(twice)
    assert (asked.step, asked.words, asked.origin) == (Step.ASKED, question.lines[0], "link")


def test_the_yes_subscribes_to_what_was_asked_and_both_are_kept(twice: Chat) -> None:
    question = twice.say("/start israel")
    twice.now += timedelta(days=6)
    (welcome,) = twice.presses(YES)
    assert "Israel" in words_of(welcome.message)
    assert (twice.status(), twice.chosen()) == (SubscriberStatus.ACTIVE, {"israel"})
    asked, confirmed = history(twice)
    assert (asked.step, asked.at) == (Step.ASKED, twice.now - timedelta(days=6))
    assert (confirmed.step, confirmed.at, confirmed.origin) == (Step.CONFIRMED, twice.now, "button")
    assert asked.words == confirmed.words == question.lines[0]
    assert twice.proofs()["israel"].at == twice.now


@pytest.mark.parametrize("text", ["yes", "Oui !", "כן", "да", "sí", "ja", "نعم", "بله", "1"])
def test_a_yes_may_be_written_in_any_language_or_be_the_buttons_number(twice: Chat, text: str) -> None:
    twice.says("START", BORIS)
    twice.says(text, BORIS)
    assert twice.status(BORIS) is SubscriberStatus.ACTIVE
    assert twice.chosen(BORIS) == set(ALL)


@pytest.mark.parametrize("text", ["no", "yes, later", "hm", "/help"])
def test_anything_but_a_yes_subscribes_to_nothing(twice: Chat, text: str) -> None:
    twice.says("/start")
    twice.says(text)
    assert twice.status() is SubscriberStatus.INVITED


def test_a_yes_that_nobody_asked_for_subscribes_to_nothing(twice: Chat) -> None:
    for text in ("yes", "/start +yes"):
        twice.says(text)
        assert twice.status() is SubscriberStatus.INVITED
    assert history(twice) == []


def test_a_question_counts_for_seven_days(twice: Chat) -> None:
    twice.says("/start")
    twice.now += timedelta(days=7)
    (late,) = twice.presses(YES)
    assert data_of(late.message) == ["start"]
    twice.says("yes")
    assert twice.status() is SubscriberStatus.INVITED
    assert data_of(twice.say("/start")) == [YES]
    assert [one.step for one in history(twice)] == [Step.ASKED, Step.ASKED]


def test_a_second_start_shows_the_question_again_without_asking_anew(twice: Chat) -> None:
    first = twice.say("/start israel")
    twice.now += timedelta(days=6)
    assert twice.say("/start") == first
    assert len(history(twice)) == 1
    twice.now += timedelta(days=1)  # counted from when it was asked
    twice.presses(YES)
    assert twice.status() is SubscriberStatus.INVITED


def test_another_topic_is_asked_about_together_with_the_first(twice: Chat) -> None:
    twice.says("/start israel")
    question = twice.presses("topics toggle culture")[0].message
    assert data_of(question) == [YES]
    assert twice.status() is SubscriberStatus.INVITED
    twice.presses(YES)
    assert twice.chosen() == {"israel", "culture"}


def test_a_stop_closes_the_question(twice: Chat) -> None:
    twice.says("/start")
    twice.says("STOP")
    twice.says("yes")
    twice.presses(YES)
    assert twice.status() is SubscriberStatus.LEFT


def test_who_gets_alerts_is_asked_nothing(twice: Chat) -> None:
    twice.says("/start israel")
    twice.presses(YES)
    assert data_of(twice.presses(YES)[0].message) == data_of(twice.say("/start monde"))
    assert twice.chosen() == {"israel", "monde"}


def test_who_comes_back_is_asked_again(twice: Chat) -> None:
    twice.says("/start israel")
    twice.presses(YES)
    twice.says("STOP")
    assert data_of(twice.say("START")) == [YES]
    assert twice.status() is SubscriberStatus.LEFT
    twice.says("yes")
    assert twice.status() is SubscriberStatus.ACTIVE
    assert twice.chosen() == {"israel"}


def test_an_admins_removal_is_in_the_history(chat: Chat) -> None:
    chat.says("/start")
    chat.says(f"/remove {chat.person(ANNA).id} yes", CHIEF)
    assert (history(chat)[-1].step, history(chat)[-1].how) == (Step.ENDED, "removed by the newsroom")
