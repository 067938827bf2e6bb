"""What Twilio's codes mean for a message; each code is described at twilio.com/docs/api/errors/<code>."""

from http import HTTPStatus

from bot.errors import ChannelDown, ChannelError, Refused, TryLater, Unreachable
from bot.receipt import ReceiptFault
from bot.texts import _

LEFT = 21610
"""The person has said stop to this sender."""

NOBODY = frozenset({21211, 21214, 21217, 21614, 63003, 63014, 63024, LEFT})
"""No such number, no WhatsApp there, or the person has left."""

BUSY_SECONDS = 1.0
"""After how long to try again where a 429 names no wait.

It bounds the requests in flight, not messages, and was never processed
(twilio.com/docs/api/errors/20429): once the others are done, the same request may pass.
"""

_ACCOUNT = "TWILIO_ACCOUNT_SID"
_TOKEN = "TWILIO_AUTH_TOKEN"  # noqa: S105 - a setting's name
_FROM = "TWILIO_WHATSAPP_FROM"

_UNKNOWN_ACCOUNT = _(
    "Twilio refuses the account or its token: check {account} and {token}", account=_ACCOUNT, token=_TOKEN
)

_DOWN = {
    20003: _UNKNOWN_ACCOUNT,
    20005: _("the Twilio account is not active"),
    21603: _("no sender was named: check {setting}", setting=_FROM),
    21606: _("the sender is not ours to use: check {setting}", setting=_FROM),
    63007: _("Twilio knows no such WhatsApp sender: check {setting}", setting=_FROM),
}
"""A wrong token, a suspended account, or a sender that is not ours."""

_MEANINGS = {
    21211: "the number is not valid",
    21610: "the person has asked for no more messages",
    21617: "the text is too long",
    63003: "there is no WhatsApp at this number",
    63013: "WhatsApp's policy forbids this message",
    63014: "the person has blocked us",
    63016: "the person's 24 hours are over: only a template may be sent",
    63021: "the template or its variables are not valid",
    63024: "the person can't be reached on WhatsApp",
}

_FAULTS: dict[str, ReceiptFault] = {
    **{str(code): ReceiptFault.UNREACHABLE for code in NOBODY},
    "21610": ReceiptFault.OPTED_OUT,
    "131050": ReceiptFault.OPTED_OUT,
    "63016": ReceiptFault.WINDOW_CLOSED,
    "63049": ReceiptFault.CAPPED,
    "131049": ReceiptFault.CAPPED,
    "63027": ReceiptFault.TEMPLATE,  # there is none in this language
    "63028": ReceiptFault.TEMPLATE,  # it takes other variables than ours
    "132001": ReceiptFault.TEMPLATE,  # there is none
    "132015": ReceiptFault.TEMPLATE,  # paused
    "132016": ReceiptFault.TEMPLATE,  # disabled
}
"""Codes of five digits are Twilio's own; six are Meta's, which a receipt may hand on as they are.

Sources: twilio.com/docs/api/errors/<code>, and the error codes of Meta's WhatsApp Business Platform.
"""


_OF_PICTURES = frozenset({"11200", "11750", "11751", "12300", "21620", "63005", "63019", "63021", "63034"})
"""Codes that a message with a picture fails with for the picture's sake: it can't be fetched, is of another
type than it says, or of one that is not taken, or too large.

Of some the words may be at fault as well: then it fails once more without the picture, and stays so.
"""


def outcome(status: int, code: int, wait: str = "") -> ChannelError:
    """Say what a refusal means: the HTTP status, Twilio's code (0: none), and the Retry-After header.

    Twilio's own words are left out: they quote the number.
    """
    reason = _MEANINGS.get(code, f"Twilio refused it (HTTP {status}, error {code})")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _busy(wait)
    if code in _DOWN or status == HTTPStatus.UNAUTHORIZED:
        return ChannelDown(_DOWN.get(code, _UNKNOWN_ACCOUNT))
    if code in NOBODY:
        return Unreachable(reason, left=code == LEFT)
    return Refused(reason)


def _busy(wait: str) -> TryLater:
    # it bounds the requests that are open at a moment, and this one was one too many
    seconds = float(wait) if wait.isdigit() else BUSY_SECONDS
    return TryLater("Twilio has too many requests of ours open", seconds, "unclear")


def fault(code: str, *, pictured: bool = False) -> ReceiptFault:
    """Say what is at fault where a receipt tells of a failure with this code, and, or not, with a picture."""
    if pictured and code in _OF_PICTURES:
        return ReceiptFault.PICTURE
    return _FAULTS.get(code, ReceiptFault.OTHER)
