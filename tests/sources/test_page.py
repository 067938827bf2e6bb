import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import Invalid, SourceError
from bot.sources.client import Client
from bot.sources.page import PageReader, read_page
from tests.sources.serving import Answer

HTML = {"Content-Type": "text/html"}
PARAGRAPH = (
    "The harbour office said on Monday that the ferry will sail again once its engine has been tested. "
)


@pytest.fixture
def read(client: Client) -> PageReader:
    return PageReader(client)


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


def test_a_short_article_is_found_by_the_slower_reading() -> None:
    article = read_page(f"<html><body><div><p>{PARAGRAPH}</p></div></body></html>")
    assert article.body == PARAGRAPH.strip()
    assert (article.title, article.standfirst, article.language) == ("", "", "")


def test_a_long_article_is_read_once_and_keeps_its_paragraphs_apart() -> None:
    body = "".join(f"<p>{number}. {PARAGRAPH}</p>" for number in range(5))
    article = read_page(
        f"<html><head><title>Ferry</title></head><body><article>{body}</article></body></html>"
    )
    assert [line.split(".")[0] for line in article.body.split("\n")] == list("01234")


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
    code = "import sys, bot.sources.page; print('trafilatura' in sys.modules, 'lxml' in sys.modules)"
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert run.stdout.split() == ["False", "False"]


def test_what_leads_through_a_site_is_no_article() -> None:
    with pytest.raises(Invalid):
        read_page("<html><body><nav>Menu</nav><img src='x.png'><footer>Terms</footer></body></html>")


def test_no_break_spaces_stay_where_french_puts_them() -> None:
    sentence = (
        "Le festival «&nbsp;Un été sans clé\u00a0» ouvrira le 3 juillet, a annoncé la mairie de la ville."
    )
    page = f"<html lang=fr><body><article>{f'<p>{sentence}</p>' * 4}</article></body></html>"
    assert "«\u00a0Un été sans clé\u00a0»" in read_page(page).body
