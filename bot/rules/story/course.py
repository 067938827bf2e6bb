"""What becomes of an entry whose story is known: it opens the story, brings an update, or adds nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.rules.story.placing import Verdict


class Course(StrEnum):
    """What becomes of an entry."""

    OPEN = "open"  # nobody has told the story yet: a new alert
    RETELL = "retell"  # an alert in another language, for those who could not read the others
    UPDATE = "update"  # an alert that follows the first
    VOICE = "voice"  # nothing new, but its words are the ones to tell the story by: those of the alert change
    REPEAT = "repeat"  # what it says was said


@dataclass(frozen=True, slots=True)
class Standing:
    """How a story stands for an entry: `last_at` is when its last alert was made (None: it has none)."""

    last_at: datetime | None
    breaking: bool = False  # the entry's source is one whose alerts do not wait
    waited: bool = False  # the entry has had its turn before, and was told to wait
    speaks_better: bool = False  # the entry's source goes before the one by which the alert speaks
    awaited: bool = False  # the story was not told in the entry's language, and readers wait for that


def course(verdict: Verdict, standing: Standing, *, adds: bool, weighty: bool) -> Course:
    """Choose what an entry is to its story, whatever the time.

    `adds` says that it tells anything that nobody of the story has told, `weighty` that a reader would
    want to hear of it. What is surely the same needs something weighty to be told again. What may be
    another story is told even with nothing of its own: silence would lose that story. Where such a one
    waited its turn, what was told meanwhile counts as told. Readers who could read no alert of the story
    go before those who might hear more of it.
    """
    if standing.last_at is None:
        return Course.OPEN
    if standing.awaited:
        return Course.RETELL
    grey = verdict is Verdict.GREY and (adds or not standing.waited)
    if grey or weighty:
        return Course.UPDATE
    return Course.VOICE if standing.speaks_better else Course.REPEAT


def may_follow_at(standing: Standing, every: timedelta) -> datetime | None:
    """Say from when on an update may follow the last alert of its story; None: at once."""
    if standing.breaking or standing.last_at is None:
        return None
    return standing.last_at + every


@dataclass(frozen=True, slots=True)
class Voice:
    """An entry as one that a story may be told by: `priority` is its source's, the lowest first."""

    entry: int
    own: bool  # of the newsroom itself
    priority: int
    length: int  # characters of its text


def best_voice(voices: Iterable[Voice]) -> Voice | None:
    """Choose who speaks: the newsroom, then by the editors' order, then the fullest, then the first."""
    return min(voices, key=lambda one: (not one.own, one.priority, -one.length, one.entry), default=None)
