"""Phrases found in a text by how its words begin: few of many are searched for at all."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

import regex

_KEY: Final = 3  # letters of a word by which phrases are told apart
_RUNNING_WORD = re.compile(r"\w+")
_SCRIPTS: Final = {
    "Latin": regex.compile(r"[a-z]"),
    "Cyrillic": regex.compile(r"\p{Cyrillic}"),
    "Hebrew": regex.compile(r"\p{Hebrew}"),
    "Arabic": regex.compile(r"\p{Arabic}"),
}


def running(folded: str) -> str:
    """Write a folded text as its words with one space before and after each."""
    return f" {' '.join(_RUNNING_WORD.findall(folded))} "


class Shape:
    """How the words of a text begin, and in which scripts it is written."""

    def __init__(self, told: str) -> None:
        self.scripts = [name for name, letter in _SCRIPTS.items() if letter.search(told)]
        self.starts = {word[:_KEY] for word in told.split()}


class Index:
    """A table of folded phrases."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._keyed: defaultdict[str, list[str]] = defaultdict(list)
        self._loose: defaultdict[str, list[str]] = defaultdict(list)
        for phrase in phrases:
            script = _script(phrase)
            key = _key(phrase, script)
            if key:
                self._keyed[key].append(phrase)
            else:
                self._loose[script].append(phrase)

    def within(self, text: str, shape: Shape) -> tuple[str, ...]:
        """List the phrases that stand in a text of this shape."""
        return tuple(one for one in self._possible(shape) if one in text)

    def _possible(self, shape: Shape) -> Iterator[str]:
        for script in shape.scripts:
            yield from self._loose.get(script, ())
        for key in self._keys & shape.starts:
            yield from self._keyed[key]

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(self._keyed)


def has(phrases: Sequence[str], text: str) -> bool:
    """Say whether one of some phrases stands in a text."""
    return any(map(text.__contains__, phrases))


def _script(phrase: str) -> str:
    return next(name for name, letter in _SCRIPTS.items() if letter.search(phrase))


def _key(phrase: str, script: str) -> str:
    """Give the start of a phrase's first word, where it can only stand at the start of one; else nothing.

    Hebrew and Arabic write some words before others without a space.
    """
    first, space, _rest = running(phrase).strip().partition(" ")
    if script in {"Hebrew", "Arabic"} or not (space or phrase.startswith(" ")):
        return ""
    ends = bool(space) or phrase.endswith(" ")
    return first[:_KEY] if ends or len(first) >= _KEY else ""
