"""The decision: free text, a template, a wait until a moment, or silence, each with its reason."""

from datetime import datetime, timedelta
from typing import Final

from bot.model import MessageKind, Priority, SubscriberStatus
from bot.rules.window.clock import window_open
from bot.rules.window.country import is_us
from bot.rules.window.model import (
    UTILITY,
    ByTemplate,
    Decision,
    FreeText,
    Hold,
    Quality,
    Reader,
    Reason,
    Saying,
    Skip,
    Standing,
    Terms,
)
from bot.rules.window.quota import look_again, room
from bot.rules.window.template import choose

RATING_WAIT: Final = timedelta(hours=1)
"""How long what can wait does while the rating is low: it is looked up no oftener by those who can."""


def decide(reader: Reader, saying: Saying, standing: Standing, now: datetime) -> Decision:
    """Decide how something is said to a person on WhatsApp now, if at all."""
    is_open = window_open(reader.last_heard_at, now)
    if saying.kind is MessageKind.REPLY:  # an answer to their own words: they asked for it by writing
        return FreeText() if is_open else Skip(Reason.LATE_REPLY)
    if missing := _unwanted(reader, saying):
        return Skip(missing)
    return FreeText() if is_open else _outside(reader, saying, standing, now)


def barred(number: str, category: str, terms: Terms) -> bool:
    """Say whether a template of a category may never go to a number."""
    return is_us(number) and category.upper() != UTILITY and not terms.us_marketing


def _unwanted(reader: Reader, saying: Saying) -> Reason | None:
    if saying.ours:
        return None if reader.status.hears else Reason.GONE
    if reader.status is not SubscriberStatus.ACTIVE:
        return Reason.GONE
    return None if reader.consented else Reason.NO_CONSENT


def _outside(reader: Reader, saying: Saying, standing: Standing, now: datetime) -> Decision:
    terms = standing.terms
    name = choose(saying.kind, saying.language, terms.templates, terms.languages)
    if name is None:
        return Hold(None, Reason.NO_TEMPLATE)
    category = terms.templates[name].upper()
    if barred(reader.number, category, terms):
        return Skip(Reason.US_MARKETING)
    return _wait(reader, saying, standing, category, now) or ByTemplate(name, category, not reader.counted)


def _wait(reader: Reader, saying: Saying, standing: Standing, category: str, now: datetime) -> Hold | None:
    """Say what the message has to wait for; breaking news waits for a place only."""
    if saying.priority > Priority.BREAKING:
        if reader.capped_until is not None and reader.capped_until > now:
            return Hold(reader.capped_until, Reason.CAPPED)
        if standing.terms.quality is Quality.LOW and category != UTILITY:
            return Hold(now + RATING_WAIT, Reason.QUALITY)
    if not reader.counted and room(standing, saying.priority) == 0:
        return Hold(look_again(standing, now), Reason.QUOTA)
    return None
