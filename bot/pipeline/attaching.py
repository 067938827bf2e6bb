"""Attaching: the file that goes with a message is read, or opened to be fetched, just before it leaves."""

from dataclasses import replace

from sqlalchemy import Connection

from bot.clock import Clock
from bot.ports import Outbound
from bot.store import file as files
from bot.store.database import Database
from bot.texts import _, say

GONE = _("The file is kept no longer: ask for it again.")


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


def _without(words: Outbound) -> Outbound:
    note = say(GONE, words.message.language)
    return replace(words, message=replace(words.message, attachment=None, note=note))
