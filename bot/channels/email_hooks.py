"""What comes back by mail: bounces (RFC 3464) and complaints (RFC 5965), as who has them posts them.

A request bears the secret. Which letter a report is about is read from the address that it came back to
(VERP), or from the Message-ID of the letter that it quotes, and believed only where its seal is ours: so
nobody can end another's newsletter by a report of their own making.
"""

import hmac
import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterable, Mapping, Sequence
from email import message_from_bytes
from email.message import Message
from hashlib import sha256
from typing import Final

from bot.channels.email_errors import GONE
from bot.errors import Forged
from bot.model import DeliveryId
from bot.ports import Event, Hook, Receipt
from bot.receipt import ReceiptFault, ReceiptStatus
from bot.rules.seal import Purpose, holds, number_in

MOST_PARTS: Final = 50
"""Parts of a report that are looked at."""

COMPLAINTS: Final = frozenset({"abuse", "fraud", "opt-out", "opt-out-list", "other"})
"""The kinds of feedback that mean: no more of it (RFC 5965, section 7.3)."""

_BACK_TO: Final = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to")
_QUOTED: Final = ("return-path", "message-id", "original-mail-from", "original-envelope-id")
_SEALED: Final = re.compile(r"\d{1,18}-[0-9a-f]{32}")
_NAMED: Final = re.compile(r"\d{1,18}-[0-9a-f]{32}\.[0-9a-f]{16}@[A-Za-z0-9.-]{1,255}")
_STATUS: Final = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})")


def events(hook: Hook, secret: str, key: bytes) -> Sequence[Event]:
    """Read a posted message; nothing where it is no report, or about no letter of ours.

    Raises:
        Forged: the request does not bear the secret.

    """
    if not vouches(hook.headers, secret):
        raise Forged("the hook does not bear our secret")
    try:  # by the parser that takes headers as they are, and fails at none
        report = message_from_bytes(hook.body)
    except RecursionError:  # letters in letters in letters: no report is
        return ()
    parts = [part for _number, part in zip(range(MOST_PARTS), report.walk(), strict=False)]
    number = _letter(report, parts, key)
    fault = _fault(parts)
    if number is None or fault is None:
        return ()
    what, error = fault
    # a letter that is complained of has arrived: no try of it failed
    letter = "" if what is ReceiptFault.OPTED_OUT else _name(parts, number)
    key_ = f"{what}:{number}:{sha256(hook.body).hexdigest()[:32]}"
    return (Receipt(key_, letter, ReceiptStatus.FAILED, DeliveryId(number), error, what),)


def vouches(headers: Mapping[str, str], secret: str) -> bool:
    """Say whether a request bears the secret."""
    borne = _borne(headers).encode("utf-8", "surrogateescape")  # as bytes that are no text come
    return bool(secret) and hmac.compare_digest(borne, secret.encode())


def _borne(headers: Mapping[str, str]) -> str:
    """Read what a request bears: a token, or the password of a name, as addresses can hold one."""
    kind, _, said = headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return said.strip()
    if kind.lower() == "basic":
        try:
            return b64decode(said, validate=True).decode(errors="replace").partition(":")[2]
        except (Base64Error, ValueError):
            return ""
    return ""


# ---- which letter --------------------------------------------------------------------------------


def _letter(report: Message, parts: Iterable[Message], key: bytes) -> int | None:
    for words in (*_values(report, _BACK_TO), *_quoted(parts)):
        for sealed in _SEALED.findall(words):
            if holds(key, Purpose.LETTER, sealed):
                return number_in(sealed)
    return None


def _name(parts: Iterable[Message], number: int) -> str:
    """Find the Message-ID of the letter that is quoted; empty where none is."""
    names = (name for words in _quoted(parts) for name in _NAMED.findall(words))
    return next((name for name in names if number_in(name.partition(".")[0]) == number), "")


def _quoted(parts: Iterable[Message]) -> Iterable[str]:
    for part in parts:
        yield from _values(part, _QUOTED)
        if part.get_content_type() == "text/rfc822-headers":
            yield _text(part)


def _values(part: Message, names: Iterable[str]) -> list[str]:
    return [str(value) for name in names for value in part.get_all(name, [])]


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


# ---- what it says --------------------------------------------------------------------------------


def _fault(parts: Iterable[Message]) -> tuple[ReceiptFault, str] | None:
    """Say what is at fault, and in which words; None for what is no report, or tells of no end."""
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            return _complaint(part)
        if part.get_content_type() == "message/delivery-status":
            return _bounce(part)
    return None


def _complaint(part: Message) -> tuple[ReceiptFault, str] | None:
    kind = _field(part, "feedback-type").lower()
    return (ReceiptFault.OPTED_OUT, f"complaint {kind}") if kind in COMPLAINTS else None


def _bounce(part: Message) -> tuple[ReceiptFault, str] | None:
    """Read a delivery status: only what failed is an end; what is late may still arrive."""
    if _field(part, "action").lower() != "failed":
        return None
    found = _STATUS.search(_field(part, "status"))
    status = found[0] if found else ""
    fault = ReceiptFault.UNREACHABLE if GONE.fullmatch(status) else ReceiptFault.OTHER
    return fault, f"bounce {status}".rstrip()


def _field(part: Message, name: str) -> str:
    """Find a field in a part that is made of groups of fields, which parsers give as messages."""
    payload = part.get_payload()
    groups = payload if isinstance(payload, list) else [part]
    if not isinstance(payload, list):  # kept as text: read as the fields that it is
        text = payload if isinstance(payload, str) else _text(part)
        groups = [message_from_bytes(text.encode("utf-8", "replace"))]
    values = (str(group.get(name, "")) for group in groups if isinstance(group, Message))
    return next((value.strip() for value in values if value), "")
