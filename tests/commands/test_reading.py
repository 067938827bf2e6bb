import pytest

from bot.model import DeliveryState
from tests.chat import ANNA, BORIS, Chat, data_of, labels_of, words_of


def test_alerts_come_in_any_language_until_some_are_chosen(chat: Chat) -> None:
    chat.says("/start")
    shown = chat.say("/reading")
    assert "whichever that is" in words_of(shown)
    assert [one.removeprefix("reading ") for one in data_of(shown)] == list(chat.context.newsroom.languages)
    assert not any(label.startswith("✓") for label in labels_of(shown))


def test_each_press_adds_a_language_behind_the_others_or_takes_it_out(chat: Chat) -> None:
    chat.says("/start")
    chat.presses("reading he")
    (body,) = chat.presses("reading en")
    assert chat.person(ANNA).reads == ("he", "en")
    assert body.replaces == "77"
    assert "עברית\u2069, \u2068English" in words_of(body.message)
    chat.presses("reading he")
    assert chat.person(ANNA).reads == ("en",)
    chat.presses("reading all")
    assert chat.person(ANNA).reads == ()


def test_what_was_chosen_has_its_way_back(chat: Chat) -> None:
    chat.says("/start")
    chat.says("/reading fr, he")
    (body,) = chat.presses("reading all")
    undo = data_of(body.message)[-1]
    assert undo == "reading =fr,he"
    (body,) = chat.presses(undo)
    assert chat.person(ANNA).reads == ("fr", "he")
    (body,) = chat.presses(data_of(body.message)[-1])
    assert chat.person(ANNA).reads == ()


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("/reading fr", ("fr",)),
        ("/reading עברית français", ("he", "fr")),
        ("/reading HE+fr", ("he", "fr")),
        ("lectures : français, English", ("fr", "en")),
        ("langues des alertes he", ("he",)),
        ("שפות ההתראות עברית", ("he",)),
        ("reading all", ()),
        ("lectures toutes", ()),
        ("lectures hébreu et français", ("he", "fr")),
        ("lesesprachen Deutsch und Englisch", ("de", "en")),
        ("языки оповещений русский, английский и иврит", ("ru", "en", "he")),
        ("لغات التنبيهات العربية، الفرنسية", ("ar", "fr")),
        ("زبان هشدارها همهٔ زبانها", ()),
    ],
)
def test_it_is_chosen_by_words_too(chat: Chat, text: str, reads: tuple[str, ...]) -> None:
    chat.says("/start")
    chat.says("/reading en")
    chat.says(text)
    assert chat.person(ANNA).reads == reads


@pytest.mark.parametrize("words", ["klingon", "fr klingon", ","])
def test_what_is_no_language_changes_nothing_and_says_what_to_write(chat: Chat, words: str) -> None:
    chat.says("/start")
    chat.says("/reading fr")
    assert "/reading fr, he" in words_of(chat.say(f"/reading {words}"))
    assert chat.person(ANNA).reads == ("fr",)


def test_it_stands_among_the_settings_and_in_what_is_kept(chat: Chat) -> None:
    chat.says("/start")
    chat.says("/reading he")
    assert "Languages of alerts: \u2068עברית\u2069" in words_of(chat.say("/settings"))
    (body,) = chat.presses("settings reading en")
    assert chat.person(ANNA).reads == ("he", "en")
    assert data_of(body.message)[-1] == "settings"


def test_on_whatsapp_numbers_choose(chat: Chat) -> None:
    chat.says("start", BORIS)
    chat.says("reading", BORIS)
    chat.says("2", BORIS)
    assert chat.person(BORIS).reads == (chat.context.newsroom.languages[1],)


def test_the_last_alerts_are_those_that_one_can_read(chat: Chat) -> None:
    chat.says("/start")
    for written in ("Le pont est fermé jusqu’à vendredi", "The bridge is closed until Friday"):
        chat.alert(written)
    chat.says("/reading fr")
    shown = words_of(chat.say("/latest"))
    assert "Le pont" in shown
    assert "The bridge" not in shown
    assert chat.alert_states() == [DeliveryState.QUEUED] * 2
    chat.alert("The second bridge is closed as well")
    assert chat.alert_states() == [DeliveryState.QUEUED] * 2, "who reads French gets no English alert"
