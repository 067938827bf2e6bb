"""What letters look like: in Chromium, to axe-core, and to the tables of what mail programs show.

The pictures of docs/letter.md are made here:

    TOCSIN_PICTURES=docs/pictures .venv/bin/python -m pytest tests/channels/test_letter_look.py -k picture
"""

import json
import os
import shutil
import subprocess
import warnings
from pathlib import Path
from typing import Any, Final

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from bot.channels.email_words import word
from tests.channels import letters
from tests.test_page import browser as browser  # noqa: PLC0414 -- the fixture

HERE: Final = Path(__file__).parent / "mail_programs"
PACKAGES: Final = Path(".venv/mail_programs").absolute()

LETTERS: Final = {
    **{f"digest-{language}": (message, letters.HEAD) for language, message in letters.DIGESTS.items()},
    **{f"confirm-{language}": (message, letters.STRANGER) for language, message in letters.CONFIRM.items()},
    "correction": (letters.CORRECTION, letters.HEAD),
    "reply": (letters.REPLY, letters.HEAD),
}
HTML: Final = {name: word(message, head).html for name, (message, head) in LETTERS.items()}

DOES_WITHOUT: Final = {
    "@media": "the margins of a wide window, and light colours, remain",
    "<style> element": "the same",
    "<body> element": "the table within it has the colour as well",
    "color-scheme CSS property": "the program darkens the letter as it sees fit, or not",
    "color-scheme meta tag": "the same",
    "role attribute": "a screen reader that sees tables reads them in their order",
    "aria-label attribute": "the heading says what the letter is",
    "border-radius": "the button is square",
    "display:none": "the first words of the letter are the next headlines",
}
"""What some program lacks of a letter, and what there is in its place; nothing else may be lacking."""

DOUBTFUL: Final = frozenset(
    {
        *DOES_WITHOUT,
        *("align attribute", "background", "border", "dir attribute", "display", "font-size", "font-weight"),
        *("lang attribute", "line-height", "margin", "max-width", "padding", "text-align", "text-decoration"),
        "width attribute",
    }
)
"""What some program has in part only: each was looked at, and none of the parts that lack is used.

Of padding, Outlook for Windows has that of table cells, and the rest only makes links easier to hit.
"""


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """What the linters say of each letter."""
    if shutil.which("node") is None or not (PACKAGES / "node_modules").is_dir():
        reason = "LETTERS ARE NOT LINTED: make test installs what does it, where there are node and npm"
        if os.environ.get("TOCSIN_TEST_BROWSER") == "required":
            pytest.fail(reason)
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn(reason, stacklevel=1)
        pytest.skip(reason)
    command = ["node", str(HERE / "lint.mjs"), str(PACKAGES)]
    done = subprocess.run(command, input=json.dumps(HTML), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    reports: dict[str, Any] = json.loads(done.stdout)
    assert reports.keys() == HTML.keys()
    return reports


@pytest.mark.parametrize("name", LETTERS)
def test_no_program_lacks_what_the_letter_needs(told: dict[str, Any], name: str) -> None:
    lacking = [one for one in told[name]["errors"] if one["title"] not in DOES_WITHOUT]
    assert not lacking
    assert told[name]["errors"]  # or the tables were not there
    assert {one["title"] for one in told[name]["warnings"]} <= DOUBTFUL


@pytest.mark.parametrize("name", LETTERS)
def test_it_is_valid_html(told: dict[str, Any], name: str) -> None:
    assert told[name]["invalid"] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 800])
async def test_it_fits_and_can_be_read_by_everybody(browser: Browser, width: int, scheme: str) -> None:
    for name, html in HTML.items():
        look = await _opened(browser, html, width, scheme)
        assert await look.evaluate("document.documentElement.scrollWidth") <= width, name
        found = await Axe().run(look, options={"rules": LANDMARKS})
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        short = await look.evaluate(SHORT_TARGETS)
        assert short == [], f"{name}: {short}"
        await look.close()


LANDMARKS: Final = {rule: {"enabled": False} for rule in ("region", "landmark-one-main")}
"""What a page must have, and a letter that stands within a mail program's page must not."""

SHORT_TARGETS: Final = """() => [...document.querySelectorAll("a")]
    .filter((a) => getComputedStyle(a).display === "inline-block" && a.getBoundingClientRect().height < 40)
    .map((a) => a.textContent)"""


async def test_dark_is_dark_and_light_is_light(browser: Browser) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        look = await _opened(browser, HTML["digest-fr"], 800, scheme)
        grounds.append(
            await look.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor")
        )
        await look.close()
    assert grounds == ["rgb(255, 255, 255)", "rgb(27, 35, 32)"]


async def test_a_hebrew_letter_is_mirrored_and_a_french_story_in_it_is_not(browser: Browser) -> None:
    look = await _opened(browser, HTML["digest-he"], 800, "light")
    sides = await look.evaluate(
        "() => [...document.querySelectorAll('h2')].map((one) => getComputedStyle(one).textAlign)"
    )
    ways = await look.evaluate(
        "() => [...document.querySelectorAll('h2')].map((one) => getComputedStyle(one).direction)"
    )
    await look.close()
    assert ways == ["rtl", "rtl", "ltr", "rtl"]
    assert [side.removeprefix("-webkit-") for side in sides] == ["right", "right", "left", "right"]


async def test_it_asks_nobody_for_anything(browser: Browser) -> None:
    """Neither picture nor font nor pixel: nothing tells that the letter was opened."""
    look, asked = await browser.new_page(), []
    look.on("request", lambda request: asked.append(request.url))
    for html in HTML.values():
        await look.set_content(html, wait_until="networkidle")
    await look.close()
    assert asked == []


@pytest.mark.parametrize(("language", "width", "scheme"), [("fr", 800, "light"), ("he", 390, "dark")])
async def test_a_picture_of_it_can_be_had(
    browser: Browser, tmp_path: Path, language: str, width: int, scheme: str
) -> None:
    picture = Path(os.environ.get("TOCSIN_PICTURES") or tmp_path) / f"letter-{language}.png"
    look = await _opened(browser, HTML[f"digest-{language}"], width, scheme)
    await look.screenshot(path=picture, full_page=True)
    await look.close()
    assert picture.read_bytes().startswith(b"\x89PNG")


async def _opened(browser: Browser, html: str, width: int, scheme: str) -> Page:
    look = await browser.new_page(
        viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    await look.set_content(html)
    return look
