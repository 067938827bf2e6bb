"""A message as Telegram shows it: bold headline, lines, byline and link, note in italics.

The link stands behind the byline and has no preview: an alert is read at a glance, and a preview repeats
the headline in a box taller than the alert. A picture goes as the preview of its own address instead:
see docs/decisions/0030-pictures.md. Source of the HTML rules: td's parse_html.
"""

from functools import lru_cache
from html import escape
from urllib.parse import urlencode

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode

from bot.channels.fitting import KEPT, cleaned, fitted, units
from bot.errors import Refused
from bot.model import Message, MessageKind

TEXT_LIMIT = 4096
"""Characters of a text after its markup is parsed (Bot API, sendMessage)."""

CAPTION_LIMIT = 1024
"""Characters of the words below a picture (Bot API, editMessageCaption)."""

DATA_LIMIT = 64
"""Bytes of a button's data (Bot API, InlineKeyboardButton)."""

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_PARAGRAPHS = frozenset({MessageKind.REPLY, MessageKind.WELCOME})


def fit(message: Message, limit: int = TEXT_LIMIT) -> Message:
    """Clean a message and shorten it to what Telegram takes."""
    return fitted(cleaned(message), lambda each: units(plain(each)), limit)


def html(message: Message) -> str:
    """Write a fitted message in Telegram's HTML; nothing in it is markup but ours."""
    headline = f"<b>{_escaped(message.headline)}</b>" if message.headline else ""
    note = f"<i>{_escaped(message.note)}</i>" if message.note else ""
    return _joined(message, headline, [_escaped(line) for line in message.lines], [_source(message), note])


def plain(message: Message) -> str:
    """Write a fitted message without markup, the link in full: for when the HTML was refused."""
    return _joined(
        message, message.headline, list(message.lines), [message.byline, message.link, message.note]
    )


@lru_cache(maxsize=KEPT)
def form(message: Message, *, marked: bool) -> bytes:
    """Write what a message says to whomever it goes, as the form of a sendMessage that lacks the chat.

    Kept for the next reader of the same words. `marked` is in HTML, else plain; raises Refused.
    """
    fitting = fit(message)
    buttons = keyboard(fitting)
    fields = {
        "text": html(fitting) if marked else plain(fitting),
        "parse_mode": ParseMode.HTML if marked else None,
        "disable_notification": "true" if fitting.silent else "false",
        "link_preview_options": preview(fitting).to_json(),
        "reply_markup": buttons.to_json() if buttons else None,
    }
    return urlencode({name: value for name, value in fields.items() if value is not None}).encode()


def preview(message: Message) -> LinkPreviewOptions:
    """Show a message's picture large above its words; without one, preview none of its links."""
    if not message.picture:
        return NO_PREVIEW
    return LinkPreviewOptions(url=message.picture, prefer_large_media=True, show_above_text=True)


def keyboard(message: Message) -> InlineKeyboardMarkup | None:
    """Lay out the buttons; raises Refused for one that says more than Telegram carries."""
    if any(len(button.data.encode()) > DATA_LIMIT for row in message.buttons for button in row):
        raise Refused(f"a button's data is longer than {DATA_LIMIT} bytes")
    rows = [
        [InlineKeyboardButton(button.label, callback_data=button.data) for button in row]
        for row in message.buttons
        if row
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _joined(message: Message, headline: str, lines: list[str], ending: list[str]) -> str:
    between = "\n\n" if message.kind in _PARAGRAPHS else "\n"
    body = between.join(part for part in [headline, *lines] if part)
    return "\n\n".join(part for part in [body, "\n".join(part for part in ending if part)] if part)


def _source(message: Message) -> str:
    if not message.link.startswith(("https://", "http://")):
        return _escaped(message.byline)
    return f'<a href="{escape(message.link)}">{_escaped(message.byline or message.link)}</a>'


def _escaped(text: str) -> str:
    return escape(text, quote=False)
