from bot.model import DeliveryState, SubscriberStatus
from tests.chat import ANNA, BORIS, Chat, data_of, words_of


def test_stop_ends_alerts_drops_those_that_wait_and_says_how_to_come_back(chat: Chat) -> None:
    chat.says("/start")
    chat.alert()
    reply = chat.say("/stop", language="en")
    assert chat.status() is SubscriberStatus.LEFT
    assert chat.alert_states() == [DeliveryState.DROPPED]
    assert "START" in words_of(reply)
    assert data_of(reply) == ["start"]


def test_an_alert_after_stop_reaches_nobody(chat: Chat) -> None:
    chat.says("/start")
    chat.says("/stop")
    chat.alert()
    assert chat.alert_states() == []


def test_who_stops_before_any_start_is_confirmed_too(chat: Chat) -> None:
    assert len(chat.says("ARRÊT", BORIS)) == 1
    assert chat.status(BORIS) is SubscriberStatus.LEFT


def test_a_second_stop_is_met_with_the_silence_it_asks_for(chat: Chat) -> None:
    chat.says("/start")
    chat.says("STOP")
    assert chat.says("STOP") == []
    (body,) = chat.presses("stop")
    assert (body.answering, body.replaces) == ("callback-1", "77")


def test_stop_of_one_who_was_lost_is_their_own_word(chat: Chat) -> None:
    chat.says("/start")
    chat.blocked(ANNA)
    assert len(chat.says("STOP")) == 1
    assert chat.status() is SubscriberStatus.LEFT
