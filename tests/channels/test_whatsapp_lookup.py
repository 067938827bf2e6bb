import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.whatsapp_lookup import Lookup
from bot.channels.whatsapp_templates import Book, Template
from bot.errors import TryLater
from bot.model import MessageKind

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FRENCH = Template("tocsin_alert_fr", "HX-fr")
HEBREW = Template("tocsin_alert_he", "HX-he")


@dataclass
class Account:
    """What Twilio would list, and how often it was asked."""

    templates: list[Template] = field(default_factory=list)
    trouble: TryLater | None = None
    asked: int = 0

    async def find(self) -> list[Template]:
        self.asked += 1
        await asyncio.sleep(0)
        if self.trouble:
            raise self.trouble
        return list(self.templates)


@pytest.fixture
def account() -> Account:
    return Account([FRENCH])


@pytest.fixture
async def lookup(account: Account) -> Lookup:
    made = Lookup(Book(("fr",)), account.find)
    await made.look()
    return made


async def chosen(lookup: Lookup, language: str, minutes: float) -> str:
    found = await lookup.choose(MessageKind.ALERT, language, NOW + minutes * MINUTE)
    for _turn in range(3):
        await asyncio.sleep(0)  # a look that goes on aside ends
    return found.sid if found else ""


async def test_what_is_at_hand_is_taken_and_looked_up_anew_aside_every_ten_minutes(
    lookup: Lookup, account: Account
) -> None:
    assert [await chosen(lookup, "fr", minutes) for minutes in (0, 5, 9.9)] == ["HX-fr"] * 3
    assert account.asked == 1
    account.templates = [HEBREW]
    assert await chosen(lookup, "fr", 10) == "HX-fr", "nobody waits for a look while there is a template"
    assert await chosen(lookup, "fr", 10) == "HX-he"
    assert account.asked == 2


async def test_a_template_that_another_stands_in_for_is_used_once_it_is_approved(
    lookup: Lookup, account: Account
) -> None:
    assert await chosen(lookup, "he", 0) == "HX-fr"
    account.templates.append(HEBREW)
    assert [await chosen(lookup, "he", minutes) for minutes in (9, 10, 11)] == ["HX-fr", "HX-fr", "HX-he"]


async def test_what_is_missing_is_waited_for_and_looked_up_once_in_ten_minutes(account: Account) -> None:
    account.templates = []
    lookup = Lookup(Book(("fr",)), account.find)
    assert [await chosen(lookup, "fr", minutes) for minutes in (0, 5, 9.9)] == ["", "", ""]
    assert account.asked == 1
    account.templates = [FRENCH]
    looks = [lookup.choose(MessageKind.ALERT, "fr", NOW + 10 * MINUTE) for _sender in range(5)]
    assert await asyncio.gather(*looks) == [FRENCH] * 5
    assert account.asked == 2, "all who miss one wait for the same look"


async def test_a_look_that_fails_leaves_the_book_as_it_was(lookup: Lookup, account: Account) -> None:
    await chosen(lookup, "fr", 0)
    account.trouble = TryLater("no network", 5.0)
    assert [await chosen(lookup, "fr", minutes) for minutes in (10, 11)] == ["HX-fr", "HX-fr"]
    assert account.asked == 2, "nor is it tried again at once"


async def test_a_look_for_what_is_missing_that_fails_is_a_reason_to_try_later(account: Account) -> None:
    account.trouble = TryLater("no network", 5.0)
    lookup = Lookup(Book(("fr",)), account.find)
    with pytest.raises(TryLater):
        await chosen(lookup, "fr", 0)
    account.trouble = None
    assert await chosen(lookup, "fr", 0) == "HX-fr"


async def test_a_blamed_template_is_waited_for_but_not_looked_up_for_each_receipt(
    lookup: Lookup, account: Account
) -> None:
    await chosen(lookup, "fr", 0)
    account.templates = []
    lookup.blame()
    assert await chosen(lookup, "fr", 0.5) == "HX-fr"
    for _receipt in range(3):
        lookup.blame()
    assert [await chosen(lookup, "fr", minutes) for minutes in (1, 1, 5)] == ["", "", ""]
    assert account.asked == 2


async def test_a_look_that_goes_on_is_given_up_at_the_end(lookup: Lookup, account: Account) -> None:
    await chosen(lookup, "fr", 0)
    await lookup.choose(MessageKind.ALERT, "fr", NOW + 10 * MINUTE)
    await lookup.close()
    assert account.asked == 1
    await Lookup(Book(()), account.find).close()
