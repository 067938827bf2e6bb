import pytest

from tests.chat import ANNA, Chat, data_of, words_of


def test_silence_is_chosen_and_ended_by_button(chat: Chat) -> None:
    chat.says("/start")
    assert data_of(chat.say("/silent")) == ["silent on"]
    (body,) = chat.presses("silent on")
    assert chat.person(ANNA).silent
    assert "without a sound" in words_of(body.message)
    assert data_of(body.message) == ["silent off"]
    assert body.replaces == "77"
    chat.says("/silent OFF")
    assert not chat.person(ANNA).silent


def test_another_word_is_answered_with_the_two_there_are(chat: Chat) -> None:
    assert "/silent on" in words_of(chat.say("/silent maybe"))


@pytest.mark.parametrize(
    ("on", "off"),
    [("lautlos an", "lautlos aus"), ("silencio sí", "silencio no"), ("/silent an", "/silent aus")],
)
def test_it_is_chosen_by_words_of_other_languages_too(chat: Chat, on: str, off: str) -> None:
    chat.says("/start")
    chat.says(on)
    assert chat.person(ANNA).silent
    chat.says(off)
    assert not chat.person(ANNA).silent
