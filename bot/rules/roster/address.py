"""Addresses as an export writes them, on every channel: people, groups, channels, topics of a forum."""

import re

from bot.rules.mailbox import read
from bot.rules.roster.model import Fault
from bot.rules.roster.number import international

_TELEGRAM = re.compile(r"-?[1-9]\d{0,15}(?:/[1-9]\d{0,9})?")


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
    """Read an e-mail address, as the join page's form does."""
    return read(written) or Fault.ADDRESS
