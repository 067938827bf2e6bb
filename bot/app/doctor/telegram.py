"""Telegram: is the token one, who is the bot, and do its updates come to us?"""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from bot.app.doctor.case import Case
from bot.app.doctor.finding import Finding, fault, warning, well
from bot.app.doctor.kept import rows
from bot.channels.telegram_look import PORTS, BotLook, has_started, look
from bot.errors import ChannelDown, ChannelError
from bot.settings import TELEGRAM_API, Settings

FORM = re.compile(r"\d{5,16}:[\w-]{30,60}", re.ASCII)
GIVER = "@BotFather"
MANY = 100
RECENT = timedelta(hours=1)
REFUSED_LATELY = timedelta(minutes=5)
"""The program asks again after half a minute, and Telegram refuses whoever asked before the last one did."""

REFUSED = (
    "SELECT unheard_since, unheard_at, unheard_reason FROM sender "
    "WHERE channel = 'telegram' AND account = :account AND unheard_at IS NOT NULL"
)
TOKEN = f"write the token that {GIVER} gave: TELEGRAM_BOT_TOKEN=123456789:AA…"


async def check(case: Case) -> list[Finding]:
    """Look at the bot's account, its hook and its owner."""
    settings, token = case.settings, case.settings.telegram_bot_token.get_secret_value()
    if not settings.telegram_wanted:
        return [well("off: TELEGRAM_BOT_TOKEN is not set")]
    if not FORM.fullmatch(token):
        return [fault("TELEGRAM_BOT_TOKEN has not the form of a token: digits, a colon, 35 letters", TOKEN)]
    try:
        bot = await look(token, settings.telegram_api_url, case.patience)
    except ChannelDown as error:
        return [fault(str(error), TOKEN)]
    except ChannelError as error:
        host = urlsplit(settings.telegram_api_url).hostname
        what = f"{host} can't be asked: {error}"
        return [fault(what, f"let this machine reach it, or correct TELEGRAM_API_URL={TELEGRAM_API}")]
    return [
        well(f"the token is good: @{bot.username}"),
        *_elsewhere(settings),
        *(_hooked(case, bot) if settings.telegram_mode == "webhook" else await _polled(case, bot)),
        *_groups(bot),
        *await _owners(case, bot),
    ]


def _elsewhere(settings: Settings) -> list[Finding]:
    if settings.telegram_api_url == TELEGRAM_API:
        return []
    host = urlsplit(settings.telegram_api_url).netloc
    what = f"alerts go to the Bot API server {host}, and not to Telegram's own"
    return [warning(what, "nothing, if you meant it; else remove TELEGRAM_API_URL")]


async def _polled(case: Case, bot: BotLook) -> list[Finding]:
    if bot.hook:
        host = urlsplit(bot.hook).netloc
        what = f"the bot's updates are posted to {host}, while TELEGRAM_MODE=polling: another program has it"
        todo = (
            "stop the other program; the next start of this one takes the updates, or TELEGRAM_MODE=webhook"
        )
        return [fault(what, todo)]
    return await _shared(case) or _waiting(bot, "python -m bot run: nobody asks for them")


async def _shared(case: Case) -> list[Finding]:
    """Say whether the program that runs was lately refused what people write; it keeps when, and why.

    Telegram itself is not asked: a question for updates would turn the program away, too.
    """
    account = case.settings.telegram_bot_token.get_secret_value().partition(":")[0]
    for first, last, reason in await asyncio.to_thread(rows, case, REFUSED, account=account):
        since, at = _moment(first), _moment(last)
        if case.clock() - at > REFUSED_LATELY:
            continue
        if at == since:
            what = f"at {at:%H:%M} UTC the program was refused what people write: {reason}"
            return [
                warning(what, "nothing, if it was a restart; else ask again in a minute, and stop the other")
            ]
        what = f"from {since:%H:%M} to {at:%H:%M} UTC the program was refused what people write: {reason}"
        todo = (
            f"stop the other, or say /revoke to {GIVER}, and write the new TELEGRAM_BOT_TOKEN=123456789:AA…"
        )
        return [fault(what, todo)]
    return []


def _moment(kept: str | datetime) -> datetime:
    """Read a moment as either database gives it."""
    told = datetime.fromisoformat(kept) if isinstance(kept, str) else kept
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)


def _hooked(case: Case, bot: BotLook) -> list[Finding]:
    wanted = f"{case.settings.public_url}/hooks/telegram"
    address = urlsplit(wanted)
    local = (address.hostname or "") in {"127.0.0.1", "localhost", "::1"}
    if not local and (address.scheme != "https" or (address.port or 443) not in PORTS):
        what = "Telegram posts to https on the ports 443, 80, 88 and 8443 only, and PUBLIC_URL is another"
        return [fault(what, "write PUBLIC_URL=https://… without a port, or TELEGRAM_MODE=polling")]
    if not bot.hook:
        what = "Telegram has no hook of ours yet: the program sets it when it starts"
        return [warning(what, "python -m bot run")]
    if bot.hook != wanted:
        what = f"the bot's updates are posted to {urlsplit(bot.hook).netloc}, and not to PUBLIC_URL"
        return [fault(what, "stop the other program, start this one anew, or correct PUBLIC_URL")]
    if bot.failed_at and case.clock() - bot.failed_at < RECENT:
        what = f"Telegram could not post to PUBLIC_URL: {bot.last_error}"
        return [fault(what, "lead PUBLIC_URL to this program's PORT, with a valid certificate")]
    return _waiting(bot, "see whether the program runs: python -m bot run")


def _waiting(bot: BotLook, todo: str) -> list[Finding]:
    if bot.waiting < MANY:
        return []
    return [warning(f"{bot.waiting} updates wait at Telegram to be fetched", todo)]


def _groups(bot: BotLook) -> list[Finding]:
    found = []
    if not bot.joins_groups:
        what = "the bot can't be added to groups, so none can have alerts"
        found.append(
            warning(what, f"say /setjoingroups to {GIVER} and choose Enable, if groups shall have alerts")
        )
    if bot.reads_groups:
        what = "the bot is shown every word in its groups, of which it needs the commands only"
        found.append(warning(what, f"say /setprivacy to {GIVER} and choose Enable"))
    return found


async def _owners(case: Case, bot: BotLook) -> list[Finding]:
    settings, found = case.settings, []
    token = settings.telegram_bot_token.get_secret_value()
    for owner in settings.owners:
        if owner.channel != "telegram" or not owner.id.isdecimal():
            continue  # the check of the owner says what is wrong with it
        try:
            started = await has_started(token, settings.telegram_api_url, case.patience, owner.id)
        except ChannelError:
            continue  # Telegram was there a moment ago: the next examination will say so
        if not started:
            what = "the owner that TOCSIN_OWNER names has not started the bot: it may not write to them"
            todo = f"open https://t.me/{bot.username} and press Start, or correct TOCSIN_OWNER"
            found.append(fault(what, todo))
    return found
