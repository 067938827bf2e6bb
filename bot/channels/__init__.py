"""The channels: ways to reach people, each an adapter behind `bot.ports.Channel`, by name."""

from collections.abc import Mapping

from bot.channels.telegram import Telegram
from bot.channels.whatsapp import WhatsApp

CHANNELS: Mapping[str, type] = {"telegram": Telegram, "whatsapp": WhatsApp}
