"""A tariff as settings write it: what WhatsApp charges for a template, and its limits' names."""

import re
from collections.abc import Mapping
from typing import Final

TIERS: Final[Mapping[str, int | None]] = {
    "250": 250,
    "1k": 1_000,
    "2k": 2_000,
    "10k": 10_000,
    "100k": 100_000,
    "unlimited": None,
}
"""WhatsApp's messaging limits: people a day; as a portfolio grows it is raised from one to the next."""

_FARE = re.compile(r"(\+[1-9]\d{0,3}|other)=(\d{1,6}(?:\.\d{1,6})?)")


def fares_in(value: str) -> Mapping[str, float]:
    """Read fares such as "+33=0.08, other=0.06": a number's beginning and a price each.

    Raises:
        ValueError: a part is no such pair.

    """
    found = [_FARE.fullmatch(part) for part in value.replace(",", " ").split()]
    if None in found:
        raise ValueError("must be +<country code>=<price> pairs separated by commas, and other=<price>")
    return {match[1]: float(match[2]) for match in found if match}
