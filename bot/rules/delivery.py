"""When a message may leave, when it is tried again, and what a doubt comes to."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum

from bot.model import Priority

FIRST_WAIT = 2.0
LONGEST_WAIT = 15 * 60.0

SHORTEST_AHEAD = 0.01
LONGEST_AHEAD = 0.08
LONGEST_OF_CHAT = 3.0
"""Seconds: whoever is told to wait longer has offended as a whole."""

TOLERANCE = 0.03
"""Seconds after its slot in which a request may still leave, where other replicas have slots as well."""
ON_ITS_WAY = 0.02
"""Seconds by which one that leaves may be held up more than another between here and the wire."""

SHORTEST_LEAD = 0.02
LONGEST_LEAD = 10.0
"""Seconds, as is the one before: who is later than that with its claims sends nothing."""


def ahead(rate: float) -> float:
    """Say how many seconds ahead slots are reserved: enough for two or three messages."""
    return min(LONGEST_AHEAD, max(SHORTEST_AHEAD, 2.5 / rate))


def slots(
    due_at: datetime, now: datetime, rate: float, most: int, late: float = 0.0, further: float = 0.0
) -> list[datetime]:
    """List the moments at which a sender's next messages may leave, `rate` a second, evenly spaced.

    `due_at` is the sender's own next moment (GCRA). Slots are reserved a little ahead: a claim that is
    late by less than that costs no throughput; who takes long to claim reserves so much `further`. Slots
    of the last `late` seconds that nobody used are given, too: for a process that by itself sees to it
    that no second holds too many.
    """
    first = _first(due_at, now, late)
    room = (now - first).total_seconds() + ahead(rate) + further
    if room < 0:
        return []
    count = min(most, 1 + int(room * rate))
    return [first + timedelta(seconds=number / rate) for number in range(count)]


def moved(due_at: datetime, now: datetime, rate: float, used: int, late: float = 0.0) -> datetime:
    """Move a sender's due moment on by the slots that were used; a quiet past earns `late` seconds' worth."""
    return _first(due_at, now, late) + timedelta(seconds=used / rate)


def shared(rate: float) -> float:
    """Say how many slots a second replicas may have together, so that what leaves keeps to `rate`.

    A request leaves within TOLERANCE of its slot, or not at all, and is on the wire ON_ITS_WAY later at
    the most: within `late`, their sum. So what is on the wire in `w` seconds has its slots in the
    `w` + `late` seconds that end with them, at most ceil((w + late) * shared(rate)): for a second that is
    ceil(rate), whoever claimed the slots, and however each was held up.
    """
    return rate / (1 + TOLERANCE + ON_ITS_WAY)


def lapses_at(slot: datetime) -> datetime:
    """Say after which moment a slot that is shared may be used no more."""
    return slot + timedelta(seconds=TOLERANCE)


def lead(last: float, late: float, took: float) -> float:
    """Say how many seconds after its claim the next slot is to be, where one was met `late` seconds late.

    Slots that are always missed would never let anything leave. So who comes too late claims further
    ahead the next time, twice as far each time, though no further than what it `took` from the claim
    to be ready; and less again as soon as it comes in time, for what is claimed far ahead takes places.
    """
    if late > TOLERANCE / 2:
        return min(LONGEST_LEAD, took, max(SHORTEST_LEAD, 2 * last))
    return last * 3 / 4 if last > SHORTEST_LEAD / 2 else 0.0


def _first(due_at: datetime, now: datetime, late: float) -> datetime:
    return max(due_at, now - timedelta(seconds=late))


def concerns_sender(scope: str, after: float, *, another: bool) -> bool:
    """Say whether a refusal for going too fast silences the whole sender, or only its chat.

    The services seldom say which limit was met ("unclear"). `another` says that another chat was
    refused as well, with nothing accepted in between: then it is not the chat's. Nor is a long wait.
    """
    return scope == "sender" or (scope == "unclear" and (another or after > LONGEST_OF_CHAT))


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
