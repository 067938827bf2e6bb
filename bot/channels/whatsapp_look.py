"""What Twilio says of an account and its sender, for who looks for what is wrong with them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from bot.channels.whatsapp_client import TwilioHttp, open_client, translated
from bot.channels.whatsapp_hooks import PREFIX
from bot.channels.wire import FORM, repeatable
from bot.errors import Refused

TRIAL_NUMBER = "+14155238886"
"""The number of Twilio's own WhatsApp sandbox, which no account has among its senders."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where an account is asked, and with what; `seconds` for each question."""

    account: str
    token: str
    api_url: str
    messaging_url: str
    seconds: float


@dataclass(frozen=True, slots=True)
class SenderLook:
    """A WhatsApp sender: its status ("ONLINE"), and where Twilio posts what people write to it."""

    status: str
    hook: str
    reasons: str = ""


@dataclass(frozen=True, slots=True)
class PoolLook:
    """A messaging service: where inbound messages are posted, unless each number says so itself."""

    hook: str
    by_number: bool


async def account_status(door: Door) -> tuple[str, bool]:
    """Give an account's status, and whether it is on trial; raises ChannelError."""
    async with _opened(door) as client:
        found = await client.api.v2010.accounts(door.account).fetch_async()
        return str(found.status), str(found.type) == "Trial"


async def find_sender(door: Door, number: str) -> SenderLook | None:
    """Find the sender of a number among the account's; raises ChannelError."""
    async with _opened(door) as client:
        listed = await client.messaging.v2.channels_senders.list_async(channel="whatsapp", limit=200)
        for one in listed:
            if one.sender_id == PREFIX + number:
                hook = _field(one.webhook, "callback_url")
                reasons = "; ".join(_field(each, "message") for each in one.offline_reasons or [])
                return SenderLook(str(one.status), hook, reasons[:200])
    return None


async def find_pool(door: Door, sid: str) -> PoolLook | None:
    """Find a messaging service of the account; None where it has no such one; raises ChannelError."""
    async with _opened(door) as client:
        try:
            found = await client.messaging.v1.services(sid).fetch_async()
        except Refused:
            return None
        return PoolLook(found.inbound_request_url or "", bool(found.use_inbound_webhook_on_number))


def probe(token: str, url: str) -> tuple[Mapping[str, str], bytes]:
    """Write a receipt of no message, signed as Twilio signs: its headers and its body."""
    form = {"MessageSid": "", "MessageStatus": "accepted"}
    signature = RequestValidator(token).compute_signature(url, form)
    return {**FORM, "X-Twilio-Signature": signature}, urlencode(form).encode()


def _field(table: Any, name: str) -> str:  # noqa: ANN401 - of an untyped library
    value = table.get(name) if isinstance(table, dict) else getattr(table, name, "")
    return str(value or "")


@asynccontextmanager
async def _opened(door: Door) -> AsyncIterator[Any]:
    http = TwilioHttp(door.seconds)
    try:
        with repeatable(), translated():
            client: Any = open_client(door.account, door.token, door.api_url, door.api_url, http)
            client.messaging.base_url = door.messaging_url.rstrip("/")
            yield client
    finally:
        await http.close()
