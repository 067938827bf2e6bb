"""A whole editor's morning on the page's two phones, over the real program, and nothing asserted but on them.

Léa, who owns the newsroom, has Telegram; Noa, whom she makes an editor, has WhatsApp alone. Both read the
alerts, too. The pictures of docs/desk.md are made by this test (in Hebrew it makes its own):

    TOCSIN_PICTURES=docs/pictures .venv/bin/python -m pytest -n 0 tests/walk/test_morning.py -k fr
"""

import io
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser, Locator, expect

from bot import charts
from bot.sandbox import TELEGRAM_READER_ID
from bot.texts import Text, _, language_name, n_, say
from tests.program import running
from tests.test_page import ALERTS, SOON, Sight, browser, looking

__all__ = ["browser"]

SETTINGS = {
    "TOCSIN_OWNER": f"telegram:{TELEGRAM_READER_ID}",
    "TOCSIN_SANDBOX_TAPS_START": "false",
    "TOCSIN_DESK_GRACE": "8",
    "TOCSIN_DESK_BREAKING_GRACE": "3",
    "TOCSIN_DESK_TWO_PERSONS": "true",
}
PHONES = ("telegram", "whatsapp")
BUBBLES = '[data-testid="bubble"][data-from="bot"]'
CARDS = 4
EVERY = {"fr": "1.2", "he": "0.5"}  # seconds: four articles in six are French, and one Hebrew
SOURCES = {"fr": 1, "he": 3}  # as the demo newsroom's feeds are numbered; the second is English
EDITED = {
    "fr": ("La gare du Nord rouvre ce soir", "Deux lignes sur trois circulent dès 18 heures."),
    "he": ("תחנת הרכבת הצפונית נפתחת הערב", "שניים מתוך שלושה קווים פועלים מ־18:00."),
}
RIGHT = {
    "fr": "Rectification : le chantier finit en mai, et non en mars",
    "he": "תיקון: העבודות יסתיימו במאי, ולא במרץ",
}
UNDO = {"fr": "annuler", "he": "ביטול"}
PEOPLE = (
    "channel;address;name;consent_at;consent_how\n"
    "whatsapp;+33612345001;Anna;2025-01-02;a form\n"
    "whatsapp;+33612345002;Boris;2025-01-03;a form\n"
    "whatsapp;0612345003;Carla;2025-01-04;a form\n"
)
GOING = n_(
    "Sending to {count} reader in {seconds} s.", "Sending to {count} readers in {seconds} s.", 2, seconds=""
)
ISOLATES = "[\u2066-\u2069]*"


class Morning:
    """Both phones, in one language, and the alerts that wait on them, by number."""

    def __init__(self, sight: Sight, language: str) -> None:
        self.sight, self.language = sight, language
        self.cards: dict[int, str] = {}
        self.headlines: dict[int, str] = {}

    def say(self, words: Text) -> str:
        return say(words, self.language)

    def pattern(self, words: Text) -> re.Pattern[str]:
        """Match some words, whatever stands in them that is no number of an alert."""
        marks = {
            name: value if name in {"id", "count"} else "ANYTHING" for name, value in words.values.items()
        }
        bare = re.sub("[\u2066-\u2069]", "", self.say(replace(words, values=marks)))
        anything = ISOLATES.join("ANYTHING")
        return re.compile(ISOLATES.join(map(re.escape, bare)).replace(anything, ".*"))

    def said(self, kind: str, words: Text) -> Locator:
        """Find what a phone was told last in these words."""
        return (
            self.sight.phone(kind).locator(f".row:has({BUBBLES})").filter(has_text=self.pattern(words)).last
        )

    async def hears(self, kind: str, words: Text) -> Locator:
        row = self.said(kind, words)
        await expect(row).to_be_visible(timeout=SOON)
        return row

    def card(self, id_: int) -> Locator:
        """Find Léa's card of an alert: it stays the same message."""
        return self.sight.phone("telegram").locator(f'.row[data-id="{self.cards[id_]}"]')

    def noas(self, id_: int) -> Locator:
        """Find Noa's card of an alert as she got it last: what can be picked from."""
        row = self.sight.phone("whatsapp").locator(".row:has(button.pick, .keyboard)")
        return row.filter(has_text=re.compile(rf"#{ISOLATES}{id_}\b")).last

    async def press(self, id_: int, label: Text) -> None:
        await self.card(id_).locator(".key").filter(has_text=self.say(label)).first.click()

    async def pick(self, row: Locator, label: Text) -> None:
        """Pick from a message on WhatsApp: of its list, or a quick reply."""
        if await row.get_by_test_id("list").count():
            await row.locator("summary").click()
            await row.locator(".pick").filter(has_text=self.say(label)).first.click()
        else:
            await row.locator(".key").filter(has_text=self.say(label)).first.click()

    async def reply(self, row: Locator, words: str) -> None:
        """Answer a message of Noa's."""
        await row.locator(BUBBLES).hover()
        await row.get_by_test_id("answer").click()
        await expect(self.sight.phone("whatsapp").get_by_test_id("answering")).to_be_visible()
        await self.sight.write("whatsapp", words)

    def alert(self, kind: str, headline: str) -> Locator:
        """Find an alert as readers get it: its headline, the newsroom's link, and nothing of the desk's."""
        found = self.sight.phone(kind).locator(f".row:has({ALERTS})").filter(has_text=headline)
        return found.filter(has_not=self.sight.page.locator(".key")).filter(
            has_not_text=re.compile(rf"#{ISOLATES}\d")
        )

    async def arrives(self, headline: str) -> None:
        for kind in PHONES:
            await expect(self.alert(kind, headline)).to_have_count(1, timeout=SOON)

    async def picture(self, name: str, kind: str, row: Locator | None = None, *, block: str = "end") -> None:
        """Keep a picture of one phone, with a message at an edge of what is seen, for docs/desk.md."""
        where = os.environ.get("TOCSIN_PICTURES")
        if not where:
            return
        phone = self.sight.phone(kind)
        shown = row or phone.locator(".row").last
        await shown.evaluate("(row, block) => row.scrollIntoView({ block })", block)
        await phone.locator(".banner").evaluate("banner => { banner.style.display = 'none'; }")
        await self.sight.page.wait_for_timeout(500)  # a few frames
        await phone.locator(".banner").evaluate("banner => { banner.style.display = 'none'; }")
        shot = Image.open(io.BytesIO(await phone.locator(".device").screenshot(animations="disabled")))
        small = shot.convert("RGB").quantize(96, dither=Image.Dither.NONE)
        other = "" if self.language == "fr" else f"-{self.language}"
        small.save(Path(where) / f"desk-{name}{other}.png", optimize=True)


@pytest.mark.parametrize("language", ["fr", "he"])
async def test_a_morning_at_the_desk(browser: Browser, tmp_path: Path, language: str) -> None:
    with running(tmp_path, TOCSIN_SANDBOX_PUBLISH_EVERY=EVERY[language], **SETTINGS) as program:
        async with looking(
            browser, program.url, viewport={"width": 1280, "height": 1000}, device_scale_factor=1.5
        ) as sight:
            morning = Morning(sight, language)
            await _they_come_in(morning)
            first, edited, breaking, undone = await _a_source_on_hold_tells(morning)
            await _approved(morning, first)
            await _edited(morning, edited)
            await _breaking_by_two(morning, breaking)
            await morning.arrives(morning.headlines[first])
            await morning.arrives(EDITED[language][0])
            # by now nothing else is about to leave: "undo" is asked which, where two are
            await _sent_and_undone(morning, undone)
            await _corrected(morning, first)
            await _recalled(morning, edited)
            await _imported(morning, tmp_path)
            await _figures(morning)


async def _they_come_in(morning: Morning) -> None:
    """Both begin to read, and Léa makes Noa an editor."""
    sight = morning.sight
    for kind in PHONES:
        await sight.ask(kind, "/start" if kind == "telegram" else "START")
        await sight.ask(kind, f"/language {language_name(morning.language)}")
    shown, _took = await sight.ask("telegram", "/subscribers noa")
    number = re.search(r"#(\d+)", await shown.inner_text())
    assert number
    await sight.ask("telegram", f"/grant {number[1]} editor")


async def _a_source_on_hold_tells(morning: Morning) -> list[int]:
    """Hold the source of the editors' language; let it tell some stories, and then no source more."""
    sight, own = morning.sight, SOURCES[morning.language]
    for other in set(range(1, 4)) - {own}:
        await sight.ask("telegram", f"/pause {other}")
    await sight.ask("telegram", f"/hold {own} all")
    waiting = sight.phone("telegram").locator(".row:has(.key)").filter(has_text=morning.say(_("Kill")))
    await expect(waiting.nth(CARDS - 1)).to_be_visible(timeout=90_000)
    await sight.ask("telegram", f"/pause {own}")
    for row in (await waiting.all())[:CARDS]:
        shown = await row.locator(".words").inner_text()
        number, kept = re.search(r"#[\u2066-\u2069]*(\d+)", shown), await row.get_attribute("data-id")
        assert number
        assert kept
        morning.cards[int(number[1])] = kept
        morning.headlines[int(number[1])] = await row.locator(".words b").first.inner_text()
    found = sorted(morning.cards)
    for id_ in found:
        await expect(morning.noas(id_)).to_be_visible(timeout=SOON)
    await morning.picture("card", "telegram", morning.card(found[0]))
    await morning.picture("card-whatsapp", "whatsapp", morning.noas(found[0]), block="start")
    return found


async def _approved(morning: Morning, id_: int) -> None:
    """Léa sends it, and Noa hears so; it arrives while they go on."""
    await morning.press(id_, _("Send"))
    await expect(morning.card(id_)).to_contain_text(morning.pattern(GOING), timeout=SOON)
    await morning.hears("whatsapp", _("It leaves at {time}, sent by {name}.", time="", name=""))


async def _edited(morning: Morning, id_: int) -> None:
    """Noa answers her card with better words, and sends what she then sees."""
    headline, line = EDITED[morning.language]
    await morning.reply(morning.noas(id_), f"{headline}\n{line}")
    await expect(morning.card(id_)).to_contain_text(headline, timeout=SOON)
    new = morning.noas(id_).filter(has_text=headline)
    await expect(new).to_be_visible(timeout=SOON)
    await morning.picture("edited", "whatsapp", new, block="start")
    await morning.pick(new, _("Send"))
    await expect(morning.card(id_)).to_contain_text(
        morning.pattern(_("It leaves at {time}, sent by {name}.", time="", name="")), timeout=SOON
    )


async def _breaking_by_two(morning: Morning, id_: int) -> None:
    """Léa wants it breaking; only with Noa's yes it leaves."""
    await morning.press(id_, _("Breaking"))
    wanted = await morning.hears(
        "whatsapp",
        _("{name} wants it sent as breaking: a second person must say yes by {time}.", name="", time=""),
    )
    await expect(morning.alert("telegram", morning.headlines[id_])).to_have_count(0)
    await morning.picture("second", "whatsapp", wanted)
    await morning.pick(wanted, _("Yes, as breaking"))
    await morning.arrives(morning.headlines[id_])
    await expect(morning.card(id_)).to_contain_text(
        morning.pattern(_("Sent as breaking by {name} at {time}.", name="", time="")), timeout=SOON
    )
    await morning.picture("sent", "telegram", morning.card(id_), block="center")


async def _sent_and_undone(morning: Morning, id_: int) -> None:
    """Noa sends it, thinks better of it with one word, and Léa kills it: nobody gets it."""
    await morning.pick(morning.noas(id_), _("Send"))
    sent = morning.said("whatsapp", GOING).filter(has_text=re.compile(rf"#{ISOLATES}{id_}\b"))
    await expect(sent).to_be_visible(timeout=SOON)
    await morning.sight.write("whatsapp", UNDO[morning.language])
    await morning.hears("whatsapp", _("Undone: alert #{id} is held, and nobody gets it.", id=id_))
    await expect(morning.card(id_)).to_contain_text(
        morning.pattern(_("Undone by {name} at {time}.", name="", time="")), timeout=SOON
    )
    await morning.picture("undone", "whatsapp")
    await morning.press(id_, _("Kill"))
    await expect(morning.card(id_)).to_contain_text(
        morning.pattern(_("Killed by {name} at {time}: nobody gets it.", name="", time="")), timeout=SOON
    )


async def _corrected(morning: Morning, id_: int) -> None:
    """Léa corrects the first: changed in place on Telegram, told to those who got it on WhatsApp."""
    right = RIGHT[morning.language]
    before = morning.alert("telegram", morning.headlines[id_])
    kept = await before.get_attribute("data-id")
    await morning.sight.ask("telegram", f"/correct {id_}\n{right}")
    changed = morning.sight.phone("telegram").locator(f'.row[data-id="{kept}"]')
    await expect(changed).to_contain_text(right, timeout=SOON)
    told = morning.alert("whatsapp", right)
    await expect(told).to_have_count(1, timeout=SOON)
    await morning.picture("corrected", "telegram", changed, block="center")
    await morning.picture("corrected-whatsapp", "whatsapp", told)


async def _recalled(morning: Morning, id_: int) -> None:
    """Noa recalls the one with her words: all who were to have it have it, which she is told."""
    await morning.sight.write("whatsapp", f"recall {id_}")
    await morning.hears("whatsapp", _("Alert #{id} is recalled.", id=id_))
    await morning.hears(
        "whatsapp", n_("{count} message had left already.", "{count} messages had left already.", 2)
    )
    await expect(morning.card(id_)).to_contain_text(
        morning.pattern(_("Recalled by {name} at {time}.", name="", time="")), timeout=SOON
    )
    await morning.picture("recalled", "whatsapp")


async def _imported(morning: Morning, folder: Path) -> None:
    """Léa sends a table with a wrong line, sees which, says yes, and is handed the wrong lines."""
    table = folder / "people.csv"
    table.write_text(PEOPLE, "utf-8")
    phone = morning.sight.phone("telegram")
    await phone.get_by_test_id("attachment").set_input_files(table)
    look = await morning.hears(
        "telegram", n_("{count} person can be taken in.", "{count} people can be taken in.", 2)
    )
    await expect(look).to_contain_text(morning.say(_("a number without its country code")))
    await morning.picture("import", "telegram")
    await look.locator(".key").first.click()
    await morning.hears("telegram", n_("{count} person was taken in.", "{count} people were taken in.", 2))
    wrong = phone.locator(f'.row:has({BUBBLES}):has(a.file[href*="/files/"], a.file)')
    await expect(wrong.last).to_contain_text(".csv", timeout=SOON)


async def _figures(morning: Morning) -> None:
    """Léa asks how the day went, and sees it drawn."""
    drawn = morning.sight.phone("telegram").locator("img.picture.whole")
    before = await drawn.count()
    await morning.sight.ask("telegram", "/stats 1")
    await morning.hears(
        "telegram",
        _(
            "Joined: {joined}{how_joined}; left: {left}{how_left}",
            joined="",
            how_joined="",
            left="",
            how_left="",
        ),
    )
    if charts.available():
        await expect(drawn.nth(before)).to_be_visible(timeout=SOON)
    await morning.picture("stats", "telegram", block="start")
