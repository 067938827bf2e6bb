"""What makes an entry new, old or changed: its names, its dates, its words, and how many came at once."""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.model import Entry
from bot.rules.story import canonical_link

BACKFILL: Final = timedelta(hours=24)
STALE: Final = timedelta(hours=24)
CLOCK_SLACK: Final = timedelta(minutes=10)  # how wrong a publisher's clock may be
DAY: Final = timedelta(days=1)

FEW: Final = 5
"""What any source may publish at once now and then: no reader takes five alerts for a flood."""
NEVER_TOO_MANY: Final = 2 * FEW
SHORTEST_STRETCH: Final = timedelta(minutes=15)
MOST_AT_ONE_MOMENT: Final = 3  # dated entries that may well have come out together

LONGEST_GUESS: Final = 6  # how many times its history a source's future is told from
LONGEST_STEM: Final = 400  # characters of a guid that are kept beside a hash

_EPOCH: Final = datetime(1970, 1, 2, tzinfo=UTC)  # what a program writes that has lost the date
_TAG = re.compile(r"<[^<>]*>")
# A visit's own number, of the length that such numbers have: `sid=26/11/24/1234` is a page of its own.
_SESSION = re.compile(
    r"(?:(?<=[?&])(?:phpsessid|jsessionid|aspsessionid\w*|cftoken|sid|sess(?:ion)?(?:_?id)?)=[\w.,-]{16,}(?:&|$))"
    r"|;jsessionid=[^/?#;]*",
    re.IGNORECASE,
)


def is_backfill(published: datetime | None, last_look: datetime | None) -> bool:
    """Say whether an entry that is new to us is old news, to be stored without an alert.

    It is where nothing was looked at before (`last_look`: the last one that went well), and where its
    date lies more than a day before that look: then it was there, or came in by an old door.
    """
    if last_look is None:
        return True
    return published is not None and latest(published) < last_look - BACKFILL


def is_stale(published: datetime | None, now: datetime) -> bool:
    """Say whether news came out while nobody could look, and is a day old by now: nobody's alert."""
    return published is not None and latest(published) < now - STALE


def latest(published: datetime) -> datetime:
    """Say how late an entry may have come out: a date at midnight sharp is a day, not a moment."""
    midnight = published.astimezone(UTC).time().replace(tzinfo=None)
    return published if midnight.hour or midnight.minute or midnight.second else published + DAY


def moment_of(published: datetime | None, now: datetime) -> datetime:
    """Say when an entry counts as published: now, where it is undated or dated in the future."""
    if published is None or published > now + CLOCK_SLACK:
        return now
    return published


def trusted_dates(published: Sequence[datetime | None], now: datetime) -> list[datetime | None]:
    """Leave out of a window's dates those that tell nothing.

    Nothing is told by the epoch, by a moment to come, and by one moment of now on every entry: some
    publishers date a feed's entries by the feed.
    """
    dates = [one if one and _EPOCH < one <= now + CLOCK_SLACK else None for one in published]
    given = [one for one in dates if one]
    if len(given) > MOST_AT_ONE_MOMENT and now - min(given) <= SHORTEST_STRETCH:
        return [None] * len(dates)
    return dates


def fingerprint(entry: Entry) -> str:
    """Sum up the words of an entry: equal for two that differ in date, link, markup or spaces only."""
    words = (" ".join(_TAG.sub(" ", text).split()) for text in (entry.title, entry.standfirst, entry.body))
    return hashlib.blake2b("\0".join(words).encode("utf-8", "replace"), digest_size=16).hexdigest()


def page(link: str) -> str:
    """Write a link so that all of one page are equal within a source: canonical, without www or session."""
    link = canonical_link(_SESSION.sub("", link.strip()))
    return "https://" + link.removeprefix("https://www.") if link.startswith("https://www.") else link


def name(guid: str) -> str:
    """Write a guid so that a move to https, or to another spelling of its address, leaves it as it was.

    A fragment stays: it tells one entry of a page from another.
    """
    if not guid.lower().startswith(("http://", "https://")):
        return guid
    address, mark, fragment = guid.partition("#")
    return f"{page(address)}{mark}{fragment}"


def name_apart(guid: str, link: str, title: str) -> str:
    """Make a name for an entry whose guid is another's already."""
    told = hashlib.blake2b(f"{link}\0{title}".encode("utf-8", "replace"), digest_size=16).hexdigest()
    return f"{guid[:LONGEST_STEM]} {told}"


def room(moments: Sequence[datetime], since: datetime, now: datetime) -> tuple[int, int]:
    """Say how many new entries at once are a batch like others, and how many of a larger one may wait.

    `moments` are when the source's last entries came, `since` is when the last new one did: what went
    unseen since then (a source that was down, a cache that slept) is due to be more. The usual batch is
    the second largest of the stretches as long as that one: a single flood is no habit.
    """
    stretch = max(now - since, SHORTEST_STRETCH)
    counts = sorted(_batches(sorted(moments), stretch), reverse=True)
    usual = max(counts[1] if len(counts) > 1 else 0, _expected(moments, stretch), FEW)
    return 2 * usual, usual


def _batches(moments: Sequence[datetime], stretch: timedelta) -> list[int]:
    counts: list[int] = []
    until: datetime | None = None
    for moment in moments:
        if until is None or moment >= until:
            counts.append(0)
            until = moment + stretch
        counts[-1] += 1
    return counts


def _expected(moments: Sequence[datetime], stretch: timedelta) -> int:
    """Count what comes in a stretch on average; a history that is far shorter says nothing of it."""
    span = max(moments) - min(moments) if moments else timedelta()
    return int(len(moments) * (stretch / span)) if span and LONGEST_GUESS * span >= stretch else 0
