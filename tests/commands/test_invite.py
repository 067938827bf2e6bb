from dataclasses import replace

import pytest

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


@pytest.mark.parametrize(
    ("args", "payload"),
    [
        ("monde radio", "monde_radio"),
        ("World qr-metro", "monde_qr-metro"),
        ("monde_radio", "monde_radio"),
        ("_radio", "_radio"),
    ],
)
def test_a_campaign_is_written_into_the_links(chat: Chat, args: str, payload: str) -> None:
    lines = words_of(chat.say(f"/invite {args}", CHIEF)).split("\n")
    assert f"https://t.me/tocsin_bot?start={payload}" in lines
    assert f"https://wa.me/14155238886?text=START%20{payload}" in lines


@pytest.mark.parametrize("args", ["radio", "monde été", "radio monde", "monde a_b"])
def test_what_no_link_can_carry_is_no_campaign(chat: Chat, args: str) -> None:
    assert "israel, monde, culture" in words_of(chat.say(f"/invite {args}", CHIEF))


def test_each_link_is_a_code_too_where_there_is_a_site(chat: Chat) -> None:
    chat.context = replace(chat.context, site="https://alerts.example.org/")
    lines = words_of(chat.say("/invite monde radio", CHIEF)).split("\n")
    assert "https://alerts.example.org/qr/telegram/monde_qr-radio.png" in lines
    assert "https://alerts.example.org/qr/whatsapp/monde_qr-radio.png" in lines
    lines = words_of(chat.say("/invite", CHIEF)).split("\n")
    assert "https://alerts.example.org/qr/telegram/_qr.png" in lines
