"""What a WebSub hub is worth: whom it can reach, how long it is believed, whether it told in time.

The protocol is W3C's Recommendation "WebSub" of 23 January 2018.
"""

import hmac
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

CALLBACK: Final = "/hooks/websub/"
"""Where hubs call us, below our public address; a path of each source's own follows."""

LEASE: Final = timedelta(days=7)  # asked for; the hub has the last word
SHORTEST_LEASE: Final = timedelta(minutes=5)
LONGEST_LEASE: Final = timedelta(days=30)
RENEWED_AT: Final = 0.8  # of the lease

IN_TIME: Final = timedelta(minutes=2)  # a hub that takes longer has missed an entry
WINDOW: Final = 50  # entries after which a hub's count begins anew
MOST_MISSED: Final = 2
DEMOTED_FOR: Final = timedelta(days=7)
OUT_OF_REACH_FOR: Final = timedelta(hours=1)
MOST_FAREWELLS: Final = 3  # requests to end a subscription; after them its callback answers 410

BURST: Final = 30  # pushes of one source that may come at once
STEADY: Final = timedelta(seconds=2)  # between two of them in the long run

LONGEST_ADDRESS: Final = 2_048
LOCAL_ENDINGS: Final = (".localhost", ".local", ".internal", ".lan", ".home.arpa")

_SIGNATURE = re.compile(r"(sha1|sha256|sha384|sha512)=([0-9a-f]{40,128})", re.IGNORECASE)
_MOST_DOUBLINGS: Final = 16


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a hub: to call `callback` with what is new of `topic`, or (`leaves`) no longer."""

    hub: str
    topic: str
    callback: str = field(repr=False)
    secret: str = field(repr=False)
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait before a hub is asked again: the first time, and at the most."""

    first: timedelta
    longest: timedelta


UNAVAILABLE: Final = Patience(timedelta(minutes=1), timedelta(hours=6))
UNVERIFIED: Final = Patience(timedelta(minutes=10), timedelta(days=1))
REFUSED: Final = Patience(timedelta(days=1), timedelta(days=28))


class Answer(Enum):
    """What became of a push."""

    TAKEN = "taken"  # kept, known already, or taken for a hint
    FORGED = "forged"
    TOO_MANY = "too many"
    GONE = "gone"  # nobody wants it any more


class Trust(Enum):
    """What a pushed body's signature is worth."""

    FORGED = "forged"  # none, of an unknown kind, or not made with our secret
    WEAK = "weak"  # holds, but by SHA-1: worth a look at the source, and no more
    SOUND = "sound"


def trust_in(signature: str, secret: str, body: bytes) -> Trust:
    """Judge an X-Hub-Signature header (RFC 2104, over the body as it came); takes the same time for all."""
    stated = _SIGNATURE.fullmatch(signature.strip())
    if stated is None:
        return Trust.FORGED
    method = stated[1].lower()
    expected = hmac.new(secret.encode(), body, method).hexdigest()
    if not hmac.compare_digest(expected, stated[2].lower()):
        return Trust.FORGED
    return Trust.WEAK if method == "sha1" else Trust.SOUND


def usable(address: str) -> bool:
    """Say whether a hub or a topic has an address of the web that can be stored and asked."""
    try:
        parts = urlsplit(address)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and len(address) <= LONGEST_ADDRESS
    except ValueError:
        return False


def can_call(hub: str, callback: str) -> bool:
    """Say whether a hub may reach a callback: one in a private network only from such a network."""
    return not _is_local(callback) or _is_local(hub)


def _is_local(address: str) -> bool:
    host = (urlsplit(address).hostname or "").rstrip(".")
    try:
        return not ip_address(host.partition("%")[0]).is_global
    except ValueError:  # a name
        return "." not in host or host.endswith(LOCAL_ENDINGS)


def same_feed(one: str, other: str) -> bool:
    """Say whether two addresses name one feed, whatever their scheme, fragment and last slash."""
    return _bare(one) == _bare(other)


def _bare(address: str) -> tuple[str, str, str]:
    parts = urlsplit(address.strip())
    return parts.netloc.lower(), parts.path.rstrip("/"), parts.query


# ---- times ---------------------------------------------------------------------------------------


def lease_of(stated: str) -> timedelta:
    """Read hub.lease_seconds, within bounds; what was asked for, where a hub says nothing of it."""
    if not (stated.isascii() and stated.isdigit()):
        return LEASE
    return min(max(timedelta(seconds=int(stated[:9])), SHORTEST_LEASE), LONGEST_LEASE)


def renewal(now: datetime, lease: timedelta) -> datetime:
    """Say when to renew a lease that begins now."""
    return now + RENEWED_AT * lease


def begun(renewed_at: datetime, until: datetime) -> datetime:
    """Say when a lease began, by when it is to be renewed and when it ends."""
    return until - (until - renewed_at) / (1 - RENEWED_AT)


def again(patience: Patience, tries: int, now: datetime, after: float | None = None) -> datetime:
    """Say when to ask a hub again after so many tries; `after` is its own wish, in seconds."""
    doubled: timedelta = patience.first * 2 ** min(max(tries - 1, 0), _MOST_DOUBLINGS)
    wished = timedelta(seconds=min(max(after or 0.0, 0.0), patience.longest.total_seconds()))
    return now + max(min(doubled, patience.longest), wished)


def admitted(full_until: datetime | None, now: datetime) -> datetime | None:
    """Let a push of a source in: what to remember of it for the next one, None where too many came.

    The generic cell rate algorithm: `BURST` at once, then one every `STEADY`.
    """
    next_until = max(full_until or now, now) + STEADY
    return next_until if next_until <= now + BURST * STEADY else None


# ---- worth ---------------------------------------------------------------------------------------


def was_missed(published: datetime, last_look: datetime | None, since: datetime, now: datetime) -> bool:
    """Say whether a hub, active `since`, has missed an entry that a look found.

    One that is dated now (for want of a date) or later counts as published halfway between the looks.
    """
    if published >= now:
        published = now - (now - (last_look or now)) / 2
    return published >= since and now - published > IN_TIME


@dataclass(frozen=True, slots=True)
class Score:
    """How many entries a hub told of in time lately, and how many it missed."""

    told: int = 0
    missed: int = 0

    @property
    def fails(self) -> bool:
        """Say whether it missed too many to be relied on."""
        return self.missed >= MOST_MISSED

    def plus(self, told: int, missed: int) -> "Score":
        """Count more; a full window without a failure begins anew."""
        counted = Score(self.told + told, self.missed + missed)
        return Score() if counted.told + counted.missed >= WINDOW and not counted.fails else counted
