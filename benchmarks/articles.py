"""The articles and pages that summaries are measured on; they lie beside the project."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.model import Article

CORPUS: Final = Path(__file__).parents[2] / "shared" / "data" / "summaries"


@dataclass(frozen=True, slots=True)
class Sample:
    """An article, its editor's own standfirst (none where it is empty), and what was planted in it."""

    language: str
    title: str
    body: str
    standfirst: str
    withheld: bool  # the title is for comparing with, and is not shown to the summariser
    planted: tuple[str, ...] = ()
    before: str = ""  # the body without what was planted

    @property
    def article(self) -> Article:
        """Show what a summariser may see."""
        return Article("" if self.withheld else self.title, self.body, language=self.language)


@dataclass(frozen=True, slots=True)
class Page:
    """A page's HTML, and the main text that a person took out of it."""

    html: str
    url: str
    text: str


def samples() -> list[Sample]:
    """Read the articles as they were published."""
    return [_sample(row) for row in _rows("articles") if not row.get("inject")]


def planted() -> list[Sample]:
    """Read the articles that lines of boilerplate were planted in."""
    return [_sample(row) for name in ("articles", "noise") for row in _rows(name) if row.get("inject")]


def pages() -> list[Page]:
    """Read the pages."""
    return [Page(row["html"], row.get("url") or "", row["text"]) for row in _rows("pages")]


def _sample(row: dict[str, Any]) -> Sample:
    return Sample(
        row["lang"],
        row.get("title") or "",
        row["body"],
        row.get("summary") or "",
        bool(row.get("no_title")),
        tuple(row.get("inject") or ()),
        row.get("clean") or "",
    )


def _rows(name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(CORPUS / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)
