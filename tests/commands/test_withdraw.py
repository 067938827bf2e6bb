import pytest

from bot.model import AlertId, AlertState, DeliveryState, Role
from bot.store import alert as alerts
from bot.store import suspicion as suspicions
from bot.store.suspicion import Cause
from tests.chat import ANNA, BORIS, CHIEF, Chat, words_of
from tests.store.press import corrected, is_, marked


def out(chat: Chat) -> AlertId:
    """Let an alert reach Anna on Telegram and Boris on WhatsApp."""
    chat.says("/start", ANNA)
    chat.says("START", BORIS)
    id_ = AlertId(chat.alert())
    chat.database.write_here(lambda tx: is_(tx, id_, DeliveryState.SENT))
    return id_


def ask(chat: Chat, id_: AlertId) -> None:
    chat.database.write_here(lambda tx: suspicions.hold(tx, id_, Cause.VANISHED, chat.now))


def state(chat: Chat, id_: AlertId) -> AlertState:
    found = chat.database.read_here(lambda tx: alerts.find(tx, id_))
    assert found
    return found.state


def test_an_alert_is_taken_back_at_once_from_everybody_who_got_it(chat: Chat) -> None:
    id_ = out(chat)
    assert f"Alert #{id_} is withdrawn." in words_of(chat.say(f"/withdraw {id_}", CHIEF))
    assert state(chat, id_) is AlertState.WITHDRAWN
    anna, boris = chat.person(ANNA).id, chat.person(BORIS).id
    assert chat.database.read_here(lambda tx: marked(tx, id_)) == {anna}
    assert chat.database.read_here(lambda tx: corrected(tx, id_)) == {boris: ["queued"]}
    assert "withdrawn already" in words_of(chat.say(f"/withdraw #{id_}", CHIEF))
    assert "withdrawn already" in words_of(chat.say(f"/recall {id_}", CHIEF))
    assert "No alert yet" in words_of(chat.say("/latest", ANNA))


def test_the_first_to_act_decides_and_the_others_hear_of_it(chat: Chat) -> None:
    id_ = out(chat)
    chat.appoint(ANNA, Role.EDITOR)
    chat.says("hello", ANNA, name="Anna")
    ask(chat, id_)
    mine, others = chat.presses(f"withdraw {id_}", ANNA)
    assert mine.replaces == "77"
    assert others.message.lines == (f"Alert #{id_}: withdrawn, by \u2068Anna\u2069.",)
    for verb in ("withdraw", "leave", "correct"):
        (late,) = chat.presses(f"{verb} {id_}", CHIEF)
        assert "withdrawn" in words_of(late.message) or "not out" in words_of(late.message)


def test_a_press_on_a_question_that_was_never_asked_decides_nothing(chat: Chat) -> None:
    id_ = out(chat)
    (body,) = chat.presses(f"withdraw {id_}", CHIEF)
    assert body.message.lines == (f"Nothing is to be decided about alert #{id_}.",)
    assert state(chat, id_) is AlertState.RELEASED


@pytest.mark.parametrize("args", ["", "all", "1.5", "9" * 40])
def test_what_is_no_number_is_answered_with_what_to_write(chat: Chat, args: str) -> None:
    assert "such as /withdraw 12" in words_of(chat.say(f"/withdraw {args}", CHIEF))


def test_what_is_not_out_can_not_be_taken_back(chat: Chat) -> None:
    _preview, question = chat.says("/alert Not yet", CHIEF)
    id_ = int(question.buttons[0][0].data.split()[-1])
    assert "nothing to take back" in words_of(chat.say(f"/withdraw {id_}", CHIEF))
    assert f"no alert #{id_ + 7}" in words_of(chat.say(f"/withdraw {id_ + 7}", CHIEF))


def test_a_reader_takes_nothing_back(chat: Chat) -> None:
    id_ = out(chat)
    assert "I do not know" in words_of(chat.say(f"/withdraw {id_}", ANNA))
    assert state(chat, id_) is AlertState.RELEASED
