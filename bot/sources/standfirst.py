"""The standfirst of an article, where its page shows what it says of itself to search engines."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from bot.sources.words import letters, one_line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_KNOWN: Final = 40  # letters of a description's start by which it is found
_FEWEST: Final = 20
_BEGUN: Final = 20  # letters with which the element that shows it begins
LONGEST: Final = 1_000  # characters
_LONGEST_PAGE: Final = 100_000  # characters of a page that is searched


def shown_standfirst(tree: "HtmlElement", descriptions: Iterable[str], text: str) -> str:
    """Find the first of a page's descriptions that the page shows, and the text lacks; empty where none is.

    A description is one line. What stands on the page is often longer than what it keeps of it.
    """
    within = letters(text)
    for description in descriptions:
        start = letters(description)[:_KNOWN]
        if len(start) < _FEWEST:
            continue
        if start in within:
            return ""
        if found := _shown(tree, start):
            fits = len(found) <= LONGEST and letters(found).startswith(start[:_BEGUN])
            return found if fits else description[:LONGEST]
    return ""


def _shown(tree: "HtmlElement", start: str) -> str:
    """Walk down to the smallest element that holds the words; empty where none does."""
    if len(tree.text_content()) > _LONGEST_PAGE:
        return ""
    found, waiting = "", [tree]
    while waiting:
        one = waiting.pop()
        text = one.text_content()
        if start in letters(text):
            found, waiting = text, [*reversed(one)]
    return one_line(found)
