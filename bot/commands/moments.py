"""Moments to come, as people write them: 18:00, tomorrow at 8, in 30 min; and until when something counts."""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from bot.commands import moment_tables as tables
from bot.commands import times
from bot.commands.choice_tables import URGENCIES
from bot.commands.said import phrases
from bot.rules.consent import fold
from bot.rules.hours import DAY, moment

MOST_AHEAD: Final = timedelta(days=7)
"""How far ahead something can be said to leave."""

_DURATION: Final = re.compile(r"\+?\s*(\d{1,4})\s*([^\W\d]*)")
_AFTER = phrases(tables.AFTER)
_MINUTES = phrases(tables.MINUTES)
_HOURS = phrases(tables.HOURS)
_TOMORROW = phrases(tables.TOMORROW)
_TODAY = phrases(tables.TODAY)
_EXPIRES = phrases(tables.EXPIRES)
_BREAKING = phrases(URGENCIES["breaking"])
_LONGEST: Final = 3
"""Words of a phrase of these tables, at most."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a later send: its moment, from when on nobody gets it, and whether it is breaking."""

    at: datetime
    expires_at: datetime | None = None
    breaking: bool | None = None


def read(words: str, now: datetime, zone: tzinfo) -> Said | None:
    """Read when something leaves, and what else is said of that; None where it can't be told.

    A time of the clock is the next one that a clock in `zone` shows.
    """
    rest, breaking = _without(words, _BREAKING)
    when, until = _parted(rest)
    at = at_of(when, now, zone)
    if at is None:
        return None
    expires_at = at_of(until, at, zone) if until is not None else None
    if until is not None and expires_at is None:
        return None
    return Said(at, expires_at, breaking or None)


def at_of(words: str, now: datetime, zone: tzinfo) -> datetime | None:
    """Read one moment after `now`; None where it can't be told, or is too far ahead."""
    found = _after(words, now) or _of_clock(words, now, zone)
    return found if found and now < found <= now + MOST_AHEAD else None


def _after(words: str, now: datetime) -> datetime | None:
    rest, asked = _without(words, _AFTER)
    found = _DURATION.fullmatch(_ascii(rest).strip())
    if found is None:
        return None
    unit = fold(found[2])
    if unit in _MINUTES or (not unit and words.strip().startswith("+")):
        return now + timedelta(minutes=int(found[1]))
    if unit in _HOURS and (asked or words.strip().startswith("+")):
        return now + timedelta(hours=int(found[1]))
    return None


def _of_clock(words: str, now: datetime, zone: tzinfo) -> datetime | None:
    rest, tomorrow = _without(words, _TOMORROW)
    rest, _today = _without(rest, _TODAY)
    minutes = times.times_in(rest)
    if not minutes or len(minutes) > 1 or times.without(rest):
        return None
    today = now.astimezone(zone).date()
    days = (today + DAY,) if tomorrow else (today, today + DAY)
    return next((at for day in days if (at := moment(day, minutes[0], zone)) > now), None)


def _parted(words: str) -> tuple[str, str | None]:
    """Part when it leaves from what is said of its end; None: nothing."""
    parts = words.split()
    for at in range(1, len(parts)):
        length = _length(parts, at, _EXPIRES)
        if length:
            return " ".join(parts[:at]), " ".join(parts[at + length :])
    return words, None


def _without(words: str, known: Container[str]) -> tuple[str, bool]:
    """Take the first phrase of a table out of some words; say whether there was one."""
    parts = words.split()
    for at in range(len(parts)):
        length = _length(parts, at, known)
        if length:
            return " ".join(parts[:at] + parts[at + length :]), True
    return words, False


def _length(parts: list[str], at: int, known: Container[str]) -> int:
    """Count the words of the longest phrase of a table that begins at a place."""
    most = range(min(_LONGEST, len(parts) - at), 0, -1)
    return next((many for many in most if fold(" ".join(parts[at : at + many])) in known), 0)


def _ascii(words: str) -> str:
    return "".join(str(int(one)) if one.isdecimal() else one for one in words)
