"""Reads an article's page: its text without the furniture around it."""

import asyncio
from typing import TYPE_CHECKING, Final

from bot.errors import Invalid
from bot.model import Article
from bot.sources.charset import decode
from bot.sources.client import Client
from bot.sources.parsing import LONGEST_TEXT, LONGEST_TITLE, clean, normal_language
from bot.sources.webpage import is_web_page
from bot.texts import _

if TYPE_CHECKING:
    from lxml.html import HtmlElement

ACCEPT: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
SHORT: Final = 250  # characters below which the slower, more thorough reading is tried too

# The signs that printers write for these spaces: no article holds them, and nothing takes them for spaces.
_MARKS: Final = {0x00A0: "\u237d", 0x202F: "\u2423"}
_UNMARKED: Final = {ord(mark): chr(space) for space, mark in _MARKS.items()}


class PageReader:
    """Fetches a page through a client and takes its article out; satisfies `bot.ports.Read`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def __call__(self, url: str) -> Article:
        """Read the article at `url`; its body has one paragraph a line."""
        answer = await self._client.get(url, {"Accept": ACCEPT})
        content_type = answer.headers.get("content-type", "")
        if not is_web_page(answer.body, content_type):
            raise Invalid(_("this is no web page") if answer.body.strip() else _("this page is empty"))
        # In a thread: it takes tens of milliseconds, and far more the first time, when it is loaded.
        return await asyncio.to_thread(read_page, decode(answer.body, content_type), answer.url)


def read_page(html: str, url: str = "") -> Article:
    """Take the article out of a page's HTML; raises Invalid where there is no text in it."""
    # Here, not above: 35 MB and 0.7 s that a newsroom whose feeds carry the text never needs.
    from lxml.html import tostring  # noqa: PLC0415 - see the line above
    from trafilatura.metadata import extract_metadata  # noqa: PLC0415 - see the line above
    from trafilatura.utils import load_html  # noqa: PLC0415 - the same

    tree: HtmlElement | None = load_html(html)
    if tree is None:
        raise Invalid(_("this page holds no text"))
    known = extract_metadata(tree)
    title = clean(known.title or "", LONGEST_TITLE)
    headings = {title, *(clean(one.text_content(), LONGEST_TITLE) for one in tree.iter("h1"))}
    for furniture in [*tree.iter("nav", "footer")]:  # in a page without an article it would pass for one
        furniture.drop_tree()
    body = _without_heading(_restored(_main_text(_marked(tostring(tree, encoding="unicode")))), headings)
    if not body:
        raise Invalid(_("no article was found in this page"))
    return Article(
        title=title,
        body=body,
        standfirst=clean(known.description or "", LONGEST_TEXT),
        language=normal_language(tree.get("lang") or known.language or ""),
        url=url,
    )


def _marked(html: str) -> str:
    """Put marks for no-break spaces: the extraction would make plain ones of them, and « break » lines."""
    return html.translate(_MARKS)


def _restored(text: str) -> str:
    return text.translate(_UNMARKED)


def _main_text(html: str) -> str:
    from trafilatura import bare_extraction  # noqa: PLC0415 - loaded only when a page is read

    text = ""
    for fast in (True, False):
        found = bare_extraction(html, fast=fast, include_comments=False, include_tables=False)
        text = max(text, getattr(found, "text", None) or "", key=len)
        if len(text) >= SHORT:
            break
    return clean(text, LONGEST_TEXT)


def _without_heading(text: str, headings: set[str]) -> str:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return "\n".join(lines[1:] if lines and lines[0] in headings else lines)
