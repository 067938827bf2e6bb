import pytest

from bot.model import Urgency
from tests.chat import ANNA, Chat, data_of, labels_of, words_of


def test_all_alerts_come_until_another_urgency_is_chosen(chat: Chat) -> None:
    chat.says("/start")
    shown = chat.say("/urgency")
    assert data_of(shown) == ["urgency all", "urgency important", "urgency breaking"]
    assert labels_of(shown)[0] == "✓ All alerts"
    (body,) = chat.presses("urgency breaking")
    assert chat.person(ANNA).urgency is Urgency.BREAKING
    assert labels_of(body.message)[2] == "✓ Breaking news"
    assert body.replaces == "77"


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("/urgency IMPORTANT", Urgency.IMPORTANT),
        ("urgency important", Urgency.IMPORTANT),
        ("urgence importantes", Urgency.IMPORTANT),
        ("urgence : alertes urgentes", Urgency.BREAKING),
        ("דחיפות דחופות", Urgency.BREAKING),
        ("דחיפות הכול", Urgency.ALL),
        ("Dringlichkeit wichtige", Urgency.IMPORTANT),
        ("dringlichkeit eilmeldungen", Urgency.BREAKING),
        ("/urgency alle", Urgency.ALL),
        ("urgencia importantes", Urgency.IMPORTANT),
        ("/urgency urgentes", Urgency.BREAKING),
        ("Urgencia todas", Urgency.ALL),
    ],
)
def test_it_is_chosen_by_words_too(chat: Chat, text: str, wish: Urgency) -> None:
    chat.says("/start")
    other = Urgency.ALL if wish is not Urgency.ALL else Urgency.BREAKING
    chat.says(f"/urgency {other}")
    chat.says(text)
    assert chat.person(ANNA).urgency is wish


def test_another_word_is_answered_with_those_there_are(chat: Chat) -> None:
    assert "/urgency important" in words_of(chat.say("/urgency maybe"))
