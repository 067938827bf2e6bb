import pytest

from tests.chat import BORIS, Chat, data_of, labels_of, words_of


@pytest.mark.parametrize(
    ("text", "near", "command"),
    [
        ("tpoics", "topics", "topics"),
        ("thmèes", "thèmes", "topics"),
        ("Urgenec", "urgency", "urgency"),
        ("הגדרת", "הגדרות", "settings"),
        ("/setings", "/settings", "settings"),
    ],
)
def test_an_unknown_word_gets_the_nearest_command_and_the_menu(
    chat: Chat, text: str, near: str, command: str
) -> None:
    chat.says("/start")
    reply = chat.say(text)
    assert f"Did you mean {near}?" in words_of(reply).replace("\u2068", "").replace("\u2069", "")
    assert labels_of(reply)[0] == near
    assert data_of(reply)[0] == command
    assert "stop" in data_of(reply)


@pytest.mark.parametrize("text", ["/frobnicate", "frobnicate", "xyz", "🙂"])
def test_a_word_that_is_near_to_nothing_gets_the_menu_all_the_same(chat: Chat, text: str) -> None:
    chat.says("/start")
    assert data_of(chat.say(text))[0] == "topics"


def test_a_newcomer_is_greeted_whatever_they_say(chat: Chat) -> None:
    assert "Hello!" in words_of(chat.say("tpoics", BORIS))


def test_a_word_among_others_and_a_like_word_of_another_sense_are_left_alone(chat: Chat) -> None:
    chat.says("/start")
    for text in ("my tpoics", "comics"):
        assert "Did you mean" not in words_of(chat.say(text))
