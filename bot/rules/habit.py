"""How often a source publishes, said roughly from the dates of what it holds."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.texts import Text, _, n_

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MONTH = timedelta(days=30)
QUIET = 3
"""How many of its usual gaps a source has been still for when that is worth saying."""


def how_often(moments: Sequence[datetime], now: datetime) -> tuple[Text, ...]:
    """Say how often a source publishes, and that it has been quiet for long where it has."""
    past = sorted(moment for moment in moments if moment <= now)
    if not past:
        return (_("It gives no dates: I can't say yet how often it publishes."),)
    gap = (past[-1] - past[0]) / max(1, len(past) - 1)
    still = now - past[-1]
    said = (rate_of(gap),) if gap else ()
    if still <= max(MONTH, QUIET * gap):
        return said
    return *said, n_("Its last entry is {count} day old.", "Its last entry is {count} days old.", still.days)


def rate_of(gap: timedelta) -> Text:
    """Say how often a source publishes, by the time between two of its entries."""
    if gap <= DAY:
        return n_(
            "It publishes about {count} entry a day.",
            "It publishes about {count} entries a day.",
            round(DAY / gap),
        )
    if gap <= WEEK:
        return n_(
            "It publishes about {count} entry a week.",
            "It publishes about {count} entries a week.",
            round(WEEK / gap),
        )
    if gap <= MONTH:
        count = round(MONTH / gap)
        return n_(
            "It publishes about {count} entry a month.", "It publishes about {count} entries a month.", count
        )
    return _("It publishes less than once a month.")
