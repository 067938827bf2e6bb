"""Durations in words: to the second for what was measured, roundly for what is expected."""

from datetime import timedelta
from math import ceil

from bot.texts import Text, _, n_

_MINUTE, _HOUR = 60, 3600


def exactly(duration: timedelta) -> Text:
    """Say a duration that was measured, rounded up: to the second, from an hour on to the minute."""
    seconds = ceil(duration.total_seconds())
    if seconds < _MINUTE:
        return _("{seconds} s", seconds=seconds)
    if seconds < _HOUR:
        return _("{minutes} min {seconds} s", minutes=seconds // _MINUTE, seconds=seconds % _MINUTE)
    minutes = ceil(seconds / _MINUTE)
    return _("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)


def about(seconds: float) -> Text:
    """Say how long something will take, as roundly as a forecast may be."""
    if seconds < 10:  # noqa: PLR2004 -- below that a count of seconds would promise too much
        return _("a few seconds")
    if seconds < 1.5 * _MINUTE:
        return n_("about {count} second", "about {count} seconds", 10 * ceil(seconds / 10))
    if seconds < 1.5 * _HOUR:
        return n_("about {count} minute", "about {count} minutes", ceil(seconds / _MINUTE))
    return n_("about {count} hour", "about {count} hours", ceil(seconds / _HOUR))
