"""The manual's pages, and what stands in them as code."""

import re
from dataclasses import dataclass
from pathlib import Path

from tests.program import ROOT

PAGES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


@dataclass(frozen=True)
class Shown:
    """Something that a page shows as code: where, and what."""

    page: str
    words: str

    def __str__(self) -> str:
        return f"{self.page}: {self.words}"


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def spans() -> list[Shown]:
    """List what stands between backticks within a line, once a page."""
    found = [
        Shown(named(page), words)
        for page in PAGES
        for words in dict.fromkeys(SPAN.findall(FENCE.sub("", page.read_text("utf-8"))))
    ]
    assert len(found) > 1000
    return found


def blocks(*kinds: str) -> list[Shown]:
    """List the blocks of code of these kinds."""
    return [
        Shown(named(page), words)
        for page in PAGES
        for _indent, kind, words in FENCE.findall(page.read_text("utf-8"))
        if kind in kinds
    ]


def shell_lines() -> list[Shown]:
    """List the lines that a reader may type: those of shell blocks, and spans that begin as one does."""
    lines = [
        Shown(block.page, line.strip())
        for block in blocks("sh", "bash", "")
        for line in block.words.splitlines()
        if line.strip() and not line.strip().startswith("#")
    ]
    starts = ("make ", "python -m ", "tocsin ", ".venv/bin/")
    found = [one for one in [*lines, *spans()] if one.words.startswith(starts)]
    return list(dict.fromkeys(found))
