"""The join page over HTTP, and in a real browser: who may use it, in which language, with which links."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser

from bot.newsroom import Newsroom, NewsroomFile
from bot.web import Codes, JoinPage
from bot.web.cover import cover
from tests.test_page import browser as browser  # noqa: PLC0414 -- the fixture

LINKS = {"telegram": "https://t.me/tocsin_bot?start=", "whatsapp": "https://wa.me/14155238886?text=START%20"}
Client = TestClient[web.Request, web.Application]


def a_newsroom(**more: Any) -> Newsroom:  # noqa: ANN401 -- what the file takes
    topics = [
        {"id": "israel", "names": {"fr": "Israël", "he": "ישראל"}},
        {"id": "culture", "names": {"fr": "Culture <b>&", "he": "תרבות"}},
    ]
    about = {"name": "Le Fil <i>", "languages": ["fr", "he", "en"]} | more
    return Newsroom(NewsroomFile.model_validate({"newsroom": about, "topic": topics}))


@asynccontextmanager
async def serving(*channels: str, newsroom: Newsroom | None = None) -> AsyncIterator[Client]:
    codes, app = Codes(), web.Application()
    app.on_response_prepare.append(cover)
    page = JoinPage(newsroom or a_newsroom(), "https://fil.example/", patience=0.2)
    codes.open(lambda channel, payload: LINKS.get(channel, "") + payload)
    if channels:
        page.open(lambda channel, payload: LINKS[channel] + payload, channels)
    codes.add_to(app)
    page.add_to(app)
    async with TestClient(TestServer(app)) as client:
        yield client


async def shown(client: Client, path: str, accepts: str = "") -> str:
    answer = await client.get(path, headers={"Accept-Language": accepts})
    assert answer.status == 200
    return await answer.text()


async def test_links_carry_the_topic_the_campaign_and_the_language_of_the_page() -> None:
    async with serving("telegram", "whatsapp") as client:
        text = await shown(client, "/join?lang=he&campaign=radio")
        for topic in ("", "israel", "culture"):
            assert f'?start={topic}_radio_he"' in text
            assert f'?text=START%20{topic}_radio_he"' in text
        for code in re.findall(r'src="(/qr/[^"]+)"', text):
            assert "_qr-radio_he.png" in code
            assert (await client.get(code)).status == 200


@pytest.mark.parametrize(
    ("accepts", "language", "direction"),
    [
        ("he-IL,he;q=0.9,en;q=0.8", "he", "rtl"),
        ("iw", "he", "rtl"),
        ("ja, en-US;q=0.7", "en", "ltr"),
        ("ja", "fr", "ltr"),
        ("", "fr", "ltr"),
        (";;,,=,q", "fr", "ltr"),
    ],
)
async def test_the_page_speaks_as_the_browser_asks_or_else_as_the_newsroom_does(
    accepts: str, language: str, direction: str
) -> None:
    async with serving("telegram") as client:
        assert f'<html lang="{language}" dir="{direction}">' in await shown(client, "/join", accepts)
        assert '<html lang="fr"' in await shown(client, "/join?lang=fr", accepts)
        assert f'<html lang="{language}"' in await shown(client, "/join?lang=xx", accepts)


async def test_nothing_that_the_newsroom_or_a_stranger_wrote_becomes_html() -> None:
    async with serving("telegram") as client:
        text = await shown(client, "/join?lang=fr&campaign=%22%3E%3Cscript%3E")
        assert "Le Fil &lt;i&gt;" in text
        assert "Culture &lt;b&gt;&amp;" in text
        assert "<script" not in text
        assert "<script" not in await shown(client, "/join/snippet?lang=fr&campaign=%22%3E%3Cscript%3E")


async def test_there_is_no_script_no_tracker_and_no_other_origin() -> None:
    async with serving("telegram", "whatsapp") as client:
        answer = await client.get("/join")
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        loaded = re.findall(r'(?:src|<link rel="(?:stylesheet|icon)" href)="([^"]+)"', await answer.text())
        assert loaded
        assert all(address.startswith("/") for address in loaded)
        for address in loaded:
            assert (await client.get(address)).status == 200


async def test_before_the_channels_are_known_it_says_to_try_again() -> None:
    async with serving() as client:
        answer = await client.get("/join?lang=fr")
        assert answer.status == 503
        assert "Réessayez" in await answer.text()


async def test_the_button_may_stand_in_anybodys_frame_and_leads_to_the_page() -> None:
    async with serving("telegram") as client:
        answer = await client.get("/join/button?lang=he")
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
        assert 'href="https://fil.example/join?lang=he&amp;campaign=site"' in await answer.text()


async def test_the_snippet_is_html_to_copy() -> None:
    async with serving("telegram") as client:
        text = await shown(client, "/join/snippet?lang=fr&campaign=accueil")
        assert "&lt;a href=&#34;https://fil.example/join?lang=fr&amp;amp;campaign=accueil&#34;" in text
        assert (
            "&lt;iframe src=&#34;https://fil.example/join/button?lang=fr&amp;amp;campaign=accueil&#34;"
            in text
        )


async def test_a_newsroom_of_one_topic_offers_no_choice_of_topics() -> None:
    file = {"newsroom": {"name": "Le Fil", "languages": ["fr"]}, "topic": [{"id": "a", "names": {"fr": "A"}}]}
    async with serving("telegram", newsroom=Newsroom(NewsroomFile.model_validate(file))) as client:
        text = await shown(client, "/join")
        assert "topics" not in text
        assert "<footer>" not in text


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("fr", 360, "light"), ("he", 360, "dark"), ("fr", 1280, "dark"), ("he", 1280, "light")],
)
async def test_everybody_can_use_it(browser: Browser, language: str, width: int, scheme: str) -> None:
    """No violation in axe-core, codes open; and nothing sticks out of a small phone."""
    async with serving("telegram", "whatsapp") as client:
        for path in ("/join", "/join/snippet", "/join/button"):
            look = await browser.new_page(
                viewport={"width": width, "height": 800},
                color_scheme="dark" if scheme == "dark" else "light",
            )
            await look.goto(str(client.make_url(f"{path}?lang={language}")))
            for summary in await look.locator("summary").all():
                await summary.click()
            found = await Axe().run(look)
            assert found.violations_count == 0, found.generate_report()
            wide = await look.evaluate("document.documentElement.scrollWidth")
            assert wide <= width
            await look.close()
