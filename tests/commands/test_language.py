from tests.chat import Chat, data_of, labels_of, words_of


def test_languages_are_offered_in_their_own_names(chat: Chat) -> None:
    reply = chat.say("/language", language="fr")
    assert labels_of(reply) == ["English", "✓ français", "עברית"]
    assert data_of(reply) == ["language en", "language fr", "language he"]


def test_a_choice_is_answered_in_the_language_chosen(chat: Chat) -> None:
    chat.says("/start")
    (body,) = chat.presses("language he")
    assert body.message.language == "he"
    assert body.message.headline == "שפה"
    assert labels_of(body.message)[2] == "✓ עברית"
    assert body.replaces == "77"
    assert chat.say("/menu").headline == "תפריט"


def test_a_language_may_be_named_in_itself(chat: Chat) -> None:
    assert chat.say("/language Français").language == "fr"


def test_a_language_that_is_not_spoken_changes_nothing(chat: Chat) -> None:
    reply = chat.say("/language tlh")
    assert "/language" in words_of(reply)
    assert reply.language == "en"
