"""Why a reader got an alert, or did not: one outcome for each pair of them, from one table.

What has a delivery is judged by its row: the first line of `LINES` that it fits names the outcome. Who has
none was left out when the alert was laid: the first of `bot.outcome.LEFT_OUT` that holds of them names it.
Another outcome is a member of `Outcome`, among those of its side, and a line in one of the two tables (and
its words, and for `LEFT_OUT` its condition in SQL: bot/store/why.py).
"""

from dataclasses import dataclass
from typing import Final

from bot.model import DeliveryState, SubscriberStatus
from bot.outcome import RESTORED, Laid, Outcome
from bot.receipt import ReceiptFault
from bot.rules.quiet import Why
from bot.rules.window import Reason

WHYS: Final = frozenset({RESTORED, *(one.value for one in Why), *(one.value for one in Reason)})
"""What the row of a delivery may give as the reason why it waits, or ended."""


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
    banned: bool | None = None

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
                (self.banned, laid.banned),
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
    Line(Outcome.RESTORED, _D.DROPPED, RESTORED),
    Line(Outcome.NO_CONSENT, _D.DROPPED, Reason.NO_CONSENT),
    Line(Outcome.BANNED, _D.DROPPED, banned=True),
    Line(Outcome.BLOCKED, _D.DROPPED, status=_S.LOST),
    Line(Outcome.LEFT, _D.DROPPED, status=_S.LEFT),
    Line(Outcome.LEFT, _D.DROPPED, status=_S.FORGOTTEN),
    Line(Outcome.ELSEWHERE, _D.DROPPED, status=_S.LINKED),
    Line(Outcome.DROPPED, _D.DROPPED),
)


def of_laid(laid: Laid, corrects: bool = False) -> Outcome:  # noqa: FBT001, FBT002 -- a plain fact of the alert
    """Name the outcome of what has a delivery; `corrects`: of an alert that corrects another."""
    found = next((one.outcome for one in LINES if one.fits(laid)), Outcome.UNEXPLAINED)
    # a correction ends as dropped where its reader has not got (any more) what it corrects
    return Outcome.NEEDLESS if corrects and found is Outcome.DROPPED else found
