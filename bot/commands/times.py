"""Times of day, as people write them and as they are shown: minutes after midnight."""

import re
from datetime import UTC, datetime, timedelta

from bot.texts import say_time

_TIME = re.compile(r"(?<!\d)(\d{1,2})(?:[:.hH]([0-5]\d))?\s?(am|pm|h)?(?![\d:])", re.IGNORECASE)
_LAST_HOUR = 24
_NOON = 12

LAST = 24 * 60 - 1
"""The last minute of a day."""

_MIDNIGHT = datetime(2000, 1, 1, tzinfo=UTC)


def times_in(words: str) -> list[int] | None:
    """Read the times of day in some words: 22:00, 7h30, 7.15, 10 pm; None where a number is none."""
    found = list(_TIME.finditer(words))
    if re.search(r"\d", _TIME.sub("", words)):
        return None
    minutes = [_minute(int(one[1]), int(one[2] or 0), (one[3] or "").lower()) for one in found]
    read = [minute for minute in minutes if minute is not None]
    return read if len(read) == len(minutes) else None


def without(words: str) -> str:
    """Take the times of day out of some words."""
    return " ".join(_TIME.sub(" ", words).split())


def shown(minute: int, language: str) -> str:
    """Write a time of day as the language's readers do."""
    return say_time(_MIDNIGHT + timedelta(minutes=minute), language, UTC)


def plain(minute: int) -> str:
    """Write a time of day as a command takes it."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _minute(hour: int, minute: int, half: str) -> int | None:
    if half in {"am", "pm"}:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    if hour == _LAST_HOUR and not minute:
        hour = 0
    return hour * 60 + minute if hour < _LAST_HOUR else None
