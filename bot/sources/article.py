"""A page's HTML in, its article out. Meant to run in a worker, which has the limits."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.errors import Invalid
from bot.model import Article
from bot.sources.charset import decode
from bot.sources.furniture import clear
from bot.sources.jsonld import MOST_SCRIPTS, LinkedData, article_in
from bot.sources.maintext import main_text, parse
from bot.sources.paragraphs import WHOLE, agreed, lines_of, news_of, unmarked
from bot.sources.paywall import before_wall, hide_paid
from bot.sources.picture import whole_picture
from bot.sources.standfirst import shown_standfirst
from bot.sources.wall import wall_of
from bot.sources.words import LONGEST_TEXT, clean, clean_title, normal_language, one_line
from bot.texts import _

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOST_BYTES: Final = 2 * 1024 * 1024  # of a page; what stands behind is no article's
MOST_TAGS: Final = 50_000  # of a page; reading takes time with the square of them

_TITLES: Final = ("og:title", "twitter:title", "title", "dc.title")
_DESCRIPTIONS: Final = ("og:description", "description", "twitter:description", "dc.description")
_LONGEST_HEADING: Final = 300  # characters; what is longer is no heading, whatever it is called


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as it was sent, and what it says of its article: in JSON-LD, and in meta tags by their names."""

    html: str
    stated: LinkedData
    named: Mapping[str, str]


def read_body(body: bytes, content_type: str = "", url: str = "") -> Article:
    """Take the article out of a page as its server sent it; raises Invalid where there is none."""
    return read_page(decode(body[:MOST_BYTES], content_type), url)


def read_page(html: str, url: str = "") -> Article:
    """Take the article out of a page's HTML; raises Invalid where there is no text in it.

    Its body has one paragraph a line; the first is the standfirst, where the page shows it above the
    text. Of a page whose text is sold what it shows to everybody is taken: the paragraphs in front of
    the wall, the title, the description, the picture. What is hidden for those who pay, or is named as
    theirs, is not, nor is the text in its JSON-LD; where nothing is left the body is empty.
    """
    tree = _opened(html)
    page = _Page(html, _linked_data(tree), _metas(tree))
    titles = [*_titles(tree, page)]
    body, sold = _text_of(tree, page, titles)
    if len(body) < WHOLE and (wall := wall_of(html, url)):
        raise Invalid(wall)
    if not body and not sold:
        raise Invalid(_("no article was found in this page"))
    picture = page.named.get("og:image") or page.stated.picture or page.named.get("twitter:image", "")
    return Article(
        title=next(iter(titles), ""),
        body=body,
        standfirst=clean(next(_descriptions(page), ""), LONGEST_TEXT),
        language=_language(tree, page),
        url=url,
        picture=whole_picture(picture, url) if picture else "",
    )


def _opened(html: str) -> "HtmlElement":
    tree = parse(html)
    if tree is None:
        raise Invalid(_("this page holds no text"))
    if tree.xpath("count(//*)") > MOST_TAGS:
        raise Invalid(_("this takes too long to be read"))
    return tree


# ---- what a page says of itself ------------------------------------------------------------------


def _linked_data(tree: "HtmlElement") -> LinkedData:
    scripts = [one for one in tree.iter("script") if "ld+json" in (one.get("type") or "").lower()]
    return article_in(one.text or "" for one in scripts[:MOST_SCRIPTS])


def _metas(tree: "HtmlElement") -> Mapping[str, str]:
    """Read what a page says of itself to those who show its link; the first of each name counts."""
    said: dict[str, str] = {}
    for one in tree.iter("meta"):
        name = one.get("property") or one.get("name") or ""
        if not name and one.get("itemprop"):
            name = f"itemprop:{one.get('itemprop')}"
        if name and one.get("content"):
            key = name.lower().removesuffix(":url").removesuffix(":src")
            said.setdefault(key, (one.get("content") or "").strip())
    return said


def _titles(tree: "HtmlElement", page: _Page) -> Iterator[str]:
    """Yield what a page calls its article: to machines, in a heading, with the site's name."""
    stated = [page.named[one] for one in _TITLES if one in page.named]
    whole = clean_title(tree.findtext(".//title") or "")
    headings = [clean_title(one.text_content()[:_LONGEST_HEADING]) for one in tree.iter("h1")]
    headings.sort(key=lambda one: one not in whole)
    at = sum(one in whole for one in headings)
    yield from filter(None, map(clean_title, [page.stated.headline, *stated]))
    yield from filter(None, [*headings[:at], whole, *headings[at:]])


def _descriptions(page: _Page) -> Iterator[str]:
    stated = [page.named[one] for one in _DESCRIPTIONS if one in page.named]
    yield from filter(None, map(one_line, [page.stated.description, *stated]))


def _language(tree: "HtmlElement", page: _Page) -> str:
    named = page.named
    told = (tree.get("lang"), page.stated.language, named.get("og:locale"), named.get("content-language"))
    return next((tag for one in told if one and (tag := normal_language(one))), "")


# ---- the text ------------------------------------------------------------------------------------


def _text_of(tree: "HtmlElement", page: _Page, titles: Collection[str]) -> tuple[str, bool]:
    """Give the text that everybody may read, and whether there is more for those who pay."""
    cut = hide_paid(tree, page.stated, page.named)
    clear(tree)
    found = lines_of(main_text(tree, None if cut else lambda: _shown(page)))
    shown, sold = before_wall(found, page.stated, page.named)
    lines = news_of(shown, titles)
    if not sold:
        lines = agreed(lines, lines_of(clean(unmarked(page.stated.body), LONGEST_TEXT)))
    text = "\n".join(lines)
    standfirst = shown_standfirst(tree, _descriptions(page), text)
    return "\n".join(filter(None, (standfirst, text))), sold


def _shown(page: _Page) -> "HtmlElement":
    tree = _opened(page.html)
    hide_paid(tree, page.stated, page.named)
    return tree
