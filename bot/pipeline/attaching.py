"""Attaching: the file that goes with a message is read, or opened to be fetched, just before it leaves."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.clock import Clock
from bot.ports import Outbound
from bot.rules.attachment import GONE, REFUSED, without
from bot.store import delivery as deliveries
from bot.store import file as files
from bot.store.database import Database
from bot.store.delivery import DeliveryRow
from bot.store.message import from_json, to_json


async def with_file(words: Outbound, database: Database, clock: Clock, *, uploads: bool) -> Outbound:
    """Give a message its file; one that is kept no more leaves without, and says so.

    `uploads`: the channel hands files over; else the service fetches it from us, for an hour from now.
    """
    attachment = words.message.attachment
    if attachment is None:
        return words
    if uploads:
        content = await database.read(lambda tx: files.content(tx, attachment.id))
        return _without(words) if content is None else replace(words, attached=content)

    def opened(tx: Connection) -> bool:
        return files.open_(tx, attachment.id, clock())

    return words if await database.write(opened) else _without(words)


def in_words(tx: Connection, row: DeliveryRow, now: datetime) -> bool:
    """Queue a reply once more without the file that it failed with; False for one that had none."""
    said = from_json(row.body) if row.body else None
    if said is None or said.message.attachment is None:
        return False
    deliveries.queue_reply(tx, row.subscriber.id, to_json(without(said.message, REFUSED)), now)
    return True


def _without(words: Outbound) -> Outbound:
    return replace(words, message=without(words.message, GONE))
