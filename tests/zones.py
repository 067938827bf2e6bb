"""A year of clocks: twelve zones with every way in which clocks are changed, and walks through a year."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

ZONES = (
    "Asia/Jerusalem",
    "Europe/Paris",
    "Europe/London",
    "America/New_York",
    "America/Santiago",  # at midnight: the day begins at one
    "Africa/Cairo",  # at midnight, on a Friday
    "Asia/Beirut",  # at midnight
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Chatham",  # 45 minutes off the hour
    "Africa/Casablanca",  # around Ramadan, backwards
    "America/Havana",  # at midnight, and one o'clock comes twice
    "Asia/Kolkata",  # never
)

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2027, 1, 1, tzinfo=UTC)


def minute_of(moment: datetime, zone: ZoneInfo) -> int:
    """Say what a clock shows, in minutes after midnight."""
    wall = moment.astimezone(zone)
    return wall.hour * 60 + wall.minute


def changes(zone: ZoneInfo) -> list[datetime]:
    """List the moments of the year, to the quarter of an hour, at which clocks are changed."""
    steps = int((END - BEGIN) / timedelta(minutes=15))
    moments = [BEGIN + number * timedelta(minutes=15) for number in range(steps)]
    return [
        after
        for before, after in pairwise(moments)
        if before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset()
    ]


def around_changes(zone: ZoneInfo, step: timedelta) -> Iterator[datetime]:
    """Walk through the two days around each change."""
    for change in changes(zone):
        moment = change - timedelta(days=1)
        while moment < change + timedelta(days=1):
            yield moment
            moment += step
