"""Pictures on both phones of the page, over the real program: wanted, not wanted, and dead.

Pictures of the page are kept where TOCSIN_PICTURES names a folder.
"""

import asyncio
import os
import re
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp
from playwright.async_api import Browser, Locator, expect

from tests.program import running
from tests.test_page import ALERTS, SOON, Sight, browser, looking

__all__ = ["browser"]

LOADED = (
    "(image) => image.complete && image.naturalWidth === 640 && image.getBoundingClientRect().height > 80"
)


async def test_pictures_come_where_they_are_wanted_and_never_cost_an_alert(
    browser: Browser, tmp_path: Path
) -> None:
    with running(tmp_path, TOCSIN_SANDBOX_PUBLISH_EVERY="1.5") as program:
        async with looking(browser, program.url, device_scale_factor=1.25) as sight:
            telegram, whatsapp = (sight.phone(kind).locator(ALERTS) for kind in ("telegram", "whatsapp"))
            await _seen(telegram.locator(".picture").first)
            await expect(whatsapp.first).to_be_visible(timeout=SOON)
            await expect(whatsapp.locator(".picture")).to_have_count(0)
            await _kept(sight, tmp_path, "pictures_usual")
            await sight.ask("whatsapp", "photos oui")
            await _seen(whatsapp.locator(".picture").first)
            await _kept(sight, tmp_path, "pictures_on_both")
            await sight.ask("telegram", "/pictures off")
            await _stays(telegram.locator(".picture"), telegram)
            for kind in ("picture_404", "picture_gif", "picture_huge"):
                await _order(program.url, {"service": "pictures", "kind": kind, "times": 2})
            more = len(await _articles(program.url, "whatsapp")) + 8
            await _got(program.url, lambda got: len(got) >= more)
            told = await _articles(program.url, "telegram")
            got = await _got(program.url, lambda got: set(told) <= set(got))
            await _kept(sight, tmp_path, "pictures_dead")
    assert max(Counter(got).values()) == 1
    assert _refused(tmp_path) == {"error 63019": 2, "error 63021": 2, "error 63034": 2}


def _refused(folder: Path) -> Counter[str]:
    with closing(sqlite3.connect(folder / "program.db")) as database:
        return Counter(error for (error,) in database.execute("SELECT error FROM picture_refusal"))


async def _seen(picture: Locator) -> None:
    await expect(picture).to_be_visible(timeout=SOON)
    async with asyncio.timeout(SOON / 1000):
        while True:
            if await picture.evaluate(LOADED):
                return
            await picture.page.wait_for_timeout(50)


async def _stays(pictures: Locator, alerts: Locator) -> None:
    """Let two more alerts come, and no more pictures."""
    shown, came = await pictures.count(), await alerts.count()
    await expect(alerts.nth(came + 1)).to_be_visible(timeout=SOON)
    assert await pictures.count() == shown


async def _order(url: str, fault: dict[str, object]) -> None:
    async with aiohttp.ClientSession() as http, http.post(f"{url}/sandbox/faults", json=fault) as answer:
        assert answer.ok, await answer.text()


async def _got(url: str, enough: Callable[[list[str]], bool]) -> list[str]:
    """Wait until enough alerts have reached the WhatsApp phone; list the articles that all on it lead to."""
    async with asyncio.timeout(60):
        while True:
            found = await _articles(url, "whatsapp")
            if enough(found):
                return found
            await asyncio.sleep(0.2)


async def _articles(url: str, phone: str) -> list[str]:
    async with aiohttp.ClientSession() as http, http.get(f"{url}/sandbox/phones") as answer:
        bubbles: list[dict[str, Any]] = (await answer.json())[phone]["bubbles"]
    shown = [one["html"] for one in bubbles if one["from"] == "bot"]
    return [found[1] for html in shown if (found := re.search(r"/newsroom/articles/(\d+)", html))]


async def _kept(sight: Sight, folder: Path, name: str) -> None:
    await sight.page.wait_for_timeout(300)  # a few frames
    where = Path(os.environ.get("TOCSIN_PICTURES") or folder)
    await sight.page.screenshot(path=where / f"{name}.png")
