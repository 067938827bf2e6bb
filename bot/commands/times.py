"""Times of day, as people write them and as they are shown: minutes after midnight."""

import re
import unicodedata
from collections.abc import Container, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.commands import time_tables as tables
from bot.commands.said import phrases
from bot.rules.consent import fold
from bot.texts import say_time

_TIME: Final = re.compile(r"(?<!\d)(\d{1,2})(?:(?:[:.hHчЧ]|\s[hHчЧ]\s)([0-5]\d))?(?![\d:])")
_LAST_HOUR: Final = 24
_NOON: Final = 12
_LATE: Final = 6
"""From this hour on, an hour at night is before midnight."""

LAST = 24 * 60 - 1
"""The last minute of a day."""

_MIDNIGHT = datetime(2000, 1, 1, tzinfo=UTC)

_Read = tuple[int, int]
"""An hour and a minute as they are written."""

_UNITS = phrases(tables.UNITS)
_MORNING = phrases(tables.MORNING)
_EVENING = phrases(tables.EVENING)
_NIGHT = phrases(tables.NIGHT)
_HALVES = _MORNING | _EVENING | _NIGHT
_NAMED = {one: hour for hour, said in tables.NAMED.items() for one in phrases(said)}
_AROUND = phrases(tables.AROUND)
_MOST_WORDS = max(len(one.split()) for one in _HALVES | _UNITS | set(_NAMED))


def times_in(words: str) -> list[int] | None:
    """Read the times of day in some words: 22:00, 7h30, 7.15, 10 pm, 8 Uhr; None where a number is none."""
    minutes, rest = _taken(words)
    if any(letter.isdecimal() for letter in rest):
        return None
    read = [minute for minute in minutes if minute is not None]
    return read if len(read) == len(minutes) else None


def without(words: str) -> str:
    """Take the times of day out of some words, as they are compared, and what stands around times."""
    _minutes, rest = _taken(words)
    return bare(rest)


def bare(words: str) -> str:
    """Take the small words that stand around times off both ends of some words: "every day at"."""
    kept = fold(words).split()
    while kept and kept[0] in _AROUND:
        del kept[0]
    while kept and kept[-1] in _AROUND:
        del kept[-1]
    return " ".join(kept)


def shown(minute: int, language: str) -> str:
    """Write a time of day as the language's readers do."""
    return say_time(_MIDNIGHT + timedelta(minutes=minute), language, UTC)


def plain(minute: int) -> str:
    """Write a time of day as a command takes it."""
    return f"{minute // 60:02}:{minute % 60:02}"


# ---- reading -------------------------------------------------------------------------------------


def _taken(words: str) -> tuple[list[int | None], str]:
    """Part the times, None for one that is none, from the other words."""
    parts = list(_parts(words))
    minutes: list[int | None] = []
    rest: list[str] = []
    at = 0
    while at < len(parts):
        part = parts[at]
        if isinstance(part, tuple):
            at += 1
            at += _length(parts, at, _UNITS)
            named = _length(parts, at, _NAMED) if part == (_NOON, 0) else 0
            length = named or _length(parts, at, _HALVES)
            said = _joined(parts[at : at + length])
            minutes.append(_NAMED[said] * 60 if named else _minute(*part, said))
            at += length
        elif length := _length(parts, at, _NAMED):
            minutes.append(_NAMED[_joined(parts[at : at + length])] * 60)
            at += length
        else:
            rest.append(part)
            at += 1
    return minutes, " ".join(rest)


def _parts(words: str) -> Iterator[str | _Read]:
    """Part words into times and words that are compared."""
    digits = "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in words)
    at = 0
    for found in _TIME.finditer(digits):
        yield from fold(digits[at : found.start()]).split()
        yield int(found[1]), int(found[2] or 0)
        at = found.end()
    yield from fold(digits[at:]).split()


def _length(parts: Sequence[str | _Read], at: int, known: Container[str]) -> int:
    """Count the words of the longest of some phrases that begins at a place."""
    most = range(min(_MOST_WORDS, len(parts) - at), 0, -1)
    return next((many for many in most if _joined(parts[at : at + many]) in known), 0)


def _joined(parts: Sequence[str | _Read]) -> str:
    return " ".join(part if isinstance(part, str) else "0" for part in parts)


def _minute(hour: int, minute: int, half: str) -> int | None:
    if half in _MORNING and hour > _NOON:
        return None
    if half in _MORNING:
        hour %= _NOON
    elif half in _EVENING and hour < _NOON:
        hour += _NOON
    elif half in _NIGHT and hour == _NOON:
        hour = 0
    elif half in _NIGHT and _LATE <= hour < _NOON:
        hour += _NOON
    if hour == _LAST_HOUR and not minute:
        hour = 0
    return hour * 60 + minute if hour < _LAST_HOUR else None
