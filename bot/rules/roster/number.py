"""Telephone numbers in the one form in which they are kept: E.164, by Google's well-kept plan of numbers."""

import re

import phonenumbers

from bot.rules.roster.model import Fault

_ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_SPACED = re.compile(r"[\s().\-\u2010-\u2015\u00a0\u202f\u200e\u200f\u202a-\u202e\u2066-\u2069']+")
_SHORTEST = 8
LONGEST = 40


def international(written: str) -> str | Fault:
    """Read a number as people write them, with its country code, with or without a plus before it."""
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
