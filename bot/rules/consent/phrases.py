"""Requests in several words: whole texts, politeness aside, that mean stop, start or help.

A text must be the whole of a pattern: what has one word more is a sentence, and asks nothing. That is why
no negation is looked for: "don't stop the alerts" is the whole of none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.rules.consent.folding import words_in
from bot.rules.consent.joining import ASKING, JOINING
from bot.rules.consent.leaving import LEAVING


@dataclass(frozen=True, slots=True)
class Slot:
    """One of these stands here, written without spaces, or nothing where it may lack."""

    ways: tuple[str, ...]
    may_lack: bool


Pattern = tuple[Slot, ...]


def is_whole(joined: str, patterns: tuple[Pattern, ...]) -> bool:
    """Say whether a text, written without spaces, is the whole of a pattern.

    Linear: each slot is tried once at each place that the slots before it lead to.
    """
    return any(len(joined) in _ends(joined, pattern) for pattern in patterns)


def _ends(joined: str, pattern: Pattern) -> set[int]:
    ends = {0}
    for slot in pattern:
        after = {end + len(way) for end in ends for way in slot.ways if joined.startswith(way, end)}
        ends = after | ends if slot.may_lack else after
        if not ends:
            break
    return ends


def _lines(written: str) -> Iterator[str]:
    """List the patterns of a table, each on one line."""
    line = ""
    for piece in written.splitlines():
        if piece.startswith("    "):
            line += piece.strip() if line.endswith("|") else f" {piece.strip()}"
            continue
        if line:
            yield line
        line = "" if piece.startswith("#") else piece.strip()
    if line:
        yield line


def _names(slot: str) -> list[str]:
    return [name.replace("_", " ") for name in slot.removesuffix("?").split("|")]


def _pattern(line: str) -> Pattern:
    slots = (
        Slot(tuple("".join(words_in(name)) for name in _names(slot)), slot.endswith("?"))
        for slot in line.split()
    )
    return tuple(slots)


def _patterns(written: str) -> tuple[Pattern, ...]:
    return tuple(_pattern(line) for line in _lines(written))


def _vocabulary(written: str) -> frozenset[str]:
    slots = (slot for line in _lines(written) for slot in line.split())
    return frozenset(word for slot in slots for name in _names(slot) for word in words_in(name))


STOP_PATTERNS: Final = _patterns(LEAVING)
START_PATTERNS: Final = _patterns(JOINING)
HELP_PATTERNS: Final = _patterns(ASKING)
VOCABULARY: Final = _vocabulary(LEAVING) | _vocabulary(JOINING) | _vocabulary(ASKING)
