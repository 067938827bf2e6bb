"""The back-test: which of the alerts that went out a filter would have let through, and when.

A filter is what one reader may choose, or what is asked of a source; what each alert offered is what was
noted when it was laid. An alert that was laid several times goes at the first that the filter meets.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from enum import Enum
from functools import lru_cache
from typing import Final

from bot.model import AlertId, Hold, Priority, SourceId, StoryId, TopicId, Updates, Urgency
from bot.outcome import Offer, Tale
from bot.rules.keyword import Keyword, keys_for, keys_of

REMEMBERED: Final = 8192
"""Alerts whose keys are kept at hand, for the next page and the next question."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What is tried: of nothing that is left out is anything asked.

    `source` is by whom an alert is worded at first. `hold` says what would have waited for a look: of the
    source, or else of the topics, or of all where neither is named.
    """

    topics: frozenset[TopicId] = frozenset()
    source: SourceId | None = None
    urgency: Urgency = Urgency.ALL
    updates: Updates = Updates.ALL
    keywords: tuple[Keyword, ...] = ()
    hold: Hold = Hold.OFF

    @property
    def awaited(self) -> tuple[frozenset[int], ...]:
        """The keys of the keywords of which an alert must say one."""
        return tuple(keys_for(one.words) for one in self.keywords if not one.excludes)

    @property
    def excluded(self) -> tuple[frozenset[int], ...]:
        """The keys of the keywords of which an alert may say none."""
        return tuple(keys_for(one.words) for one in self.keywords if one.excludes)


class Wait(Enum):
    """What an alert waits for: nothing, a look at itself, or one at an earlier alert of its story."""

    NONE = "none"
    LOOK = "look"
    STORY = "story"


@dataclass(frozen=True, slots=True)
class Passed:
    """An alert that a filter lets through: when, how urgent it was then, and what it waits for, if at all."""

    tale: Tale
    at: datetime
    priority: Priority
    wait: Wait = Wait.NONE


def passed(wanted: Filter, tales: Sequence[Tale]) -> list[Passed]:
    """List what a filter lets through, in the order in which it would have gone."""
    return _passed(wanted, tales, waiting(wanted, tales))


def behind(wanted: Filter, tales: Sequence[Tale]) -> list[Passed]:
    """List what a filter lets through that waits with an earlier alert of its story, whoever tells it."""
    found = _passed(replace(wanted, source=None), tales, waiting(wanted, tales))
    return [one for one in found if one.wait is Wait.STORY]


def waiting(wanted: Filter, tales: Iterable[Tale]) -> Mapping[AlertId, Wait]:
    """Say of each alert that went out what it would have waited for had a filter's setting been on.

    What waits speaks for its story: nothing that comes later of it leaves before editors decide, and what
    they would have decided is not known. What people write by hand waits for no setting.
    """
    found: dict[AlertId, Wait] = {}
    shut: set[StoryId] = set()
    for tale in sorted(tales, key=lambda one: one.id):
        if tale.offers[0].source is None:
            found[tale.id] = Wait.NONE
        elif tale.story in shut:
            found[tale.id] = Wait.STORY
        elif _held(wanted, tale):
            found[tale.id] = Wait.LOOK
            shut.add(tale.story)
        else:
            found[tale.id] = Wait.NONE
    return found


def _held(wanted: Filter, tale: Tale) -> bool:
    """Say whether an alert, as it was first laid, is of what the setting is for, and is held by it."""
    first = tale.offers[0]
    if wanted.source is not None:
        about = first.source == wanted.source
    else:
        about = not wanted.topics or not wanted.topics.isdisjoint(first.topics)
    return about and wanted.hold.holds(first.priority)


def _passed(wanted: Filter, tales: Iterable[Tale], waits: Mapping[AlertId, Wait]) -> list[Passed]:
    awaited, excluded = wanted.awaited, wanted.excluded
    found = []
    for tale in tales:
        offer = next((one for one in tale.offers if _meets(wanted, tale, one, awaited, excluded)), None)
        if offer is not None:
            found.append(Passed(tale, offer.at, offer.priority, waits[tale.id]))
    return sorted(found, key=lambda one: (one.at, one.tale.id))


def _meets(
    wanted: Filter,
    tale: Tale,
    offer: Offer,
    awaited: Sequence[frozenset[int]],
    excluded: Sequence[frozenset[int]],
) -> bool:
    """Say whether an alert, as it was laid then, reaches a reader who chose so, and reads any language."""
    return (
        not tale.retold
        and (wanted.source is None or wanted.source == tale.offers[0].source)
        and (not wanted.topics or not wanted.topics.isdisjoint(offer.topics))
        and wanted.updates.met_by(tale.kind, offer.priority, matters=tale.important)
        and wanted.urgency.met_by(offer.priority, offer.others)
        and (not wanted.keywords or _says(tale, offer, awaited, excluded))
    )


def _says(
    tale: Tale, offer: Offer, awaited: Sequence[frozenset[int]], excluded: Sequence[frozenset[int]]
) -> bool:
    offered = _keys(offer.texts, tale.language)
    if any(not offered.isdisjoint(one) for one in excluded):
        return False
    spoken = any(not offered.isdisjoint(one) for one in awaited)
    return spoken or not awaited or offer.priority <= Priority.BREAKING


@lru_cache(REMEMBERED)
def _keys(texts: tuple[str, ...], language: str) -> frozenset[int]:
    return keys_of(texts, language)


def by_day(found: Iterable[Passed], zone: tzinfo) -> Counter[date]:
    """Count what was let through by the day on which it would have gone, in a time zone."""
    return Counter(one.at.astimezone(zone).date() for one in found)
