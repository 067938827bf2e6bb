"""A back-test equals a real replay, row for row: the same entries again, for readers who chose so."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, Connection, func, select, update

from bot.model import (
    AlertId,
    AlertKind,
    AlertState,
    Entry,
    Hold,
    Priority,
    SourceId,
    StoryId,
    Summary,
    TopicId,
    Updates,
    Urgency,
)
from bot.outcome import Tale
from bot.rules.backtest import Filter, Wait, passed, waiting
from bot.rules.keyword import keys_for, read
from bot.store import backtest as store
from bot.store import batch as batches
from bot.store import entry as entries
from bot.store import hold as holds
from bot.store import keyword as keywords
from bot.store.database import Database
from bot.store.entry import Outcome
from bot.store.migration import migrate
from bot.store.schema import alert, delivery, entry, revision
from tests.pipeline.room import Room
from tests.rows import NOW, a_source, a_story, a_subscriber, an_alert, an_entry

SINCE = NOW - timedelta(days=1)
THINGS = ("harbour", "orchard", "tramway", "theatre", "bakery", "drone", "glacier", "stadium")
DEEDS = ("closed", "burns", "opens again", "grows", "is sold", "floods")


@dataclass(frozen=True)
class News:
    """One entry that a source gives at a moment: of those with one title only the first is news."""

    at: timedelta
    source: int
    entry: Entry


def a_month(random: Random, most: int = 10) -> list[News]:
    """Make what three sources give, in time order: some of it twice, in the words of the first."""
    found: list[News] = []
    for number in range(random.randint(most - 4, most)):
        at = timedelta(minutes=random.randrange(600))
        thing, deed, quarter = (random.choice(words) for words in (THINGS, DEEDS, THINGS))
        title = f"The {thing} {number} {deed} in the {quarter} quarter"
        for teller in random.sample(range(4), random.choice([1, 1, 2, 3])):
            said = Entry(
                f"{number}-{teller}",
                title,
                f"https://paper{teller}.example/{number}",
                NOW + at,
                "en",
                f"{title}, the town hall of {random.choice(THINGS)} said.",
            )
            found.append(News(at, teller, said))
            at += timedelta(minutes=random.choice([0, 1, 30, 500]))
    return sorted(found, key=lambda one: (one.at, one.source, one.entry.guid))


def a_filter(random: Random) -> Filter:
    topics = random.choice([(), ("israel",), ("monde",), ("israel", "monde")])
    line = random.choice(
        ["", "drone", "-harbour", "glacier, drone, -orchard", '"tramway quarter"', "theatres"]
    )
    return Filter(
        frozenset(map(TopicId, topics)),
        urgency=random.choice(list(Urgency)),
        updates=random.choice(list(Updates)),
        keywords=read(line),
    )


class Town:
    """A room with four sources, and readers who chose what filters say."""

    def __init__(self, database: Database, filters: list[Filter] | None = None) -> None:
        self.room = Room(database, stories=True, read_pages=False, expires=6 * 3600)
        self.sources = [
            self.room.source(topics=["israel"]),
            self.room.source(topics=["monde"]),
            self.room.source(topics=["israel", "monde"], priority=Priority.BREAKING),
            self.room.source(topics=["monde"], own=True),
        ]
        self.readers = database.write_here(lambda tx: [chooses(tx, one) for one in filters or []])

    def plays(self, news: list[News]) -> None:
        asyncio.run(self._plays(news))

    async def _plays(self, news: list[News]) -> None:
        for one in news:
            self.room.clock.now = NOW + one.at
            self.room.keep(self.sources[one.source], one.entry)
            await self._settles()
        for _time in range(4):  # for what waits its turn
            self.room.clock.now += timedelta(hours=3)
            await self._settles()

    async def _settles(self) -> None:
        """Edit what is due one by one: of what is edited at once any may be first, and a month varies."""
        now, lease = self.room.clock.now, self.room.edit.settings.lease
        while taken := self.room.database.write_here(lambda tx: entries.claim(tx, now, lease, 1)):
            await self.room.edit.edit(taken[0])


def chooses(tx: Connection, wanted: Filter) -> int:
    """Make a reader who chose what a filter says, on all topics where it names none."""
    topics: list[str] = [*sorted(wanted.topics)]
    who = a_subscriber(
        tx, topics=topics or ["israel", "monde"], urgency=wanted.urgency, updates=wanted.updates
    )
    new = [keywords.NewKeyword(one.written, keys_for(one.words), one.excludes) for one in wanted.keywords]
    if new:
        keywords.add(tx, who.id, new)
    return who.id


def first_headline() -> ColumnElement[str]:
    """Name an alert by what it said first: a better voice may word it anew later."""
    first = select(revision.c.headline).where(revision.c.alert_id == alert.c.id, revision.c.number == 1)
    return func.coalesce(first.scalar_subquery(), alert.c.headline)


def got(tx: Connection, who: int) -> list[tuple[str, str, datetime]]:
    """List what was laid for a reader: by the headline, as what, and when."""
    query = (
        select(first_headline(), alert.c.kind, delivery.c.created_at)
        .join(delivery, delivery.c.alert_id == alert.c.id)
        .where(delivery.c.subscriber_id == who)
    )
    return sorted((headline, kind, at) for headline, kind, at in tx.execute(query))


def said_first(tale: Tale) -> str:
    return tale.offers[0].texts[0]


def tried(tx: Connection, wanted: Filter) -> list[tuple[str, str, datetime]]:
    found = passed(wanted, store.tales(tx, SINCE))
    return sorted((said_first(one.tale), one.tale.kind.value, one.at) for one in found)


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_a_back_test_equals_a_real_replay(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    random, folder = Random(seed), tmp_path_factory.mktemp("replay")  # noqa: S311 -- a simulation
    news, filters = a_month(random), [a_filter(random) for _one in range(30)]
    before, again = (made(folder / name) for name in ("before.db", "again.db"))
    Town(before).plays(news)
    replay = Town(again, filters)
    replay.plays(news)
    rows = again.read_here(lambda tx: [got(tx, who) for who in replay.readers])
    assert before.read_here(lambda tx: [tried(tx, one) for one in filters]) == rows
    for one in (before, again):
        one.close()


# ---- with a setting that holds -------------------------------------------------------------------


def that_goes_on(random: Random) -> list[News]:
    """Make a month in which many stories go on: each time somebody tells more of them, in other words."""
    found = a_month(random, 6)
    for one in [one for one in found if random.random() < 0.6]:
        for hurt in random.sample(range(2, 90), random.choice([1, 2])):
            title = f"{one.entry.title}: {hurt} people hurt, {random.choice(THINGS)} shut"
            teller, at = random.randrange(4), one.at + timedelta(minutes=random.choice([2, 40, 300]))
            said = replace(
                one.entry,
                guid=f"{one.entry.guid}-{hurt}",
                title=title,
                link=f"{one.entry.link}/{hurt}/{teller}",
                published=NOW + at,
                standfirst=f"{title}, the police said.",
            )
            found.append(News(at, teller, said))
    return sorted(found, key=lambda one: (one.at, one.source, one.entry.guid))


def a_setting(random: Random, town: Town) -> Filter:
    wanted = Filter(hold=random.choice([Hold.ALL, Hold.BREAKING]))
    about = random.choice(["source", "topic", "all"])
    if about == "source":
        return replace(wanted, source=random.choice(town.sources))
    if about == "topic":
        return replace(wanted, topics=frozenset({TopicId(random.choice(["israel", "monde"]))}))
    return wanted


def holds_as(tx: Connection, setting: Filter, every: list[SourceId]) -> None:
    """Put on what a filter tries: for its source, or its topics, or for each source."""
    for topic in setting.topics:
        holds.hold_topic(tx, topic, setting.hold)
    sources = [] if setting.topics else every
    for source in sources if setting.source is None else [setting.source]:
        holds.hold_source(tx, source, setting.hold)


def by_wait(tx: Connection, setting: Filter) -> dict[Wait, list[str]]:
    """List the headlines of what went out by what a back-test says that they would have waited for."""
    tales = store.tales(tx, SINCE)
    waits = waiting(setting, tales)
    return {wait: sorted(said_first(one) for one in tales if waits[one.id] is wait) for wait in Wait}


def by_state(tx: Connection, state: AlertState) -> list[str]:
    return sorted(tx.scalars(select(first_headline()).where(alert.c.state == state)))


def hold_agrees(folder: Path, seed: int) -> dict[Wait, list[str]]:
    """Play a month twice, the second time with a setting that holds, and hold the back-test to that."""
    random = Random(seed)  # noqa: S311 -- a simulation
    news = that_goes_on(random)
    before, again = (made(folder / name) for name in ("before.db", "again.db"))
    town = Town(before)
    setting = a_setting(random, town)
    filters = [replace(a_filter(random), hold=setting.hold, topics=setting.topics) for _one in range(10)]
    town.plays(news)
    replay = Town(again, filters)
    again.write_here(lambda tx: holds_as(tx, setting, replay.sources))
    replay.plays(news)
    foreseen = before.read_here(lambda tx: by_wait(tx, setting))
    assert again.read_here(lambda tx: by_state(tx, AlertState.RELEASED)) == foreseen[Wait.NONE]
    assert again.read_here(lambda tx: by_state(tx, AlertState.HELD)) == foreseen[Wait.LOOK]
    if setting.source is None:  # no reader can choose to hear one source only
        firsts = before.read_here(lambda tx: left_before_its_story_waited(tx, setting))
        said = before.read_here(lambda tx: [tried_straight(tx, one) for one in filters])
        rows = again.read_here(lambda tx: [got(tx, who) for who in replay.readers])
        assert known(said, firsts) == known(rows, firsts)
    for one in (before, again):
        one.close()
    return foreseen


def left_before_its_story_waited(tx: Connection, setting: Filter) -> dict[str, datetime]:
    """Name what left and of whose story something later waits, and when: whom it gains later is not known.

    It gains them as further sources tell its story, and what waits behind the desk tells nothing yet.
    """
    tales = store.tales(tx, SINCE)
    waits = waiting(setting, tales)
    shut = {one.story for one in tales if waits[one.id] is not Wait.NONE}
    straight = [one for one in tales if waits[one.id] is Wait.NONE and one.story in shut]
    return {said_first(one): one.offers[0].at for one in straight}


def known(
    rows: list[list[tuple[str, str, datetime]]], firsts: dict[str, datetime]
) -> list[list[tuple[str, str, datetime]]]:
    return [[one for one in some if firsts.get(one[0], one[2]) == one[2]] for some in rows]


def tried_straight(tx: Connection, wanted: Filter) -> list[tuple[str, str, datetime]]:
    found = [one for one in passed(wanted, store.tales(tx, SINCE)) if one.wait is Wait.NONE]
    return sorted((said_first(one.tale), one.tale.kind.value, one.at) for one in found)


@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
@example(seed=102)  # where the newsroom's own words replace those of an alert while its story waits
def test_what_waits_equals_a_real_replay(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    hold_agrees(tmp_path_factory.mktemp("replay"), seed)


def test_the_replay_tells_waits_apart(tmp_path: Path) -> None:
    """Else the property would hold of settings that hold nothing, or all."""
    assert all(hold_agrees(tmp_path, 2).values())


def test_a_month_that_is_played_again_is_the_same(tmp_path: Path) -> None:
    """Else no back-test could equal it; this one was not where entries were edited four at once."""
    news = that_goes_on(Random(5))  # noqa: S311 -- a simulation
    once, again = (_played(made(tmp_path / name), news) for name in ("once.db", "again.db"))
    assert once == again != []


def _played(database: Database, news: list[News]) -> list[tuple[object, ...]]:
    Town(database).plays(news)
    query = select(alert.c.headline, alert.c.kind, alert.c.released_at).order_by(alert.c.id)
    found = database.read_here(lambda tx: [tuple(row) for row in tx.execute(query)])
    database.close()
    return found


def made(path: Path) -> Database:
    database = Database(f"sqlite:///{path}")
    migrate(database)
    return database


def test_the_replay_tells_filters_apart(tmp_path: Path) -> None:
    """Else the property would hold of a back-test that finds nothing, or all."""
    news = a_month(Random(3))  # noqa: S311 -- a simulation
    before = made(tmp_path / "before.db")
    Town(before).plays(news)
    everything = before.read_here(lambda tx: tried(tx, Filter()))
    some = before.read_here(lambda tx: tried(tx, Filter(urgency=Urgency.BREAKING)))
    assert 0 < len(some) < len(everything)
    rare = before.read_here(lambda tx: tried(tx, Filter(urgency=Urgency.IMPORTANT)))
    assert len(some) <= len(rare) <= len(everything)
    before.close()


# ---- on either database --------------------------------------------------------------------------


def test_what_was_noted_counts_and_not_what_is_so_today(tx: Connection) -> None:
    source_id = a_source(tx)
    id_ = an_alert(tx, entry_id=an_entry(tx, source_id, title="The old title"))
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    tx.execute(update(alert).values(others=5, priority=Priority.BREAKING))
    (tale,) = store.tales(tx, SINCE)
    assert (tale.id, tale.offers[0].others, tale.offers[0].source) == (id_, 0, source_id)
    assert passed(Filter(urgency=Urgency.IMPORTANT), [tale]) == []
    assert store.tales(tx, NOW + timedelta(seconds=1)) == []
    assert store.noted_since(tx) == NOW


def test_of_what_was_not_noted_today_counts(tx: Connection) -> None:
    an_alert(tx, topics=["israel", "monde"])
    (tale,) = store.tales(tx, SINCE)
    assert [(one.at, one.topics) for one in tale.offers] == [(NOW, frozenset({"israel", "monde"}))]
    assert store.noted_since(tx) is None


def test_the_words_that_were_offered_then(tx: Connection) -> None:
    id_ = an_alert(tx, summary=Summary("A drone lands", (), "en"))
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    old = {
        "alert_id": id_,
        "number": 1,
        "kind": "minor",
        "headline": "A drone lands",
        "lines": [],
        "spans": [],
    }
    tx.execute(revision.insert().values(old | {"reasons": [], "created_at": NOW}))
    tx.execute(update(alert).values(revision=2, headline="An aircraft lands"))
    (tale,) = store.tales(tx, SINCE)
    assert passed(Filter(keywords=read("drone")), [tale])
    assert not passed(Filter(keywords=read("aircraft")), [tale])


def test_who_reads_any_language_hears_a_story_once(tx: Connection) -> None:
    story = a_story(tx)
    for language in ("en", "fr", "en"):
        an_alert(tx, story_id=StoryId(story), summary=Summary("Words", (), language))
    assert [one.retold for one in store.tales(tx, SINCE)] == [False, True, False]


def test_what_a_source_gave_is_counted_by_what_became_of_it(tx: Connection) -> None:
    source_id = a_source(tx)
    for _one in range(2):
        an_entry(tx, source_id)
    tx.execute(update(entry).values(outcome=Outcome.REPEAT))
    assert store.entries_of(tx, source_id, SINCE) == {Outcome.REPEAT: 2}
    assert store.entries_of(tx, SourceId(source_id + 1), SINCE) == {}


def test_corrections_are_no_alerts_of_a_filter(tx: Connection) -> None:
    first = an_alert(tx, entry_id=an_entry(tx, a_source(tx)))
    again = an_alert(tx, kind=AlertKind.CORRECTION)
    tx.execute(update(alert).where(alert.c.id == again).values(corrects=first))
    assert [one.id for one in store.tales(tx, SINCE)] == [AlertId(first)]
    assert passed(Filter(hold=Hold.ALL), store.tales(tx, SINCE))[0].wait is Wait.LOOK
