"""The digest: which stories it tells, in which order, and in which words."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log2
from typing import Final, Protocol, TypeVar

from bot.model import AlertId, AlertKind, Message, MessageKind, Priority, StoryId
from bot.texts import Text, _, n_, say, verbatim

MOST_STORIES: Final = 12
"""More than that nobody takes in at a glance."""

HALF_LIFE: Final = timedelta(hours=12)
"""The age at which a story weighs as much less as one told by half as many sources."""

WEIGHTS: Final = {Priority.REPLY: 2.0, Priority.BREAKING: 2.0, Priority.NORMAL: 0.0, Priority.DIGEST: -1.0}
"""How many doublings of its sources a priority is worth."""

FIRST: Final = timedelta(days=1)
"""How far a reader's first digest looks back."""

FARTHEST: Final = timedelta(days=7)
"""How far the first digest after a long time looks back."""

LAYING: Final = timedelta(minutes=2)
"""How old an alert is before a digest tells it: until then it may be under way to the reader by itself."""

LIFE: Final = timedelta(hours=4)
"""How long a digest is worth sending; after that what it told is told by the next one."""


class Tale(Protocol):
    """What the rule has to know of an alert; the store's row is one."""

    @property
    def alert_id(self) -> AlertId:
        """Which alert it is."""
        ...

    @property
    def story_id(self) -> StoryId:
        """Which story it tells."""
        ...

    @property
    def sequence(self) -> int:
        """Its place among the story's alerts."""
        ...

    @property
    def kind(self) -> AlertKind:
        """What it is to its story."""
        ...

    @property
    def priority(self) -> Priority:
        """How urgent it is."""
        ...

    @property
    def language(self) -> str:
        """Which language it is in; empty: not known."""
        ...

    @property
    def headline(self) -> str:
        """The headline."""
        ...

    @property
    def link(self) -> str:
        """Where the whole article stands; may be empty."""
        ...

    @property
    def others(self) -> int:
        """How many further sources tell it."""
        ...

    @property
    def released_at(self) -> datetime:
        """When it was released."""
        ...


T = TypeVar("T", bound=Tale)


@dataclass(frozen=True, slots=True)
class Edition:
    """What a digest is headed and signed with: at the reader's hour or not, by whom, at what time of day."""

    scheduled: bool
    newsroom: str
    time: str


def since(last: datetime | None, due_at: datetime, until: datetime) -> datetime:
    """Say from when on a digest tells what was released.

    `last` is up to when the reader's last one told, `due_at` when this one was due: a first one that is
    late looks back from there.
    """
    return max(min(due_at, until) - FIRST if last is None else last, until - FARTHEST)


def choose(tales: Iterable[T], got: Collection[int], now: datetime, reads: Sequence[str] = ()) -> list[T]:
    """Choose the last word of each story that the reader has not had, the weightiest first.

    A story of which they have had all is left out; one that has moved since is told by its last alert.
    `reads` are their languages, the first one first; none: any. A story that is told in several is told
    in the first of theirs, and not again in another.
    """
    stories: defaultdict[StoryId, list[T]] = defaultdict(list)
    for tale in tales:
        if not reads or not tale.language or tale.language in reads:
            stories[tale.story_id].append(tale)
    last = [max(_words(story, got, reads), key=lambda tale: tale.sequence) for story in stories.values()]
    new = [tale for tale in last if tale.alert_id not in got]
    return sorted(new, key=lambda tale: (-weight(tale, now), -tale.released_at.timestamp(), tale.alert_id))


def _words(story: Sequence[T], got: Collection[int], reads: Sequence[str]) -> list[T]:
    """Leave of the alerts that tell a story from the beginning those in the language for this reader."""
    tellings = [tale for tale in story if tale.kind is AlertKind.NEW]
    moved = [tale for tale in story if tale.kind is not AlertKind.NEW]
    had = [tale for tale in tellings if tale.alert_id in got]
    order = {language: number for number, language in enumerate(reads)}
    first = min(
        had or tellings, key=lambda tale: (order.get(tale.language, len(order)), tale.sequence), default=None
    )
    return [*moved, *(tale for tale in tellings if first and tale.language == first.language)]


def weight(tale: Tale, now: datetime) -> float:
    """Weigh a story: doublings of the sources that tell it, its priority, and how fresh it is."""
    return log2(1 + tale.others) + WEIGHTS[tale.priority] - (now - tale.released_at) / HALF_LIFE


def message(tales: Sequence[Tale], edition: Edition, language: str, room: int, *, silent: bool) -> Message:
    """Say a digest of at least one story in a language, its lines within `room` characters.

    What finds no room is counted in a note. The first line is there in any case: channels shorten it.
    """
    lines: list[str] = []
    for tale in tales[:MOST_STORIES]:
        line = say(_line(tale), language)
        if lines and sum(map(len, lines)) + len(line) > room:
            break
        lines.append(line)
    left = len(tales) - len(lines)
    more = n_("{count} more story: write LATEST", "{count} more stories: write LATEST", left)
    title = _("The day at a glance") if edition.scheduled else _("What you have not heard yet")
    return Message(
        MessageKind.DIGEST,
        language,
        headline=say(title, language),
        lines=tuple(lines),
        byline=say(_("{source} · {time}", source=edition.newsroom, time=edition.time), language),
        note=say(more, language) if left else "",
        silent=silent,
    )


def _line(tale: Tale) -> Text:
    told = " ".join(part for part in (tale.headline, tale.link) if part)
    if tale.kind is AlertKind.CORRECTION:
        return _("• Correction: {words}", words=told)
    if tale.kind is AlertKind.WITHDRAWAL:
        return _("• Taken back: {words}", words=told)
    return verbatim(f"• {told}")
