"""What an editor supposes, as they write it: ``topic culture urgency important keyword -football``."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from bot.commands import updates, urgency
from bot.commands.said import MOST_WORDS
from bot.commands.topics import find_topic
from bot.commands.words import WORDS
from bot.model import Hold, SourceId
from bot.newsroom import Newsroom
from bot.rules import keyword
from bot.rules.backtest import Filter
from bot.rules.consent import fold

LONGEST_ID: Final = 12

Taken: TypeAlias = tuple[Filter, str]
"""A filter with one part more, and the words behind that."""


def read(words: str, newsroom: Newsroom) -> Filter | None:
    """Read what is to be tried; None where it is nothing, or not understood.

    Raises:
        UsageError: its keywords are too many, or too long.

    """
    wanted, rest = Filter(), words.strip()
    while rest:
        head, _space, behind = rest.partition(" ")
        part = _PARTS.get(_HEADS.get(fold(head), fold(head)))
        taken = part(wanted, behind.strip(), newsroom) if part else None
        if taken is None:
            return None
        wanted, rest = taken
    return wanted if wanted != Filter() else None


def _topic(wanted: Filter, behind: str, newsroom: Newsroom) -> Taken | None:
    for words, rest in _begun(behind):
        if topic := find_topic(newsroom, words):
            return replace(wanted, topics=wanted.topics | {topic.id}), rest
    return None


def _source(wanted: Filter, behind: str, _newsroom: Newsroom) -> Taken | None:
    number, _space, rest = behind.partition(" ")
    digits = number.removeprefix("#")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= LONGEST_ID):
        return None
    return replace(wanted, source=SourceId(int(digits))), rest.strip()


def _urgency(wanted: Filter, behind: str, _newsroom: Newsroom) -> Taken | None:
    for words, rest in _begun(behind):
        if wish := urgency.named(words):
            return replace(wanted, urgency=wish), rest
    return None


def _updates(wanted: Filter, behind: str, _newsroom: Newsroom) -> Taken | None:
    for words, rest in _begun(behind):
        if wish := updates.named(words):
            return replace(wanted, updates=wish), rest
    return None


def _hold(wanted: Filter, behind: str, _newsroom: Newsroom) -> Taken | None:
    word, _space, rest = behind.partition(" ")
    mode = next((one for one in Hold if one == word.lower()), None)
    return (
        (replace(wanted, hold=Hold.ALL), behind)
        if mode is None
        else (replace(wanted, hold=mode), rest.strip())
    )


def _keywords(wanted: Filter, behind: str, _newsroom: Newsroom) -> Taken | None:
    """Take all words that are left: any of them may be a keyword."""
    found = keyword.read(behind)
    return (replace(wanted, keywords=found), "") if found else None


def _begun(words: str) -> list[tuple[str, str]]:
    """Give the beginnings of some words, the longest first, each with what is behind it."""
    parts = words.split()
    many = range(min(MOST_WORDS, len(parts)), 0, -1)
    return [(" ".join(parts[:number]), " ".join(parts[number:])) for number in many]


_PARTS: Mapping[str, Callable[[Filter, str, Newsroom], Taken | None]] = {
    "topics": _topic,
    "sources": _source,
    "urgency": _urgency,
    "updates": _updates,
    "hold": _hold,
    "keywords": _keywords,
}
_HEADS: Mapping[str, str] = {"topic": "topics", "source": "sources", "keyword": "keywords"} | {
    word: name for word, name in WORDS.items() if name in _PARTS
}
"""By the first word of a part, in any language, what it is about."""
