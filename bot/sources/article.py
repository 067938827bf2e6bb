"""A page's HTML in, its article out. Meant to run in a worker, which has the limits."""

import re
from typing import TYPE_CHECKING, Final

from bot.errors import Invalid
from bot.model import Article
from bot.sources.charset import decode
from bot.sources.jsonld import MOST_SCRIPTS, LinkedData, article_in
from bot.sources.picture import whole_picture
from bot.sources.wall import wall_of
from bot.sources.words import LONGEST_TEXT, clean, clean_title, normal_language
from bot.texts import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.html import HtmlElement

SHORT: Final = 250  # characters below which the slower, more thorough reading is tried too
WHOLE: Final = 1_500  # characters of text from which on no wall stands before it
MOST_BYTES: Final = 2 * 1024 * 1024  # of a page; what stands behind is no article's
MOST_TAGS: Final = 50_000  # of a page; reading takes time with the square of them

# The signs that printers write for these spaces: no article holds them, and nothing takes them for spaces.
_MARKS: Final = {0x00A0: "\u237d", 0x202F: "\u2423"}
_UNMARKED: Final = {ord(mark): chr(space) for space, mark in _MARKS.items()}

# What stands where a text that is sold breaks off.
_TEASER: Final = re.compile(
    r"réservé aux? abonnés?|il vous reste .{0,30} (?:de cet article )?à lire|abonnez-vous pour lire"
    r"|subscribe to (?:continue|read)|for subscribers|already a subscriber"
    r"|למנויים בלבד|להמשך קריאה .{0,20}מנוי|هذا المحتوى للمشتركين|للمشتركين فقط",
    re.IGNORECASE,
)


def read_body(body: bytes, content_type: str = "", url: str = "") -> Article:
    """Take the article out of a page as its server sent it; raises Invalid where there is none."""
    return read_page(decode(body[:MOST_BYTES], content_type), url)


def read_page(html: str, url: str = "") -> Article:
    """Take the article out of a page's HTML; raises Invalid where there is no text in it.

    Of a page whose text is sold only what search engines are shown is taken: its title, its
    description, its picture.
    """
    # Here, not above: 35 MB and 0.7 s that a newsroom whose feeds carry the text never needs.
    from trafilatura.metadata import extract_metadata  # noqa: PLC0415 - see the line above
    from trafilatura.utils import load_html  # noqa: PLC0415 - the same

    tree: HtmlElement | None = load_html(html)
    if tree is None:
        raise Invalid(_("this page holds no text"))
    if sum(1 for _one in tree.iter()) > MOST_TAGS:
        raise Invalid(_("this takes too long to be read"))
    stated, named = _linked_data(tree), _metas(tree)
    known = extract_metadata(tree)
    title = clean_title(stated.headline or known.title or "")
    body = _text_of(tree, stated, {title, clean_title(known.title or "")})
    if len(body) < WHOLE and (wall := wall_of(html, url)):
        raise Invalid(wall)
    if is_sold := _is_sold(stated, body):
        body = ""
    if not body and not is_sold:
        raise Invalid(_("no article was found in this page"))
    picture = named.get("og:image") or stated.picture or named.get("twitter:image", "")
    return Article(
        title=title,
        body=body,
        standfirst=clean(stated.description or known.description or "", LONGEST_TEXT),
        language=_language(tree, stated, named) or normal_language(known.language or ""),
        url=url,
        picture=whole_picture(picture, url) if picture else "",
    )


def _is_sold(stated: LinkedData, body: str) -> bool:
    return stated.is_free is False or (len(body) < WHOLE and bool(_TEASER.search(body)))


def _linked_data(tree: "HtmlElement") -> LinkedData:
    scripts = [one for one in tree.iter("script") if "ld+json" in (one.get("type") or "").lower()]
    return article_in(one.text or "" for one in scripts[:MOST_SCRIPTS])


def _metas(tree: "HtmlElement") -> "Mapping[str, str]":
    """Read what a page says of itself to those who show its link; the first of each name counts."""
    said: dict[str, str] = {}
    for one in tree.iter("meta"):
        name = (one.get("property") or one.get("name") or "").lower()
        if name and one.get("content"):
            said.setdefault(
                name.removesuffix(":url").removesuffix(":src"), (one.get("content") or "").strip()
            )
    return said


def _language(tree: "HtmlElement", stated: LinkedData, named: "Mapping[str, str]") -> str:
    told = (tree.get("lang"), stated.language, named.get("og:locale"), named.get("content-language"))
    return next((tag for one in told if one and (tag := normal_language(one))), "")


# ---- the text ------------------------------------------------------------------------------------


def _text_of(tree: "HtmlElement", stated: LinkedData, titles: set[str]) -> str:
    from lxml.html import tostring  # noqa: PLC0415 - loaded only when a page is read

    headings = titles | {clean_title(one.text_content()) for one in tree.iter("h1")}
    for furniture in [*tree.iter("nav", "footer")]:  # in a page without an article it would pass for one
        furniture.drop_tree()
    text = _restored(_main_text(_marked(tostring(tree, encoding="unicode"))))
    own = clean(stated.body, LONGEST_TEXT)
    if len(text) < WHOLE and len(own) > len(text):  # a page that a script would fill
        text = own
    return _without_heading(text, headings)


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
