"""Quiet: whether an alert reaches a reader now, or waits to be told with others in one message.

Quiet hours, a most of alerts a day, and calm: too many alerts in an hour become one. Nothing is lost by
any of them; what waits is folded into one digest when the wait ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from bot.model import Priority, Wish
from bot.rules.hours import DAY, day_begins, moment, next_slot, quiet_end

MORNING: Final = 8 * 60
"""The minute at which a new day begins for what was too much for the last one."""

CALM_MOST: Final = 3
"""How many alerts in an hour leave one by one for a reader who wants calm."""

HOUR: Final = timedelta(hours=1)
SOON: Final = timedelta(hours=2)
"""How long what was held waits for the reader's digest rather than come as one of its own."""

PUNCTUAL: Final = timedelta(minutes=30)
"""How late a digest may come at an hour that the reader asked for, though it be a quiet one."""

LOOK_BACK: Final = timedelta(hours=26)
"""How far back `decide` wants to know of alerts: a day, the longest that clocks make."""


class Why(StrEnum):
    """Why an alert waits; stands in the delivery's row."""

    NIGHT = "quiet_hours"
    ENOUGH = "daily_most"
    CALM = "calm"


@dataclass(frozen=True, slots=True)
class Hold:
    """Tell it with others, at `until`."""

    until: datetime
    why: Why


def decide(
    wish: Wish, zone: tzinfo, priority: Priority, now: datetime, past: Sequence[datetime] = ()
) -> Hold | None:
    """Say whether an alert waits, and until when; None: it leaves now.

    `past` are the moments at which alerts left for this reader since `LOOK_BACK`. Breaking news counts
    among them, and itself waits for nothing, unless the reader wants it to. `zone` is the reader's.
    """
    if priority <= Priority.BREAKING and wish.breaking:
        return None
    if (ends := quiet_end(wish, zone, now)) is not None:
        return Hold(_told(wish, zone, ends), Why.NIGHT)
    if wish.most is not None and sum(at >= day_begins(zone, now) for at in past) >= wish.most:
        return Hold(_told(wish, zone, _tomorrow(wish, zone, now)), Why.ENOUGH)
    if wish.calm:
        last = sorted(at for at in past if at > now - HOUR)
        if len(last) >= CALM_MOST:
            return Hold(_told(wish, zone, last[-CALM_MOST] + HOUR), Why.CALM)
    return None


def digest_waits(
    wish: Wish, zone: tzinfo, made_for: datetime, now: datetime, *, asked: bool
) -> datetime | None:
    """Say until when a digest waits, whose moment was `made_for`; None: it may leave now.

    At the hour that the reader `asked` for it comes even in quiet hours; a late one does not.
    """
    punctual = asked and now - made_for <= PUNCTUAL
    return None if punctual else quiet_end(wish, zone, now)


def counts(wish: Wish) -> bool:
    """Say whether `decide` needs to know what left before."""
    return wish.calm or wish.most is not None


def _tomorrow(wish: Wish, zone: tzinfo, now: datetime) -> datetime:
    morning = moment(now.astimezone(zone).date() + DAY, MORNING, zone)
    digest = next_slot(wish, zone, now)
    return min(morning, digest) if digest else morning


def _told(wish: Wish, zone: tzinfo, until: datetime) -> datetime:
    """Move the end of a wait out of quiet hours, and on to a digest that is due soon after it."""
    until = quiet_end(wish, zone, until) or until
    digest = next_slot(wish, zone, until - timedelta(seconds=1))
    return digest if digest and digest - until <= SOON else until
