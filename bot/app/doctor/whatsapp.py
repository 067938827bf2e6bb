"""WhatsApp: is the Twilio account open, is the sender there, and do people's words come to us?"""

import re
from urllib.parse import urlsplit

from bot.app.doctor.case import Case
from bot.app.doctor.finding import Finding, fault, warning, well
from bot.channels.whatsapp_look import (
    TRIAL_NUMBER,
    Door,
    account_status,
    find_pool,
    find_sender,
)
from bot.errors import ChannelDown, ChannelError
from bot.settings import Settings

ACCOUNT = re.compile(r"AC[0-9a-f]{32}")
POOL = re.compile(r"MG[0-9a-f]{32}")
NUMBER = re.compile(r"(?:whatsapp:)?\+[1-9]\d{6,14}")
ONLINE = ("ONLINE", "ONLINE:UPDATING")
ACTIVE = "active"
TRIAL_RATE = 1.0
CONSOLE = "see console.twilio.com"


async def check(case: Case) -> list[Finding]:
    """Look at the account, the sender and where Twilio posts what people write."""
    settings = case.settings
    if not settings.whatsapp_wanted:
        return [well("off: TWILIO_ACCOUNT_SID is not set")]
    if misshapen := _misshapen(settings):
        return misshapen
    door = Door(
        settings.twilio_account_sid,
        settings.twilio_auth_token.get_secret_value(),
        settings.twilio_api_url,
        settings.twilio_messaging_api_url,
        case.patience,
    )
    try:
        return [*await _account(door), *await _sender(settings, door), *_rate(settings)]
    except ChannelDown:
        what = "Twilio refuses TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN"
        return [fault(what, f"write both as the console shows them: {CONSOLE}")]
    except ChannelError as error:
        host = urlsplit(settings.twilio_api_url).hostname
        what = f"{host} can't be asked: {error}"
        return [fault(what, "let this machine reach it, or correct TWILIO_API_URL")]


def _misshapen(settings: Settings) -> list[Finding]:
    found = []
    if settings.twilio_account_sid and not ACCOUNT.fullmatch(settings.twilio_account_sid):
        what = "TWILIO_ACCOUNT_SID is no account: AC and 32 digits or letters from a to f"
        found.append(fault(what, f"write TWILIO_ACCOUNT_SID=AC…, as the console shows it: {CONSOLE}"))
    pool = settings.twilio_messaging_service_sid
    if pool and not POOL.fullmatch(pool):
        what = "TWILIO_MESSAGING_SERVICE_SID is no messaging service: MG and 32 digits or letters"
        found.append(fault(what, "write TWILIO_MESSAGING_SERVICE_SID=MG…, or TWILIO_WHATSAPP_FROM instead"))
    number = settings.twilio_whatsapp_from
    if number and not NUMBER.fullmatch(number):
        what = "TWILIO_WHATSAPP_FROM is no number in full: + and the country's code first, no spaces"
        found.append(fault(what, "write for example TWILIO_WHATSAPP_FROM=+14155238886"))
    return found


async def _account(door: Door) -> list[Finding]:
    status, trial = await account_status(door)
    if status != ACTIVE:
        what = f"the Twilio account is {status}: it sends nothing"
        return [fault(what, f"settle it with Twilio, or name another in TWILIO_ACCOUNT_SID: {CONSOLE}")]
    if trial:
        what = "the Twilio account is on trial: it writes to numbers only that were verified"
        return [warning(what, f"upgrade it before readers come: {CONSOLE}")]
    return [well("the account is active")]


async def _sender(settings: Settings, door: Door) -> list[Finding]:
    if settings.twilio_messaging_service_sid:
        return await _pool(settings, door)
    number = settings.twilio_whatsapp_from.removeprefix("whatsapp:")
    if number == TRIAL_NUMBER:
        hook = f"{settings.public_url}/hooks/whatsapp"
        what = "the sender is Twilio's sandbox: it reaches only who sent its join word, for three days"
        return [warning(what, f'enter {hook} in its "Sandbox settings"; before readers come, get a sender')]
    found = await find_sender(door, number)
    if found is None:
        what = "the account has no WhatsApp sender with the number in TWILIO_WHATSAPP_FROM"
        return [fault(what, f"write one of its senders there, or register the number: {CONSOLE}")]
    if found.status not in ONLINE:
        reasons = f" ({found.reasons})" if found.reasons else ""
        what = f"the WhatsApp sender is {found.status}{reasons}"
        return [fault(what, f"see Messaging, Senders, WhatsApp senders: {CONSOLE}")]
    return [well("the sender is online"), *_hook(settings, found.hook, "the sender's webhook URL")]


async def _pool(settings: Settings, door: Door) -> list[Finding]:
    found = await find_pool(door, settings.twilio_messaging_service_sid)
    if found is None:
        what = "the account has no messaging service with the SID in TWILIO_MESSAGING_SERVICE_SID"
        return [fault(what, f"write one of its own there: Messaging, Services, {CONSOLE}")]
    if found.by_number:
        what = "the messaging service leaves it to each sender where people's words are posted"
        todo = f"enter {settings.public_url}/hooks/whatsapp as each sender's webhook URL"
        return [well("the messaging service is there"), warning(what, todo)]
    return [well("the messaging service is there"), *_hook(settings, found.hook, "its request URL")]


def _hook(settings: Settings, given: str, name: str) -> list[Finding]:
    wanted = f"{settings.public_url}/hooks/whatsapp"
    if given.partition("#")[0] == wanted:  # what follows is for Twilio: how often it tries (docs/upgrades.md)
        return [well("what people write is posted to PUBLIC_URL")]
    where = f"posted to {urlsplit(given).netloc}" if given else "posted nowhere"
    if given and urlsplit(given).netloc == urlsplit(wanted).netloc:
        where = f"posted to the path {urlsplit(given).path or '/'} of PUBLIC_URL"
    what = f"what people write is {where}: not even STOP arrives"
    return [fault(what, f"enter {wanted} as {name} in Twilio's console, or correct PUBLIC_URL")]


def _rate(settings: Settings) -> list[Finding]:
    number = settings.twilio_whatsapp_from.removeprefix("whatsapp:")
    if number != TRIAL_NUMBER or settings.delivery.whatsapp_rate <= TRIAL_RATE:
        return []
    what = "Twilio's sandbox sends one message in three seconds, and we would send more"
    return [warning(what, "write TOCSIN_DELIVERY_WHATSAPP_RATE=0.3")]
