"""What a server's status and headers ask of us (RFC 9110, RFC 9111)."""

import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final

from bot.errors import Gone, Invalid, SourceError, Unavailable
from bot.hints import Hints
from bot.texts import Text, _

LONGEST_WAIT: Final = 3600.0
NOT_MODIFIED: Final = 304
GONE: Final = 410
PASSING: Final = frozenset({408, 421, 425, 429})
FIRST_FAULT: Final = 500

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)
_UNCACHED = re.compile(r"(?:^|[\s,])no-(?:cache|store)(?:$|[\s,])", re.IGNORECASE)

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
    after = retry_after(headers)
    if status == GONE:
        return Gone(reason, after, status=status)
    if status in PASSING or status >= FIRST_FAULT:
        return Unavailable(reason, after, status=status)
    return Invalid(reason, after, status=status)


def hints_of(headers: Mapping[str, str]) -> Hints:
    """Read from an answer's headers, of a 200 and a 304 alike, when the publisher would have us back."""
    return Hints(fresh=freshness(headers), retry=retry_after(headers))


def freshness(headers: Mapping[str, str]) -> float | None:
    """Count the seconds for which a cache on the way repeats itself; None where nothing is said of that.

    It is max-age less Age, and without a max-age Expires less Date (RFC 9111, 4.2). s-maxage binds shared
    caches alone, and under no-cache or no-store none repeats itself.
    """
    stated = headers.get("cache-control", "")
    if _UNCACHED.search(stated):
        return None
    found = _MAX_AGE.search(stated)
    life = float(found[1]) if found else _until_expiry(headers)
    return None if life is None else max(0.0, life - _seconds(headers.get("age", "")))


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
    """Count the seconds for which it is in vain to look again, at most an hour."""
    hints = hints_of(headers)
    return min(LONGEST_WAIT, max(hints.fresh or 0.0, hints.retry or 0.0))


def _until_expiry(headers: Mapping[str, str]) -> float | None:
    if "expires" not in headers:
        return None
    until, since = _date(headers["expires"]), _date(headers.get("date", ""))
    if until is None:  # "0", "-1": it has expired (RFC 9111, 5.3)
        return 0.0
    return None if since is None else (until - since).total_seconds()


def _seconds(stated: str) -> float:
    stated = stated.strip()
    return float(stated[:10]) if stated.isascii() and stated.isdigit() else 0.0


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else None
