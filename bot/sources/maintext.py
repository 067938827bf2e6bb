"""The main text of a page: found by trafilatura, and looked at once more where it misses the paragraphs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from bot.sources.furniture import NO_TEXT, longest_run, strip
from bot.sources.words import LONGEST_TEXT, clean

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# The signs that printers write for these spaces: no article holds them, and nothing takes them for spaces.
_MARKS: Final = {"\u00a0": "\u237d", "\u202f": "\u2423"}
_UNMARKED: Final = {mark: space for space, mark in _MARKS.items()}

_SHORT: Final = 250  # characters of a text that may be a part of one
_KNOWN: Final = 60  # characters of its start by which it is found again
_ENOUGH: Final = 0.7  # of the paragraphs' characters


def parse(html: str) -> "HtmlElement | None":
    """Parse a page; None where it is no HTML."""
    # Here, not above: 35 MB and 0.7 s that a newsroom whose feeds carry the text never needs.
    from trafilatura.utils import load_html  # noqa: PLC0415 - see the line above

    tree: HtmlElement | None = load_html(html)
    return tree


def main_text(tree: "HtmlElement", again: "Callable[[], HtmlElement] | None") -> str:
    """Find the main text of a page whose furniture was taken out, one paragraph a line.

    The fast reading serves where it has the page's longest run of paragraphs, or more text than that.
    Else the thorough one is tried, and then the page as it was, which `again` gives: what looked like
    furniture may be the article. The reading that has the most of those paragraphs counts. Without
    `again` nothing is tried: that the article is missing is no surprise then.
    """
    if again is None:
        return clean(_fast(tree), LONGEST_TEXT)
    wanted = [_solid(one.text_content()) for one in longest_run(tree)]
    found, share = "", 0.0
    for read in (_fast, _thorough, lambda _tree: _thorough(_bare(again()))):
        text = read(tree)
        has = _share(wanted, _solid(text))
        if has > share or not found:
            found, share = text, has
        if share >= _ENOUGH:
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
        with suppress(ValueError):  # a control that a page wrote as an entity, and no tree takes back
            one.text, one.tail = (
                one.text and _swapped(one.text, signs),
                one.tail and _swapped(one.tail, signs),
            )


def _swapped(text: str, signs: dict[str, str]) -> str:
    for sign, other in signs.items():
        text = text.replace(sign, other)
    return text


def _holds(text: str | None, signs: list[str]) -> bool:
    return text is not None and any(sign in text for sign in signs)


def _share(wanted: list[str], text: str) -> float:
    """Say how much of the wanted paragraphs a text has; all, where they are less than what it has."""
    size = sum(map(len, wanted))
    if len(text) >= max(size, _SHORT):
        return 1.0
    return sum(len(one) for one in wanted if one[:_KNOWN] in text) / size if wanted else 0.0


def _solid(text: str) -> str:
    return "".join(text.split())
