"""Why a reader got an alert, or did not: one outcome for each pair of them, from one table.

What has a delivery is judged by its row: the first line of `LINES` that it fits names the outcome. Who has
none was left out when the alert was laid: the first of `LEFT_OUT` that holds of them names it. Another
outcome is a member of `Outcome`, its side, and a line in one of the two tables (and its words, and for
`LEFT_OUT` its condition in SQL: bot/store/why.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final

from bot.model import DeliveryState, ReceiptFault, SubscriberStatus
from bot.rules.quiet import Why
from bot.rules.window import Reason


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
    SCHEDULED = "scheduled"
    # nobody knows
    DOUBT = "doubt"
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
    DROPPED = "dropped"
    ELSEWHERE = "elsewhere"
    NEEDLESS = "needless"
    # it was never to come
    OFF_TOPIC = "off_topic"
    TOPIC_ENDED = "topic_ended"
    TOPIC_LATER = "topic_later"
    JOINED_LATER = "joined_later"
    HAD_LEFT = "had_left"
    HAD_BLOCKED = "had_blocked"
    NOT_STARTED = "not_started"
    PAUSED = "paused"
    DECIDED_AGAINST = "decided_against"
    NOT_HAD = "not_had"
    IN_PLACE = "in_place"
    LANGUAGE = "language"
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


# ---- what has a delivery -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Laid:
    """What the row of a delivery says, and what stands beside it.

    `why` is the reason in the row where it is one of `WHYS`, or "other", or empty. `fault` is the last
    failure that its receipts told of, `status` where the reader stands now: both only of what is not
    accepted. `folds` says that it is held for a digest, and `digest` how the digest fares that tells it.
    """

    state: DeliveryState
    why: str = ""
    fault: ReceiptFault | None = None
    status: SubscriberStatus | None = None
    folds: bool = False
    digest: DeliveryState | None = None


WHYS: Final = frozenset({*(one.value for one in Why), *(one.value for one in Reason)})
"""What the row of a delivery may give as the reason why it waits, or ended."""

OTHER: Final = "other"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: what is None fits anything."""

    outcome: Outcome
    state: DeliveryState
    why: str | None = None
    fault: ReceiptFault | None = None
    status: SubscriberStatus | None = None
    folds: bool | None = None
    digest: DeliveryState | None = None

    def fits(self, laid: Laid) -> bool:
        """Say whether a delivery is of this line."""
        return self.state is laid.state and all(
            wanted is None or wanted == found
            for wanted, found in (
                (self.why, laid.why),
                (self.fault, laid.fault),
                (self.status, laid.status),
                (self.folds, laid.folds),
                (self.digest, laid.digest),
            )
        )


_D, _S, _F = DeliveryState, SubscriberStatus, ReceiptFault
_UNDER_WAY = (_D.QUEUED, _D.SENDING, _D.UNKNOWN)
_UNTOLD = (_D.FAILED, _D.DROPPED, _D.EXPIRED, _D.RECALLED)
_BY_WISH = (
    (Why.NIGHT, Outcome.NIGHT, Outcome.DIGEST_NIGHT),
    (Why.ENOUGH, Outcome.ENOUGH, Outcome.DIGEST_ENOUGH),
    (Why.CALM, Outcome.CALM, Outcome.DIGEST_CALM),
)
_BY_WINDOW = (
    (Reason.NO_TEMPLATE, Outcome.NO_TEMPLATE, Outcome.EXPIRED_TEMPLATE),
    (Reason.CAPPED, Outcome.CAPPED, Outcome.EXPIRED_CAPPED),
    (Reason.QUALITY, Outcome.QUALITY, Outcome.EXPIRED_QUALITY),
    (Reason.QUOTA, Outcome.QUOTA, Outcome.EXPIRED_QUOTA),
)

LINES: Final = (
    Line(Outcome.READ, _D.READ),
    Line(Outcome.ARRIVED, _D.DELIVERED),
    Line(Outcome.SENT, _D.SENT),
    *(Line(Outcome.IN_DIGEST, _D.FOLDED, digest=own) for own in _UNDER_WAY),
    *(Line(Outcome.DIGEST_LOST, _D.FOLDED, digest=own) for own in _UNTOLD),
    *(Line(told, _D.FOLDED, why) for why, _held, told in _BY_WISH),
    Line(Outcome.DIGEST, _D.FOLDED),
    *(Line(held, _D.QUEUED, why, folds=True) for why, held, _told in _BY_WISH),
    Line(Outcome.IN_DIGEST, _D.QUEUED, folds=True),
    *(Line(waits, _D.QUEUED, why) for why, waits, _over in _BY_WINDOW),
    Line(Outcome.NO_TEMPLATE, _D.QUEUED, fault=_F.TEMPLATE),
    Line(Outcome.CAPPED, _D.QUEUED, fault=_F.CAPPED),
    Line(Outcome.WAITS, _D.QUEUED, ""),
    Line(Outcome.AGAIN, _D.QUEUED),
    Line(Outcome.SENDING, _D.SENDING),
    Line(Outcome.DOUBT, _D.UNKNOWN),
    Line(Outcome.RECALLED, _D.RECALLED),
    *(Line(over, _D.EXPIRED, why) for why, _waits, over in _BY_WINDOW),
    Line(Outcome.EXPIRED_TEMPLATE, _D.EXPIRED, fault=_F.TEMPLATE),
    Line(Outcome.EXPIRED_CAPPED, _D.EXPIRED, fault=_F.CAPPED),
    Line(Outcome.EXPIRED, _D.EXPIRED),
    Line(Outcome.US_MARKETING, _D.FAILED, Reason.US_MARKETING),
    Line(Outcome.WINDOW, _D.FAILED, Reason.LATE_REPLY),
    Line(Outcome.WINDOW, _D.FAILED, fault=_F.WINDOW_CLOSED),
    Line(Outcome.CAP, _D.FAILED, fault=_F.CAPPED),
    Line(Outcome.OPTED_OUT, _D.FAILED, fault=_F.OPTED_OUT),
    Line(Outcome.TEMPLATE, _D.FAILED, fault=_F.TEMPLATE),
    Line(Outcome.BLOCKED, _D.FAILED, fault=_F.UNREACHABLE),
    Line(Outcome.BLOCKED, _D.FAILED, status=_S.LOST),
    Line(Outcome.LEFT, _D.FAILED, status=_S.LEFT),
    Line(Outcome.FAILED, _D.FAILED),
    Line(Outcome.NO_CONSENT, _D.DROPPED, Reason.NO_CONSENT),
    Line(Outcome.BLOCKED, _D.DROPPED, status=_S.LOST),
    Line(Outcome.LEFT, _D.DROPPED, status=_S.LEFT),
    Line(Outcome.LEFT, _D.DROPPED, status=_S.FORGOTTEN),
    Line(Outcome.ELSEWHERE, _D.DROPPED, status=_S.LINKED),
    Line(Outcome.DROPPED, _D.DROPPED),
)


def of_laid(laid: Laid, *, corrects: bool = False) -> Outcome:
    """Name the outcome of what has a delivery; `corrects`: of an alert that corrects another."""
    found = next((one.outcome for one in LINES if one.fits(laid)), Outcome.UNEXPLAINED)
    # a correction ends as dropped where its reader has not got (any more) what it corrects
    return Outcome.NEEDLESS if corrects and found is Outcome.DROPPED else found


# ---- who has none --------------------------------------------------------------------------------

LEFT_OUT: Final = (
    Outcome.ELSEWHERE,
    Outcome.JOINED_LATER,
    Outcome.TOPIC_LATER,
    Outcome.TOPIC_ENDED,
    Outcome.NOT_STARTED,
    Outcome.HAD_LEFT,
    Outcome.HAD_BLOCKED,
    Outcome.PAUSED,
    Outcome.HELD,
    Outcome.SCHEDULED,
    Outcome.DECIDED_AGAINST,
    Outcome.IN_PLACE,
    Outcome.NOT_HAD,
    Outcome.LANGUAGE,
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
        *(Outcome.LANGUAGE, Outcome.TOLD, Outcome.UPDATES, Outcome.URGENCY),
        *(Outcome.MUTED, Outcome.EXCLUDED, Outcome.AWAITED),
    }
)
"""What was read from choices as they are today: a reader who wrote to us since may have chosen it since."""

Totals = Mapping[tuple[Outcome, bool], int]
"""How many readers there are of each outcome; with True those who may have chosen it only since."""
