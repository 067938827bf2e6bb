from datetime import timedelta

from sqlalchemy import Connection, select, update

from bot.model import AlertKind, AlertState, Priority, StoryId
from bot.store import alert as alerts
from bot.store import entry as entries
from bot.store import placement as placements
from bot.store import story as stories
from bot.store.database import Database
from bot.store.placement import NewPlacement
from bot.store.schema import alert
from tests.rows import NOW, a_source, a_story, a_topic, an_alert, an_entry


def placed(tx: Connection, story: StoryId, words: str = "", *, own: bool = False) -> NewPlacement:
    source = a_source(tx, own=own)
    id_ = an_entry(tx, source, standfirst=words, body=words)
    new = NewPlacement(id_, story, source, "t", "", "fr", "", NOW, "new")
    placements.write(tx, new, NOW)
    return new


def test_the_last_alert_of_a_story_is_no_correction(database: Database) -> None:
    def step(tx: Connection) -> None:
        story = a_story(tx)
        assert stories.last_alert_at(tx, story) is None
        first = an_alert(tx, story_id=story)
        later = NOW + timedelta(minutes=5)
        an_alert(tx, story_id=story, kind=AlertKind.UPDATE, now=later)
        last = an_alert(tx, story_id=story, now=NOW + timedelta(hours=1))
        tx.execute(update(alert).where(alert.c.id == last).values(corrects=first))
        assert stories.last_alert_at(tx, story) == later

    database.write_here(step)


def test_the_alert_of_a_story_is_live_while_it_still_goes_to_readers(database: Database) -> None:
    def step(tx: Connection) -> None:
        story = a_story(tx)
        assert stories.live_alert(tx, story, NOW) is None
        first = an_alert(tx, story_id=story, expires_in=60)
        an_alert(tx, story_id=story, kind=AlertKind.UPDATE)
        live = stories.live_alert(tx, story, NOW)
        assert live is not None
        assert live.id == first
        assert stories.live_alert(tx, story, NOW + timedelta(seconds=60)) is None
        tx.execute(update(alert).where(alert.c.id == first).values(state=AlertState.RECALLED))
        assert stories.live_alert(tx, story, NOW) is None

    database.write_here(step)


def test_who_waits_to_tell_a_story_is_listed_with_what_decides_who_speaks(database: Database) -> None:
    def step(tx: Connection) -> None:
        story = a_story(tx)
        own, other, done = placed(tx, story, "words", own=True), placed(tx, story), placed(tx, story)
        placed(tx, a_story(tx))
        entries.finish(tx, done.entry_id, entries.Outcome.REPEAT, story)
        assert stories.waiting(tx, story) == [
            stories.WaitingRow(own.entry_id, own=True, priority=Priority.NORMAL, length=10, tries=0),
            stories.WaitingRow(other.entry_id, own=False, priority=Priority.NORMAL, length=0, tries=0),
        ]

    database.write_here(step)


def test_an_alert_is_widened_by_what_it_lacks(database: Database) -> None:
    def step(tx: Connection) -> None:
        id_ = an_alert(tx, topics=["israel"])
        world = a_topic(tx, "monde")
        assert stories.widen(tx, id_, (world, world))
        assert not stories.widen(tx, id_, (world,))
        assert not stories.widen(tx, id_, ())
        assert alerts.topics(tx, id_) == ("israel", "monde")

    database.write_here(step)


def test_the_first_alert_of_a_story_counts_the_further_sources(database: Database) -> None:
    def step(tx: Connection) -> None:
        story = a_story(tx)
        an_alert(tx, story_id=story)
        an_alert(tx, story_id=story, kind=AlertKind.UPDATE)
        an_alert(tx)
        stories.count_others(tx, story)
        assert list(tx.scalars(select(alert.c.others).order_by(alert.c.id))) == [0, 0, 0]
        for _ in range(3):
            placed(tx, story)
        stories.count_others(tx, story)
        assert list(tx.scalars(select(alert.c.others).order_by(alert.c.id))) == [2, 0, 0]

    database.write_here(step)
