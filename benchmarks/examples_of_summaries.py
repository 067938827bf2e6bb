"""The page of summaries: articles of our own beside what is made of them, and what was measured."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

from bot.model import Article
from bot.rules.summary import summarise
from bot.sandbox.pieces import TURN, article

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "summaries.md"
WRITTEN: Final = ROOT / "tests" / "data" / "summaries" / "articles.jsonl"
FROM_SANDBOX: Final = {"fr": 15, "en": 8, "he": 6}
EVERY: Final = 86_400.0  # seconds between two of the sandbox's articles: only their weekday hangs on it
UNTITLED: Final = 5  # each fifth shows what a headline becomes where there is no title
RTL: Final = frozenset({"ar", "fa", "he"})


@dataclass(frozen=True)
class Example:
    """An invented article, by the name that the page gives it."""

    name: str
    article: Article


def examples() -> list[Example]:
    """Gather what was written for this page, and what the sandbox's newsroom publishes first."""
    return [
        *_written(),
        *(one for language, count in FROM_SANDBOX.items() for one in _published(language, count)),
    ]


def laid_out() -> str:
    """Lay each article beside its summary."""
    return "\n".join(map(_shown, examples()))


def write_examples() -> None:
    """Write the articles and their summaries into the page."""
    _write("examples", laid_out())


def write_measured(lines: Sequence[str]) -> None:
    """Write what was measured into the page."""
    _write("measured", "\n".join(["```text", *lines, "```", ""]))


def between(page: str, name: str) -> str:
    """Take a part of the page that is written by this program."""
    return page.partition(_begin(name))[2].partition(_end(name))[0]


def _write(name: str, text: str) -> None:
    before, begin, rest = PAGE.read_text("utf-8").partition(_begin(name))
    _old, end, after = rest.partition(_end(name))
    if not (begin and end):
        raise ValueError(f"{PAGE.name} has no place for what is {name}")
    PAGE.write_text(f"{before}{begin}{text}{end}{after}", "utf-8")


def _begin(name: str) -> str:
    return f"<!-- {name}: written by bench_summaries -->\n"


def _end(name: str) -> str:
    return f"<!-- end of {name} -->\n"


def _written() -> Iterator[Example]:
    for line in WRITTEN.read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Example(row.pop("id"), Article(**row))


def _published(language: str, count: int) -> Iterator[Example]:
    numbers = (number for number in range(count * len(TURN)) if TURN[number % len(TURN)] == language)
    for place, number in zip(range(1, count + 1), numbers, strict=False):
        one = article(number, EVERY)
        yield Example(
            f"{language}-{place}",
            Article(
                title="" if place % UNTITLED == 0 else one.title,
                body="\n".join(paragraph.text for paragraph in one.body),
                standfirst=one.standfirst if place % 2 else "",
                language=language,
            ),
        )


def _shown(example: Example) -> str:
    made, source = summarise(example.article), example.article
    told = (f"<b>{escape(made.headline)}</b>", *map(escape, made.lines)) if made else ("nothing",)
    shown = "<br>\n".join(told)
    text = [f"<i>{escape(part)}</i>" for part in (source.title, source.standfirst) if part]
    text += map(escape, source.body.split("\n"))
    direction = ' dir="rtl"' if source.language in RTL else ""
    return (
        f"### {example.name}\n\n"
        f"<p{direction}>{shown}</p>\n\n"
        f"<details><summary>The article</summary>\n\n"
        + "\n".join(f"<p{direction}>{one}</p>" for one in text)
        + "\n\n</details>\n"
    )


if __name__ == "__main__":
    write_examples()
