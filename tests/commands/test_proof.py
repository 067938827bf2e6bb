from datetime import timedelta

from tests.chat import ANNA, BORIS, Chat, words_of


def test_each_step_is_said_with_its_time_topics_origin_and_words(chat: Chat) -> None:
    chat.says("START culture_qr-metro", BORIS)
    chat.now += timedelta(days=1)
    chat.says("STOP", BORIS)
    ended, given = words_of(chat.say("/mydata", BORIS)).split("the newest first:\n")[1].split("\n")[:2]
    assert "alerts ended; on: Culture; by a word that you wrote" in ended
    assert "11/24/26" in ended
    assert "by the QR code \u2068qr-metro\u2069; you were shown: “\u2068You get news alerts from" in given


def test_a_step_from_before_origins_were_kept_says_none(chat: Chat) -> None:
    chat.says("/start culture")
    chat.blocked(ANNA)
    assert "alerts ended; on: Culture\n" in words_of(chat.say("/mydata"))
