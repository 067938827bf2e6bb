"""What stands on a page around its article: navigation, boxes, captions, lists and cards of links."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from bot.sources.words import is_ended

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Never an article's text. Forms are no furniture: some sites put the whole page into one.
NO_TEXT: Final = (
    *("head", "link", "meta", "script", "style", "noscript", "template"),
    *("svg", "iframe", "object", "canvas"),
)
_ELEMENTS: Final = (
    *("nav", "footer", "figure", "picture", "video", "audio"),
    *("button", "select", "textarea", "dialog"),
)
# What may hold furniture alone; an inline element is part of a sentence.
_BLOCKS: Final = frozenset(
    "p li ul ol dl dt dd div section article table td h2 h3 h4 h5 h6".split()  # noqa: SIM905 -- names
)
_FRAMES: Final = frozenset(("html", "body", "main", "article"))

# Whole words of a class or an id, by which publishers' stylesheets call a box; and, last, what other
# services call theirs, in which a page shows what somebody said there.
_NAMES: Final = r"""
    related recirc\w* recommend\w* popular trending
    more-?(?:from|on|stories) (?:read|also)-?(?:more|next|also|read)
    newsletters? sign-?up subscri\w* promos? promobox whatsapp\w*
    social(?:s|bar|media|links?|icons?|share)? shar(?:ed?|es|ers?|ing|ebar|ebox|ebuttons?|etools?)
    author-?(?:bio|box|card|info) (?:img-?)?captions? img-description credits? tags? breadcrumbs?
    comments? disqus\w* outbrain\w* taboola\w* advert\w* sponsor\w*
    fact-?box info-?box modal popup cookie\w* consent
    twitter-(?:tweet|video) instagram-media tiktok-embed fb-post bluesky-embed
"""
_BOX: Final = re.compile(rf"(?:^|[\s_-])(?:{'|'.join(_NAMES.split())})(?=$|[\s_-])")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

LONGEST_NAME: Final = 200  # characters of a class; of an id that is longer than _SLUG, a headline is made
_SLUG: Final = 24
_PARAGRAPH: Final = 60  # characters: what is less may be a label, a caption, an answer
_MOST: Final = 0.3  # of a page's text: what is more is the article, whatever it is called
_LINKED: Final = 0.6  # of a line's characters, in links, and …
_LEAD_IN: Final = 40  # … as many beside them: "Read also:", a date, a section's name
_LINKS: Final = 0.8  # of a list's characters, in links


def clear(tree: "HtmlElement") -> None:
    """Take the furniture out of a page.

    What holds the longest run of paragraphs stays, and what is much of the page's text, whatever it is
    called.
    """
    strip(tree, *NO_TEXT, *_ELEMENTS)
    weights = _Weights(tree)
    for one in [*_furniture(tree, weights)]:
        drop(one)


def longest_run(tree: "HtmlElement") -> "list[HtmlElement]":
    """List the paragraphs of the element that has the most text in paragraphs of its own; empty: none has."""
    of: defaultdict[HtmlElement | None, list[HtmlElement]] = defaultdict(list)
    sizes: defaultdict[HtmlElement | None, int] = defaultdict(int)
    for one in tree.iter("p"):
        size = len(one.text_content().strip())
        if size >= _PARAGRAPH:
            of[one.getparent()].append(one)
            sizes[one.getparent()] += size
    return of[max(sizes, key=lambda one: sizes[one])] if sizes else []


def strip(tree: "HtmlElement", *tags: str) -> None:
    """Take all elements of some kinds out of a tree; the texts behind them stay."""
    from lxml.etree import strip_elements  # noqa: PLC0415 - loaded only when a page is read

    strip_elements(tree, *tags, with_tail=False)


def drop(element: "HtmlElement") -> None:
    """Take an element out of its tree; the text behind it stays."""
    if element.getparent() is not None:
        element.drop_tree()


def names(element: "HtmlElement") -> str:
    """Write an element's class and id as words that hyphens, underscores and spaces part."""
    own = element.get("id") or ""
    called = f"{(element.get('class') or '')[:LONGEST_NAME]} {own if len(own) <= _SLUG else ''}"
    return _HUMP.sub("-", called).lower()


class _Weights:
    """How many characters each element holds, and how many of them in links; one walk over the tree."""

    def __init__(self, tree: "HtmlElement") -> None:
        self.whole: dict[HtmlElement, int] = {}
        self.linked: dict[HtmlElement, int] = {}
        for one in reversed([*tree.iter()]):
            own = self.whole.get(one, 0) + _length(one.text)
            leads = one.tag == "a" and one.get("href")
            linked = own if leads else self.linked.get(one, 0)
            self.whole[one], self.linked[one] = own, linked
            if (parent := one.getparent()) is not None:
                self.whole[parent] = self.whole.get(parent, 0) + own + _length(one.tail)
                self.linked[parent] = self.linked.get(parent, 0) + linked


def _furniture(tree: "HtmlElement", weights: _Weights) -> Iterator["HtmlElement"]:
    """Walk down to each box and each list of links; what is in one is not looked at again."""
    most = _MOST * weights.whole[tree]
    kept = {one for paragraph in longest_run(tree)[:1] for one in paragraph.iterancestors()}
    waiting = [tree]
    while waiting:
        for one in waiting.pop():
            small = weights.whole[one] < most and one not in kept
            if small and (_is_box(one) or _is_link(one, weights.whole[one], weights.linked[one])):
                yield one
            else:
                waiting.append(one)


def _is_box(element: "HtmlElement") -> bool:
    if element.tag in _FRAMES:
        return False
    return element.tag == "aside" or bool(_BOX.search(names(element)))


def _is_link(element: "HtmlElement", whole: int, linked: int) -> bool:
    """Tell a line that leads elsewhere, or a list of such, from a paragraph in which a link stands."""
    if element.tag not in _BLOCKS or not linked:
        return False
    if linked >= _LINKED * whole and whole - linked <= _LEAD_IN:
        return element.tag != "p" or not is_ended(element.text_content())
    return linked >= _LINKS * whole and element.tag not in {"p", "td"}


def _length(text: str | None) -> int:
    return len(text.strip()) if text else 0
