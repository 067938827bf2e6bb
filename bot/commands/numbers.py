"""The numbers that people write for alerts: "12", "#12"."""

import re
from typing import Final

from bot.errors import UsageError
from bot.model import AlertId
from bot.ports import Ask
from bot.store import alert as alerts
from bot.store.alert import AlertRow
from bot.texts import _

_NUMBER: Final = re.compile(r"#?\s*(\d{1,12})")


def alert_id(words: str) -> AlertId | None:
    """Read the number of an alert; None where something else is written, or more."""
    number = _NUMBER.fullmatch(words.strip())
    return AlertId(int(number[1])) if number else None


def alert_of(ask: Ask, id_: AlertId) -> AlertRow:
    """Find the alert of a number; raises UsageError."""
    row = alerts.find(ask.tx, id_)
    if row is None:
        raise UsageError(_("There is no alert #{id}.", id=id_))
    return row
