"""Every screen of a reader on both phones of the page, in each of three languages, over the real program.

Pictures are kept where TOCSIN_PICTURES names a folder: one of each screen.
"""

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser

from bot.commands import COMMANDS
from bot.commands.words import word_for
from bot.model import Role
from bot.texts import _, language_name, say
from tests.program import running
from tests.test_page import Sight, browser, looking

__all__ = ["browser"]

TOLD_ELSEWHERE = frozenset({"start", "stop", "language", "forget"})
SCREENS = [
    name for name, command in COMMANDS.items() if command.ROLE is Role.READER and name not in TOLD_ELSEWHERE
]
ENGLISH = re.compile(r"\b(?:the|your|you|alerts|write|with|come|which|them)\b", re.IGNORECASE)


@pytest.mark.parametrize("language", ["fr", "he"])
async def test_every_screen_of_a_reader_stands_on_both_phones_in_one_language(
    browser: Browser, tmp_path: Path, language: str
) -> None:
    settings = {"TOCSIN_SANDBOX_PUBLISH_EVERY": "0", "TOCSIN_SANDBOX_TAPS_START": "false"}
    with running(tmp_path, **settings) as program:
        async with looking(browser, program.url) as sight:
            for kind in ("telegram", "whatsapp"):
                await sight.ask(kind, "START")
                await sight.ask(kind, f"{word_for('language', 'en')} {language_name(language)}")
            for number, name in enumerate([*SCREENS, "forget", "stop"]):
                await _shown(sight, name, language, number, tmp_path)


async def _shown(sight: Sight, name: str, language: str, number: int, folder: Path) -> None:
    for kind in ("telegram", "whatsapp"):
        written = f"/{name}" if kind == "telegram" else word_for(name, language)
        reply, _took = await sight.ask(kind, written)
        words = await reply.inner_text()
        assert words.strip()
        assert not ENGLISH.search(re.sub(r"/\w+( \w+)*|Newsroom|https?\S+", "", words)), (name, words)
        if language == "he":
            assert re.search(r"[\u05d0-\u05ea]", words), (name, words)
    where = os.environ.get("TOCSIN_PICTURES")
    if where:
        await sight.page.wait_for_timeout(250)
        await sight.page.screenshot(path=Path(where) / f"{language}-{number:02}-{name}.png")


def test_all_screens_are_walked() -> None:
    assert {"settings", "quiet", "digest", "mydata", "link", "places", "reading"} <= set(SCREENS)
    assert say(_("Settings"), "fr") == "Réglages"
