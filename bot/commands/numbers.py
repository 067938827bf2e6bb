"""The numbers that people write for alerts: "12", "#12"; a reply to an alert stands for its number."""

import re
from typing import Final

from bot.ask import Ask
from bot.errors import UsageError
from bot.model import AlertId
from bot.store import alert as alerts
from bot.store.alert import AlertRow
from bot.texts import _

LONGEST: Final = 12
"""Digits of a number that is read."""

_NUMBER: Final = re.compile(r"#?\s*(\d{1,12})")
_NUMBERED: Final = re.compile(r"#?\s*(\d{1,12})(?!\S)\s*(.*)", re.DOTALL)


def row_id(words: str) -> int | None:
    """Read the number of anything that is kept, with or without its sign; None for all else."""
    digits = words.strip().removeprefix("#")
    return int(digits) if digits.isdecimal() and len(digits) <= LONGEST else None


def alert_id(words: str) -> AlertId | None:
    """Read the number of an alert; None where something else is written, or more."""
    number = _NUMBER.fullmatch(words.strip())
    return AlertId(int(number[1])) if number else None


def numbered(words: str) -> tuple[AlertId, str] | None:
    """Read the number of an alert and what stands behind it; None where no number comes first."""
    found = _NUMBERED.fullmatch(words.strip())
    return (AlertId(int(found[1])), found[2]) if found else None


def asked(ask: Ask) -> AlertId | None:
    """Tell which alert is meant: that of the number which was written, or else the one replied to."""
    return alert_id(ask.args) if ask.args.strip() else ask.replied


def alert_of(ask: Ask, id_: AlertId) -> AlertRow:
    """Find the alert of a number; raises UsageError."""
    row = alerts.find(ask.tx, id_)
    if row is None:
        raise UsageError(_("There is no alert #{id}.", id=id_))
    return row
