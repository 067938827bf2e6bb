from tests.chat import Chat, data_of


def test_the_menu_of_a_reader_offers_silence_and_the_end(chat: Chat) -> None:
    chat.says("/start")
    offered = ["topics", "latest", "language", "silent on", "settings", "help", "stop"]
    assert data_of(chat.say("/menu")) == offered
    chat.says("/silent on")
    assert "silent off" in data_of(chat.say("/menu"))


def test_the_menu_of_a_newcomer_offers_alerts_first(chat: Chat) -> None:
    assert data_of(chat.say("/menu")) == ["start", "topics", "language", "help"]
