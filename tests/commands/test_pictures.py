from dataclasses import replace

import pytest

from bot.rules.window import Terms
from tests.chat import ANNA, BORIS, Chat, data_of, labels_of, words_of


def test_on_telegram_pictures_are_on_until_somebody_says_no_and_the_button_takes_that_back(
    chat: Chat,
) -> None:
    chat.says("/start")
    assert chat.person(ANNA).pictures is None
    assert data_of(chat.say("/pictures")) == ["pictures off"]
    (body,) = chat.presses("pictures off")
    assert chat.person(ANNA).pictures is False
    assert "without pictures" in words_of(body.message)
    assert (data_of(body.message), labels_of(body.message)) == (["pictures on"], ["Turn pictures on"])
    assert body.replaces == "77"
    chat.presses("pictures on")
    assert chat.person(ANNA).pictures is True


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("/pictures OFF", False),
        ("pictures off", False),
        ("photos non", False),
        ("images : non", False),
        ("תמונות לא", False),
        ("photo oui", True),
        ("תמונות כן", True),
        ("/תמונות כן", True),
    ],
)
def test_it_is_chosen_by_words_too(chat: Chat, text: str, *, wish: bool) -> None:
    chat.says("/start")
    chat.says(f"/pictures {'off' if wish else 'on'}")
    chat.says(text)
    assert chat.person(ANNA).pictures is wish


def test_on_whatsapp_they_are_off_until_asked_for_and_it_says_what_they_cost(chat: Chat) -> None:
    chat.context = replace(chat.context, terms={"whatsapp": Terms()})
    chat.says("START", BORIS)
    shown = chat.say("/pictures", BORIS)
    assert data_of(shown) == ["pictures on"]
    assert "uses data" in words_of(shown)
    assert "without pictures" in words_of(shown)
    chat.says("pictures on", BORIS)
    assert chat.person(BORIS).pictures is True


def test_a_sentence_about_pictures_chooses_nothing(chat: Chat) -> None:
    chat.says("/start")
    chat.says("photos du match ce soir ?")
    assert chat.person(ANNA).pictures is None


def test_another_word_is_answered_with_the_two_there_are(chat: Chat) -> None:
    assert "/pictures on" in words_of(chat.say("/pictures maybe"))


def test_the_choice_is_among_what_is_kept_of_a_person(chat: Chat) -> None:
    chat.says("/start")
    assert "with the picture" in words_of(chat.say("/mydata"))
    chat.says("/pictures off")
    assert "without pictures" in words_of(chat.say("/mydata"))
