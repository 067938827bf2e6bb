from bot.commands.topics import find_topic
from bot.model import SubscriberStatus
from tests.chat import Chat, data_of, labels_of, newsroom, words_of


def test_topics_are_shown_with_a_tick_in_the_persons_language(chat: Chat) -> None:
    chat.says("/start israel", language="he")
    reply = chat.say("/topics")
    assert labels_of(reply) == ["✓ ישראל", "עולם", "תרבות"]
    assert data_of(reply)[1] == "topics toggle monde"


def test_a_topic_is_put_on_and_off_in_place(chat: Chat) -> None:
    chat.says("/start israel")
    (body,) = chat.presses("topics toggle monde")
    assert labels_of(body.message) == ["✓ Israel", "✓ World", "Culture"]
    assert body.replaces == "77"
    (body,) = chat.presses("topics toggle monde")
    assert labels_of(body.message) == ["✓ Israel", "World", "Culture"]
    assert chat.proofs()["monde"].ended


def test_putting_the_last_topic_off_says_that_no_alerts_will_come(chat: Chat) -> None:
    chat.says("/start israel")
    (body,) = chat.presses("topics toggle israel")
    assert "no alerts will come" in words_of(body.message)
    chat.alert()
    assert chat.alert_states() == []


def test_ticking_a_topic_is_a_consent_of_its_own(chat: Chat) -> None:
    shown = chat.say("/topics", language="fr")
    chat.presses("topics toggle monde")
    proof = chat.proofs()["monde"]
    assert proof.how == "telegram /topics toggle monde"
    assert proof.words in shown.lines
    assert chat.status() is SubscriberStatus.ACTIVE


def test_a_topic_that_is_gone_is_said_to_be(chat: Chat) -> None:
    chat.says("/start")
    (body,) = chat.presses("topics toggle sport")
    assert "/topics" in words_of(body.message)


def test_a_topic_is_found_by_id_and_by_name_in_any_language() -> None:
    for words in ("israel", "Israël", " ISRAEL ", "ישראל"):
        found = find_topic(newsroom(), words)
        assert found
        assert found.id == "israel"
    assert find_topic(newsroom(), "") is None
    assert find_topic(newsroom(), "sport") is None
