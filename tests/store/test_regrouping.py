from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection, select, update

from bot.model import AlertId, AlertKind, EntryId, StoryId
from bot.store import entry as entries
from bot.store import placement as placements
from bot.store import regrouping
from bot.store import story as stories
from bot.store.database import Database
from bot.store.placement import NewPlacement
from bot.store.schema import alert, entry
from tests.rows import NOW, a_source, a_story, a_subscriber, an_alert, an_entry

LATER = NOW + timedelta(minutes=5)


def told(tx: Connection, story: StoryId, outcome: entries.Outcome = entries.Outcome.REPEAT) -> EntryId:
    """Let a new source tell a story, and be done with it."""
    source = a_source(tx)
    id_ = an_entry(tx, source)
    placements.write(tx, NewPlacement(id_, story, source, "t", "", "fr", "", NOW, "same"), NOW)
    entries.finish(tx, id_, outcome, story)
    return id_


def story_of(tx: Connection, id_: EntryId) -> StoryId:
    found = placements.find(tx, id_)
    assert found is not None
    return found.place.story_id


def sequences(tx: Connection, story: StoryId) -> list[tuple[AlertId, int, str, int]]:
    query = select(alert).where(alert.c.story_id == story).order_by(alert.c.sequence)
    return [(AlertId(row.id), row.sequence, row.kind, row.others) for row in tx.execute(query)]


def test_entries_that_nobody_was_told_of_go_to_an_editor_again(database: Database) -> None:
    def step(tx: Connection) -> None:
        story, by = a_story(tx), a_subscriber(tx).id
        first, second = told(tx, story, entries.Outcome.ALERT), told(tx, story)
        opened = an_alert(tx, story_id=story, entry_id=first)
        stories.count_others(tx, story)
        assert regrouping.split(tx, story, [second], by, LATER) == ()
        new = story_of(tx, second)
        assert new != story
        row = tx.execute(select(entry).where(entry.c.id == second)).one()
        assert (row.outcome, row.due_at, row.tries, row.story_id) == ("waiting", LATER, 0, None)
        assert sequences(tx, story) == [(opened, 1, "new", 0)]
        (moved,) = placements.moved(tx)
        assert (moved.place.entry_id, moved.moved_by) == (second, by)
        assert [one.id for one in entries.claim(tx, LATER, 60, 5)] == [second]

    database.write_here(step)


def test_an_update_goes_along_with_its_entry_and_its_corrections_and_opens_the_story(
    database: Database,
) -> None:
    def step(tx: Connection) -> None:
        story, by = a_story(tx), a_subscriber(tx).id
        first, second, third = (told(tx, story, entries.Outcome.ALERT) for _ in range(3))
        opened = an_alert(tx, story_id=story, entry_id=first)
        update_ = an_alert(tx, story_id=story, entry_id=second, kind=AlertKind.UPDATE)
        correction = an_alert(tx, story_id=story, kind=AlertKind.CORRECTION)
        tx.execute(update(alert).where(alert.c.id == correction).values(corrects=update_))
        assert regrouping.split(tx, story, [second, third], by, LATER) == (update_, correction)
        new = story_of(tx, second)
        assert story_of(tx, third) == new
        assert sequences(tx, new) == [(update_, 1, "new", 1), (correction, 2, "correction", 0)]
        assert sequences(tx, story) == [(opened, 1, "new", 0)]
        assert set(tx.scalars(select(entry.c.outcome)).all()) == {"alert"}  # nothing is told again

    database.write_here(step)


def test_a_story_is_put_whole_into_another(database: Database) -> None:
    def step(tx: Connection) -> None:
        story, other, by = a_story(tx), a_story(tx), a_subscriber(tx).id
        first, second = told(tx, other, entries.Outcome.ALERT), told(tx, other)
        late = an_alert(tx, story_id=other, entry_id=first)  # made before the one of the story it goes to
        mine = told(tx, story, entries.Outcome.ALERT)
        opened = an_alert(tx, story_id=story, entry_id=mine)
        old = an_entry(tx)
        entries.finish(tx, old, entries.Outcome.REPEAT, other)
        assert regrouping.merge(tx, other, story, by) == (first, second)
        assert sequences(tx, story) == [(opened, 1, "new", 2), (late, 2, "new", 0)]
        assert set(tx.scalars(select(entry.c.story_id)).all()) == {story}
        assert placements.of_story(tx, other) == []
        live = stories.live_alert(tx, story, NOW)
        assert live is not None
        assert live.id == opened

    database.write_here(step)


def test_what_is_moved_keeps_how_it_was_placed(database: Database) -> None:
    def step(tx: Connection) -> None:
        story, other, by = a_story(tx), a_story(tx), a_subscriber(tx).id
        id_ = told(tx, other)
        before = placements.find(tx, id_)
        regrouping.merge(tx, other, story, by)
        after = placements.find(tx, id_)
        assert before is not None
        assert after is not None
        assert after.place == replace(before.place, story_id=story)
        assert after.placed_at == before.placed_at

    database.write_here(step)
