"""The channels: ways to reach people, each an adapter behind `bot.ports.Channel`, by name."""

from collections.abc import Callable, Mapping

from bot.channels.email_opening import open_email
from bot.channels.telegram_opening import open_telegram
from bot.channels.whatsapp_opening import open_whatsapp
from bot.newsroom import Newsroom
from bot.ports import Channel, Menus
from bot.settings import Settings

Opener = Callable[[Settings, Newsroom, Menus], Channel | None]
"""Makes a channel of the settings; None where it is not set up."""

CHANNELS: Mapping[str, Opener] = {
    "telegram": open_telegram,
    "whatsapp": open_whatsapp,
    "email": open_email,
}
"""Every channel by name; a new one is a file and a line here."""
