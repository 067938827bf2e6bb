from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import Address
from bot.rules.window import Quality, Reason, Terms
from bot.store.database import Database
from tests.chat import BORIS, CHIEF, Chat, words_of
from tests.commands.town import a_town

SAM = Address("whatsapp", "+12125550123")
TERMS = Terms(
    {"tocsin_alert_fr": "MARKETING"},
    ("fr",),
    fares={"MARKETING": {"+33": 0.08}},
    currency="EUR",
)


def question(chat: Chat, terms: Terms) -> list[str]:
    """Ask what comes of an alert, a day after Boris and Sam last wrote."""
    chat.context = replace(chat.context, terms={"whatsapp": terms})
    chat.says("START", BORIS)
    chat.says("START", SAM)
    chat.now += timedelta(hours=30)
    _preview, asked = chat.says("/alert A headline", CHIEF)
    return [line.replace("\u2068", "").replace("\u2069", "") for line in words_of(asked).split("\n")[3:-1]]


def test_the_forms_the_price_and_whom_it_misses_are_told_before_it_goes(chat: Chat) -> None:
    assert question(chat, TERMS) == [
        "WhatsApp: 0 in free text, 1 by template, for about 0.08 EUR.",
        "Will not get it: WhatsApp carries no marketing to US numbers: 1.",
    ]


def test_without_fares_no_price_is_told(chat: Chat) -> None:
    assert question(chat, replace(TERMS, fares={}))[0] == "WhatsApp: 0 in free text, 1 by template."


def test_what_no_fare_is_known_for_is_named(chat: Chat) -> None:
    terms = replace(TERMS, us_marketing=True)
    (told,) = question(chat, terms)
    assert told.endswith("2 by template, for about 0.08 EUR and 1 at a fare that the settings do not know.")


def test_what_differs_as_breaking_is_told(chat: Chat) -> None:
    terms = replace(TERMS, us_marketing=True, quality=Quality.LOW, fares={})
    assert question(chat, terms) == [
        "WhatsApp: 0 in free text, 0 by template.",
        "Will wait: the number's quality rating is low: 2.",
        "WhatsApp, as breaking: 0 in free text, 2 by template.",
    ]


def test_inside_the_day_all_of_it_is_free(chat: Chat) -> None:
    chat.context = replace(chat.context, terms={"whatsapp": TERMS})
    chat.says("START", BORIS)
    _preview, asked = chat.says("/alert A headline", CHIEF)
    assert "1 in free text, 0 by template." in words_of(asked)


async def test_the_forecast_is_the_bill(database: Database) -> None:
    async with a_town(database) as town:
        town.settle(300)
        told = town.foretold()
        fates = await town.alert(waits=0)
        assert fates == {"sent": told.free + told.templates, "failed": told.skipped[Reason.US_MARKETING]}
        assert min(told.free, told.templates, told.skipped[Reason.US_MARKETING], told.cost) > 0
        bill = await town.bill(told.free + told.templates)
        assert bill["FREE"] == told.free
        assert bill["MARKETING"] + bill["UTILITY"] == told.templates
        assert told.cost == pytest.approx(bill["cost"], rel=0.01)


async def test_the_forecast_is_the_bill_where_the_tier_is_too_small(database: Database) -> None:
    async with a_town(database, tier="250", reserve=0.6) as town:
        town.settle(300)
        told = town.foretold()
        waits = told.waits[Reason.QUOTA]
        assert told.templates == 100
        assert waits > 0
        fates = await town.alert(waits=waits)
        assert fates["sent"] == told.free + told.templates
        bill = await town.bill(fates["sent"])
        assert bill["FREE"] == told.free
        assert bill["MARKETING"] + bill["UTILITY"] == told.templates


async def test_a_second_alert_to_the_same_people_costs_no_more_of_the_tier(database: Database) -> None:
    async with a_town(database, tier="250", reserve=0.0) as town:
        town.settle(60)
        first = town.foretold()
        await town.alert(waits=0)
        assert town.foretold() == first
        assert not first.waits


def test_a_person_who_has_left_is_in_no_forecast(chat: Chat) -> None:
    chat.context = replace(chat.context, terms={"whatsapp": TERMS})
    chat.says("START", BORIS)
    chat.says("STOP", BORIS)
    (asked,) = chat.says("/alert A headline", CHIEF)[1:]
    assert "by template" not in words_of(asked)
