import pytest

from bot.rules.keyword import MOST
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, labels_of, words_of


def test_without_keywords_all_alerts_come_and_one_is_told_how_to_choose(chat: Chat) -> None:
    chat.says("/start")
    reply = chat.say("/keywords")
    assert "all alerts on your topics come" in words_of(reply)
    assert '/keywords drone, "Beit Shemesh", -football' in words_of(reply)
    assert data_of(reply) == []
    chat.alert()
    assert len(chat.alert_states()) == 1


def test_keywords_are_added_shown_and_obeyed(chat: Chat) -> None:
    chat.says("/start")
    reply = chat.say('/keywords drone, "Beit Shemesh", -football')
    for words in ("3 keywords added", "#1 \u2068drone", "#2 \u2068Beit Shemesh", "#3 never: \u2068football"):
        assert words in words_of(reply)
    assert "only alerts that say one" in words_of(reply)
    assert "breaking news too" in words_of(reply)
    assert data_of(reply) == [
        *("keywords #1", "keywords #2", "keywords #3"),
        *("keywords #undo", "keywords #all"),
    ]
    chat.alert("A storm")
    chat.alert("Football in Beit Shemesh")
    assert chat.alert_states() == []
    chat.alert("A fire in Beit Shemesh")
    assert len(chat.alert_states()) == 1


def test_one_is_taken_away_by_its_button_or_its_number_and_comes_back(chat: Chat) -> None:
    chat.says("/start")
    chat.says("/keywords one two three")
    (body,) = chat.presses("keywords #2")
    assert body.replaces == "77"
    assert "Removed: \u2068two" in words_of(body.message)
    assert labels_of(body.message)[:2] == ["✕ one", "✕ three"]
    reply = chat.say("/keywords #3")
    assert labels_of(reply) == ["✕ one", "Undo"]
    (body,) = chat.presses("keywords #undo")
    assert labels_of(body.message)[:2] == ["✕ one", "✕ three"]
    assert "no keyword #2" in words_of(chat.say("/keywords #2"))


def test_all_are_taken_away_at_once_and_come_back(chat: Chat) -> None:
    chat.says("/keywords one two")
    (body,) = chat.presses("keywords #all")
    assert "2 keywords removed" in words_of(body.message)
    (body,) = chat.presses("keywords #undo")
    assert labels_of(body.message)[:2] == ["✕ one", "✕ two"]
    assert "nothing to undo" in words_of(chat.say("/keywords #undo", BORIS))
    assert "You have no keywords" in words_of(chat.presses("keywords #all", BORIS)[0].message)


def test_a_long_list_is_shown_in_pages_the_new_ones_first_seen(chat: Chat) -> None:
    reply = chat.say("/keywords " + " ".join(f"word{number}" for number in range(1, 20)))
    assert labels_of(reply)[0] == "✕ word17"
    assert "keywords @2" in data_of(reply)
    (body,) = chat.presses("keywords @1")
    assert labels_of(body.message)[0] == "✕ word1"


def test_the_same_word_again_adds_none(chat: Chat) -> None:
    chat.says("/keywords drone")
    assert "You have these already" in words_of(chat.say("/keywords DRONES"))


def test_more_than_one_may_have_are_refused_and_none_is_lost(chat: Chat) -> None:
    chat.says("/keywords " + " ".join(f"word{number}" for number in range(MOST)))
    assert f"{MOST} keywords at most" in words_of(chat.say("/keywords another"))
    assert "You have these already" in words_of(chat.say("/keywords word7"))
    assert f"word{MOST - 1}" in words_of(chat.say("/keywords @99"))


@pytest.mark.parametrize(
    ("text", "words"),
    [("/keywords !!!", "no word"), (f"/keywords {'x' * 90}", "too long"), ("/keywords -", "“”")],
)
def test_what_can_not_be_looked_for_is_said_to_be(chat: Chat, text: str, words: str) -> None:
    assert words in words_of(chat.say(text))
    assert "You have no keywords" in words_of(chat.say("/keywords"))


@pytest.mark.parametrize(
    ("text", "language", "title"),
    [
        ("keywords drone", "en", "Your keywords"),
        ("Mots-clés : drone", "fr", "Vos mots-clés"),
        ("mots clés drone", "fr", "Vos mots-clés"),
        ("מילות מפתח drone", "he", "מילות המפתח שלכם"),
    ],
)
def test_plain_words_do_on_whatsapp(chat: Chat, text: str, language: str, title: str) -> None:
    reply = chat.say(text, BORIS, language)
    assert reply.headline == title
    assert labels_of(reply) == ["✕ drone", labels_of(reply)[1]]
    chat.says("1", BORIS)  # the number of the choice
    assert labels_of(chat.say("keywords", BORIS, language)) == []


def test_a_breaking_alert_comes_without_the_words_but_not_with_what_is_excluded(chat: Chat) -> None:
    chat.says("/start")
    chat.says("/keywords tennis -drone")
    for headline in ("A storm", "A drone"):
        _preview, question = chat.says(f"/alert {headline}", CHIEF)
        chat.presses(data_of(question)[1], CHIEF)
    assert len(chat.alert_states(ANNA)) == 1
