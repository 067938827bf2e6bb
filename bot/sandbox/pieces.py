"""The demo newsroom's written pieces, and the articles that come of them by the clock's count."""

import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

FOLDER = Path(__file__).parent / "articles"

TURN = ("fr", "fr", "en", "fr", "fr", "he")
"""Which language each number of a turn is in: French, and every third time English or Hebrew."""

_SLOT = re.compile(r"\{(\w+)\}")
_RANGE = re.compile(r"(\d+)\.\.(\d+)(?:/(\d+))?")
_STRIDE = 0.618  # golden section: neighbouring rounds say quite different things
_BEFORE = re.compile(r" (?=[:;?!»%])")
_AFTER = re.compile(r"(?<=«) ")


@dataclass(frozen=True, slots=True)
class Piece:
    """An article as written: texts with ``{slots}``, and the values that each slot may take."""

    topics: tuple[str, ...]
    title: str
    standfirst: str
    paragraphs: tuple[str, ...]
    slots: Mapping[str, tuple[str, ...]]

    @property
    def title_slots(self) -> tuple[str, ...]:
        """Name the slots that make its titles differ."""
        return tuple(name for name in dict.fromkeys(_SLOT.findall(self.title)) if name in self.slots)

    @property
    def titles(self) -> int:
        """Count the titles that it can have."""
        return math.prod(len(self.slots[name]) for name in self.title_slots)

    def values(self, round_: int) -> dict[str, str]:
        """Choose each slot's value, so that no title returns before all of them were said."""
        rest = round_ * _coprime(int(self.titles * _STRIDE), self.titles) % self.titles
        chosen: dict[str, str] = {}
        for name in self.title_slots:
            rest, index = divmod(rest, len(self.slots[name]))
            chosen[name] = self.slots[name][index]
        for name in self.slots.keys() - chosen.keys():
            chosen[name] = self._pick(name, round_)
        return chosen

    def _pick(self, name: str, round_: int) -> str:
        values = self.slots[name]
        return values[crc32(f"{self.title}{name}{round_}".encode()) % len(values)]


@dataclass(frozen=True, slots=True)
class Article:
    """One published article; a paragraph that is a subheading is marked as such."""

    number: int
    language: str
    topics: tuple[str, ...]
    title: str
    standfirst: str
    body: tuple["Paragraph", ...]
    byline: str
    published: datetime


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an article, or a heading between two."""

    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Volume:
    """All that was written in one language, and the words that surround it on every page."""

    language: str
    pieces: tuple[Piece, ...]
    site: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]


@cache
def volume(language: str) -> Volume:
    """Read what was written in a language."""
    written = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    lists = {name: tuple(values) for name, values in written["lists"].items()}
    site = written["site"]
    words = {name: value for name, value in site.items() if isinstance(value, str)}
    furniture = {name: tuple(value) for name, value in site.items() if not isinstance(value, str)}
    pieces = tuple(_piece(one, lists) for one in written["article"])
    return Volume(language, pieces, words, furniture)


def article(number: int, every: float) -> Article:
    """Write article `number` of a newsroom that publishes one each `every` seconds since 1970."""
    turn, place = divmod(number, len(TURN))
    language = TURN[place]
    count = turn * TURN.count(language) + TURN[:place].count(language)
    book = volume(language)
    round_, index = divmod(count, len(book.pieces))
    published = datetime.fromtimestamp(number * every, UTC)
    values = book.pieces[index].values(round_)
    values["day"] = book.lists["weekdays"][published.weekday()]
    return _write(book, number, index, values, published)


def latest(language: str, upto: int, count: int) -> Iterator[int]:
    """Number the last `count` articles of a language, newest first, none after `upto`."""
    for number in range(upto, -1, -1):
        if TURN[number % len(TURN)] == language and count > 0:
            count -= 1
            yield number
        if count == 0:
            return


def _write(book: Volume, number: int, index: int, values: dict[str, str], published: datetime) -> Article:
    piece = book.pieces[index]
    bylines = book.lists["bylines"]

    def fill(text: str) -> str:
        filled = text.format_map(values)
        return _AFTER.sub("\N{NO-BREAK SPACE}", _BEFORE.sub("\N{NO-BREAK SPACE}", filled))

    return Article(
        number=number,
        language=book.language,
        topics=piece.topics,
        title=fill(piece.title),
        standfirst=fill(piece.standfirst),
        body=tuple(_paragraph(fill(text)) for text in piece.paragraphs),
        byline=bylines[number % len(bylines)],
        published=published,
    )


def _paragraph(text: str) -> Paragraph:
    return Paragraph(text.removeprefix("## "), heading=text.startswith("## "))


def _piece(written: Mapping[str, Any], lists: Mapping[str, tuple[str, ...]]) -> Piece:
    return Piece(
        topics=tuple(written["topics"]),
        title=written["title"],
        standfirst=written["standfirst"],
        paragraphs=tuple(" ".join(text.split()) for text in written["body"].split("\n\n")),
        slots={name: _values(value, lists) for name, value in written["slots"].items()},
    )


def _values(written: "str | list[str]", lists: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if not isinstance(written, str):
        return tuple(written)
    if span := _RANGE.fullmatch(written):
        first, last, step = span.groups(default="1")
        return tuple(str(number) for number in range(int(first), int(last) + 1, int(step)))
    return lists[written]


def _coprime(near: int, to: int) -> int:
    return next(number for number in range(max(near, 1), 2 * to + 2) if math.gcd(number, to) == 1)
