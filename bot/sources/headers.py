"""What a server's status and headers ask of us (RFC 9110, RFC 9111)."""

import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final

from bot.errors import Gone, Invalid, SourceError, Unavailable
from bot.texts import Text, _

LONGEST_WAIT: Final = 3600.0
NOT_MODIFIED: Final = 304
GONE: Final = 410
PASSING: Final = frozenset({408, 421, 425, 429})
FIRST_FAULT: Final = 500

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)

_WORDS: Final[Mapping[int, Text]] = {
    401: _("it asks for a password"),
    403: _("it refuses us"),
    404: _("there is nothing at this address"),
    410: _("this address is gone for good"),
    429: _("it asks us to come less often"),
    451: _("it may not be shown, for legal reasons"),
}
_BROKEN: Final = _("it is broken for now")
_NOTHING: Final = _("it does not give us what we ask for")


def refusal(host: str, status: int, headers: Mapping[str, str]) -> SourceError | None:
    """Say what a status means where it is neither 2xx nor 304."""
    if 200 <= status < 300 or status == NOT_MODIFIED:  # noqa: PLR2004 - the status class itself
        return None
    why = _WORDS.get(status, _BROKEN if status >= FIRST_FAULT else _NOTHING)
    reason = _("{host} answers {status}: {why}", host=host, status=status, why=why)
    if status == GONE:
        return Gone(reason)
    if status in PASSING or status >= FIRST_FAULT:
        return Unavailable(reason, retry_after(headers))
    return Invalid(reason)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Read Retry-After in seconds; a date counts from the server's own Date, not from our clock."""
    stated = headers.get("retry-after", "").strip()
    if stated.isascii() and stated.isdigit():
        return float(stated[:10])
    until, since = _date(stated), _date(headers.get("date", ""))
    if until is None or since is None:
        return None
    return max(0.0, (until - since).total_seconds())


def fresh_for(headers: Mapping[str, str]) -> float:
    """Count the seconds for which a cache on the way repeats itself: max-age less Age, at most an hour."""
    waits = [retry_after(headers) or 0.0]
    found = _MAX_AGE.search(headers.get("cache-control", ""))
    if found:
        age = headers.get("age", "").strip()
        waits.append(float(found[1]) - (float(age[:10]) if age.isascii() and age.isdigit() else 0.0))
    return min(LONGEST_WAIT, max(waits))


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else None
