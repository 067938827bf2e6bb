"""The page with the two phones, in a real browser, over the real program.

The README's picture is made by these tests:

    TOCSIN_PICTURE=docs/pictures/phones.png .venv/bin/python -m pytest -n 0 tests/test_page.py -k languages
"""

import os
import re
import shutil
import time
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, Request, Route, async_playwright, expect

from bot.sandbox import TELEGRAM_READER_ID
from tests.program import ROOT, running
from tests.sandbox.stand import Stand, standing

CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ALERTS = '[data-testid="bubble"][data-from="bot"]:has(a[href*="/newsroom/articles/"])'
REPLIES = '[data-testid="bubble"][data-from="bot"]:not(:has(a[href*="/newsroom/articles/"]))'
OWN = '[data-testid="bubble"][data-from="me"]'
SOON = 60_000.0  # milliseconds
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f00"
    "05fe02fe0d6a5d8e0000000049454e44ae426082"
)


@dataclass
class Sight:
    """A page that is looked at, and everything that a browser would complain of."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def phone(self, kind: str) -> Locator:
        return self.page.get_by_test_id(f"phone-{kind}")

    async def write(self, kind: str, text: str) -> None:
        await self.phone(kind).get_by_test_id("input").fill(text)
        await self.phone(kind).get_by_test_id("send").click()

    async def ask(self, kind: str, text: str) -> tuple[Locator, float]:
        """Write something; give back the reply, and the milliseconds it took to stand on the screen."""
        replies = self.phone(kind).locator(REPLIES)
        before = await replies.count()
        began = time.monotonic()
        await self.write(kind, text)
        reply = replies.nth(before)
        await expect(reply).to_be_visible(timeout=SOON)
        return reply, (time.monotonic() - began) * 1000


Open = Callable[..., Any]


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, without a window; a run that says it must be there fails without it."""
    path = shutil.which("chromium")
    if path is None:
        reason = "THE PAGE IS NOT TESTED: there is no chromium here; apt-get install chromium"
        if os.environ.get("TOCSIN_TEST_BROWSER") == "required":
            pytest.fail(reason)
        with warnings.catch_warnings():
            warnings.simplefilter("always")  # shown at the end of the run, and no error there
            warnings.warn(reason, stacklevel=1)
        pytest.skip(reason)
    expect.set_options(timeout=SOON)
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield started
        await started.close()


@asynccontextmanager
async def looking(browser: Browser, url: str, *, forgiven: str = "", **context: Any) -> AsyncIterator[Sight]:  # noqa: ANN401 -- the browser's own options
    """Look at the page; afterwards nothing but what is `forgiven` may have been complained of."""
    usual: dict[str, Any] = {"viewport": {"width": 1280, "height": 860}, "reduced_motion": "reduce"}
    window = await browser.new_context(**usual | {"timezone_id": "Asia/Jerusalem"} | context)
    sight = Sight(await window.new_page())

    def asked(request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(url).netloc:
            sight.faults.append(f"asked another origin: {request.url}")

    sight.page.on("request", asked)
    sight.page.on("pageerror", lambda error: sight.faults.append(f"threw {error}"))
    sight.page.on("console", lambda said: _note(sight, said.type, said.text))
    await sight.page.goto(url)
    yield sight
    await window.close()
    assert [fault for fault in sight.faults if not forgiven or not re.search(forgiven, fault)] == []


def _note(sight: Sight, kind: str, text: str) -> None:
    if kind in {"error", "warning"}:
        sight.faults.append(f"{kind}: {text}")


@pytest_asyncio.fixture
async def stand() -> AsyncIterator[Stand]:
    """A sandbox alone, whose readers have joined and whose bot is the test itself."""
    async with standing() as made:
        await made.post("/phones/telegram/text", text="/start")
        await made.post("/phones/whatsapp/text", text="START")
        yield made


# ---- over the real program -----------------------------------------------------------------------


async def test_the_two_phones_converse_with_the_program(
    browser: Browser, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with running(tmp_path, TOCSIN_SANDBOX_PUBLISH_EVERY="2") as program:
        async with looking(browser, program.url) as sight:
            for kind in ("telegram", "whatsapp"):
                await expect(sight.phone(kind).locator(ALERTS).first).to_be_visible(timeout=60_000)
            for kind in ("telegram", "whatsapp"):
                _reply, took = await sight.ask(kind, "/start")
                record_property(f"milliseconds to the reply on {kind}", round(took))
                print(f"/start on {kind} is answered in {took:.0f} ms")  # noqa: T201 -- a measurement
            await _alerts_go_on_arriving(sight)
            await _a_pressed_topic_changes_in_place(sight)
            await _a_number_answers_a_menu(sight)
            await _stop_is_confirmed_and_kept(sight)


async def _alerts_go_on_arriving(sight: Sight) -> None:
    for kind in ("telegram", "whatsapp"):
        alerts = sight.phone(kind).locator(ALERTS)
        await expect(alerts.nth(await alerts.count())).to_be_visible(timeout=SOON)


async def _a_pressed_topic_changes_in_place(sight: Sight) -> None:
    await sight.ask("telegram", "/topics")
    row = sight.phone("telegram").locator(".row:has(.keyboard)").last
    kept = sight.phone("telegram").locator(f'.row[data-id="{await row.get_attribute("data-id")}"]')
    key = kept.locator(".key").first
    replies = await sight.phone("telegram").locator(REPLIES).count()
    before = await key.inner_text()
    await key.click()
    await expect(key).not_to_have_text(before, timeout=SOON)
    toggled = await key.inner_text()
    assert before.startswith("✓")
    assert before.removeprefix("✓").strip() in toggled
    assert not toggled.startswith("✓")
    assert await sight.phone("telegram").locator(REPLIES).count() == replies
    await key.click()
    await expect(key).to_have_text(before, timeout=SOON)


async def _a_number_answers_a_menu(sight: Sight) -> None:
    await sight.ask("whatsapp", "MENU")
    first = sight.phone("whatsapp").get_by_test_id("list").last.locator(".pick bdi").first
    offered = (await first.text_content() or "").split()[-1]
    topics, _took = await sight.ask("whatsapp", "1")
    await expect(topics).to_contain_text(offered, ignore_case=True)
    await expect(first).to_have_text(re.compile("^✓"))
    await sight.ask("whatsapp", "1")
    await expect(first).not_to_have_text(re.compile("^✓"))


async def _stop_is_confirmed_and_kept(sight: Sight) -> None:
    confirmation, _took = await sight.ask("whatsapp", "STOP")
    await expect(confirmation).to_contain_text("START")
    await sight.page.wait_for_timeout(500)  # what was on its way already
    arrived = await sight.phone("whatsapp").locator(f"{ALERTS}, {REPLIES}").count()
    telegrams = sight.phone("telegram").locator(ALERTS)
    await expect(telegrams.nth(await telegrams.count() + 1)).to_be_visible(timeout=30_000)
    await sight.page.wait_for_timeout(500)
    assert await sight.phone("whatsapp").locator(f"{ALERTS}, {REPLIES}").count() == arrived


async def test_three_languages_stand_on_the_phones_each_in_its_direction(
    browser: Browser, tmp_path: Path
) -> None:
    picture = ROOT / (os.environ.get("TOCSIN_PICTURE") or tmp_path / "phones.png")
    with running(tmp_path, TOCSIN_SANDBOX_PUBLISH_EVERY="2") as program:
        async with looking(browser, program.url, device_scale_factor=1.25) as sight:
            for kind in ("telegram", "whatsapp"):
                await expect(sight.phone(kind).locator(ALERTS).nth(2)).to_be_visible(timeout=60_000)
            await _ask_for_the_newsletter(sight, program.url)
            if "TOCSIN_PICTURE" in os.environ:
                await _arrange(sight)
            picture.parent.mkdir(parents=True, exist_ok=True)
            await sight.page.screenshot(path=picture)
            for script, direction in (("Hebrew", "rtl"), ("Latin", "ltr")):
                words = sight.page.locator(f"{ALERTS} .words")
                letters = re.compile({"Hebrew": "[א-ת]{3}", "Latin": "^[^א-ת]+$"}[script])
                await expect(words.filter(has_text=letters).last).to_have_css(
                    "direction", direction, timeout=SOON
                )
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert 20_000 < picture.stat().st_size < 700_000


async def _ask_for_the_newsletter(sight: Sight, url: str) -> None:
    answer = await sight.page.request.post(
        f"{url}/join/email", form={"address": "maya@reader.example", "lang": "fr"}
    )
    assert answer.ok
    await expect(sight.page.locator(".letters li").first).to_be_visible(timeout=SOON)


ARRANGE = """() => {
  const spoken = (row) => {
    const text = row.innerText.replaceAll("Le Fil du Levant", "");
    return /[א-ת]{3}/.test(text) ? "he" : /\\b(les|des|une|du|dans)\\b/i.test(text) ? "fr" : "en";
  };
  const views = (kind) => {
    const log = document.querySelector(`[data-kind="${kind}"] .log`);
    const rows = [...log.querySelectorAll(".row")].reverse();
    return rows.map((last) => {
      const bottom = last.offsetTop + last.offsetHeight + 8;
      const top = bottom - log.clientHeight;
      const whole = rows.filter((row) => row.offsetTop >= top && row.offsetTop + row.offsetHeight <= bottom);
      const alerts = whole.filter((row) => row.querySelector('a[href*="/articles/"]'));
      const show = () => (log.scrollTop = top);
      return { show, buttons: whole.some((row) => row.querySelector(".keyboard")), says: alerts.map(spoken) };
    });
  };
  for (const one of views("telegram").filter(({ buttons, says }) => buttons && says.length)) {
    for (const other of views("whatsapp").filter(({ says }) => says.length > 1)) {
      if (new Set([...one.says, ...other.says]).size < 3) continue;
      one.show();
      other.show();
      return true;
    }
  }
  return false;
}"""
"""Scrolls both phones to where alerts in three languages and a reply with buttons stand whole."""


async def _arrange(sight: Sight) -> None:
    await sight.ask("telegram", "/pictures off")  # with them too few alerts stand on a screen at once
    await sight.ask("telegram", "/updates")
    telegrams = sight.phone("telegram").locator(ALERTS)
    await expect(telegrams.nth(await telegrams.count())).to_be_visible(timeout=SOON)
    until = time.monotonic() + 90
    while not await sight.page.evaluate(ARRANGE):
        assert time.monotonic() < until, "alerts in three languages and buttons never stood there at once"
        await sight.page.wait_for_timeout(200)
    await sight.page.wait_for_timeout(50)  # a frame or two


async def test_the_page_finds_the_program_again_after_a_restart(browser: Browser, tmp_path: Path) -> None:
    settings = {"TOCSIN_SANDBOX_PUBLISH_EVERY": "0"}
    with running(tmp_path, **settings) as program:
        port = str(urlsplit(program.url).port)
        window = looking(browser, program.url, forgiven="ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED")
        sight = await window.__aenter__()
        await expect(sight.page.locator("#link")).to_have_text("live")
    await expect(sight.page.locator("#link")).to_have_text("reconnecting", timeout=SOON)
    await sight.write("telegram", "/help")
    await expect(sight.phone("telegram").locator(".toast")).to_have_text("The sandbox does not answer.")
    assert await sight.phone("telegram").get_by_test_id("input").input_value() == "/help"
    with running(tmp_path, **settings, PORT=port):
        await expect(sight.page.locator("#link")).to_have_text("live", timeout=SOON)
        await sight.phone("telegram").get_by_test_id("send").click()
        await expect(sight.phone("telegram").locator(OWN).last).to_contain_text("/help", timeout=SOON)
        await expect(sight.phone("telegram").locator(REPLIES).last).to_contain_text("/topics", timeout=SOON)
        await window.__aexit__(None, None, None)


# ---- what messages may look like -----------------------------------------------------------------

HOSTILE = (
    "<script>window.hit = 1</script><img src=x onerror='window.hit = 2'><svg onload='window.hit = 3'></svg>"
    "<a href='javascript:window.hit = 4'>a</a><b onclick='window.hit = 5' style='position:fixed' id=log>b</b>"
    "<iframe srcdoc='<script>parent.hit = 6</script>'></iframe><style>* { display: none }</style>"
    "<a href='https://paper.example/1' onclick='window.hit = 7'>kept</a><form action=/x><input></form>"
)


async def test_nothing_but_a_messages_own_markup_gets_into_the_page(browser: Browser, stand: Stand) -> None:
    hostile = {"id": "1", "from": "bot", "html": HOSTILE, "text": HOSTILE, "at": "2026-11-23T10:00:00+00:00"}
    phone = {"name": HOSTILE, "account": "1", "blocked": False, "bubbles": [hostile]}

    async def give(route: Route) -> None:
        await route.fulfill(json={"telegram": phone, "whatsapp": phone | {"bubbles": []}})

    # without the policy, which would keep a script from running too: this is about what gets in
    async with looking(browser, stand.root, bypass_csp=True) as sight:
        await sight.page.route("**/sandbox/phones", give)
        await sight.page.reload()
        words = sight.phone("telegram").locator(".words").last
        await expect(words).to_contain_text("kept")
        inside = await words.evaluate(
            "(all) => [...all.querySelectorAll(':scope > :not(.meta, .unseen)')].map((one) => one.outerHTML)"
        )
        kept = '<a href="https://paper.example/1" target="_blank" rel="noopener">kept</a>'
        assert inside == ["<span>a</span>", "<b>b</b>", kept]
        assert await sight.page.evaluate("window.hit") is None
        await expect(sight.phone("telegram").locator(".caption")).to_contain_text("<script>")


async def test_a_picture_is_shown_and_a_broken_one_is_offered_as_a_file(
    browser: Browser, stand: Stand
) -> None:
    async with stand.bot() as bot, looking(browser, stand.root) as sight:
        await bot.send_photo(TELEGRAM_READER_ID, PNG, caption="A picture")
        await bot.send_photo(TELEGRAM_READER_ID, PNG[:20], caption="A file")
        bubbles = sight.phone("telegram").locator("[data-testid=bubble]")
        image = bubbles.filter(has_text="A picture").locator("img")
        await expect(image).to_have_js_property("naturalWidth", 1)
        await expect(bubbles.filter(has_text="A file").locator("a.file")).to_be_visible()


async def test_a_reply_quotes_what_it_answers_and_leads_there(browser: Browser, stand: Stand) -> None:
    async with looking(browser, stand.root) as sight:
        asked = await stand.send("Which way?\nThe <b>long</b> one, or " + "one that is rather shorter " * 9)
        quoting = {"message_id": asked["result"]["message_id"]}
        for number in range(20):
            await stand.send(f"Message {number}")
        await stand.send("That way.", reply_parameters=quoting)
        bubbles = sight.phone("telegram").locator("[data-testid=bubble]")
        first, quote = bubbles.filter(has_text="Which way?").first, bubbles.last.get_by_test_id("quote")
        await expect(quote.locator("strong")).to_have_text("Le Fil du Levant")
        await expect(quote.locator(".said")).to_contain_text("Which way? The <b>long</b> one, or")
        bar = await quote.evaluate(
            "(one) => [one.clientHeight, one.offsetWidth <= one.parentNode.clientWidth]"
        )
        assert bar[0] < 50  # two lines, however long what it quotes
        assert bar[1]
        await expect(first).not_to_be_in_viewport()
        await quote.click()
        await expect(first).to_be_in_viewport()


async def test_a_time_stands_at_the_end_of_its_last_line(browser: Browser, stand: Stand) -> None:
    async with looking(browser, stand.root) as sight:
        await stand.send("שלום לכם")
        await stand.send("שלום לכם\nThe Paper")
        rows = sight.phone("telegram").locator(".row[data-from=bot] .meta")
        await expect(rows).to_have_count(2)
        assert await rows.evaluate_all("(all) => all.map((one) => getComputedStyle(one).float)") == [
            "left",
            "right",
        ]


async def test_a_blocked_newsroom_and_a_closed_window_show_in_the_bar(browser: Browser, stand: Stand) -> None:
    async with looking(browser, stand.root) as sight:
        phone = sight.phone("whatsapp")
        about = phone.locator(".about")
        await phone.get_by_test_id("menu").click()
        await phone.get_by_role("menuitem", name="Close the 24 h window").click()
        await expect(about).to_contain_text("24 h window closed")
        await sight.page.reload()
        await expect(about).to_contain_text("24 h window closed")
        await phone.get_by_test_id("menu").click()
        await phone.get_by_role("menuitem", name="Block").click()
        await expect(about).to_contain_text("blocked")
        await expect(phone.get_by_test_id("input")).to_be_hidden()
        await phone.get_by_test_id("unblock").click()
        await sight.write("whatsapp", "hello")
        await expect(about).to_have_text("business account")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (360, 740), (800, 600), (1280, 720)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_fits_its_screen(
    browser: Browser, stand: Stand, width: int, height: int, scheme: str
) -> None:
    size = {"width": width, "height": height}
    for number in range(8):
        await stand.send(f"Message {number}: " + "https://paper.example/" + "a" * 90)
    async with looking(browser, stand.root, viewport=size, color_scheme=scheme) as sight:
        await expect(sight.phone("telegram").locator(REPLIES).last).to_be_in_viewport(ratio=1)
        await expect(sight.page.locator(".live")).to_be_in_viewport(ratio=1)
        html = "document.documentElement"
        beyond = f"[{html}.scrollWidth - innerWidth, {html}.scrollHeight - innerHeight]"
        assert await sight.page.evaluate(beyond) == [0, 0]
        if width < 800:
            await expect(sight.phone("whatsapp")).to_be_hidden()
            await sight.page.get_by_role("button", name="WhatsApp").click()
            await expect(sight.phone("whatsapp").locator(OWN).last).to_be_in_viewport()
