"""What a failure leads to that comes to light only after the channel had accepted the message."""

from dataclasses import dataclass
from datetime import timedelta

from bot.model import SubscriberStatus
from bot.receipt import ReceiptFault

CAP_WAITS = (timedelta(hours=1), timedelta(hours=6))
"""How long a person whom the channel has capped is left alone: the first time, and after that.

Source of the rule: twilio.com/docs/api/errors/63049.
"""

TEMPLATE_WAITS = (timedelta(minutes=10), timedelta(hours=1))
"""How long what no template can carry waits: the first time, twice as long each time, and at most."""

TELL_AGAIN = timedelta(days=1)
"""For how long the admins, once told of a template that fails, hear no more of it."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do about a failure, beside noting it; nothing, unless it says so.

    `again` is after how long the same alert is queued once more (None: it stays failed), `cap` how
    long the person gets no alert that can wait, and `ends` where the person stands with us from now on.
    `drops_picture`: the alert goes without its picture from now on.
    """

    again: timedelta | None = None
    cap: timedelta | None = None
    ends: SubscriberStatus | None = None
    forgets_window: bool = False
    drops_picture: bool = False
    tells_admins: bool = False


def remedy(fault: ReceiptFault, times: int) -> Remedy:
    """Say what to do about a delivery that has met this fault so many times, this time included."""
    if fault is ReceiptFault.WINDOW_CLOSED:
        return Remedy(again=timedelta(0) if times == 1 else None, forgets_window=True)
    if fault is ReceiptFault.PICTURE:
        return Remedy(again=timedelta(0) if times == 1 else None, drops_picture=True)
    if fault is ReceiptFault.CAPPED:
        wait = CAP_WAITS[min(times, len(CAP_WAITS)) - 1]
        return Remedy(again=wait if times <= len(CAP_WAITS) else None, cap=wait)
    if fault is ReceiptFault.TEMPLATE:
        return Remedy(again=template_wait(times), tells_admins=True)
    return _ONCE_AND_FOR_ALL[fault]


def may_be_form(fault: ReceiptFault) -> bool:
    """Say whether a failure may be about how a reply offers its choices rather than what it says.

    Such a reply is sent once more in words: a person waits for it.
    """
    return fault in {ReceiptFault.TEMPLATE, ReceiptFault.OTHER}


def template_wait(times: int) -> timedelta:
    """Say how long an alert waits that has met a template at fault so many times.

    Not given up, for an approval may come at any moment: its own expiry ends it.
    """
    first, most = TEMPLATE_WAITS
    return min(first * (1 << min(times - 1, 10)), most)


_ONCE_AND_FOR_ALL = {
    ReceiptFault.OPTED_OUT: Remedy(ends=SubscriberStatus.LEFT),
    ReceiptFault.UNREACHABLE: Remedy(ends=SubscriberStatus.LOST),
    ReceiptFault.OTHER: Remedy(),
}
