"""What an alert will cost on WhatsApp: free text is free, a template costs its fare.

Source of the rule: since 2025-07-01 Meta charges each delivered template by its category and by the
country of the number (developers.facebook.com/docs/whatsapp/pricing). We send none inside the window.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.rules.window.decision import decide
from bot.rules.window.model import (
    ByTemplate,
    Decision,
    Fares,
    FreeText,
    Hold,
    Reader,
    Reason,
    Saying,
    Skip,
    Standing,
)
from bot.rules.window.quota import room

ELSEWHERE = "other"
"""In place of a country's code: every number that no other fare is for."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """How an alert would go: counts of people, and what the templates cost together.

    `unpriced` is how many templates no fare is known for; they are not in `cost`.
    """

    free: int = 0
    templates: int = 0
    waits: Counter[Reason] = field(default_factory=Counter)
    skipped: Counter[Reason] = field(default_factory=Counter)
    cost: float = 0.0
    unpriced: int = 0


def fare(fares: Fares, category: str, number: str) -> float | None:
    """Find what a template of a category costs to a number: the longest beginning that fits counts."""
    table = fares.get(category, {})
    for length in range(len(number), 1, -1):
        if (price := table.get(number[:length])) is not None:
            return price
    return table.get(ELSEWHERE)


def forecast(
    groups: Iterable[tuple[Reader, str, int]],
    saying: Saying,
    standing: Standing,
    now: datetime,
) -> Forecast:
    """Foretell how a message would go to groups of people: one of them, their language, how many."""
    total, fares = Forecast(), standing.terms.fares
    for reader, language, count in groups:
        said = replace(saying, language=language)
        left = room(standing, saying.priority)
        fits = count if reader.counted or left is None else min(count, max(left, 1))
        first = decide(reader, said, standing, now)
        total = _with(total, first, reader, fits, fares)
        if isinstance(first, ByTemplate) and first.counts:
            standing = replace(standing, opened=standing.opened + fits)
        if fits < count:
            total = _with(total, decide(reader, said, standing, now), reader, count - fits, fares)
    return total


def _with(total: Forecast, decision: Decision, reader: Reader, count: int, fares: Fares) -> Forecast:
    match decision:
        case FreeText():
            return replace(total, free=total.free + count)
        case Hold(reason=reason):
            return replace(total, waits=total.waits + Counter({reason: count}))
        case Skip(reason=reason):
            return replace(total, skipped=total.skipped + Counter({reason: count}))
        case ByTemplate(category=category):
            price = fare(fares, category, reader.number)
            if price is None:
                return replace(total, templates=total.templates + count, unpriced=total.unpriced + count)
            return replace(total, templates=total.templates + count, cost=total.cost + price * count)
