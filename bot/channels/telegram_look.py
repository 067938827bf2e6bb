"""What Telegram says of a bot, for who looks for what is wrong with it; nothing is changed by asking."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import Bot

from bot.channels.telegram_errors import translated
from bot.channels.telegram_opening import hook_secret
from bot.channels.telegram_request import Request
from bot.channels.wire import repeatable
from bot.errors import Refused, Unreachable

PORTS = frozenset({80, 88, 443, 8443})
"""To which Telegram posts hooks (core.telegram.org/bots/api#setwebhook)."""

FEW = 20


@dataclass(frozen=True, slots=True)
class BotLook:
    """How a bot stands: `hook` is where its updates are posted, empty while they are asked for."""

    username: str
    joins_groups: bool
    reads_groups: bool
    hook: str
    waiting: int
    last_error: str
    failed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Writer:
    """A person who wrote to the bot of late."""

    id: int
    name: str


async def look(token: str, api_url: str, seconds: float) -> BotLook:
    """Ask who a bot is and how its hook fares.

    Raises:
        ChannelError: the token is wrong, or Telegram can't be reached.

    """
    async with _opened(token, api_url, seconds) as (bot, _request):
        me, hook = await bot.get_me(), await bot.get_webhook_info()
    return BotLook(
        me.username or "",
        bool(me.can_join_groups),
        bool(me.can_read_all_group_messages),
        hook.url,
        hook.pending_update_count,
        (hook.last_error_message or "")[:200],
        hook.last_error_date,
    )


async def has_started(token: str, api_url: str, seconds: float, person: str) -> bool:
    """Say whether a person has ever opened the bot: it may not write to whom it has never met."""
    async with _opened(token, api_url, seconds) as (bot, _request):
        try:
            with translated():
                await bot.get_chat(int(person))
        except (Refused, Unreachable):
            return False
    return True


async def writers(token: str, api_url: str, seconds: float) -> list[Writer]:
    """List who wrote to a bot that no program serves yet, the latest last; their words stay unconfirmed.

    To be asked only of a bot that nobody else asks for updates: the other would be turned away.
    """
    async with _opened(token, api_url, seconds) as (bot, request):
        if (await bot.get_webhook_info()).url:
            return []
        raw: Any = await request.post(f"{bot.base_url}/getUpdates?timeout=0&limit=100", read_timeout=seconds)
        people = [each["message"]["from"] for each in raw if "from" in each.get("message", {})]
    found = {int(one["id"]): Writer(int(one["id"]), str(one.get("first_name", ""))[:40]) for one in people}
    return list(found.values())[-FEW:]


def probe(token: str) -> tuple[Mapping[str, str], bytes]:
    """Write a hook that bears the bot's secret and says nothing: its headers and its body."""
    return {"X-Telegram-Bot-Api-Secret-Token": hook_secret(token), "Content-Type": "application/json"}, b"[]"


@asynccontextmanager
async def _opened(token: str, api_url: str, seconds: float) -> AsyncIterator[tuple[Bot, Request]]:
    request = Request(seconds)
    try:
        with repeatable(), translated():
            bot = Bot(token, f"{api_url.rstrip('/')}/bot", request=request, get_updates_request=request)
            yield bot, request
    finally:
        await request.shutdown()
