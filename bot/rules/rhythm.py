"""Rhythm: what was learned of when a source publishes, and when enough of it waits to be worth a look.

A source's rate is a mean, a factor for weekdays and one for weekends, a factor for each hour of the day,
and one for each cell of the two: each is drawn to what stands above it by three pseudo-entries, and what
is old counts ever less. News comes in bursts: an entry makes 0.3 more likely within a quarter of an hour.
Who publishes on the clock shows in the minutes of the quarter-hour. All hours are UTC's.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from bot.hints import NO_HINTS, Hints

HOUR: Final = 3600.0
DAY: Final = 24 * HOUR
WEEK: Final = 7 * DAY
CELLS: Final = 48  # 24 hours of a weekday, 24 of a day at the weekend
PHASES: Final = 15  # minutes of a quarter-hour

MEMORY: Final = 21 * DAY  # seconds in which what was learned falls to 1/e
PSEUDO: Final = 3.0  # entries that a cell is thought to have had at its prior rate
UNKNOWN_RATE: Final = 25 / DAY  # what a patience of 80 looks at every quarter of an hour
UNKNOWN_WEIGHT: Final = 0.5  # pseudo-entries of that guess: a quiet day outweighs it
OFFSPRING: Final = 0.3  # entries that each entry brings after it
BURST: Final = 900.0  # seconds in which they come
CLEAR: Final = 1.5  # how uneven the minutes must be: excess of chi-square per entry
FEWEST_CLEAR: Final = 20.0  # entries before they can be

OLDEST: Final = timedelta(days=60)
FEWEST_STRAGGLING: Final = 4  # more dates than this may hold a pinned old one,
STRAGGLERS: Final = 10  # and one in so many
MOST_A_MINUTE: Final = 5  # entries of one minute that are believed: a re-dated feed is no burst
LATE: Final = timedelta(hours=1)  # that caches may hold an entry back; a later one bears a wrong date
LONGEST_GAP: Final = timedelta(days=3650)
OUTAGE: Final = timedelta(hours=12)  # unwatched for longer, a window has lost entries
WATCHED: Final = 0.5  # hours of a cell, from which on it tells something
FORGET_PERIOD: Final = 0.95
PRECISION: Final = 0.5  # seconds
MOST: Final = 1e11  # seconds: no moment is later
MOST_COUNTED: Final = 1e6


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is known of a source at `at`: decayed counts of entries, and watched hours, by cell.

    `phases` counts entries by minute of the quarter-hour, `heat` is how many entries the recent ones are
    still to bring, `longest` the longest gap between two entries, by what was expected in it. `period` is
    the life of an answer in the publisher's cache, in seconds, and `whole` how many looks in a row have
    brought a full body with nothing new in it.
    """

    at: datetime
    entries: tuple[float, ...]
    hours: tuple[float, ...]
    phases: tuple[float, ...]
    last: datetime | None = None
    longest: tuple[datetime, datetime] | None = None
    gaps: int = 0
    heat: float = 0.0
    period: float = 0.0
    whole: int = 0


def seeded(moments: Sequence[datetime], now: datetime) -> Rhythm:
    """Begin to know a source by the dates that its first look brought, in any order and of any quality.

    The window begins where the dates get dense: a pinned entry of last year makes no slow source.
    """
    believed = _believed([one for one in moments if now - OLDEST <= one <= now])
    dropped = max(len(believed) // STRAGGLERS, int(len(believed) > FEWEST_STRAGGLING))
    inside = believed[dropped:]
    start = inside[0] if inside else now
    blank = Rhythm(start, (0.0,) * CELLS, (0.0,) * CELLS, (0.0,) * PHASES, last=start if inside else None)
    return learned(blank, _spread(inside, now)[1:], now)


def learned(
    rhythm: Rhythm | None,
    moments: Sequence[datetime],
    now: datetime,
    hints: Hints = NO_HINTS,
    unchanged: bool = True,  # noqa: FBT001, FBT002 -- how the look went, beside what it brought
) -> Rhythm:
    """Learn from one look that worked: `moments` of the entries new in it, none where nothing was.

    A date in the future, or from before the look before, is wrong: the entry came in between.
    `unchanged` says that the server answered 304.
    """
    if rhythm is None or rhythm.at > now + LATE:  # never learned, or by a clock that was ahead
        rhythm, moments = seeded(moments, now), ()
    until = max(now, rhythm.at)
    new = _believed([_placed(one, rhythm.at, until) for one in moments])
    lost = until - rhythm.at > OUTAGE and len(new) > FEWEST_STRAGGLING
    watched = _watched(_seconds(new[0] if lost else rhythm.at), _seconds(until))
    fade = math.exp(-(until - rhythm.at).total_seconds() / MEMORY)
    known = replace(
        rhythm,
        at=until,
        entries=_counted(rhythm.entries, fade, ((_cell(_seconds(one)), 1.0) for one in new)),
        hours=_counted(rhythm.hours, fade, watched),
        phases=_counted(rhythm.phases, fade, ((_phase(_seconds(one)), 1.0) for one in new)),
        heat=_heated(rhythm, new, until),
        period=max(_life(hints), rhythm.period * FORGET_PERIOD),
        whole=0 if unchanged or new else rhythm.whole + 1,
    )
    return _with_gaps(known, new)


def expected(rhythm: Rhythm, start: datetime, end: datetime) -> float:
    """Say how many entries are expected between two moments, by the hours of the week alone."""
    return _sum(_rates(rhythm), start, end)


def missed(rhythm: Rhythm, start: datetime, end: datetime) -> float:
    """Say how many were to be expected by what was seen: hours never watched, a first night, say nothing."""
    rates = zip(_rates(rhythm), rhythm.hours, strict=True)
    return _sum([rate if watched >= WATCHED else 0.0 for rate, watched in rates], start, end)


def _sum(rates: Sequence[float], start: datetime, end: datetime) -> float:
    first, last = _seconds(start), _seconds(end)
    weeks, rest = divmod(max(last - first, 0.0), WEEK)
    weekly = HOUR * (5 * sum(rates[:24]) + 2 * sum(rates[24:]))
    return weeks * weekly + sum(span * rates[cell] for cell, span in _pieces(first, first + rest))


def typical_gap(rhythm: Rhythm, now: datetime) -> timedelta:
    """Say how far apart entries are, as a mean over the week."""
    seconds = WEEK / expected(rhythm, now, now + timedelta(seconds=WEEK))
    return min(timedelta(seconds=seconds), LONGEST_GAP)


def ripening(rhythm: Rhythm, start: datetime, patience: float, longest: float) -> float:
    """Say after how many seconds the entries since `start` will have waited `patience` seconds in all.

    That is T with the integral of rate(s) (T - s) ds from 0 to T = patience, and `longest` at most.
    """
    since = max((start - rhythm.at).total_seconds(), 0.0)
    heat = rhythm.heat * math.exp(-since / BURST)
    passed = waiting = waited = 0.0
    for span, rate in _steps(rhythm, _seconds(start), longest):
        after = waited + waiting * span + rate * span * span / 2
        if after + _heat_waited(heat, passed + span) >= patience:
            return passed + _crossing(patience, (waited, waiting, rate), (heat, passed, span))
        passed, waiting, waited = passed + span, waiting + rate * span, after
    return longest


def _crossing(patience: float, base: tuple[float, float, float], burst: tuple[float, float, float]) -> float:
    """Find by halving where in a span of even rate the patience ends."""
    waited, waiting, rate = base
    heat, passed, high = burst
    low = 0.0
    while high - low > PRECISION:
        middle = (low + high) / 2
        total = waited + waiting * middle + rate * middle * middle / 2 + _heat_waited(heat, passed + middle)
        low, high = (low, middle) if total >= patience else (middle, high)
    return high


def _heat_waited(heat: float, span: float) -> float:
    return heat * (span - BURST * -math.expm1(-span / BURST))


def _steps(rhythm: Rhythm, start: float, longest: float) -> Iterator[tuple[float, float]]:
    """Cut the time ahead into spans of even rate: minutes in the first hour of a source with a clock."""
    rates, shape = _rates(rhythm), _shape(rhythm)
    fine = min(start + HOUR, start + longest) if shape else start
    moment = start
    while shape and moment < fine:
        end = min((moment // 60 + 1) * 60, fine)
        yield end - moment, (1 - OFFSPRING) * rates[_cell(moment)] * shape[_phase(moment)]
        moment = end
    for cell, span in _pieces(fine, start + longest):
        yield span, (1 - OFFSPRING) * rates[cell]


def mean_rate(rhythm: Rhythm) -> float:
    """Estimate entries a second over all hours that were watched."""
    watched = sum(rhythm.hours) * HOUR
    return (sum(rhythm.entries) + UNKNOWN_WEIGHT) / (watched + UNKNOWN_WEIGHT / UNKNOWN_RATE)


def _rates(rhythm: Rhythm) -> list[float]:
    """Estimate entries a second for each cell: three levels, each drawn to the one above it."""
    entries, hours = rhythm.entries, rhythm.hours
    mean = mean_rate(rhythm)
    by_day = []
    for day in (slice(0, 24), slice(24, 48)):
        prior = mean * HOUR * sum(hours[day])
        by_day.append(mean * (sum(entries[day]) + PSEUDO) / (prior + PSEUDO))
    rates = []
    for hour in range(24):
        prior = HOUR * (hours[hour] * by_day[0] + hours[hour + 24] * by_day[1])
        rates.append((entries[hour] + entries[hour + 24] + PSEUDO) / (prior + PSEUDO))
    priors = [rate * factor for rate in by_day for factor in rates]
    return [
        prior * (count + PSEUDO) / (prior * HOUR * watched + PSEUDO)
        for prior, count, watched in zip(priors, entries, hours, strict=True)
    ]


def _shape(rhythm: Rhythm) -> list[float]:
    """Say how much each minute of the quarter-hour has of the rate; nothing where that is not clear."""
    total = sum(rhythm.phases)
    if total < FEWEST_CLEAR:
        return []
    even = total / PHASES
    excess = sum((count - even) ** 2 for count in rhythm.phases) / even - (PHASES - 1)
    if excess / total < CLEAR:
        return []
    return [(count + PSEUDO / PHASES) / (even + PSEUDO / PHASES) for count in rhythm.phases]


def _life(hints: Hints) -> float:
    fresh = hints.fresh or 0.0
    return min(fresh, HOUR) if fresh > 0 else 0.0


def _believed(moments: Sequence[datetime]) -> list[datetime]:
    seen: Counter[int] = Counter()
    believed = []
    for one in sorted(moments):
        minute = int(_seconds(one) // 60)
        seen[minute] += 1
        if seen[minute] <= MOST_A_MINUTE:
            believed.append(one)
    return believed


def _placed(moment: datetime, before: datetime, now: datetime) -> datetime:
    """Put an entry where it can have appeared: between two looks, where its own date can't be right."""
    if moment < before - LATE:
        return before + (now - before) / 2
    return min(moment, now)


def _spread(moments: list[datetime], now: datetime) -> list[datetime]:
    """Spread dates that name a day and no hour over their days: most stand at one same full half-hour."""
    times = Counter(int(_seconds(one) % DAY) for one in moments)
    time, count = times.most_common(1)[0] if times else (0, 0)
    days = {int(_seconds(one) // DAY) for one in moments}
    if time % (HOUR / 2) or count * 2 <= len(moments) or len(days) == 1:
        return moments
    golden = (math.sqrt(5) - 1) / 2
    shifts = (timedelta(seconds=n * golden % 1 * DAY) for n in range(len(moments)))
    return sorted(min(one + shift, now) for one, shift in zip(moments, shifts, strict=True))


def _heated(rhythm: Rhythm, new: Sequence[datetime], now: datetime) -> float:
    cooled = rhythm.heat * math.exp(-(now - rhythm.at).total_seconds() / BURST)
    return cooled + sum(OFFSPRING * math.exp(-(now - one).total_seconds() / BURST) for one in new)


def _with_gaps(rhythm: Rhythm, new: Sequence[datetime]) -> Rhythm:
    """Keep the longest gap of those that ended, by what was expected in it, while it is not too old."""
    longest, last = rhythm.longest, rhythm.last
    if longest and longest[1] < rhythm.at - OLDEST:
        longest = None
    if not new:
        return replace(rhythm, longest=longest)
    ends = [*([last] if last else []), *new]
    gaps = [(start, end) for start, end in pairwise(ends) if start < end]
    rated = [(missed(rhythm, start, end), start, end) for start, end in gaps]
    if longest:
        rated.append((missed(rhythm, *longest), *longest))
    longest = max(rated)[1:] if rated else None
    return replace(rhythm, longest=longest, gaps=rhythm.gaps + len(gaps), last=max(ends))


def _counted(counts: tuple[float, ...], fade: float, more: Iterable[tuple[int, float]]) -> tuple[float, ...]:
    faded = [count * fade for count in counts]
    for cell, count in more:
        faded[cell] += count
    return tuple(faded)


def _watched(start: float, end: float) -> Iterator[tuple[int, float]]:
    return ((cell, span / HOUR) for cell, span in _pieces(start, end))


def _pieces(start: float, end: float) -> Iterator[tuple[int, float]]:
    """Cut a time at its full hours: cell and seconds."""
    while start < end:
        stop = min((start // HOUR + 1) * HOUR, end)
        yield _cell(start), stop - start
        start = stop


def _cell(seconds: float) -> int:
    hour, day = int(seconds // HOUR) % 24, int(seconds // DAY + 3) % 7  # 1 January 1970 was a Thursday
    return hour if day < 5 else hour + 24  # noqa: PLR2004 -- Saturday, counted from Monday


def _phase(seconds: float) -> int:
    return int(seconds // 60) % PHASES


def _seconds(moment: datetime) -> float:
    return moment.timestamp()


def to_json(rhythm: Rhythm) -> dict[str, object]:
    """Write a rhythm down, in at most 2 kB; seven digits keep what a short step of the decay changes."""
    return {
        "at": round(_seconds(rhythm.at), 1),
        "entries": _short(rhythm.entries),
        "hours": _short(rhythm.hours),
        "phases": _short(rhythm.phases),
        "last": rhythm.last and int(_seconds(rhythm.last)),
        "longest": rhythm.longest and [int(_seconds(end)) for end in rhythm.longest],
        "gaps": rhythm.gaps,
        "heat": round(rhythm.heat, 4),
        "period": round(rhythm.period, 1),
        "whole": rhythm.whole,
    }


def from_json(value: object) -> Rhythm | None:
    """Read a rhythm; None where there is none, or nothing that can be one."""
    try:
        return _read(value) if isinstance(value, dict) else None
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None


def _read(value: Mapping[str, Any]) -> Rhythm:
    longest = value["longest"] and tuple(_moment(end) for end in value["longest"])
    return Rhythm(
        at=_moment(value["at"]),
        entries=_numbers(value["entries"], CELLS),
        hours=_numbers(value["hours"], CELLS),
        phases=_numbers(value["phases"], PHASES),
        last=None if value["last"] is None else _moment(value["last"]),
        longest=(longest[0], longest[1]) if longest and len(longest) == len(("start", "end")) else None,
        gaps=int(_number(value["gaps"])),
        heat=_number(value["heat"], MOST_COUNTED),
        period=_number(value["period"], HOUR),
        whole=int(_number(value["whole"])),
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(_number(seconds), UTC)


def _numbers(values: Sequence[float], count: int) -> tuple[float, ...]:
    if len(values) != count:
        raise ValueError("not this many")
    return tuple(_number(one, MOST_COUNTED) for one in values)


def _number(value: float, most: float = MOST) -> float:
    if not 0 <= value <= most:
        raise ValueError("not a number that can be")
    return float(value)


def _short(values: Iterable[float]) -> list[float]:
    return [float(f"{value:.7g}") for value in values]
