"""What became of alerts for readers, and what they offered: values that the store finds and rules judge."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from typing import Final

from bot.model import (
    AlertId,
    AlertKind,
    DeliveryState,
    Priority,
    SourceId,
    StoryId,
    SubscriberStatus,
    TopicId,
)
from bot.receipt import ReceiptFault


class Outcome(StrEnum):
    """What became of one alert for one reader."""

    # they have it
    READ = "read"
    ARRIVED = "arrived"
    SENT = "sent"
    DIGEST = "digest"
    DIGEST_NIGHT = "digest_night"
    DIGEST_ENOUGH = "digest_enough"
    DIGEST_CALM = "digest_calm"
    # it may still come
    WAITS = "waits"
    AGAIN = "again"
    SENDING = "sending"
    NIGHT = "night"
    ENOUGH = "enough"
    CALM = "calm"
    IN_DIGEST = "in_digest"
    NO_TEMPLATE = "no_template"
    CAPPED = "capped"
    QUALITY = "quality"
    QUOTA = "quota"
    LAYING = "laying"
    HELD = "held"
    EMBARGO = "embargo"
    SCHEDULED = "scheduled"
    # nobody knows
    DOUBT = "doubt"
    RESTORED = "restored"
    # it did not, and will not come
    RECALLED = "recalled"
    EXPIRED = "expired"
    EXPIRED_TEMPLATE = "expired_template"
    EXPIRED_CAPPED = "expired_capped"
    EXPIRED_QUALITY = "expired_quality"
    EXPIRED_QUOTA = "expired_quota"
    DIGEST_LOST = "digest_lost"
    BLOCKED = "blocked"
    OPTED_OUT = "opted_out"
    WINDOW = "window"
    US_MARKETING = "us_marketing"
    NO_CONSENT = "no_consent"
    CAP = "cap"
    TEMPLATE = "template"
    FAILED = "failed"
    LEFT = "left"
    BANNED = "banned"
    DROPPED = "dropped"
    ELSEWHERE = "elsewhere"
    NEEDLESS = "needless"
    # it was never to come
    OFF_TOPIC = "off_topic"
    TOPIC_ENDED = "topic_ended"
    TOPIC_LATER = "topic_later"
    JOINED_LATER = "joined_later"
    WAS_BANNED = "was_banned"
    HAD_LEFT = "had_left"
    HAD_BLOCKED = "had_blocked"
    NOT_STARTED = "not_started"
    PAUSED = "paused"
    KILLED = "killed"
    LAPSED = "lapsed"
    TAKEN_BACK = "taken_back"
    DECIDED_AGAINST = "decided_against"
    NOT_HAD = "not_had"
    IN_PLACE = "in_place"
    OUTSIDE = "outside"
    LANGUAGE = "language"
    EDITION = "edition"
    NEWSLETTER = "newsletter"
    TOLD = "told"
    UPDATES = "updates"
    URGENCY = "urgency"
    MUTED = "muted"
    EXCLUDED = "excluded"
    AWAITED = "awaited"
    STOPPED_FIRST = "stopped_first"
    EXPIRED_FIRST = "expired_first"
    CHANGED = "changed"
    UNEXPLAINED = "unexplained"


class Side(Enum):
    """Where an outcome leaves the reader."""

    HAVE = "have"
    MAY = "may"
    DOUBT = "doubt"
    NOT = "not"
    NEVER = "never"  # it was not for them


_FIRST: Final = (
    (Side.HAVE, Outcome.READ),
    (Side.MAY, Outcome.WAITS),
    (Side.DOUBT, Outcome.DOUBT),
    (Side.NOT, Outcome.RECALLED),
    (Side.NEVER, Outcome.OFF_TOPIC),
)
_ORDER: Final = {outcome: number for number, outcome in enumerate(Outcome)}


def side(outcome: Outcome) -> Side:
    """Say where an outcome leaves the reader; the outcomes of a side stand together."""
    return [one for one, first in _FIRST if _ORDER[first] <= _ORDER[outcome]][-1]


@dataclass(frozen=True, slots=True)
class Laid:
    """What the row of a delivery says, and what stands beside it.

    `why` is the reason in the row where it is one that the rules know, or OTHER, or empty. `fault` is the
    last failure that its receipts told of, `status` where the reader stands now, and `banned` says that they
    were banned before they went: all only of what is not accepted. `folds` says that it is held for a digest,
    and `digest` how the digest fares that tells it.
    """

    state: DeliveryState
    why: str = ""
    fault: ReceiptFault | None = None
    status: SubscriberStatus | None = None
    folds: bool = False
    digest: DeliveryState | None = None
    banned: bool = False


RESTORED: Final = "restored"
"""The reason in the row of what was ended since a backup was restored: it may have been sent after it."""

OTHER: Final = "other"
"""Stands for a reason that is no word of ours."""

LEFT_OUT: Final = (
    Outcome.WAS_BANNED,
    Outcome.ELSEWHERE,
    Outcome.JOINED_LATER,
    Outcome.TOPIC_LATER,
    Outcome.TOPIC_ENDED,
    Outcome.NOT_STARTED,
    Outcome.HAD_LEFT,
    Outcome.HAD_BLOCKED,
    Outcome.PAUSED,
    Outcome.HELD,
    Outcome.EMBARGO,
    Outcome.SCHEDULED,
    Outcome.KILLED,
    Outcome.LAPSED,
    Outcome.TAKEN_BACK,
    Outcome.DECIDED_AGAINST,
    Outcome.IN_PLACE,
    Outcome.NOT_HAD,
    Outcome.OUTSIDE,
    Outcome.LANGUAGE,
    Outcome.EDITION,
    Outcome.NEWSLETTER,
    Outcome.TOLD,
    Outcome.UPDATES,
    Outcome.URGENCY,
    Outcome.MUTED,
    Outcome.EXCLUDED,
    Outcome.AWAITED,
    Outcome.LAYING,
    Outcome.CHANGED,
    Outcome.STOPPED_FIRST,
    Outcome.EXPIRED_FIRST,
)
"""Of those on an alert's topics who have no delivery of it, why, in the order in which it is asked.

None of them: it is unexplained, which is said. Who is on none of the topics is `OFF_TOPIC`.
"""

BY_CHOICE: Final = frozenset(
    {
        *(Outcome.NOT_STARTED, Outcome.HAD_LEFT, Outcome.HAD_BLOCKED, Outcome.PAUSED),
        *(Outcome.OUTSIDE, Outcome.LANGUAGE, Outcome.EDITION, Outcome.TOLD, Outcome.UPDATES, Outcome.URGENCY),
        *(Outcome.MUTED, Outcome.EXCLUDED, Outcome.AWAITED),
    }
)
"""What was read from choices as they are today: a reader who wrote to us since may have chosen it since."""

Totals = Mapping[tuple[Outcome, bool], int]
"""How many readers there are of each outcome; with True those who may have chosen it only since."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One time that an alert was laid, and what it offered then."""

    at: datetime
    priority: Priority
    others: int
    source: SourceId | None
    topics: frozenset[TopicId]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tale:
    """An alert that went out; `retold` says that its story had been told in other languages before."""

    id: AlertId
    story: StoryId
    kind: AlertKind
    important: bool
    language: str
    headline: str
    offers: tuple[Offer, ...]
    retold: bool = False
