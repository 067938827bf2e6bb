"""What Twilio calls us with, read into events; the signature first."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from twilio.request_validator import RequestValidator

from bot.channels.whatsapp_errors import fault
from bot.errors import Forged
from bot.model import Address, DeliveryId
from bot.ports import Document, Event, Hook, Inbound, InboundKind, Receipt
from bot.receipt import ReceiptStatus

PREFIX = "whatsapp:"

PICTURED = "m"
"""Stands in the address that receipts of a message with a picture come to."""

LARGEST = 256 * 1024
MOST_FIELDS = 200
"""Bytes and fields of a hook: its signature is over the fields, which are read to check it.

Twilio's longest text, 4096 characters, is some 50 kB as it is sent, and no hook of its has 100 fields.
"""

_SIGNATURE = re.compile(r"[A-Za-z0-9+/]{27}=")

_STATUSES = {
    "sent": ReceiptStatus.SENT,
    "delivered": ReceiptStatus.DELIVERED,
    "read": ReceiptStatus.READ,
    "failed": ReceiptStatus.FAILED,
    "undelivered": ReceiptStatus.FAILED,
    "canceled": ReceiptStatus.FAILED,
}
"""The statuses that say something new; accepted, queued, sending and scheduled are on the way there."""


def events(hook: Hook, token: str, ours: str = "") -> list[Event]:
    """Read a hook; raises Forged unless it was signed with the account's token, and is about our number.

    `ours` is the number that sends, or a messaging service, whose numbers are not known here. Two newsrooms
    may have numbers in one account, and so the same signature.
    """
    form = _form(hook.body)
    signature = hook.headers.get("x-twilio-signature", "")
    if not token or not RequestValidator(token).validate(hook.url, form, signature):
        raise Forged("the hook's signature does not hold")
    url = urlsplit(hook.url)
    is_status = url.path.endswith("/status")
    about = form.get("From" if is_status else "To", "").removeprefix(PREFIX)
    if ours.startswith("+") and about not in {"", ours}:
        raise Forged("the hook is about another number")
    found = _receipt(form, url.query) if is_status else _inbound(form)
    return [found] if found else []


def _form(body: bytes) -> Mapping[str, str]:
    """Read a form; raises Forged for one that costs more to read than any of Twilio's."""
    if len(body) > LARGEST:
        raise Forged("the hook is larger than any of Twilio's")
    try:
        words = body.decode(errors="replace")
        return dict(parse_qsl(words, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise Forged("the hook has more fields than any of Twilio's") from error


def is_signed(headers: Mapping[str, str]) -> bool:
    """Say whether there is something like a signature: an HMAC-SHA1 in Base64."""
    return _SIGNATURE.fullmatch(headers.get("x-twilio-signature", "")) is not None


def _inbound(form: Mapping[str, str]) -> Inbound | None:
    sid, who = form.get("MessageSid", ""), form.get("From", "")
    if not sid or not who.startswith(PREFIX):
        return None
    payload = form.get("ButtonPayload") or form.get("ListId") or ""
    about = form.get("OriginalRepliedMessageSid", "")
    return Inbound(
        key=sid,
        sender=Address("whatsapp", who.removeprefix(PREFIX)),
        kind=InboundKind.PRESSED if payload else InboundKind.WROTE,
        text=payload or form.get("Body", ""),
        name=form.get("ProfileName", ""),
        pressed=about if payload else "",
        replied="" if payload else about,
        document=_document(form),
    )


def _document(form: Mapping[str, str]) -> Document | None:
    """Read the one file that came with the words: WhatsApp sends each in a message of its own."""
    url = form.get("MediaUrl0", "")
    if not url or form.get("NumMedia", "0") == "0":
        return None
    # Twilio tells no name: with a document, the words are what it is called
    return Document(url, form.get("Body", "")[:100], form.get("MediaContentType0", "")[:64])


def _receipt(form: Mapping[str, str], query: str) -> Receipt | None:
    sid, said = form.get("MessageSid", ""), form.get("MessageStatus", "")
    status = _STATUSES.get(said)
    if not sid or status is None:
        return None
    asked = dict(parse_qsl(query))
    reference = asked.get("d", "")
    error = form.get("ErrorCode", "")
    return Receipt(
        key=f"{sid}:{said}",
        external_id=sid,
        status=status,
        reference=DeliveryId(int(reference)) if reference.isdecimal() else None,
        error=error,
        fault=fault(error, pictured=PICTURED in asked) if status is ReceiptStatus.FAILED else None,
    )
