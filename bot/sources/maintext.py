"""The main text of a page: found by trafilatura, and looked at once more where it misses the paragraphs."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from bot.sources.furniture import NO_TEXT, longest_run, strip
from bot.sources.words import LONGEST_TEXT, clean, without_controls

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# The signs that printers write for these spaces: no article holds them, and nothing takes them for spaces.
_MARKS: Final = {"\u00a0": "\u237d", "\u202f": "\u2423"}
_UNMARKED: Final = {mark: space for space, mark in _MARKS.items()}

# What may be an entity for a control: a tree gives it, and takes none back.
_CONTROL: Final = re.compile(
    r"&#(?:0{0,9}(?:\d|[12]\d|3[01])(?!\d)|x0{0,9}[01]?[\da-f](?![\da-f])|0{0,9}6553[45]|x0{0,9}fff[ef])",
    re.IGNORECASE,
)
_SHORT: Final = 250  # characters of a text that may be a part of one
_KNOWN: Final = 60  # characters of its start by which it is found again
_ENOUGH: Final = 0.7  # of the paragraphs' characters


def parse(html: str) -> "HtmlElement | None":
    """Parse a page; None where it is no HTML."""
    # Here, not above: 35 MB and 0.7 s that a newsroom whose feeds carry the text never needs.
    from trafilatura.utils import load_html  # noqa: PLC0415 - see the line above

    tree: HtmlElement | None = load_html(html)
    if tree is not None and _CONTROL.search(html):
        for one in tree.iter():
            one.text = one.text and without_controls(one.text)
            one.tail = one.tail and without_controls(one.tail)
    return tree


def main_text(tree: "HtmlElement", again: "Callable[[], HtmlElement] | None") -> str:
    """Find the main text of a page whose furniture was taken out, one paragraph a line.

    The fast reading serves where it has the page's longest run of paragraphs, or more text, and some.
    Else the thorough one is tried, and then the page as it was, which `again` gives: what looked like
    furniture may be the article. The reading that has the most of those paragraphs counts. Without
    `again` nothing is tried: that the article is missing is no surprise then.
    """
    if again is None:
        return clean(_fast(tree), LONGEST_TEXT)
    wanted = [_solid(one.text_content()) for one in longest_run(tree)]
    found, best = "", (-1.0, False)
    for read in (_fast, _thorough, lambda _tree: _thorough(_bare(again()))):
        text = read(tree)
        has = (_share(wanted, _solid(text)), len(text) >= _SHORT)
        if has > best:
            found, best = text, has
        if best[0] >= _ENOUGH and best[1]:
            break
    return clean(found, LONGEST_TEXT)


def _fast(tree: "HtmlElement") -> str:
    return _extracted(tree, fast=True)


def _thorough(tree: "HtmlElement") -> str:
    return _extracted(tree, fast=False)


def _bare(tree: "HtmlElement") -> "HtmlElement":
    strip(tree, *NO_TEXT, "nav", "footer")  # without an article the last two would pass for one
    return tree


def _extracted(tree: "HtmlElement", *, fast: bool) -> str:
    from trafilatura import bare_extraction  # noqa: PLC0415 - loaded only when a page is read

    with _marked(tree):
        found = bare_extraction(tree, fast=fast, include_comments=False, include_tables=False)
    return _swapped(getattr(found, "text", None) or "", _UNMARKED)


@contextmanager
def _marked(tree: "HtmlElement") -> Iterator[None]:
    """Put marks for no-break spaces: the extraction would make plain ones of them, and « break » lines."""
    text = tree.text_content()
    spaces = [space for space in _MARKS if space in text]
    held = tree.iter() if spaces else ()
    spaced = [one for one in held if _holds(one.text, spaces) or _holds(one.tail, spaces)]
    _swap(spaced, _MARKS)
    yield
    _swap(spaced, _UNMARKED)


def _swap(elements: "list[HtmlElement]", signs: dict[str, str]) -> None:
    for one in elements:
        one.text = one.text and _swapped(one.text, signs)
        one.tail = one.tail and _swapped(one.tail, signs)


def _swapped(text: str, signs: dict[str, str]) -> str:
    for sign, other in signs.items():
        text = text.replace(sign, other)
    return text


def _holds(text: str | None, signs: list[str]) -> bool:
    return text is not None and any(sign in text for sign in signs)


def _share(wanted: list[str], text: str) -> float:
    """Say how much of the wanted paragraphs a text has; all, where they are less than what it has."""
    size = sum(map(len, wanted))
    if len(text) >= size:
        return 1.0
    return sum(len(one) for one in wanted if one[:_KNOWN] in text) / size


def _solid(text: str) -> str:
    return "".join(text.split())
