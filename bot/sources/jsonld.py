"""What a page's JSON-LD says of its article (https://schema.org/NewsArticle)."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any, Final

MOST_SCRIPTS: Final = 20
MOST_NODES: Final = 2_000
LONGEST_SCRIPT: Final = 1024 * 1024
MOST_PARTS: Final = 20

ARTICLES: Final = frozenset(
    {
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "BackgroundNewsArticle",
        "ReviewNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
    }
)


PAGE: Final = "WebPage"


@dataclass(frozen=True, slots=True)
class LinkedData:
    """An article's own data: each empty where it states none; `is_free` None where it does not say.

    `paid` has the CSS selectors of the parts that are for those who pay
    (https://developers.google.com/search/docs/appearance/structured-data/paywalled-content).
    """

    headline: str = ""
    description: str = ""
    body: str = ""
    picture: str = ""
    language: str = ""
    is_free: bool | None = None
    paid: tuple[str, ...] = ()


def article_in(scripts: Iterable[str]) -> LinkedData:
    """Find the article in a page's JSON-LD; the one with the most to say, where there are several.

    Where one of them, the page, or a part of either is not free, the article is not.
    """
    nodes = [node for script in scripts for node in _nodes(script)]
    works = [node for node in nodes if _kinds(node) & (ARTICLES | {PAGE})]
    node = max((one for one in works if _kinds(one) & ARTICLES), key=_length, default={})
    return LinkedData(
        headline=_words(node.get("headline")),
        description=_words(node.get("description")),
        body=_words(node.get("articleBody")),
        picture=_picture(node.get("image")) or _picture(node.get("thumbnailUrl")),
        language=_language(node.get("inLanguage")),
        is_free=_are_free(works),
        paid=tuple(selector for one in works for selector in _paid(one)),
    )


def _nodes(script: str) -> Iterator[dict[str, Any]]:
    """Walk the objects of a script, breadth first: hostile ones are deep or many."""
    try:
        waiting: list[Any] = [json.loads(script[:LONGEST_SCRIPT].strip(), strict=False)]
    except (ValueError, RecursionError):
        return
    for _seen in range(MOST_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, dict):
            yield node
            waiting.extend(
                node[name] for name in ("@graph", "mainEntity", "mainEntityOfPage") if name in node
            )
        elif isinstance(node, list):
            waiting.extend(node[:MOST_NODES])


def _kinds(node: dict[str, Any]) -> set[str]:
    stated = node.get("@type")
    kinds = stated if isinstance(stated, list) else [stated]
    return {kind.rpartition("/")[2] for kind in kinds if isinstance(kind, str)}


def _length(article: dict[str, Any]) -> int:
    return len(_words(article.get("articleBody"))) + len(_words(article.get("headline")))


def _words(value: object) -> str:
    return unescape(value).strip() if isinstance(value, str) else ""


def _picture(value: object) -> str:
    """Read an image: an address, an ImageObject, or a list of either, of which the first counts."""
    for _level in range(4):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = value.get("url") or value.get("contentUrl")
        else:
            break
    return _words(value)


def _language(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    return _words(value)


def _are_free(works: list[dict[str, Any]]) -> bool | None:
    stated = {_is_free(one) for work in works for one in (work, *_parts(work))}
    return False if False in stated else (True if True in stated else None)


def _paid(work: dict[str, Any]) -> Iterator[str]:
    for part in _parts(work):
        if _is_free(part) is False:
            stated = part.get("cssSelector")
            yield from filter(None, map(_words, stated if isinstance(stated, list) else [stated]))


def _parts(work: dict[str, Any]) -> list[dict[str, Any]]:
    stated = work.get("hasPart")
    parts = stated if isinstance(stated, list) else [stated]
    return [one for one in parts[:MOST_PARTS] if isinstance(one, dict)]


def _is_free(node: dict[str, Any]) -> bool | None:
    stated = node.get("isAccessibleForFree")
    if isinstance(stated, str):
        return {"true": True, "false": False}.get(stated.rpartition("/")[2].lower())
    return stated if isinstance(stated, bool) else None
