"""Telephone numbers in the one form in which they are kept: E.164, by Google's well-kept plan of numbers."""

import re
from functools import cache

import phonenumbers

from bot.rules.roster.model import Fault

_ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_SPACED = re.compile(r"[\s().\-\u2010-\u2015\u00a0\u202f\u200e\u200f\u202a-\u202e\u2066-\u2069']+")
_CANONICAL = re.compile(r"\+[1-9][0-9]{6,14}")
_WITH_NOUGHT = frozenset({39, 225, 241, 242})  # a nought stands first in numbers there, also from abroad
_SHORTEST = 8
LONGEST = 40


def international(written: str) -> str | Fault:
    """Read a number as people write them, with its country code, with or without a plus before it."""
    return written if _is_plain(written) else _parsed(written)


def _parsed(written: str) -> str | Fault:
    said = written.strip().removeprefix("whatsapp:")[:LONGEST]
    if _ROUNDED.fullmatch(said):
        return Fault.MANGLED
    bare = _SPACED.sub("", said)
    if bare.startswith("00"):
        bare = f"+{bare[2:]}"
    elif bare.startswith("0"):
        return Fault.COUNTRY
    elif bare[:1].isdecimal():
        if len(bare) < _SHORTEST:
            return Fault.ADDRESS
        bare = f"+{bare}"  # a spreadsheet takes the plus for arithmetic, and drops it
    try:
        number = phonenumbers.parse(bare, None)
    except phonenumbers.NumberParseException:
        return Fault.ADDRESS
    if number.extension or not phonenumbers.is_valid_number(number):
        return Fault.ADDRESS
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_plain(written: str) -> bool:
    """Say whether a number is surely as it is kept: forty times as fast as to parse it, and most are.

    Only where the plan of its country decides by the digits alone. Any other number is parsed.
    """
    if not _CANONICAL.fullmatch(written):
        return False
    for digits in (1, 2, 3):
        valid = _plan(int(written[1 : digits + 1]))
        if valid is not None:
            return valid.fullmatch(written, digits + 1) is not None
    return False


@cache
def _plan(code: int) -> "re.Pattern[str] | None":
    """Make a pattern of a country's numbers; None where there is none that decides by itself.

    Countries that share a code, whose numbers begin with a nought, or whose way to dial at home may begin
    a number as well are left to the parser.
    """
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(code, ())
    if len(regions) != 1 or code in _WITH_NOUGHT:
        return None
    plan = phonenumbers.PhoneMetadata.metadata_for_region(regions[0])
    if plan is None or (plan.national_prefix_for_parsing or "0") not in {"0", "00"}:
        return None
    kinds = (plan.fixed_line, plan.mobile, plan.voip, plan.uan, plan.personal_number, plan.shared_cost)
    told = [one.national_number_pattern for one in kinds if one and one.national_number_pattern]
    if not told:
        return None
    return re.compile(f"(?=[1-9])(?:{'|'.join(f'(?:{one})' for one in told)})")
