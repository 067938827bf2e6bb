"""From the join page to the first alert, on each phone, with nothing but what the page says."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.program import running
from tests.test_page import ALERTS, REPLIES, SOON, Sight, browser, looking

__all__ = ["browser"]

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
