"""Files on Telegram: sent with the words below them, and fetched by the id that an update names.

A bot may fetch files of up to 20 MB, and send 50 MB (core.telegram.org/bots/api#getfile, #senddocument).
"""

from typing import Final

from telegram import Bot, InputFile
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.channels.download import read
from bot.channels.telegram_updates import chat_of, thread_of
from bot.channels.telegram_words import CAPTION_LIMIT, fit, html, keyboard, plain
from bot.errors import Refused
from bot.ports import Document, Outbound, Sent

BIGGEST: Final = 20_000_000
"""Bytes of a file that a bot may fetch (the Bot API says 20 MB)."""

UPLOAD: Final = 20.0
DOWNLOAD: Final = 60.0
"""Seconds for a file, which is no message of a few hundred bytes; sent within a delivery's lease (30)."""


async def send(bot: Bot, outbound: Outbound) -> Sent:
    """Send a message's file with its words as the caption; raises what the library raises, and Refused."""
    try:
        return await _send(bot, outbound, marked=True)
    except BadRequest as error:
        if "can't parse entities" not in error.message.lower():
            raise
    return await _send(bot, outbound, marked=False)


async def _send(bot: Bot, outbound: Outbound, *, marked: bool) -> Sent:
    message, attachment = fit(outbound.message, CAPTION_LIMIT), outbound.message.attachment
    if attachment is None:
        raise AssertionError("only a message with a file is sent as one")
    held = InputFile(outbound.attached, attachment.name, attach=False)
    call = bot.send_photo if attachment.is_picture else bot.send_document
    sent = await call(
        chat_of(outbound.to.id),
        held,
        caption=html(message) if marked else plain(message),
        parse_mode=ParseMode.HTML if marked else None,
        disable_notification=message.silent,
        message_thread_id=thread_of(outbound.to.id),
        reply_markup=keyboard(message),
        read_timeout=UPLOAD,
    )
    return Sent(outbound.to, str(sent.message_id))


async def download(bot: Bot, api_url: str, document: Document, most: int) -> bytes:
    """Fetch a file by its id; raises Refused above `most` bytes, or where Telegram has it no more."""
    limit = min(most, BIGGEST)
    if document.size > limit:
        raise Refused(f"the file has more than {limit} bytes")
    path = (await bot.get_file(document.ref)).file_path or ""
    # the library writes the whole address into it
    name = path.rsplit(f"/file/bot{bot.token}/", 1)[-1]
    if not name or ".." in name or "//" in name:
        raise Refused("Telegram names no file")
    return await read(f"{api_url.rstrip('/')}/file/bot{bot.token}/{name}", limit, DOWNLOAD)
