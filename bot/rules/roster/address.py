"""Addresses as an export writes them, on every channel: people, groups, channels, topics of a forum."""

import re
from typing import Final

from bot.rules.roster.model import Fault
from bot.rules.roster.number import international

LONGEST_EMAIL: Final = 254
"""RFC 5321, as erratum 1690 counts it."""

_TELEGRAM = re.compile(r"-?[1-9]\d{0,15}(?:/[1-9]\d{0,9})?")
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@[^\s@<>()\[\],;:\\\"/.]+(?:\.[^\s@<>()\[\],;:\\\"/.]+)+")


def address_of(channel: str, written: str) -> str | Fault:
    """Read an address of a channel, as the channel's adapter knows it."""
    if channel == "whatsapp":
        return international(written)
    if channel == "telegram":
        return written if _TELEGRAM.fullmatch(written) else Fault.ADDRESS
    if channel == "email":
        return mailbox(written)
    return Fault.CHANNEL


def mailbox(written: str) -> str | Fault:
    """Read an e-mail address: in lower case, since no mailbox in use tells one from the other."""
    said = written.strip().lower()
    return said if len(said) <= LONGEST_EMAIL and _EMAIL.fullmatch(said) else Fault.ADDRESS
