"""The bill: what the real service would have charged for the messages that were delivered.

Since 2025-07-01 WhatsApp charges each delivered template by its category and by the number's country;
free text is free, and so is a utility template while the reader's 24 hours run. The rates are the
sandbox's own, in the shape of the service's rate card.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

RATES: Mapping[str, Mapping[str, float]] = {
    "MARKETING": {"+1": 0.025, "+33": 0.14, "+972": 0.035, "+961": 0.034, "other": 0.06},
    "UTILITY": {"+1": 0.004, "+33": 0.03, "+972": 0.005, "+961": 0.012, "other": 0.01},
}
"""US dollars a template, by its category and the number's country code."""


@dataclass(slots=True)
class Bill:
    """What was delivered, by form, and what it costs; `forms` are free text and the categories."""

    forms: Counter[str] = field(default_factory=Counter)
    cost: float = 0.0

    def add(self, number: str, category: str | None, *, window_open: bool) -> None:
        """Charge a delivered message; `category` is its template's, None for free text."""
        self.forms[category or "FREE"] += 1
        if category is None or (category == "UTILITY" and window_open):
            return
        rates = RATES.get(category, RATES["MARKETING"])
        codes = [code for code in rates if number.startswith(code)]
        self.cost += rates[max(codes, key=len, default="other")]

    def as_json(self) -> dict[str, object]:
        """Write it for whoever asks."""
        return {"forms": dict(self.forms), "cost": round(self.cost, 4), "currency": "USD"}


def as_setting(category: str) -> str:
    """Write the rates of a category as Tocsin's settings take fares."""
    return ", ".join(f"{code}={price:g}" for code, price in RATES[category].items())
