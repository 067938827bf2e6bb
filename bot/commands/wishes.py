"""Wishes as commands change them: what is held, and the next digest's hour, move along."""

from zoneinfo import ZoneInfo

from bot.ask import Ask
from bot.clock import zone_of
from bot.model import NO_WISH, Wish
from bot.rules.hours import next_slot, quiet_end
from bot.store import digest as digests
from bot.store import subscriber as subscribers

UNDO = "#"
"""Begins the argument that says a whole wish: what the button that undoes a change carries."""


def of(ask: Ask) -> Wish:
    """Give the wish of whoever asks."""
    return ask.who.wish or NO_WISH


def zone(ask: Ask, wish: Wish) -> ZoneInfo:
    """Give the time zone that a wish is told in."""
    return zone_of(wish.zone, ask.newsroom.timezone)


def keep(ask: Ask, wish: Wish) -> None:
    """Note a wish; what was held under the one before is told when the new one lets it be."""
    of_reader = zone(ask, wish)
    subscribers.wish(ask.tx, ask.who.id, wish, next_slot(wish, of_reader, ask.now))
    digests.release(ask.tx, ask.who.id, quiet_end(wish, of_reader, ask.now) or ask.now)
