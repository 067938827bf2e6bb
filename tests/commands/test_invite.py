from dataclasses import replace

from tests.chat import CHIEF, Chat, words_of


def test_a_link_for_each_channel_stands_alone_on_its_line(chat: Chat) -> None:
    lines = words_of(chat.say("/invite monde", CHIEF)).split("\n")
    assert "https://t.me/tocsin_bot?start=monde" in lines
    assert "https://wa.me/14155238886?text=START%20monde" in lines
    assert "World" in lines[1]


def test_a_link_without_a_topic_is_for_all_topics(chat: Chat) -> None:
    lines = words_of(chat.say("/invite", CHIEF)).split("\n")
    assert "all topics" in lines[1]
    assert "https://t.me/tocsin_bot" in lines
    assert "https://wa.me/14155238886?text=START" in lines


def test_an_unknown_topic_is_answered_with_those_there_are(chat: Chat) -> None:
    assert "israel, monde, culture" in words_of(chat.say("/invite {known}", CHIEF))


def test_without_any_link_the_answer_says_so(chat: Chat) -> None:
    chat.context = replace(chat.context, links={"telegram": ""})
    assert "No channel" in words_of(chat.say("/invite", CHIEF))
