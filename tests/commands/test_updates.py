import pytest

from bot.commands.updates import LABELS
from bot.model import Updates
from bot.texts import languages, say
from tests.chat import ANNA, Chat, data_of, labels_of, typed_of, words_of


def test_the_three_choices_are_offered_and_the_one_that_holds_is_ticked(chat: Chat) -> None:
    chat.says("/start")
    reply = chat.say("/updates", language="fr")
    assert data_of(reply) == ["updates all", "updates important", "updates none"]
    assert labels_of(reply) == ["✓ All", "Important", "None"]
    assert chat.person(ANNA).updates is Updates.ALL


def test_a_choice_is_pressed_and_shown_in_its_place(chat: Chat) -> None:
    chat.says("/start")
    (body,) = chat.presses("updates important")
    assert chat.person(ANNA).updates is Updates.IMPORTANT
    assert "important updates only" in words_of(body.message)
    assert labels_of(body.message) == ["All", "✓ Important", "None"]
    assert body.replaces == "77"


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("all", Updates.ALL),
        ("IMPORTANT", Updates.IMPORTANT),
        ("none", Updates.NONE),
        ("Toutes", Updates.ALL),
        ("importantes", Updates.IMPORTANT),
        ("aucune", Updates.NONE),
        ("הכול", Updates.ALL),
        ("חשובים", Updates.IMPORTANT),
        ("ללא", Updates.NONE),
    ],
)
@pytest.mark.parametrize("before", Updates)
def test_a_choice_is_written_in_any_language(chat: Chat, words: str, wish: Updates, before: Updates) -> None:
    chat.says("/start")
    chat.says(f"/updates {before.value}")
    chat.says(f"/updates {words}")
    assert chat.person(ANNA).updates is wish


def test_another_word_changes_nothing_and_is_answered_with_those_there_are(chat: Chat) -> None:
    chat.says("/start")
    chat.says("/updates none")
    assert "/updates important" in words_of(chat.say("/updates maybe"))
    assert chat.person(ANNA).updates is Updates.NONE


def test_each_languages_reader_is_told_words_that_work(chat: Chat) -> None:
    for language in languages():
        chat.says(f"/language {language}")
        said = typed_of(chat.say("/updates maybe"))
        for wish, label in LABELS.items():
            word = say(label, language).lower()
            assert f"/updates {word}" in said
            chat.says(f"/updates {word}")
            assert chat.person(ANNA).updates is wish


def test_a_plain_word_asks_for_the_choice_too(chat: Chat) -> None:
    chat.says("/start")
    assert data_of(chat.say("Suites")) == ["updates all", "updates important", "updates none"]
