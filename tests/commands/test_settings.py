import pytest

from bot.commands import COMMANDS
from bot.commands.settings import SETTINGS
from bot.model import Role, Updates, Urgency
from bot.texts import _, languages, say
from tests.chat import ANNA, BORIS, Chat, data_of, labels_of, words_of

TELEGRAM_CARRIES = 64
"""Bytes of a button's data."""


def test_all_that_can_be_chosen_stands_in_one_message(chat: Chat) -> None:
    chat.says("/start israel")
    chat.says("/keywords drone")
    chat.says("/urgency important")
    shown = chat.say("/settings")
    (listed,) = shown.lines
    assert listed.splitlines() == [
        "Topics: \u2068Israel\u2069",
        "Urgency: Important alerts",
        "Updates: All",
        "Keywords: 1 keyword",
        "Muted sources: –",
        "Quiet hours: –",
        "Digest: Off",
        "Languages of alerts: any",
        "Pictures: on",
        "Sound: on",
        "Language: English",
        "Phones: –",
    ]
    assert data_of(shown) == [f"settings {name}" for name in SETTINGS]


@pytest.mark.parametrize("name", SETTINGS)
def test_each_screen_replaces_the_message_and_is_one_tap_from_back(chat: Chat, name: str) -> None:
    chat.says("/start")
    assert COMMANDS[name].ROLE is Role.READER
    (screen,) = chat.presses(f"settings {name}")
    assert screen.replaces == "77"
    *choices, back = data_of(screen.message)
    assert back == "settings"
    assert all(choice.startswith(f"settings {name}") for choice in choices)
    for choice in choices:
        (after,) = chat.presses(choice)
        assert after.replaces == "77"
        assert data_of(after.message)[-1] == "settings"
        assert all(len(data.encode()) <= TELEGRAM_CARRIES for data in data_of(after.message))
    (top,) = chat.presses("settings")
    assert top.replaces == "77"
    assert top.message.headline in {say(_("Settings"), language) for language in languages()}


def test_what_is_chosen_within_the_settings_is_chosen(chat: Chat) -> None:
    chat.says("/start")
    for data in (
        "settings topics toggle monde",
        "settings urgency breaking",
        "settings updates none",
        "settings silent on",
        "settings language fr",
    ):
        chat.presses(data)
    anna = chat.person(ANNA)
    assert chat.chosen() == {"israel", "culture"}
    assert (anna.urgency, anna.updates) == (Urgency.BREAKING, Updates.NONE)
    assert (anna.silent, anna.language) == (True, "fr")
    (top,) = chat.presses("settings")
    assert "Son\u00a0: coupé, sauf pour les urgences" in top.message.lines[0]


def test_a_choice_is_undone_by_the_button_that_made_it_or_its_neighbour(chat: Chat) -> None:
    chat.says("/start")
    for _times in range(2):
        chat.presses("settings topics toggle monde")
    assert chat.chosen() == {"israel", "monde", "culture"}
    chat.says("/keywords drone, -football")
    (cleared,) = chat.presses("settings keywords #all")
    assert "settings keywords #undo" in data_of(cleared.message)
    (undone,) = chat.presses("settings keywords #undo")
    assert "2 keywords" in chat.say("/settings").lines[0]
    assert data_of(undone.message)[-1] == "settings"


def test_where_buttons_are_numbers_the_way_there_and_back_is_by_number(chat: Chat) -> None:
    chat.says("START", BORIS)
    shown = chat.say("paramètres", BORIS)
    number = labels_of(shown).index("Urgency") + 1
    screen = chat.say(str(number), BORIS)
    assert labels_of(screen) == ["✓ All alerts", "Important alerts", "Breaking news", "‹ Settings"]
    chat.say("3", BORIS)
    assert chat.person(BORIS).urgency is Urgency.BREAKING
    assert chat.say("4", BORIS).headline == "Settings"


@pytest.mark.parametrize("text", ["settings", "Réglages", "הגדרות", "/settings", "/réglages"])
def test_words_lead_there(chat: Chat, text: str) -> None:
    chat.says("/start")
    assert chat.say(text).headline == "Settings"


def test_a_mistake_within_has_the_way_back_as_well(chat: Chat) -> None:
    chat.says("/start")
    (wrong,) = chat.presses("settings topics toggle sport")
    assert "does not exist" in words_of(wrong.message)
    assert data_of(wrong.message) == ["settings"]


def test_another_command_is_no_setting(chat: Chat) -> None:
    chat.says("/start")
    assert chat.say("/settings stop").headline == "Settings"
    assert chat.status() == "active"
