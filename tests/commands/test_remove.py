import pytest

from bot.model import DeliveryState, Role, SubscriberStatus
from tests.chat import ALL, ANNA, BORIS, CHIEF, Chat, data_of, words_of


def test_a_person_is_removed_after_a_confirmation(chat: Chat) -> None:
    chat.says("/start", ANNA, name="Anna")
    chat.alert()
    id_ = chat.person(ANNA).id
    question = chat.say(f"/remove #{id_}", CHIEF)
    assert "Anna" in words_of(question)
    assert ANNA.id not in words_of(question)
    assert chat.status() is SubscriberStatus.ACTIVE
    yes, cancel = data_of(question)
    assert cancel == "subscribers"
    chat.presses(yes, CHIEF)
    assert chat.status() is SubscriberStatus.LEFT
    assert chat.alert_states() == [DeliveryState.DROPPED]
    assert chat.chosen() == set(ALL)  # for a start of their own later on


def test_staff_who_are_removed_are_staff_no_more(chat: Chat) -> None:
    id_ = chat.appoint(ANNA, Role.EDITOR).id
    chat.presses(f"remove {id_} yes", CHIEF)
    assert chat.person(ANNA).role is Role.READER


def test_nobody_removes_an_equal_a_superior_or_themselves(chat: Chat) -> None:
    chat.says("/menu", CHIEF)
    chat.appoint(BORIS, Role.ADMIN)
    chat.appoint(ANNA, Role.ADMIN)
    for who in (ANNA, BORIS, CHIEF):
        chat.says(f"/remove {chat.person(who).id} yes", BORIS)
        assert chat.status(who) is SubscriberStatus.INVITED
    assert chat.person(ANNA).role is Role.ADMIN


@pytest.mark.parametrize("args", ["", "anna", "99999999999", "9" * 40, "-1", "1.5"])
def test_what_names_nobody_is_answered_with_where_to_look(chat: Chat, args: str) -> None:
    assert "/subscribers" in words_of(chat.say(f"/remove {args}", CHIEF))
