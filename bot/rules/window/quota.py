"""How many people a sender may write to first: a number a day, of which breaking news has the last part.

Source of the rule: developers.facebook.com/docs/whatsapp/messaging-limits. Only people count to whom a
template has opened a conversation within the last 24 hours, each once, over all numbers of a portfolio.
"""

from datetime import datetime, timedelta
from math import ceil
from typing import Final

from bot.model import Priority
from bot.rules.window.model import Standing

DAY: Final = timedelta(hours=24)

LOOK_AGAIN: Final = timedelta(minutes=15)
"""How long what found no place waits at the least: places free one by one, and many wait for them."""


def limit(tier: int, reserve: float, priority: Priority) -> int:
    """Say to how many people conversations may be open before a message of a priority has to wait."""
    return tier if priority <= Priority.BREAKING else tier - ceil(tier * reserve)


def room(standing: Standing, priority: Priority) -> int | None:
    """Say to how many people more a conversation may be opened; None: to any number."""
    terms = standing.terms
    if terms.tier is None:
        return None
    return max(0, limit(terms.tier, terms.reserve, priority) - standing.opened)


def look_again(standing: Standing, now: datetime) -> datetime:
    """Say when to look for a place again: when the first one frees, and not at once."""
    soonest = now + LOOK_AGAIN
    return max(soonest, standing.frees_at) if standing.frees_at else soonest
