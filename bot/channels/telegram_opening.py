"""The Telegram bot of the settings."""

import hashlib
import hmac

from bot.channels.telegram import Telegram
from bot.newsroom import Newsroom
from bot.ports import Menus
from bot.settings import Settings


def open_telegram(settings: Settings, newsroom: Newsroom, menus: Menus) -> Telegram | None:  # noqa: ARG001 -- every channel is opened alike
    """Make the channel, or say with None that it is not set up."""
    if not settings.telegram_wanted:
        return None
    token = settings.telegram_bot_token.get_secret_value()
    return Telegram(
        token=token,
        api_url=settings.telegram_api_url,
        mode=settings.telegram_mode,
        public_url=settings.public_url,
        secret=hook_secret(token),
        rate=settings.delivery.telegram_rate,
        in_flight=settings.delivery.in_flight,
        timeout=settings.delivery.timeout,
        settling="probe" if settings.telegram.probe else "policy",
        commands=menus,
    )


def hook_secret(token: str) -> str:
    """Derive what Telegram must send with each hook: the same on every replica, no help to guess a token."""
    return hmac.new(token.encode(), b"tocsin hook", hashlib.sha256).hexdigest()
