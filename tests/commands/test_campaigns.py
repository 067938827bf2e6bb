from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.ask import Promises
from bot.commands.campaigns import SIZE
from bot.commands.drawing import qr
from bot.model import Address, Role
from bot.store import file as files
from bot.store.schema import arrival, consent
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, words_of

SITE = "https://alerts.example.org/"


def said(chat: Chat, text: str, who: Address = CHIEF) -> str:
    return "\n".join(words_of(one) for one in chat.says(text, who))


def test_before_anybody_came_it_says_so_and_how_links_are_made(chat: Chat) -> None:
    words = said(chat, "/campaigns")
    assert "Nobody has come by a campaign yet" in words
    assert "/campaigns summer" in words


def test_each_campaign_stands_there_with_who_came_and_who_is_here(chat: Chat) -> None:
    chat.says("/start monde_radio", ANNA)
    chat.says("START culture_radio", BORIS)
    chat.says("STOP", BORIS)
    words = said(chat, "/campaigns")
    assert "1 campaign" in words
    assert "came: 2, still here: 1; in 7 days: 2, in 30 days: 2" in words
    assert "Telegram 1" in words
    assert "WhatsApp 1" in words
    chat.now += timedelta(days=8)
    assert "in 7 days: 0, in 30 days: 2" in said(chat, "/campaigns")


def test_where_the_house_asks_twice_who_says_yes_came_by_the_link(chat: Chat) -> None:
    chat.context = replace(chat.context, promises=Promises(double=True))
    chat.says("/start monde_radio", ANNA)
    assert "Nobody" in said(chat, "/campaigns")
    chat.says("yes", ANNA)
    assert "came: 1, still here: 1" in said(chat, "/campaigns")


def test_buttons_lead_to_one_campaign_and_to_the_next_page(chat: Chat) -> None:
    for number in range(SIZE + 2):
        chat.now += timedelta(minutes=1)
        chat.says(f"/start monde_c{number}", Address("telegram", f"7{number}"))
    first = chat.says("/campaigns", CHIEF)[0]
    assert data_of(first)[0] == f"campaigns c{SIZE + 1}"
    assert data_of(first)[-1] == "campaigns @2"
    second = chat.presses("campaigns @2", CHIEF)[0].message
    assert data_of(second) == ["campaigns c1", "campaigns c0", "campaigns @1"]
    assert "c0" in words_of(chat.presses("campaigns c0", CHIEF)[0].message)
    assert "c0" in words_of(chat.presses("campaigns @99", CHIEF)[0].message)


def test_one_campaign_shows_its_page_its_links_for_all_topics_and_for_each_and_codes(chat: Chat) -> None:
    chat.context = replace(chat.context, site=SITE)
    shown = chat.says("/campaigns summer", CHIEF)
    lines = "\n".join(words_of(one) for one in shown).split("\n")
    assert "https://alerts.example.org/join?campaign=summer" in lines
    for payload in ("_summer", "monde_summer", "israel_summer", "culture_summer"):
        assert f"https://t.me/tocsin_bot?start={payload}" in lines
        assert f"https://wa.me/14155238886?text=START%20{payload}" in lines
    found = [one.attachment for one in shown if one.attachment]
    drawn = [chat.database.read_here(lambda tx, one=one: files.content(tx, one.id)) for one in found]  # type: ignore[misc]  # mypy can't infer a lambda with a default
    assert drawn[0] == qr("https://t.me/tocsin_bot?start=_qr-summer")
    assert len(drawn) == 2


def test_to_look_at_a_campaign_creates_none(chat: Chat) -> None:
    chat.says("/start", CHIEF)
    before = [select(func.count()).select_from(table) for table in (arrival, consent)]
    counted = [chat.database.read_here(lambda tx, one=one: tx.scalar(one)) for one in before]  # type: ignore[misc]  # the same
    assert "Nobody has come by it yet" in said(chat, "/campaigns summer")
    assert counted == [chat.database.read_here(lambda tx, one=one: tx.scalar(one)) for one in before]  # type: ignore[misc]  # the same
    assert "Nobody has come by a campaign yet" in said(chat, "/campaigns")


def test_codes_and_links_of_a_campaign_are_shown_together(chat: Chat) -> None:
    chat.says("/start monde_radio", ANNA)
    chat.says("START monde_qr-radio", BORIS)
    words = said(chat, "/campaigns radio")
    assert words.count("came: 1,") == 2
    assert "qr-radio" in words


@pytest.mark.parametrize("name", ["été", "two words", "a_b", "x" * 40, "קיץ"])
def test_what_no_link_can_carry_is_explained(chat: Chat, name: str) -> None:
    words = said(chat, f"/campaigns {name}")
    assert "39 Latin letters" in words


def test_on_whatsapp_words_do_and_show_no_slash(chat: Chat) -> None:
    chat.appoint(BORIS, Role.ADMIN)
    for text in ("campaigns", "campagnes", "campaigns summer"):
        words = said(chat, text, BORIS)
        assert "campaign" in words.lower()
        assert "/campaigns" not in words


def test_an_editor_is_answered_as_if_there_were_none(chat: Chat) -> None:
    chat.appoint(BORIS, Role.EDITOR)
    assert "Nobody has come" not in said(chat, "campaigns", BORIS)
