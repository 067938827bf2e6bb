"""From the join page to the first alert, on each phone, with nothing but what the page says."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, TimeoutError, expect  # noqa: A004 -- its own

from tests.program import running
from tests.test_page import ALERTS, REPLIES, SOON, Sight, browser, looking

__all__ = ["browser"]

PRESSED_AGAIN = 4_000  # milliseconds: the browser passes over a press in a frame that has only just come
PRESSES = 8
ALERT_SOON = 60_000  # milliseconds: the demo newsroom publishes every three seconds


@pytest.mark.parametrize(("phone", "name"), [("telegram", "Telegram"), ("whatsapp", "WhatsApp")])
async def test_a_person_gets_from_the_page_to_the_first_alert(
    browser: Browser,
    tmp_path: Path,
    phone: str,
    name: str,
) -> None:
    settings = {"TOCSIN_SANDBOX_PUBLISH_EVERY": "3", "TOCSIN_SANDBOX_TAPS_START": "false"}
    with running(tmp_path, **settings) as program:
        async with looking(browser, f"{program.url}/join?lang=he&campaign=site") as sight:
            await sight.page.get_by_role("link", name=name, exact=True).first.click()
            await expect(sight.page).to_have_url(re.compile(rf"/\?phone={phone}"))
            await _sends_what_is_typed(sight, phone)
            reply = sight.phone(phone).locator(REPLIES).first
            await expect(reply).to_contain_text("ברוכים הבאים", timeout=SOON)
            await expect(sight.phone(phone).locator(ALERTS).first).to_be_visible(timeout=ALERT_SOON)


async def _sends_what_is_typed(sight: Sight, phone: str) -> None:
    field = sight.phone(phone).locator("textarea")
    await expect(field).to_have_value(re.compile("__he|_site_he"))
    await field.press("Enter")


async def test_a_person_gets_from_the_page_to_the_first_newsletter(browser: Browser, tmp_path: Path) -> None:
    with running(tmp_path, TOCSIN_SANDBOX_PUBLISH_EVERY="3") as program:
        async with looking(browser, f"{program.url}/") as sight:
            # something has been told by then, on the phones of the two who join by themselves
            await expect(sight.phone("telegram").locator(ALERTS).first).to_be_visible(timeout=ALERT_SOON)
            box = sight.page.get_by_test_id("mailbox")
            address = await box.locator(".about").inner_text()
            join = await _opened(sight, box.get_by_test_id("join"))
            await join.locator("input[type=email]").fill(address)
            await join.locator("form.fields button").click()
            await _letter(box, 0).click()
            letter = box.frame_locator("iframe")
            confirm = await _opened(sight, letter.locator(f'a[href*="{program.url}"]').first)
            await confirm.locator("form button").click()
            await box.get_by_test_id("shut").click()
            await expect(box.get_by_test_id("letter")).to_have_count(2, timeout=ALERT_SOON)
            await _letter(box, 0).click()
            story = letter.locator('a[href*="/newsroom/articles/"]').first
            await expect(story).to_be_visible(timeout=SOON)


async def _opened(sight: Sight, link: Locator) -> Page:
    """Follow a link that opens a window of its own, and press again where none comes, as a person does."""
    await expect(link).to_be_visible(timeout=SOON)
    for _ in range(PRESSES):
        with suppress(TimeoutError):
            async with sight.page.context.expect_page(timeout=PRESSED_AGAIN) as opening:
                await link.click()
            page = await opening.value
            await page.wait_for_load_state()
            return page
    raise AssertionError(f"{link} opens nothing")


def _letter(box: Locator, place: int) -> Locator:
    return box.get_by_test_id("letter").nth(place)
