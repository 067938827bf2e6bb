from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection, select

from bot.model import EntryId, StoryId
from bot.store import entry as entries
from bot.store import placement as placements
from bot.store.database import Database
from bot.store.placement import NewPlacement
from bot.store.schema import entry
from tests.rows import NOW, a_source, a_story, a_subscriber, an_alert, an_entry

LIVE = timedelta(hours=72)


def a_placement(tx: Connection, story: StoryId, hours: float = 0.0, name: str = "") -> NewPlacement:
    """Place a new entry of a new source; `hours` is how long after NOW it was published."""
    source = a_source(tx, name=name)
    id_ = an_entry(tx, source)
    moment = NOW + timedelta(hours=hours)
    new = NewPlacement(
        id_,
        story,
        source,
        "Un titre",
        "Une ligne.",
        "fr",
        "https://x.example/1",
        moment,
        "same",
        0.5,
        (1.0, 0.25),
    )
    placements.write(tx, new, moment)
    return new


def test_a_placement_is_kept_as_it_was_given(database: Database) -> None:
    def step(tx: Connection) -> None:
        first = a_placement(tx, a_story(tx))
        assert placements.find(tx, first.entry_id) == placements.PlacementRow(
            first, 1, NOW, entries.Outcome.WAITING
        )
        second = replace(first, entry_id=an_entry(tx), like_id=first.entry_id, vector=b"\x00\x01")
        placements.write(tx, second, NOW)
        found = placements.find(tx, second.entry_id)
        assert found is not None
        assert (found.place, found.position) == (second, 2)
        assert [one.place for one in placements.of_story(tx, first.story_id)] == [first, second]
        assert placements.find(tx, EntryId(999)) is None
        assert placements.of_story(tx, StoryId(999)) == []

    database.write_here(step)


def test_what_comes_after_a_position_is_given_in_portions_less_what_is_old(database: Database) -> None:
    def step(tx: Connection) -> None:
        story = a_story(tx)
        ids = [a_placement(tx, story, hours).entry_id for hours in (0, 1, 73, 2, 50)]
        assert [one.place.entry_id for one in placements.after(tx, 0, LIVE, 10)] == ids[1:]
        assert [one.place.entry_id for one in placements.after(tx, 3, LIVE, 10)] == ids[3:]
        assert [one.place.entry_id for one in placements.after(tx, 0, LIVE, 2)] == ids[1:3]
        assert placements.after(tx, 5, LIVE, 10) == []

    assert database.read_here(lambda tx: placements.after(tx, 0, LIVE, 10)) == []
    database.write_here(step)


def test_what_is_moved_comes_again_and_takes_its_entry_along(database: Database) -> None:
    def step(tx: Connection) -> None:
        first, to, by = a_placement(tx, a_story(tx)), a_story(tx), a_subscriber(tx).id
        later = a_placement(tx, first.story_id)
        entries.finish(tx, first.entry_id, entries.Outcome.REPEAT, first.story_id)
        placements.move(tx, [first.entry_id, later.entry_id], to, by)
        moved = placements.after(tx, 2, LIVE, 10)
        assert [(one.place.entry_id, one.position, one.moved_by) for one in moved] == [
            (first.entry_id, 3, by),
            (later.entry_id, 4, by),
        ]
        assert {one.place.story_id for one in moved} == {to}
        stories = tx.scalars(select(entry.c.story_id).order_by(entry.c.id)).all()
        assert list(stories) == [to, None]  # an entry that waits tells no story yet

    database.write_here(step)


def test_those_who_tell_a_story_come_in_their_order_with_their_alerts(database: Database) -> None:
    def step(tx: Connection) -> None:
        story = a_story(tx)
        names = ("Un", "Deux", "Un")
        placed = [a_placement(tx, story, number, name) for number, name in enumerate(names)]
        alert = an_alert(tx, story_id=story, entry_id=placed[1].entry_id)
        a_placement(tx, a_story(tx), name="Autre")
        found = placements.tellers(tx, story)
        assert [(one.name, one.alerts) for one in found] == [("Un", ()), ("Deux", (alert,)), ("Un", ())]
        assert not any(one.own for one in found)
        assert placements.count_sources(tx, story) == 3
        assert placements.count_sources(tx, StoryId(999)) == 0

    database.write_here(step)
