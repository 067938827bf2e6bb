from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.model import Entry, Hold, Priority, SourceId, TopicId
from bot.pipeline.foresight import Fate, Foresight, What, reviewed
from bot.pipeline.intake import take_in
from bot.pipeline.placing import telling_of
from bot.pipeline.reviewing import Reason
from bot.pipeline.trial import NOWHERE
from bot.ports import Fetched
from bot.rules.story import canonical_link, title_key
from bot.store import held as desk
from bot.store import hold as holds
from bot.store import source as sources
from bot.store.database import Database
from bot.store.entry import EntryRow
from bot.store.held import Why
from bot.store.schema import placement, story
from tests.fakes import an_item
from tests.pipeline.room import Room
from tests.pipeline.test_joining import AGAIN, FIRE, TOLL
from tests.rows import NOW

EVERY = timedelta(minutes=15)


class Crystal:
    """A room, and what it would do with one more entry."""

    def __init__(self, database: Database) -> None:
        self.room = Room(database, stories=True, read_pages=False)
        self.room.reader(topics=["israel"])

    async def told(self, one: Entry, **about: object) -> SourceId:
        id_ = self.room.source(**about)
        self.room.keep(id_, one)
        await self.room.edit.run_due()
        return id_

    def of(self, one: Entry, source_id: SourceId | None = None, now: datetime = NOW) -> Fate:
        row = EntryRow(
            NOWHERE, source_id or SourceId(0), one, canonical_link(one.link), title_key(one.title), now, 0
        )
        here = telling_of(row, "fr", now)
        seen = Foresight(self.room.edit.joining.placing, EVERY)

        def look(tx):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 -- a few words
            return seen.of(tx, row, here, sources.find(tx, source_id) if source_id else None, now)

        fate: Fate = self.room.database.read_here(look)
        return fate


@pytest.fixture
def crystal(database: Database) -> Crystal:
    return Crystal(database)


async def test_what_nobody_told_is_an_alert_and_nothing_is_written_by_asking(crystal: Crystal) -> None:
    assert crystal.of(FIRE) == Fate(What.ALERT)
    rows = crystal.room.database.read_here(
        lambda tx: [tx.execute(one.select()).all() for one in (placement, story)]
    )
    assert rows == [[], []]


async def test_more_of_a_story_is_an_update_not_before_its_time(crystal: Crystal) -> None:
    await crystal.told(FIRE)
    first = crystal.room.alert().id
    assert crystal.of(TOLL) == Fate(What.UPDATE, first, NOW + EVERY)
    assert crystal.of(TOLL, now=NOW + EVERY) == Fate(What.UPDATE, first)
    breaking = crystal.room.source(priority=Priority.BREAKING)
    assert crystal.of(TOLL, breaking) == Fate(What.UPDATE, first)
    await crystal.told(TOLL)  # and so it is
    crystal.room.clock.now += EVERY
    await crystal.room.edit.run_due()
    assert [row.kind for row in crystal.room.alerts()] == ["new", "update"]


async def test_the_same_in_other_words_is_a_repeat(crystal: Crystal) -> None:
    await crystal.told(FIRE)
    assert crystal.of(AGAIN) == Fate(What.REPEAT, crystal.room.alert().id)


async def test_what_a_source_has_given_is_known(crystal: Crystal) -> None:
    id_ = await crystal.told(FIRE)
    assert crystal.of(FIRE, id_) == Fate(What.TOLD, crystal.room.alert().id)
    crystal.room.keep(id_, an_item(1))
    assert crystal.of(an_item(1), id_).what is What.AT_WORK


async def test_it_is_known_by_the_name_under_which_a_look_keeps_it(crystal: Crystal) -> None:
    one, id_ = replace(FIRE, guid="http://www.un.example/feu/?utm_source=rss"), crystal.room.source()
    row = crystal.room.database.read_here(lambda tx: sources.find(tx, id_))
    assert row
    fetched = Fetched((one,), {})
    crystal.room.database.write_here(lambda tx: take_in(tx, row, fetched, NOW))
    assert crystal.of(one, id_).what is What.UNSENT  # it was there at the first look


@pytest.mark.parametrize(("hours", "what"), [(23, What.ALERT), (25, What.OLD)])
async def test_what_is_a_day_old_is_not_sent(crystal: Crystal, hours: int, what: What) -> None:
    one = replace(FIRE, published=NOW - timedelta(hours=hours))
    assert crystal.of(one).what is what


def reviewed_as(crystal: Crystal, one: Entry, source_id: SourceId | None, topics: tuple[str, ...]) -> Fate:
    fate = crystal.of(one, source_id)

    def look(tx):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 -- a few words
        source = sources.find(tx, source_id) if source_id else None
        return reviewed(tx, fate, source, tuple(TopicId(topic) for topic in topics))

    found: Fate = crystal.room.database.read_here(look)
    return found


async def test_what_a_hold_is_over_would_wait(crystal: Crystal) -> None:
    source = crystal.room.source()
    crystal.room.database.write_here(lambda tx: holds.hold_topic(tx, TopicId("monde"), Hold.ALL))
    assert reviewed_as(crystal, FIRE, source, ("israel",)) == Fate(What.ALERT)
    assert reviewed_as(crystal, FIRE, None, ("monde",)) == Fate(What.ALERT, held=Reason(Why.TOPIC, "monde"))
    crystal.room.database.write_here(lambda tx: holds.hold_source(tx, source, Hold.BREAKING))
    assert reviewed_as(crystal, FIRE, source, ("israel",)) == Fate(What.ALERT)
    crystal.room.database.write_here(lambda tx: holds.hold_source(tx, source, Hold.ALL))
    assert reviewed_as(crystal, FIRE, source, ("monde",)) == Fate(What.ALERT, held=Reason(Why.SOURCE))


async def test_more_of_a_story_at_the_desk_waits_and_of_one_that_was_killed_comes_there(
    crystal: Crystal,
) -> None:
    database = crystal.room.database
    source = crystal.room.source()
    database.write_here(lambda tx: holds.hold_source(tx, source, Hold.ALL))
    crystal.room.keep(source, FIRE)
    await crystal.room.edit.run_due()
    first, other = crystal.room.alert().id, crystal.room.source(url="https://other.example/feed")
    assert crystal.of(FIRE, source) == Fate(What.HELD, first)
    assert reviewed_as(crystal, TOLL, other, ()) == Fate(What.UPDATE, first, NOW + EVERY, waits=first)
    database.write_here(lambda tx: desk.end(tx, first, desk.End.KILLED, NOW))
    assert crystal.of(FIRE, source) == Fate(What.DROPPED, first)
    assert reviewed_as(crystal, TOLL, other, ()) == Fate(
        What.ALERT, first, NOW + EVERY, held=Reason(Why.STORY)
    )
