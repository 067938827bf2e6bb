"""When a message may leave, when it is tried again, and what a doubt comes to."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum

from bot.model import Priority

FIRST_WAIT = 2.0
LONGEST_WAIT = 15 * 60.0


def burst(rate: float) -> int:
    """Say how many messages a sender that was quiet may send at once, at `rate` a second.

    Five per cent of a second's worth and one: with a rate that far below the service's limit, no
    sliding second ever holds more than the limit.
    """
    return 1 + int(rate * 0.05)


def allowance(due_at: datetime, now: datetime, rate: float) -> int:
    """Say how many messages may leave now, by the sender's own due moment (GCRA)."""
    lag = (now - due_at).total_seconds()
    return 0 if lag < 0 else min(burst(rate), 1 + int(lag * rate))


def moved(due_at: datetime, now: datetime, rate: float, used: int) -> datetime:
    """Move a sender's due moment on by what was used; a quiet past earns no more than one burst."""
    floor = now - timedelta(seconds=(burst(rate) - 1) / rate)
    return max(due_at, floor) + timedelta(seconds=used / rate)


def next_try(tries: int, now: datetime, after: float = 0.0) -> datetime:
    """Say when to try again after the try number `tries`: the service's own wait, or a growing one."""
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(tries - 1, 20))
    return now + timedelta(seconds=after or wait)


class Doubtful(Enum):
    """What policy makes of a send that may or may not have been accepted."""

    RESEND = "resend"  # as a possible repeat
    HOLD = "hold"  # stays unknown, and is shown


def judge(policy: Mapping[Priority, str], priority: Priority, likely: bool | None) -> Doubtful:  # noqa: FBT001 -- the Unknown's own word
    """Decide a doubt that the channel can't settle; `likely` is None after a crash of ours.

    `policy` says resend, hold or cause, by priority. A reply is normal. By cause: resend when
    acceptance is unlikely; hold when it is likely or when nobody knows.
    """
    word = policy.get(priority, policy[Priority.NORMAL])
    if word == "cause":
        return Doubtful.RESEND if likely is False else Doubtful.HOLD
    return Doubtful.RESEND if word == "resend" else Doubtful.HOLD
