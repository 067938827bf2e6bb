"""Which part of a page is for those who pay, and where the part that everybody may read breaks off.

A publisher says so in JSON-LD (`isAccessibleForFree`, `hasPart` with a `cssSelector`), in a meta tag
(`article:content_tier`: free, metered or locked), and in words that stand where the text ends.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from bot.sources.furniture import drop, names
from bot.sources.jsonld import LinkedData
from bot.sources.paragraphs import WHOLE
from bot.sources.words import is_ended

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MICRODATA: Final = "itemprop:isaccessibleforfree"
_TIERS: Final = ("article:content_tier", "og:article:content_tier")
_FOR_ALL: Final = frozenset(("free", "metered"))  # metered: anybody may read so many articles a month

# What a selector may name an element by. Of "article .text > p" all with the class are taken: a little
# too much is what one that we do not read to its end may cost. One class is what publishers are asked for.
_CLASS: Final = re.compile(r"\.([\w-]{1,80})")
_ID: Final = re.compile(r"#([\w-]{1,80})")
_ATTRIBUTE: Final = re.compile(r"\[\s*([\w-]{1,80})")
_TAG: Final = re.compile(r"(?<![\w-])([a-z][\w-]{0,40})")

# Words of a class by which a part is for subscribers, where no selector says which one is.
_CALLED: Final = re.compile(
    r"(?:^|[\s_-])(?:paywall(?:ed)?|(?:subscribers?|members?|premium)-?(?:only|content|text|body)"
    r"|(?:locked|paid|metered)-?(?:content|text|body))(?=$|[\s_-])"
)
LONGEST_SELECTOR: Final = 2_000  # characters of all together
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ROOTS: Final = frozenset(("html", "body"))
_SENTENCE: Final = 40  # characters of the shortest text in front of a wall; what is less is a label
_STYLED: Final = 400  # characters of a style

# What stands where a text that is sold breaks off.
_WALL: Final = re.compile(
    r"réservé(?:e|s|es)? (?:aux?|à nos) abonnés?|il vous reste .{0,30} (?:de cet article )?à lire"
    r"|abonnez-vous pour (?:lire|continuer)|subscribe to (?:continue|read)|already a subscriber"
    r"|(?:only|exclusive(?:ly)?|available|reserved) (?:for|to) (?:our )?subscribers|for subscribers only"
    r"|nur für abonnent|exklusiv für abonnent|(?:solo|exclusivo) para suscriptores|только для подписчиков"
    r"|למנויים בלבד|להמשך קריאה .{0,20}מנוי|هذا المحتوى للمشتركين|للمشتركين فقط",
    re.IGNORECASE,
)


def hide_paid(tree: "HtmlElement", stated: LinkedData, named: Mapping[str, str]) -> bool:
    """Take out of a page that is sold what only those see who pay; say whether it names such a part.

    That is what no reader sees, and what the page names as paid, unless it says that it only counts:
    then the first articles of a month are anybody's, whole. `named` are its meta tags.
    """
    if not _is_sold(stated, named):
        return False
    named_parts = [*_named(tree, stated.paid)]
    for one in [one for one in tree.iter() if _is_hidden(one)]:
        drop(one)
    if _tier(named) in _FOR_ALL:
        return False
    called = [one for one in tree.iter("div", "section", "p") if _CALLED.search(names(one))]
    for one in named_parts or called:
        if one.tag in _ROOTS:
            one.clear()
        drop(one)
    return bool(named_parts)


def before_wall(lines: list[str], stated: LinkedData, named: Mapping[str, str]) -> tuple[list[str], bool]:
    """Give the lines that stand before the words that offer the rest for sale, and whether there is a rest.

    A long text of a page that does not say that it is sold may have such words for other reasons.
    """
    sold = _is_sold(stated, named)
    if not sold and len("\n".join(lines)) >= WHOLE:
        return lines, False
    at = next((number for number, line in enumerate(lines) if _WALL.search(line)), len(lines))
    shown, sold = lines[:at], sold or at < len(lines)
    if sold and not any(len(line) >= _SENTENCE and is_ended(line) for line in shown):
        return [], True
    return shown, sold


def _is_sold(stated: LinkedData, named: Mapping[str, str]) -> bool:
    if stated.is_free is None:
        return named.get(MICRODATA, "").lower().endswith("false") or _tier(named) == "locked"
    return not stated.is_free


def _tier(named: Mapping[str, str]) -> str:
    return next((named[one].lower() for one in _TIERS if one in named), "")


def _named(tree: "HtmlElement", selectors: Sequence[str]) -> Iterator["HtmlElement"]:
    """Find the elements that have a class, an id or an attribute of a selector; else those of its tags."""
    text = ", ".join(selectors)[:LONGEST_SELECTOR]
    classes, ids, attributes = (set(kind.findall(text)) for kind in (_CLASS, _ID, _ATTRIBUTE))
    tags = set() if classes or ids or attributes else set(_TAG.findall(text))
    for one in tree.iter() if text else ():
        called = classes.intersection((one.get("class") or "").split()) or one.get("id") in ids
        if called or one.tag in tags or attributes.intersection(one.keys()):
            yield one


def _is_hidden(element: "HtmlElement") -> bool:
    style = (element.get("style") or "")[:_STYLED]
    if element.tag in _ROOTS:  # hidden until a script has run, for readers of all kinds
        return False
    return element.get("hidden") is not None or bool(style and _HIDDEN.search(style))
