"""Telegram's inline keyboards, checked as the Bot API server and tdlib check them."""

import json

from bot.sandbox.links import checked_link
from bot.sandbox.phones import Button

LONGEST_DATA = 64  # bytes
MOST_BUTTONS = 100

Rows = tuple[tuple[Button, ...], ...]


class KeyboardError(ValueError):
    """A keyboard that Telegram refuses; the message is its own."""


def read_keyboard(markup: str) -> Rows:
    """Read `reply_markup`; other markups than inline keyboards show nothing. Raises KeyboardError."""
    if not markup:
        return ()
    try:
        decoded = json.loads(markup)
    except ValueError as error:
        raise KeyboardError("can't parse reply keyboard markup JSON object") from error
    if not isinstance(decoded, dict):
        raise KeyboardError("object expected as reply markup")
    rows = decoded.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise KeyboardError('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise KeyboardError("reply markup is too long")
    return tuple(tuple(_button(button) for button in row) for row in rows if row)


def write_keyboard(rows: Rows) -> dict[str, object]:
    """Write an inline keyboard as the Bot API does."""
    return {"inline_keyboard": [[_as_json(button) for button in row] for row in rows]}


def _as_json(button: Button) -> dict[str, str]:
    kind = {"url": button.url} if button.url else {"callback_data": button.data}
    return {"text": button.text} | kind


def _button(button: object) -> Button:
    unreadable = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise KeyboardError(unreadable + "InlineKeyboardButton must be an Object")
    text, url, data = button.get("text"), button.get("url") or "", button.get("callback_data") or ""
    if text is None:
        raise KeyboardError(unreadable + 'Can\'t find field "text"')
    if not all(isinstance(value, str) for value in (text, url, data)):
        raise KeyboardError(unreadable + "Field must be of type String")
    if not (url or data):
        raise KeyboardError(unreadable + "Text buttons are unallowed in the inline keyboard")
    return _checked(str(text), str(url), str(data))


def _checked(text: str, url: str, data: str) -> Button:
    if not text.strip():
        raise KeyboardError("inline keyboard button text must be non-empty")
    if url:
        link = checked_link(url)
        if not link:
            raise KeyboardError(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
        return Button(text, url=link)
    if len(data.encode()) > LONGEST_DATA:
        raise KeyboardError("BUTTON_DATA_INVALID")
    return Button(text, data=data)
