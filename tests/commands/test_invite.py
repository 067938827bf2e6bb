from dataclasses import replace

import pytest

from bot.commands.drawing import qr
from bot.model import Message, Role
from bot.store import file as files
from tests.chat import BORIS, CHIEF, Chat, words_of


def first(chat: Chat, text: str, who=CHIEF) -> Message:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- an address
    """Write, and take the words that are answered, without the pictures after them."""
    return chat.says(text, who)[0]


def test_a_link_for_each_channel_stands_alone_on_its_line(chat: Chat) -> None:
    lines = words_of(first(chat, "/invite monde", CHIEF)).split("\n")
    assert "https://t.me/tocsin_bot?start=monde" in lines
    assert "https://wa.me/14155238886?text=START%20monde" in lines
    assert "World" in lines[1]


def test_a_link_without_a_topic_is_for_all_topics(chat: Chat) -> None:
    lines = words_of(first(chat, "/invite", CHIEF)).split("\n")
    assert "all topics" in lines[1]
    assert "https://t.me/tocsin_bot" in lines
    assert "https://wa.me/14155238886?text=START" in lines


def test_an_unknown_topic_is_answered_with_those_there_are(chat: Chat) -> None:
    assert "israel, monde, culture" in words_of(first(chat, "/invite {known}", CHIEF))


def test_without_any_link_the_answer_says_so(chat: Chat) -> None:
    chat.context = replace(chat.context, links={"telegram": ""})
    assert "No channel" in words_of(first(chat, "/invite", CHIEF))


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
    lines = words_of(first(chat, f"/invite {args}", CHIEF)).split("\n")
    assert f"https://t.me/tocsin_bot?start={payload}" in lines
    assert f"https://wa.me/14155238886?text=START%20{payload}" in lines


@pytest.mark.parametrize("args", ["radio", "monde été", "radio monde", "monde a_b"])
def test_what_no_link_can_carry_is_no_campaign(chat: Chat, args: str) -> None:
    assert "israel, monde, culture" in words_of(first(chat, f"/invite {args}", CHIEF))


def test_each_link_is_a_code_too_where_there_is_a_site(chat: Chat) -> None:
    chat.context = replace(chat.context, site="https://alerts.example.org/")
    lines = words_of(first(chat, "/invite monde radio", CHIEF)).split("\n")
    assert "https://alerts.example.org/qr/telegram/monde_qr-radio.png" in lines
    assert "https://alerts.example.org/qr/whatsapp/monde_qr-radio.png" in lines
    lines = words_of(first(chat, "/invite", CHIEF)).split("\n")
    assert "https://alerts.example.org/qr/telegram/_qr.png" in lines


def pictures(chat: Chat, text: str, who=CHIEF) -> list[bytes]:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- an address
    shown = [one.attachment for one in chat.says(text, who) if one.attachment]
    assert all(one.is_picture for one in shown)
    return [chat.database.read_here(lambda tx, one=one: files.content(tx, one.id)) or b"" for one in shown]  # type: ignore[misc]  # mypy can't infer a lambda with a default


def test_each_link_comes_as_a_picture_whose_campaign_says_that_it_is_a_code(chat: Chat) -> None:
    assert pictures(chat, "/invite monde radio") == [
        qr("https://t.me/tocsin_bot?start=monde_qr-radio"),
        qr("https://wa.me/14155238886?text=START%20monde_qr-radio"),
    ]
    assert pictures(chat, "/invite")[0] == qr("https://t.me/tocsin_bot?start=_qr")


def test_on_whatsapp_pictures_come_where_the_service_can_fetch_them(chat: Chat) -> None:
    chat.appoint(BORIS, Role.ADMIN)
    assert pictures(chat, "invite", BORIS) == []
    chat.context = replace(chat.context, site="https://alerts.example.org")
    assert len(pictures(chat, "invite", BORIS)) == 2
