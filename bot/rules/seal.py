"""Seals: numbers of ours that others carry for us, and can't make up or change.

A link in a letter says whose choices it opens, and the envelope of a letter which delivery it is, each
with a code made from it by a key of the settings (HMAC, RFC 2104). Nothing about them is kept: see
docs/decisions/0038-newsletter.md.
"""

import hmac
import re
from enum import StrEnum
from typing import Final

LENGTH: Final = 32
"""Hexadecimal digits of a code: 128 bits."""

_SEALED: Final = re.compile(r"([0-9]{1,18})-([0-9a-f]{32})")


class Purpose(StrEnum):
    """What something sealed is for: a seal for one purpose is none for another."""

    CONFIRM = "confirm"
    LEAVE = "leave"
    CHOICES = "choices"
    LETTER = "letter"


def seal(key: bytes, purpose: Purpose, number: int, about: str = "") -> str:
    """Seal a number; `about` has to be the same when it is read back, and does not show."""
    return f"{number}-{_code(key, purpose, number, about)}"


def number_in(sealed: str) -> int | None:
    """Read the number before anything is known of its seal; None where there is none."""
    found = _SEALED.fullmatch(sealed)
    return int(found[1]) if found else None


def holds(key: bytes, purpose: Purpose, sealed: str, about: str = "") -> bool:
    """Say whether a seal is ours, and for this."""
    number = number_in(sealed)
    return number is not None and hmac.compare_digest(sealed, seal(key, purpose, number, about))


def _code(key: bytes, purpose: Purpose, number: int, about: str) -> str:
    said = f"{purpose}\x00{number}\x00{about}".encode()
    return hmac.new(key, said, "sha256").hexdigest()[:LENGTH]
