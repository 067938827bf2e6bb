"""Wording: what a delivery says, in its reader's language."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.model import Message, Subscriber
from bot.ports import Outbound
from bot.rules import picture as pictures
from bot.rules.alert import REPEAT_NOTE, alert_message, changed_message
from bot.store.alert import AlertRow
from bot.store.delivery import DeliveryRow
from bot.store.message import Body, from_json
from bot.texts import say

WORDLESS = "its words can't be made"
"""What is written down of a delivery that `outbound` raises for."""

Spell: TypeAlias = Callable[[Message, Subscriber], Message]
"""Writes the commands that a message names as people write them where it goes."""


def as_written(message: Message, _to: Subscriber) -> Message:
    """Leave commands as they are."""
    return message


def outbound(row: DeliveryRow, zone: ZoneInfo, spell: Spell = as_written) -> Outbound:
    """Put a delivery into words and address it; `zone` is the one that times are told in."""
    body = _body(row, zone)
    reader = row.subscriber
    if body.commands:
        body = replace(body, message=spell(body.message, reader))
    follows = row.thread.external_id if row.thread else ""
    return Outbound(
        reader.address,
        body.message,
        row.id,
        reader.last_heard_at,
        body.answering,
        body.replaces,
        follows,
        body.plain,
        person=reader.id,
    )


def _body(row: DeliveryRow, zone: ZoneInfo) -> Body:
    if row.alert is None:
        said = from_json(row.body or {})
        return _repeated(said, row.subscriber.language) if row.repeat and row.is_digest else said
    reader = row.subscriber
    message = alert_message(row.alert, reader.language, zone, silent=reader.silent, repeat=row.repeat)
    if row.amending and row.alert.revised_as and row.alert.revised_at:
        message = changed_message(message, row.alert.revised_as, row.alert.revised_at, zone)
    message = replace(message, picture=_picture(row.alert, reader))
    return Body(replace(message, quoted=row.thread.headline) if row.thread else message)


def _picture(told: AlertRow, reader: Subscriber) -> str:
    shown = pictures.goes_with(told.kind, told.revised_as)
    return told.picture if shown and pictures.wanted(reader.pictures, reader.address.channel) else ""


def _repeated(said: Body, language: str) -> Body:
    """Say of a digest that it may have reached its reader already."""
    notes = (say(REPEAT_NOTE, language), said.message.note)
    return replace(said, message=replace(said.message, note=" ".join(note for note in notes if note)))
