"""Hours: what a clock on a reader's wall shows, as moments; right on the days on which it is changed.

The offsets are those of the IANA time zone database, by the `tzinfo` that is passed in.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from bot.model import DigestDays, Wish

DAY: Final = timedelta(days=1)
HALF_A_DAY: Final = 12 * 60
MINUTES: Final = 24 * 60
SATURDAY: Final = 5


def moment(day: date, minute: int, zone: tzinfo, *, late: bool = False) -> datetime:
    """Say, in UTC, when a clock shows a minute of a day; `late`: for the last time, where it does twice.

    A minute that is passed over when clocks go forward is the moment at which they do.
    """
    wall = datetime.combine(day, time(minute // 60, minute % 60), zone)
    first, second = (wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if second < first:
        return _change(second, first, zone)
    return second if late else first


def _change(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """Find, to the second, when a zone's offset becomes what it is at `after`."""
    new = after.astimezone(zone).utcoffset()
    low, high = 0, int((after - before).total_seconds())
    while low < high:
        middle = (low + high) // 2
        if (before + timedelta(seconds=middle)).astimezone(zone).utcoffset() == new:
            high = middle
        else:
            low = middle + 1
    return before + timedelta(seconds=low)


def quiet_end(wish: Wish, zone: tzinfo, now: datetime) -> datetime | None:
    """Say when the quiet hours end that `now` lies in; None outside of them.

    They begin when the clock first shows their beginning and end when it last shows their end, so that
    an hour that comes twice is not half loud.
    """
    if wish.quiet_from == wish.quiet_until:
        return None
    over = wish.quiet_until < wish.quiet_from
    today = now.astimezone(zone).date()
    starts = [(day, moment(day, wish.quiet_from, zone)) for day in (today - DAY, today, today + DAY)]
    ends = [
        moment(day + DAY if over else day, wish.quiet_until, zone, late=True)
        for day, start in starts
        if start <= now
    ]
    return max((end for end in ends if now < end), default=None)


def day_begins(zone: tzinfo, now: datetime) -> datetime:
    """Say when the reader's present day began."""
    return moment(now.astimezone(zone).date(), 0, zone)


# ---- the digest's hours --------------------------------------------------------------------------


def next_slot(wish: Wish, zone: tzinfo, after: datetime) -> datetime | None:
    """Say when the next digest is due, later than `after`; None for whoever wants none."""
    today = after.astimezone(zone).date()
    days = [today + number * DAY for number in range(-1, 5)]
    return min((at for day in days for at in _slots(wish, zone, day) if at > after), default=None)


def last_slot(wish: Wish, zone: tzinfo, now: datetime) -> datetime | None:
    """Say when the last digest was due, at `now` or before; None for whoever wants none."""
    today = now.astimezone(zone).date()
    days = [today - number * DAY for number in range(-1, 5)]
    return max((at for day in days for at in _slots(wish, zone, day) if at <= now), default=None)


def _slots(wish: Wish, zone: tzinfo, day: date) -> list[datetime]:
    if wish.digest is DigestDays.OFF:
        return []
    if wish.digest is DigestDays.WEEKDAYS and day.weekday() >= SATURDAY:
        return []
    minutes = [wish.digest_at]
    if wish.digest is DigestDays.TWICE:
        minutes.append((wish.digest_at + HALF_A_DAY) % MINUTES)
    return [moment(day, minute, zone) for minute in minutes]
