from tests.chat import Chat, words_of


def test_where_nothing_is_joined_there_is_nothing_to_part(chat: Chat) -> None:
    chat.says("/start")
    assert "/link joins them" in words_of(chat.say("/unlink"))
