from dataclasses import replace

import pytest

from bot.model import Address
from bot.rules.window import Terms
from tests.chat import ANNA, BORIS, LINKS, Chat, words_of

SAM = Address("whatsapp", "+12125550123")
TERMS = Terms({"tocsin_alert_en": "MARKETING"})
OFFER = "To US numbers WhatsApp lets us send alerts only within 24 hours after you last wrote."


@pytest.fixture
def us(chat: Chat) -> Chat:
    """Let WhatsApp have its hours."""
    chat.context = replace(chat.context, terms={"whatsapp": TERMS})
    return chat


def test_who_starts_with_a_us_number_is_offered_telegram(us: Chat) -> None:
    words = words_of(us.say("START", SAM))
    assert f"{OFFER} On Telegram you get them all: https://t.me/tocsin_bot" in words


def test_whatever_else_they_write_they_are_offered_it_again(us: Chat) -> None:
    us.say("START", SAM)
    assert OFFER in words_of(us.say("good morning to you all", SAM))


def test_without_a_telegram_bot_they_are_told_to_write(us: Chat) -> None:
    us.context = replace(us.context, links={"whatsapp": LINKS["whatsapp"]})
    assert f"{OFFER} Write anything to go on getting them." in words_of(us.say("START", SAM))


@pytest.mark.parametrize("who", [ANNA, BORIS, Address("whatsapp", "+14165550123")], ids=str)
def test_nobody_else_is(us: Chat, who: Address) -> None:
    assert OFFER not in words_of(us.say("START", who))


@pytest.mark.parametrize(
    "terms",
    [replace(TERMS, us_marketing=True), Terms({"tocsin_alert_en": "UTILITY"})],
    ids=["told", "utility"],
)
def test_nor_are_they_where_alerts_may_go_to_them(us: Chat, terms: Terms) -> None:
    us.context = replace(us.context, terms={"whatsapp": terms})
    assert OFFER not in words_of(us.say("START", SAM))
