"""What a filter lets through of the alerts that went out."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.model import AlertId, AlertKind, Hold, Priority, SourceId, StoryId, TopicId, Updates, Urgency
from bot.outcome import Offer, Tale
from bot.rules.backtest import Filter, Wait, behind, by_day, passed, waiting
from bot.rules.keyword import read

NOW = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
OFFER = Offer(NOW, Priority.NORMAL, 0, SourceId(3), frozenset({TopicId("israel")}), ("A drone lands",))
TALE = Tale(AlertId(1), StoryId(1), AlertKind.NEW, True, "en", "A drone lands", (OFFER,))


def lets(wanted: Filter, tale: Tale = TALE) -> bool:
    return bool(passed(wanted, [tale]))


@pytest.mark.parametrize(
    ("wanted", "through"),
    [
        (Filter(), True),
        (Filter(topics=frozenset({TopicId("israel"), TopicId("monde")})), True),
        (Filter(topics=frozenset({TopicId("monde")})), False),
        (Filter(source=SourceId(3)), True),
        (Filter(source=SourceId(4)), False),
        (Filter(urgency=Urgency.IMPORTANT), False),
        (Filter(keywords=read("drones")), True),
        (Filter(keywords=read("zeppelin")), False),
        (Filter(keywords=read("drone, -lands")), False),
        (Filter(keywords=read("-zeppelin")), True),
    ],
)
def test_each_part_of_a_filter(wanted: Filter, *, through: bool) -> None:
    assert lets(wanted) is through


def test_updates_and_tellings_in_further_languages() -> None:
    update = replace(TALE, kind=AlertKind.UPDATE, important=False)
    assert not lets(Filter(updates=Updates.IMPORTANT), update)
    assert lets(Filter(updates=Updates.NONE))
    assert not lets(Filter(), replace(TALE, retold=True))


def test_breaking_news_comes_though_it_says_no_keyword_but_not_with_one_that_is_excluded() -> None:
    breaking = replace(TALE, offers=(replace(OFFER, priority=Priority.BREAKING),))
    assert lets(Filter(keywords=read("zeppelin")), breaking)
    assert not lets(Filter(keywords=read("-drone")), breaking)


def test_it_goes_when_it_first_meets_the_filter() -> None:
    later = replace(OFFER, at=NOW + timedelta(hours=2), others=2)
    tale = replace(TALE, offers=(OFFER, later))
    assert [one.at for one in passed(Filter(), [tale])] == [NOW]
    (found,) = passed(Filter(urgency=Urgency.IMPORTANT), [tale])
    assert found.at == later.at
    assert by_day([found], ZoneInfo("Asia/Jerusalem")) == {date(2026, 11, 24): 1}


MONDE = frozenset({TopicId("monde")})
URGENT = replace(TALE, id=AlertId(2), story=StoryId(2), offers=(replace(OFFER, priority=Priority.BREAKING),))


def waits(wanted: Filter, *tales: Tale) -> list[str]:
    return [waiting(wanted, tales)[one.id].value for one in tales]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), ["none", "none"]),
        (Filter(hold=Hold.BREAKING), ["none", "look"]),
        (Filter(hold=Hold.ALL), ["look", "look"]),
        (Filter(hold=Hold.ALL, source=SourceId(4)), ["none", "none"]),
        (Filter(hold=Hold.ALL, topics=MONDE), ["none", "none"]),
    ],
)
def test_what_waits_for_a_look(wanted: Filter, found: list[str]) -> None:
    assert waits(wanted, TALE, URGENT) == found
    both = passed(wanted, [TALE, URGENT])
    assert [one.wait.value for one in both] in ([], found)


def test_what_comes_later_of_a_story_waits_with_it_whoever_tells_it() -> None:
    other = replace(OFFER, source=SourceId(4), at=NOW + timedelta(hours=1))
    later = replace(TALE, id=AlertId(3), kind=AlertKind.UPDATE, offers=(other,))
    wanted = Filter(source=SourceId(3), hold=Hold.ALL)
    assert waits(wanted, TALE, later) == ["look", "story"]
    assert [one.tale.id for one in passed(wanted, [TALE, later])] == [1]
    assert [one.tale.id for one in behind(wanted, [TALE, later])] == [3]
    assert behind(replace(wanted, updates=Updates.NONE), [TALE, later]) == []
    assert waits(Filter(source=SourceId(4), hold=Hold.ALL), TALE, later) == ["none", "look"]


def test_a_topic_that_was_added_later_holds_nothing_that_had_left() -> None:
    widened = replace(OFFER, at=NOW + timedelta(hours=2), topics=OFFER.topics | MONDE)
    tale = replace(TALE, offers=(OFFER, widened))
    (found,) = passed(Filter(topics=MONDE, hold=Hold.ALL), [tale])
    assert (found.at, found.wait) == (widened.at, Wait.NONE)


def test_what_is_written_by_hand_waits_for_no_setting() -> None:
    written = replace(TALE, id=AlertId(3), offers=(replace(OFFER, source=None),))
    assert waits(Filter(hold=Hold.ALL), TALE, written) == ["look", "none"]
