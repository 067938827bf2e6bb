import pytest

from bot.texts import languages
from tests.chat import Chat, data_of, labels_of, words_of

NAMES = {"en": "English", "fr": "✓ français", "he": "עברית", "ar": "العربية", "fa": "فارسی"} | {
    "de": "Deutsch",
    "es": "español",
}


def test_languages_are_offered_in_their_own_names(chat: Chat) -> None:
    reply = chat.say("/language", language="fr")
    assert data_of(reply) == [f"language {code}" for code in languages()]
    offered = dict(zip(languages(), labels_of(reply), strict=True))
    assert NAMES.items() <= offered.items()


def test_a_choice_is_answered_in_the_language_chosen(chat: Chat) -> None:
    chat.says("/start")
    (body,) = chat.presses("language he")
    assert body.message.language == "he"
    assert body.message.headline == "שפה"
    assert "✓ עברית" in labels_of(body.message)
    assert body.replaces == "77"
    assert chat.say("/menu").headline == "תפריט"


@pytest.mark.parametrize(
    ("name", "language"),
    [
        *[("Français", "fr"), ("עברית", "he"), ("العربية", "ar"), ("فارسی", "fa"), ("فارسي", "fa")],
        *[("German", "de"), ("hébreu", "he"), ("арабский", "ar"), ("צרפתית", "fr"), ("inglés", "en")],
        *[("Deutsch", "de"), ("Español", "es"), ("espanol", "es")],
    ],
)
def test_a_language_may_be_named_in_itself(chat: Chat, name: str, language: str) -> None:
    assert chat.say(f"/language {name}").language == language


def test_a_language_that_is_not_spoken_changes_nothing(chat: Chat) -> None:
    reply = chat.say("/language tlh")
    assert "/language" in words_of(reply)
    assert reply.language == "en"
