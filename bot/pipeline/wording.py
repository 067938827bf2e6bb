"""Wording: what a delivery says, in its reader's language."""

from zoneinfo import ZoneInfo

from bot.model import Message
from bot.ports import Outbound
from bot.rules.alert import alert_message
from bot.store.delivery import DeliveryRow
from bot.store.message import from_json


def outbound(row: DeliveryRow, zone: ZoneInfo) -> Outbound:
    """Put a delivery into words and address it; `zone` is the one that times are told in."""
    message, answering, replaces = _words(row, zone)
    reader = row.subscriber
    return Outbound(reader.address, message, row.id, reader.last_heard_at, answering, replaces)


def _words(row: DeliveryRow, zone: ZoneInfo) -> tuple[Message, str, str]:
    if row.alert is None:
        return from_json(row.body or {})
    reader = row.subscriber
    message = alert_message(row.alert, reader.language, zone, silent=reader.silent, repeat=row.repeat)
    return message, "", ""
