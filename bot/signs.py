"""Signs: what can be seen of the service itself, and what is amiss with it. Values, and no decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What is amiss."""

    STALLED = "stalled"  # a channel accepts nothing, and does not say why
    UNSENT = "unsent"  # what could leave is not even tried
    UNHEARD = "unheard"  # what services told us is not handled
    UNREAD = "unread"  # no source is looked at
    FAILING = "failing"  # many sources can't be read
    LOSING = "losing"  # many messages of a channel fail for good: bounces
    TEMPLATE = "template"  # a service lets a template of ours not be used
    DISK = "disk"
    MISSED = "missed"  # an alert did not reach its readers in time
    DOUBT = "doubt"  # messages stay in doubt
    GAP = "gap"  # nothing ran for a while


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that is amiss, by what (a channel's name, an alert's number), how many, and since when."""

    kind: Kind
    subject: str = ""
    count: int = 0
    since: datetime | None = None

    @property
    def key(self) -> tuple[Kind, str]:
        """Say what tells it from others: the same thing later has the same key."""
        return self.kind, self.subject


@dataclass(frozen=True, slots=True)
class Lane:
    """How a sender fares: what waits, since when it could leave and nobody tries, the fates of a day.

    `stalled_since` is when the service first took nothing, with no acceptance since; `down` says that it
    told why, which the breaker has passed on.
    """

    channel: str
    waiting: int = 0
    stalled_since: datetime | None = None
    down: bool = False
    unsent_since: datetime | None = None
    accepted: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """How an alert fared in its two minutes: for how many it was, by channel, and how many had it.

    Who wanted it later (quiet hours, a digest), or can't be sent it now, is none of its readers.
    """

    id: int
    released_at: datetime
    readers: Mapping[str, int]
    soon: int = 0


@dataclass(frozen=True, slots=True)
class Signs:
    """What can be seen of the service at a moment; `room` is in bytes, None where there is no such disk.

    `counted`: the fates of a day were counted at this look; that is too dear for each.
    """

    lanes: Sequence[Lane] = ()
    unheard_since: datetime | None = None
    unread_since: datetime | None = None  # the longest that a source has been due, where none was looked at
    sources: int = 0
    sources_failing: int = 0
    doubts: int = 0  # of the last hour
    alerts: Sequence[Told] = ()  # whose two minutes ended since the last look
    halted: bool = False
    counted: bool = True
    room: int | None = None
    rates: Mapping[str, float] = field(default_factory=dict)  # messages a second, by channel
    templates: Sequence[str] | None = (
        None  # names of those that may not be used; None: not asked at this look
    )
