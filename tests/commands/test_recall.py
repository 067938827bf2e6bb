from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.model import AlertId, AlertState, DeliveryState, Role
from bot.store import alert as alerts
from bot.store import claim as claims
from bot.store import delivery as deliveries
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, labels_of, words_of


def state(chat: Chat, id_: int) -> AlertState:
    found = chat.database.read_here(lambda tx: alerts.find(tx, AlertId(id_)))
    assert found
    return found.state


def test_an_alert_is_stopped_at_once_and_what_has_left_is_counted(chat: Chat) -> None:
    chat.says("/start", ANNA)
    chat.says("START", BORIS)
    id_ = chat.alert()
    chat.set_state(chat.one_delivery(ANNA), DeliveryState.SENT)
    assert chat.say(f"/recall {id_}", CHIEF).lines == (
        f"Alert #{id_} is recalled.",
        "1 message was stopped.",
        "1 message had left already.",
        f"/withdraw {id_} takes back what has left.",
    )
    assert chat.alert_states(ANNA) == [DeliveryState.SENT]
    assert chat.alert_states(BORIS) == [DeliveryState.RECALLED]
    assert state(chat, id_) is AlertState.RECALLED


def test_a_recalled_alert_is_never_claimed(chat: Chat) -> None:
    chat.says("/start", ANNA)
    chat.say(f"/recall #{chat.alert()}", CHIEF)

    def take(tx: Connection) -> list[deliveries.DeliveryRow]:
        lane = claims.Lane(chat.senders["telegram"], 0.0, 60.0)
        return [row for row in claims.take(tx, lane, chat.now, 100) if row.alert]

    assert chat.database.write_here(take) == []


def test_recall_alone_offers_the_last_five_of_a_day(chat: Chat) -> None:
    old = chat.alert("Old")
    chat.now += timedelta(hours=23, minutes=59)
    made = []
    for number in range(6):
        chat.now += timedelta(minutes=1)
        made.append(chat.alert(f"Title {number}"))
    offer = chat.say("/recall", CHIEF)
    newest = made[:0:-1]
    assert data_of(offer) == [f"recall {id_}" for id_ in newest]
    assert labels_of(offer) == [f"Recall #{id_}" for id_ in newest]
    assert [line.split("\n")[0] for line in offer.lines] == [
        f"#{id_} Title {number}" for number, id_ in zip((5, 4, 3, 2, 1), newest, strict=True)
    ]
    for id_ in made:
        chat.say(f"/recall {id_}", CHIEF)
    assert "No alert was sent" in words_of(chat.say("/recall", CHIEF))
    assert state(chat, old) is AlertState.RELEASED


def test_a_press_on_the_offer_recalls_and_takes_its_place(chat: Chat) -> None:
    chat.says("/start", ANNA)
    chat.alert()
    (data,) = data_of(chat.say("/recall", CHIEF))
    (body,) = chat.presses(data, CHIEF)
    assert body.replaces == "77"
    assert "1 message was stopped." in body.message.lines
    assert chat.alert_states(ANNA) == [DeliveryState.RECALLED]


def test_the_offer_is_answered_by_number_on_a_channel_without_buttons(chat: Chat) -> None:
    chat.appoint(BORIS, Role.EDITOR)
    chat.alert("First")
    id_ = chat.alert("Second")
    chat.say("/recall", BORIS)
    assert f"Alert #{id_} is recalled." in words_of(chat.say("1", BORIS))


def test_what_can_not_be_recalled_is_said_why(chat: Chat) -> None:
    _preview, question = chat.says("/alert Not yet", CHIEF)
    send, _breaking, _later, cancel = data_of(question)
    id_ = int(send.split()[-1])
    assert "has not been sent" in words_of(chat.say(f"/recall {id_}", CHIEF))
    chat.presses(cancel, CHIEF)
    assert "cancelled already" in words_of(chat.say(f"/recall {id_}", CHIEF))
    assert f"no alert #{id_ + 7}" in words_of(chat.say(f"/recall {id_ + 7}", CHIEF))
    sent = chat.alert()
    chat.say(f"/recall {sent}", CHIEF)
    assert "recalled already" in words_of(chat.say(f"/recall {sent}", CHIEF))


@pytest.mark.parametrize("args", ["all", "-1", "1.5", "9" * 40, "12 13"])
def test_what_is_no_number_is_answered_with_what_to_write(chat: Chat, args: str) -> None:
    assert "such as /recall 12" in words_of(chat.say(f"/recall {args}", CHIEF))


def test_a_reader_recalls_nothing(chat: Chat) -> None:
    chat.says("/start", ANNA)
    id_ = chat.alert()
    assert "I do not know" in words_of(chat.say(f"/recall {id_}", ANNA))
    assert chat.alert_states(ANNA) == [DeliveryState.QUEUED]
