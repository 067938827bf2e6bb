"""Two editors, one with Telegram and one with WhatsApp alone, decide on held alerts over the real program.

Pictures are kept where TOCSIN_PICTURES names a folder.
"""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, expect

from bot.sandbox import TELEGRAM_READER_ID, WHATSAPP_READER
from bot.texts import Text, _, language_name, say
from tests.program import running
from tests.test_page import SOON, Sight, browser, looking

__all__ = ["browser"]

BUBBLES = '[data-testid="bubble"][data-from="bot"]'
OWNERS = f"telegram:{TELEGRAM_READER_ID},whatsapp:{WHATSAPP_READER}"
SETTINGS = {
    "TOCSIN_OWNER": OWNERS,
    "TOCSIN_SANDBOX_PUBLISH_EVERY": "4",
    "TOCSIN_SANDBOX_TAPS_START": "false",
    "TOCSIN_DESK_GRACE": "4",
    "TOCSIN_DESK_BREAKING_GRACE": "4",
    "TOCSIN_DESK_TWO_PERSONS": "true",
}
ANYTHING = r"[\u2068\u2069]*".join("ANYTHING")
WORDS = {
    "en": ("A headline of our own", "And a line below it."),
    "fr": ("Un titre de la rédaction", "Et une ligne en dessous."),
    "he": ("כותרת משלנו", "ושורה מתחתיה."),
}


class Walk:
    """Both phones, in one language, and the one alert that is looked at."""

    def __init__(self, sight: Sight, language: str, folder: Path) -> None:
        self.sight, self.language = sight, language
        self.folder = Path(os.environ.get("TOCSIN_PICTURES") or folder)
        self.id = 0

    def say(self, words: Text) -> str:
        return say(words, self.language)

    def pattern(self, words: Text) -> re.Pattern[str]:
        """Match some words, whatever name and time stand in them."""
        said = say(replace(words, values={"name": "ANYTHING", "time": "ANYTHING"}), self.language)
        bare = said.replace("\u2068", "").replace("\u2069", "")
        return re.compile(r"[\u2068\u2069]*".join(map(re.escape, bare)).replace(ANYTHING, ".*"))

    def with_id(self, kind: str) -> Locator:
        """Find what a phone shows of the alert, the latest last."""
        number = re.compile(rf"#{self.id}\b")
        return self.sight.phone(kind).locator(BUBBLES).filter(has_text=number)

    def card(self) -> Locator:
        """Find the Telegram card: it stays the same message."""
        return self.sight.phone("telegram").locator(f'.row[data-id="{self.kept}"]')

    async def until_held(self) -> None:
        """Hold all topics, wait for the first card, and read nothing more."""
        for topic in ("israel", "monde", "economie", "culture"):
            await self.sight.ask("telegram", f"/hold {topic} all")
        card = self.sight.phone("telegram").locator(".row:has(.key)").filter(has_text=self.say(_("Kill")))
        await expect(card.first).to_be_visible(timeout=60_000)
        for number in (1, 2, 3):
            await self.sight.write("telegram", f"/pause {number}")
        await self.sight.page.wait_for_timeout(1500)
        row = card.last
        self.kept = await row.get_attribute("data-id")
        said = re.search(r"#(\d+)", await row.inner_text())
        assert said
        self.id = int(said[1])

    async def press(self, words: Text) -> None:
        await self.card().locator(".key").filter(has_text=self.say(words)).first.click()

    async def until_card_says(self, words: Text) -> None:
        """Wait until the card says what it has to, whoever and whenever it names."""
        await expect(self.card()).to_contain_text(self.pattern(words), timeout=SOON)

    async def pick(self, words: Text) -> None:
        """Pick a choice of the last message on WhatsApp: of a list, or a quick reply."""
        last = self.sight.phone("whatsapp").locator(".row").last
        sheet = last.get_by_test_id("list")
        if await sheet.count():
            await sheet.locator("summary").click()
            await self.picture("list")
            await sheet.locator(".pick").filter(has_text=self.say(words)).first.click()
        else:
            await last.locator("button").filter(has_text=self.say(words)).first.click()

    async def until_whatsapp_says(self, words: Text) -> Locator:
        said = self.sight.phone("whatsapp").locator(BUBBLES).filter(has_text=self.pattern(words)).last
        await expect(said).to_be_visible(timeout=SOON)
        return said

    async def picture(self, name: str) -> None:
        await self.sight.page.wait_for_timeout(400)
        await self.sight.page.screenshot(path=self.folder / f"desk_{self.language}_{name}.png")


@pytest.mark.parametrize("language", ["fr", "he"])
async def test_two_editors_decide_on_a_held_alert(browser: Browser, tmp_path: Path, language: str) -> None:
    with running(tmp_path, **SETTINGS) as program:
        async with looking(browser, program.url, viewport={"width": 1280, "height": 1100}) as sight:
            walk = Walk(sight, language, tmp_path)
            for kind in ("telegram", "whatsapp"):
                await sight.ask(kind, "/start" if kind == "telegram" else "START")
                await sight.ask(kind, f"/language {language_name(language)}")
            await walk.until_held()
            await walk.picture("cards")
            await _topics(walk)
            await _words(walk)
            await _two_persons(walk)
            await _sent(walk)


async def _topics(walk: Walk) -> None:
    await walk.press(_("Topics"))
    ticked = walk.card().locator(".key").filter(has_text="✓")
    await expect(ticked.first).to_be_visible(timeout=SOON)
    before = await ticked.count()
    await walk.card().locator(".key").filter(has_not_text="✓").first.click()
    await expect(ticked).to_have_count(before + 1, timeout=SOON)
    await walk.picture("topics")
    await walk.press(Text("‹", {}))
    await expect(walk.card().locator(".key").filter(has_text=walk.say(_("Kill")))).to_be_visible(timeout=SOON)


async def _words(walk: Walk) -> None:
    """The editor on WhatsApp replies to the card: both have the words."""
    phone = walk.sight.phone("whatsapp")
    headline, line = WORDS[walk.language]
    mine = walk.with_id("whatsapp").last
    await mine.hover()
    await mine.get_by_test_id("answer").click()
    await expect(phone.get_by_test_id("answering")).to_be_visible()
    await walk.sight.write("whatsapp", f"{headline}\n{line}")
    await expect(walk.card()).to_contain_text(headline, timeout=SOON)
    await walk.picture("words")


async def _two_persons(walk: Walk) -> None:
    await walk.press(_("Breaking"))
    await walk.until_whatsapp_says(
        _("{name} wants it sent as breaking: a second person must say yes by {time}.")
    )
    await walk.picture("second")
    await walk.pick(_("Yes, as breaking"))
    await walk.until_card_says(_("It leaves at {time} as breaking, sent by {name}."))
    await walk.sight.ask("telegram", f"/undo {walk.id}")
    await walk.until_card_says(_("Undone by {name} at {time}."))
    await walk.until_whatsapp_says(_("Undone by {name} at {time}."))
    await walk.picture("undone")


async def _sent(walk: Walk) -> None:
    await walk.press(_("Send"))
    await walk.until_whatsapp_says(_("It leaves at {time}, sent by {name}."))
    await walk.sight.ask("whatsapp", "queue")
    await walk.picture("queue")
    await walk.until_card_says(_("Sent by {name} at {time}."))
    assert await walk.card().locator(".key").count() == 0
    headline = WORDS[walk.language][0]
    for kind in ("telegram", "whatsapp"):
        alert = walk.sight.phone(kind).locator(BUBBLES).filter(has_text=headline)
        await expect(alert.last).to_be_visible(timeout=SOON)
    await walk.picture("sent")
