"""Reports: over which days they go, and when the weekly one is due."""

from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from bot.rules.hours import moment

DAY: Final = timedelta(days=1)
WEEK: Final = 7
MOST_DAYS: Final = 90
AT: Final = 9 * 60
"""The minute of the day at which the weekly report comes."""


def last_days(days: int, zone: tzinfo, now: datetime) -> tuple[datetime, datetime]:
    """Give the last days, today among them: from when, until when."""
    today = now.astimezone(zone).date()
    return moment(today - (days - 1) * DAY, 0, zone), now


def next_weekly(zone: tzinfo, after: datetime) -> datetime:
    """Say when the next weekly report is due: the first Monday, at nine, later than `after`."""
    today = after.astimezone(zone).date()
    monday = today - today.weekday() * DAY
    at = moment(monday, AT, zone)
    return at if at > after else moment(monday + WEEK * DAY, AT, zone)


def week_before(zone: tzinfo, now: datetime) -> tuple[datetime, datetime]:
    """Give the last week that is over, from Monday to Monday."""
    today = now.astimezone(zone).date()
    monday = today - today.weekday() * DAY
    return moment(monday - WEEK * DAY, 0, zone), moment(monday, 0, zone)


def days_of(since: datetime, until: datetime, zone: tzinfo) -> list[date]:
    """List the days that a period touches."""
    first = since.astimezone(zone).date()
    last = (until - timedelta(microseconds=1)).astimezone(zone).date()
    return [first + number * DAY for number in range((last - first).days + 1)]
