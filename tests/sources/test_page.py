import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from aiohttp import web

from bot.errors import Invalid, SourceError, Unavailable
from bot.sources.client import Client
from bot.sources.page import PageReader
from bot.sources.pool import Pool
from bot.sources.spacing import Spacing
from bot.sources.worker import Limits
from tests.sources.serving import Answer, Serve
from tests.sources.site import Site

HTML = {"Content-Type": "text/html"}


@pytest.fixture
def read(client: Client, pool: Pool) -> PageReader:
    return PageReader(client, pool, Spacing(0))


async def test_a_page_gives_its_article_without_the_furniture(
    read: PageReader, answer: Answer, feeds: Path
) -> None:
    url = await answer((feeds / "page.html").read_bytes(), headers=HTML)
    article = await read(url)
    assert article.title == "Grève au port"
    assert article.standfirst == "Les dockers arrêtent le travail jusqu’à jeudi."
    assert article.language == "fr"
    assert article.url == url
    paragraphs = article.body.split("\n")
    assert len(paragraphs) == 3
    assert paragraphs[0].startswith("Les dockers du port ont arrêté")
    assert paragraphs[2].endswith("dont deux chargés de blé.")
    for furniture in ("Accueil", "Mentions", "cookie", "<"):
        assert furniture not in article.body


async def test_a_page_in_an_old_encoding_is_read_right(read: PageReader, answer: Answer, feeds: Path) -> None:
    text = (feeds / "page.html").read_text("utf-8").replace('<meta charset="utf-8">', "").replace("’", "'")
    body = text.encode("windows-1252")
    article = await read(await answer(body, headers={"Content-Type": "text/html; charset=windows-1252"}))
    assert article.title == "Grève au port"
    assert "« Nous reprendrons jeudi" in article.body


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        (b"", "text/html", "no text|no article"),
        (b"", "", "is empty"),
        (b"%PDF-1.7 ...", "application/pdf", "is no web page"),
        (b'{"a": 1}', "application/json", "is no web page"),
        (b"<html><body></body></html>", "text/html", "no article|no text"),
        (b"<html><body><script>app()</script><div id=root></div></body></html>", "text/html", "no article"),
        (b"\x00\x01\x02", "text/html", "no article|no text"),
    ],
)
async def test_a_page_without_an_article_is_invalid(
    read: PageReader, answer: Answer, body: bytes, content_type: str, words: str
) -> None:
    with pytest.raises(Invalid, match=words):
        await read(await answer(body, headers={"Content-Type": content_type} if content_type else {}))


async def test_a_missing_page_raises_a_source_error(read: PageReader, answer: Answer) -> None:
    with pytest.raises(SourceError, match="404"):
        await read(await answer(status=404))


def test_nothing_heavy_is_loaded_before_a_page_is_read() -> None:
    said = "'trafilatura' in sys.modules, 'lxml' in sys.modules"
    code = f"import sys, bot.sources.page, bot.sources.discovery; print({said})"
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert run.stdout.split() == ["False", "False"]


# ---- manners -------------------------------------------------------------------------------------

TEXT = (
    "<p>" + "The harbour office said on Monday that the ferry will sail again once its engine is well. " * 9
)


def article_page(head: str = "") -> str:
    return f"<html lang=en><head><title>The ferry sails again</title>{head}</head><body><article>{TEXT}"


async def test_the_robots_txt_is_asked_for_once_and_obeyed(read: PageReader, serve: Serve) -> None:
    robots = b"User-agent: *\nDisallow: /private\n"
    site = await Site({"/robots.txt": robots, "/a": article_page(), "/private/b": article_page()}).open(serve)
    assert (await read(f"{site.url}a")).body.startswith("The harbour office")
    with pytest.raises(Invalid, match="asks robots not to read"):
        await read(f"{site.url}private/b")
    assert site.asked == ["/robots.txt", "/a"]


async def test_pages_of_one_host_keep_their_distance(client: Client, pool: Pool, serve: Serve) -> None:
    site = await Site({"/a": article_page(), "/b": article_page()}).open(serve)
    read = PageReader(client, pool, Spacing(0.3))
    began = asyncio.get_running_loop().time()
    await asyncio.gather(read(f"{site.url}a"), read(f"{site.url}b"))
    assert asyncio.get_running_loop().time() - began >= 0.3


async def test_a_page_whose_turn_is_far_off_is_not_waited_for(
    client: Client, pool: Pool, serve: Serve
) -> None:
    site = await Site({"/a": article_page()}).open(serve)
    read = PageReader(client, pool, Spacing(60))
    await read(f"{site.url}a")
    with pytest.raises(Unavailable, match="too many pages"):
        await read(f"{site.url}a")


async def test_a_page_that_takes_too_long_is_given_up(client: Client, pool: Pool, serve: Serve) -> None:
    async def drip(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(3)
        return web.Response()

    with pytest.raises(Unavailable, match=r"did not give its page within 0\.2 seconds"):
        await PageReader(client, pool, Spacing(0), seconds=0.2)(await serve(drip))


async def test_a_page_that_leads_to_the_front_page_is_missing(read: PageReader, serve: Serve) -> None:
    site = await Site({"/old": web.HTTPFound("/"), "/": article_page()}).open(serve)
    with pytest.raises(Invalid, match="not there"):
        await read(f"{site.url}old")
    assert (await read(site.url)).title == "The ferry sails again"


async def test_a_hostile_page_is_given_up_and_the_next_one_is_read(answer: Answer, serve: Serve) -> None:
    client = Client("Tocsin/test", allow_private=True, timeout=20)
    pool = Pool(Limits(cpu=2, wall=6.0), most=1)
    read = PageReader(client, pool, Spacing(0), seconds=40)
    deep = b"<html><body>" + b"<div>" * 200_000 + b"x"
    many = b"<html><body>" + b"<p>a<b>b</b>" * 100_000
    try:
        for body in (deep, many):
            with pytest.raises(Invalid):
                await read(await answer(body, headers=HTML))
        with pytest.raises(Invalid, match="sends more than"):
            await read(await answer(b"<html><body><p>" + b"x" * 9_000_000, headers=HTML))
        site = await Site({"/a": article_page()}).open(serve)
        assert (await read(f"{site.url}a")).title == "The ferry sails again"
    finally:
        await pool.close()
        await client.close()
