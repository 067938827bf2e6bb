"""An owner who has one phone alone: who reads us, a segment, an alert for it, a ban, the figures.

Over the real program, on each of the page's phones; pictures are kept where TOCSIN_PICTURES names a folder.
"""

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.program import running
from tests.test_page import ALERTS, REPLIES, SOON, Sight, browser, looking
from tests.walk.test_choices import OWNERS

__all__ = ["browser"]

OTHER = {"telegram": "whatsapp", "whatsapp": "telegram"}


@pytest.mark.parametrize("kind", ["telegram", "whatsapp"])
async def test_readers_are_found_chosen_barred_and_counted_from_one_phone(
    browser: Browser, tmp_path: Path, kind: str
) -> None:
    slash = "/" if kind == "telegram" else ""
    settings = {"TOCSIN_SANDBOX_PUBLISH_EVERY": "0", "TOCSIN_OWNER": OWNERS[kind], "TOCSIN_DESK_GRACE": "0"}
    with running(tmp_path, **settings) as program:
        async with looking(browser, program.url) as sight:
            other = OTHER[kind]
            await sight.ask(other, "START")
            await sight.ask(kind, f"{slash}language English")
            await sight.write(kind, f"{slash}subscribers")
            listed = sight.phone(kind).locator(REPLIES).filter(has_text="the newest first").last
            await expect(listed).to_be_visible(timeout=SOON)
            shown = await listed.inner_text()
            numbers = re.findall(r"#(\d+)", shown)
            theirs = next(
                number for number, line in zip(numbers, _lines(shown), strict=True) if other in line.lower()
            )
            card = await _asked(sight, kind, f"{slash}subscribers #{theirs}")
            assert "was shown" in card
            assert "…" in card
            await _kept(sight, f"people_{kind}_card")
            saved = await _asked(sight, kind, f"{slash}segment others channel={other}")
            assert "1 reader is in it" in saved
            before = await sight.phone(kind).locator(ALERTS).count()
            await sight.write(kind, f"{slash}alert @others The bridge is closed")
            phone = sight.phone(kind)
            await expect(phone.get_by_text("Only to")).to_be_visible(timeout=SOON)
            await _kept(sight, f"people_{kind}_alert")
            if kind == "telegram":
                await phone.get_by_role("button", name="Send", exact=True).first.click()
            else:  # four choices are a list there; the number of one will do
                await sight.write(kind, "1")
            await expect(phone.get_by_text("On its way")).to_be_visible(timeout=SOON)
            there = sight.phone(other).get_by_text("The bridge is closed")
            await expect(there.first).to_be_visible(timeout=SOON)
            assert await sight.phone(kind).locator(ALERTS).count() <= before + 1  # the preview
            barred = await _asked(sight, kind, f"{slash}ban {theirs} yes")
            assert "banned" in barred
            replies = await sight.phone(other).locator(REPLIES).count()
            await sight.write(other, "MENU")
            coming = phone.get_by_text(re.compile("Busiest hour"))
            await sight.write(kind, f"{slash}stats 1")
            await expect(coming.last).to_be_visible(timeout=SOON)
            figures = await coming.last.inner_text()
            assert "1 alert" in figures or "alerts" in figures
            await _kept(sight, f"people_{kind}_stats")
            assert await sight.phone(other).locator(REPLIES).count() == replies  # its words were not answered
            await sight.ask(other, "STOP")


def _lines(shown: str) -> list[str]:
    return [line for line in shown.splitlines() if re.match(r"[\u2066-\u2069\s]*#\d+ ", line)]


async def _asked(sight: Sight, kind: str, words: str) -> str:
    reply, _took = await sight.ask(kind, words)
    return await reply.inner_text()


async def _kept(sight: Sight, name: str) -> None:
    where = os.environ.get("TOCSIN_PICTURES")
    if where:
        await sight.page.wait_for_timeout(250)
        await sight.page.screenshot(path=Path(where) / f"{name}.png")
