"""When a source is looked at next, and when its silence is worth a word."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.hints import NO_HINTS, Hints
from bot.model import Priority
from bot.rules.rhythm import MOST, UNKNOWN_RATE, Rhythm, expected, mean_rate, missed, ripening, seeded

PATIENCE: Final = 80.0  # seconds that entries may wait unseen in all, before a look is worth its request

TILT: Final = 0.15  # patience grows as this power of the rate
MOST_TILTED: Final = 2.0

LONGEST_WAIT: Final = timedelta(hours=1)  # the most that a cache's word holds us off
LONGEST_RETRY: Final = timedelta(hours=24)  # and a server's own "retry after"
LONGEST_BACKOFF: Final = timedelta(hours=6)
WORDPRESS_CADENCE: Final = 3600.0  # "hourly" is what WordPress says of every feed: it says nothing
LIMITED: Final = timedelta(minutes=15)  # after a 429 or 503 that says no more
REFUSED: Final = timedelta(hours=4)  # after a 403

TTL_TAKEN: Final = timedelta(minutes=15)  # a feed's ttl is a floor up to here; above it a share of it,
TTL_SHARE: Final = 4  # while the server's 304 make a look cheap
WHOLE_LOOKS: Final = 3  # bodies in full with nothing new, by which a server is known to answer no 304

QUIET: Final = ((timedelta(days=60), timedelta(hours=24)), (timedelta(days=3), timedelta(hours=6)))
"""How long a source has been silent, and the longest interval from then on."""

PUSHED_SHARE: Final = 6  # where a hub tells of entries, looks are for safety, and so much rarer
LOCK: Final = 1.5  # seconds after the moment at which a cache's answer has run out
STEADY_JITTER: Final = 0.05
MOST_DOUBLINGS: Final = 16  # 2 ** 16 seconds exceed the longest back-off

SILENT_GAPS: Final = 2
FEWEST_GAPS: Final = 5  # gaps before silence can be told from habit
SHORTEST_GAP: Final = 1.5  # expected entries in the longest gap of a source, at least
SHORTEST_SILENCE: Final = timedelta(hours=1)
AFRESH_GAPS: Final = 3
AFRESH_EVERY: Final = timedelta(days=7)

_WEIGHTS: Final = {Priority.REPLY: 4.0, Priority.BREAKING: 4.0, Priority.NORMAL: 1.0, Priority.DIGEST: 0.25}


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a source may be looked at: bounds, an editor's fixed interval, and the rule's patience.

    `patience` is in entry-seconds: what its entries may wait unseen, in all, before a look. A source of
    weight w has the setting divided by w. A floor that was learned from a 429 goes into `minimum`.
    """

    minimum: timedelta
    maximum: timedelta
    every: timedelta | None = None
    patience: float = PATIENCE


@dataclass(frozen=True, slots=True)
class Look:
    """How a look went: what the publisher says (`wait` in seconds), and how many in a row have failed.

    `limited`: it answered 429 or 503; `refused`: 403. `pushed`: a hub tells us of new entries.
    """

    wait: float = 0.0
    failures: int = 0
    hints: Hints = NO_HINTS
    limited: bool = False
    refused: bool = False
    pushed: bool = False


def weight_of(priority: Priority) -> float:
    """Say how much a source's entries weigh: a breaking one's patience is a quarter of a normal one's."""
    return _WEIGHTS[priority]


def next_look(
    now: datetime,
    pace: Pace,
    look: Look,
    rhythm: Rhythm | None = None,
    jitter: float = 0.0,
) -> datetime:
    """Say when to look next; `jitter` is a fraction from 0 to 1 that the caller draws.

    A source with an editor's interval keeps it. Another is looked at when the entries that are expected
    since the last look will have waited as long as the pace's patience, at the moment at which the
    publisher's cache has a new answer. What the publisher asks for is a floor; each failure doubles the
    interval, up to six hours, and none ends the looking.
    """
    known = rhythm or seeded((), now)
    if look.failures or look.limited or look.refused:
        due = now + _after_failure(now, pace, look, known, jitter)
    else:
        due = _after_answer(now, pace, look, known, jitter)
    return _past_skipped(due, look.hints.skip_hours)


def is_silent(rhythm: Rhythm, last: datetime | None, now: datetime) -> bool:
    """Say whether a source is quiet beyond twice its learned gap, where `last` is its newest entry.

    A gap is measured in the entries that were expected in it, so that a night or a weekend in which
    nobody writes is short, and a lunch hour long; hours of the week that were never watched count for
    nothing. The learned gap is the longest of the last two months, for gaps are no clockwork: with a mean
    one, every seventh would be a silence.
    """
    return last is not None and _silence(rhythm, last, now) > SILENT_GAPS


def is_quieter_than_ever(rhythm: Rhythm, last: datetime | None, now: datetime) -> bool:
    """Say whether a source has been quiet for longer than it ever was, measured as `is_silent` does."""
    return last is not None and _silence(rhythm, last, now) > 1


def asks_afresh(rhythm: Rhythm, last: datetime | None, last_afresh: datetime | None, now: datetime) -> bool:
    """Say whether to look once without validators: some servers answer 304 for ever.

    Only after over three expected gaps without an entry, and once in a week at most.
    """
    if last_afresh is not None and now - last_afresh < AFRESH_EVERY:
        return False
    return last is not None and expected(rhythm, last, now) > AFRESH_GAPS


def _silence(rhythm: Rhythm, last: datetime, now: datetime) -> float:
    """Measure how long a source has been quiet in its longest gap; 0 where that is too little known."""
    if rhythm.gaps < FEWEST_GAPS or rhythm.longest is None or now - last < SHORTEST_SILENCE:
        return 0.0
    return missed(rhythm, last, now) / max(missed(rhythm, *rhythm.longest), SHORTEST_GAP)


def _after_answer(now: datetime, pace: Pace, look: Look, rhythm: Rhythm, jitter: float) -> datetime:
    hints, wanted = look.hints, _interval(now, pace, look, rhythm)
    cached = max(_span(hints.fresh, LONGEST_WAIT), _span(look.wait, LONGEST_WAIT))
    floor = max(pace.minimum, _span(hints.retry, LONGEST_RETRY), cached)
    if (fresh := _life_left(hints)) and pace.every is None:
        return now + _locked(wanted, floor, fresh, rhythm.period)
    return now + max(wanted * (1 + STEADY_JITTER * jitter), floor)


def _life_left(hints: Hints) -> float:
    """Say for how many seconds a cache will give this same answer; 0 where none does, or for over an hour."""
    fresh = hints.fresh or 0.0
    return fresh if 0 < fresh <= LONGEST_WAIT.total_seconds() else 0.0


def _locked(wanted: timedelta, floor: timedelta, fresh: float, period: float) -> timedelta:
    """Find the moment, near the one wanted, at which the publisher's cache has just got a new answer.

    Entries wait for that moment anyway. Of the nth and the next, the nth costs less where their lives'
    product exceeds the square of the interval wanted: the mean wait grows as one, its requests fall as
    the other.
    """
    period = max(period, fresh)
    lives = (wanted.total_seconds() + period - fresh) / period
    nth = max(math.ceil(math.sqrt(lives * lives + 0.25) - 0.5), 1)
    short = floor.total_seconds() - fresh - LOCK
    nth = max(nth, math.ceil(short / period) + 1)
    return timedelta(seconds=fresh + LOCK + (nth - 1) * period)


def _interval(now: datetime, pace: Pace, look: Look, rhythm: Rhythm) -> timedelta:
    """Say how long to wait by all but the publisher's servers: the editor, the rule, the feed's own ttl."""
    if pace.every is not None:
        return max(pace.every, pace.minimum)
    hints, longest = look.hints, max(_longest(now, pace, rhythm), pace.minimum)
    fresh = _life_left(hints)
    since = now - timedelta(seconds=max(rhythm.period - fresh, 0.0)) if fresh else now
    if _is_new(rhythm) and hints.cadence and hints.cadence != WORDPRESS_CADENCE:
        seconds = hints.cadence
    else:
        seconds = ripening(rhythm, since, _patience(now, pace, rhythm), longest.total_seconds())
    wanted = max(_span(seconds, longest) - (now - since), pace.minimum, _ttl(hints, rhythm))
    return min(wanted * PUSHED_SHARE, max(wanted, LONGEST_BACKOFF)) if look.pushed else wanted


def _patience(now: datetime, pace: Pace, rhythm: Rhythm) -> float:
    """Be somewhat more patient with a wire than with a weekly, and ever more with what may be dead.

    By the sum of all waits alone, a wire would have so many looks that the rare sources' entries, which
    are the late ones, would come later: decision 0011.
    """
    rate = math.pow(mean_rate(rhythm) / UNKNOWN_RATE, TILT)
    silence = _silence(rhythm, rhythm.last, now) / SILENT_GAPS if rhythm.last else 0.0
    return pace.patience * min(max(rate, 1 / MOST_TILTED), MOST_TILTED) * max(silence, 1.0)


def _longest(now: datetime, pace: Pace, rhythm: Rhythm) -> timedelta:
    quiet = now - rhythm.last if rhythm.last else timedelta(hours=sum(rhythm.hours))
    return max([pace.maximum, *(longest for silence, longest in QUIET if quiet > silence)])


def _is_new(rhythm: Rhythm) -> bool:
    return rhythm.last is None and sum(rhythm.hours) < 24  # noqa: PLR2004 -- hours of a day


def _ttl(hints: Hints, rhythm: Rhythm) -> timedelta:
    ttl = _span(hints.ttl, LONGEST_WAIT * TTL_SHARE)
    if ttl <= TTL_TAKEN or rhythm.whole >= WHOLE_LOOKS:
        return min(ttl, LONGEST_WAIT)
    return max(TTL_TAKEN, ttl / TTL_SHARE)


def _after_failure(now: datetime, pace: Pace, look: Look, rhythm: Rhythm, jitter: float) -> timedelta:
    interval, asked = _interval(now, pace, look, rhythm), _span(look.hints.retry, LONGEST_RETRY)
    asked = max(asked, _span(look.wait, LONGEST_RETRY))
    failures = max(look.failures, 1)
    if look.limited and asked:
        own = _doubled(interval, failures - 1, jitter)
    elif look.limited:
        own = max(interval, _doubled(LIMITED, failures - 1, 0))
    else:
        own = _doubled(interval, failures, jitter)
    if look.refused:
        own = max(own, REFUSED)
    return max(own, asked) * (1 + STEADY_JITTER * jitter)


def _doubled(interval: timedelta, failures: int, jitter: float) -> timedelta:
    """Double an interval with each failure, up to six hours; the draw may take all of it back."""
    doubled = max(min(interval * 2.0 ** min(failures, MOST_DOUBLINGS), LONGEST_BACKOFF), interval)
    return doubled - (doubled - interval) * jitter


def _past_skipped(due: datetime, hours: frozenset[int]) -> datetime:
    """Move a look out of the hours, UTC, at which the publisher asks for none; not where it names all."""
    for _hour in range(24):
        if due.hour not in hours:
            return due
        due = due.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return due


def _span(seconds: float | None, longest: timedelta) -> timedelta:
    """Bound what a publisher says: nothing, less than nothing and nonsense are no time at all."""
    return min(timedelta(seconds=min(seconds, MOST)), longest) if seconds and seconds > 0 else timedelta()
