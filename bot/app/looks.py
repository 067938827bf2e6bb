"""How each channel shows a message, for editors who want to see it before it is sent."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.channels import telegram_words, whatsapp_words
from bot.model import Message


def _telegram(message: Message) -> str:
    return telegram_words.plain(telegram_words.fit(message))


def _whatsapp(message: Message) -> str:
    return whatsapp_words.text(whatsapp_words.fit(message))


LOOKS: Final[Mapping[str, Callable[[Message], str]]] = {"telegram": _telegram, "whatsapp": _whatsapp}
"""By channel: the words as they leave, on Telegram without the markup that its phones do not show."""
