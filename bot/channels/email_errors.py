"""What a mail server's answers mean, whichever library brought them: RFC 5321, RFC 3463 and RFC 4954."""

import re
from enum import Enum
from typing import Final

from bot.errors import ChannelDown, ChannelError, Refused, TryLater, Unreachable
from bot.texts import _

GREYLISTED: Final = 300.0
"""Seconds until an address is tried again whose server said "later": RFC 6647 asks for some minutes."""

AGAIN: Final = 30.0
"""Seconds until the server is tried again that takes nothing for now."""

GONE: Final = re.compile(r"5\.1\.(?:1|2|3|6|10)|5\.2\.1")
"""No such mailbox or domain, a bad address, moved away, takes no mail at all; disabled."""

_ENHANCED: Final = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_NOBODY: Final = re.compile(
    r"user unknown|unknown user|no such (?:user|recipient|mailbox)|mailbox (?:not found|unavailable)"
    r"|does not exist|recipient (?:not found|unknown)|invalid (?:recipient|mailbox)",
    re.IGNORECASE,
)
_NOBODY_CODES: Final = frozenset({550, 551, 553})
_CLOSING: Final = 421
_PERMANENT: Final = 500
_OUT_OF_STEP: Final = 503
_ANSWER_SAYS: Final = 80


class Stage(Enum):
    """What was asked of the server."""

    CONNECT = "connect"
    TLS = "tls"
    CERTIFICATE = "certificate"
    LOGIN = "login"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"


def meaning(stage: Stage, code: int, words: str) -> ChannelError:
    """Say what an answer that is no yes means for the letter; the error names no address."""
    said = f"the mail server answered {code} {enhanced(words)}".rstrip()
    if stage is Stage.LOGIN and code >= _PERMANENT:
        return ChannelDown(_("the mail server does not take the name and the password in SMTP_URL"))
    if code < _PERMANENT or code == _OUT_OF_STEP:
        of_all = code == _CLOSING or stage in {Stage.CONNECT, Stage.LOGIN, Stage.MAIL}
        return TryLater(said, AGAIN if of_all else GREYLISTED, "sender" if of_all else "chat")
    if stage in {Stage.CONNECT, Stage.MAIL} and enhanced(words) != "5.3.4":  # a letter too big
        return ChannelDown(
            _("the mail server takes no letters of ours ({code}): see EMAIL_FROM and SMTP_URL", code=code)
        )
    if is_gone(code, words):
        return Unreachable(said)
    return Refused(said)


def enhanced(words: str) -> str:
    """Find the enhanced status code in an answer (RFC 3463); empty where it has none."""
    found = _ENHANCED.search(words[:_ANSWER_SAYS])
    return found[0] if found else ""


def is_gone(code: int, words: str) -> bool:
    """Say whether a final no is about the address, and not about the letter.

    Without an enhanced code only plain words are believed: a relay that is set up wrongly refuses everybody,
    and nobody is to be lost for that.
    """
    status = enhanced(words)
    if status:
        return GONE.fullmatch(status) is not None
    return code in _NOBODY_CODES and _NOBODY.search(words) is not None
