"""A digest's stories in full, for channels that have room: headline, lines, link and byline each."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Final, Protocol

from bot.glance import Glance
from bot.model import AlertKind, Message, Priority
from bot.rules.alert import MOST_LINES, TAKEN_BACK, accompanied, byline, worded
from bot.rules.digest import MOST_STORIES, Tale
from bot.texts import Text, _, n_, say, say_time, say_whole_day

BREAKING: Final = _("Breaking")

_MARKS: Final[Mapping[AlertKind, Text]] = {
    AlertKind.UPDATE: _("Update"),
    AlertKind.CORRECTION: _("Correction"),
    AlertKind.WITHDRAWAL: _("Taken back"),
}


class Whole(Tale, Protocol):
    """What is shown of an alert where there is room; the store's row is one."""

    @property
    def lines(self) -> tuple[str, ...]:
        """At most two lines."""
        ...

    @property
    def byline(self) -> str:
        """The name of the source."""
        ...

    @property
    def published_at(self) -> datetime:
        """When the source published it."""
        ...

    @property
    def by_machine(self) -> bool:
        """Say whether a language model worded it."""
        ...


def spread(digest: Message, tales: Sequence[Whole], now: datetime, zone: tzinfo) -> Message:
    """Give a digest its stories in place of its lines, for a channel that shows them whole.

    It is headed with the day of `now`; that, and times, are told in `zone`. What is beyond a glance is
    counted: there is no command to write there.
    """
    stories = tuple(_glance(tale, digest.language, zone) for tale in tales[:MOST_STORIES])
    left = len(tales) - len(stories)
    more = n_("And {count} more story.", "And {count} more stories.", left)
    note = say(more, digest.language) if left else ""
    day = say_whole_day(now, digest.language, zone)
    return replace(digest, lines=(), stories=stories, byline=day, note=note)


def _glance(tale: Whole, language: str, zone: tzinfo) -> Glance:
    breaking = tale.priority <= Priority.BREAKING
    mark = _MARKS.get(tale.kind, BREAKING if breaking else None)
    taken_back = tale.kind is AlertKind.WITHDRAWAL
    source = say(accompanied(tale.byline, tale.others), language)
    source = say(worded(source), language) if tale.by_machine else source
    time = say_time(tale.published_at, language, zone)
    return Glance(
        tale.headline,
        (say(TAKEN_BACK, language),) if taken_back else tale.lines[:MOST_LINES],
        tale.link,
        say(byline(source, time, False), language),
        say(mark, language) if mark else "",
        tale.language,
        breaking,
    )
