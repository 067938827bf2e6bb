"""When an alert was laid is noted, with what decided then whom it was for."""

from datetime import timedelta

from sqlalchemy import Connection, update

from bot.model import Priority, TopicId
from bot.store import batch as batches
from bot.store import laying as layings
from bot.store import story as stories
from bot.store.schema import alert
from tests.rows import NOW, a_source, a_story, an_alert, an_entry


def test_each_time_is_noted_as_it_was_then(tx: Connection) -> None:
    source_id = a_source(tx, topics=["israel", "monde"])
    id_ = an_alert(tx, entry_id=an_entry(tx, source_id))
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    stories.widen(tx, id_, [TopicId("monde")])
    tx.execute(update(alert).where(alert.c.id == id_).values(others=2, revision=3))
    later = NOW + timedelta(minutes=9)
    batches.fan_out(tx, id_, Priority.BREAKING, later)
    assert layings.of(tx, [id_])[id_] == [
        layings.LayingRow(NOW, Priority.NORMAL, 0, source_id, frozenset({TopicId("israel")}), 1),
        layings.LayingRow(
            later, Priority.BREAKING, 2, source_id, frozenset({TopicId("israel"), TopicId("monde")}), 3
        ),
    ]


def test_what_a_person_wrote_speaks_by_no_source(tx: Connection) -> None:
    id_, other = an_alert(tx), an_alert(tx)
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    (one,) = layings.of(tx, [id_, other])[id_]
    assert one.source_id is None
    assert other not in layings.of(tx, [id_, other])


def test_of_a_story_the_alert_that_knows_of_most_sources_counts(tx: Connection) -> None:
    story_id = a_story(tx)
    first, second = an_alert(tx, story_id=story_id), an_alert(tx, story_id=story_id)
    tx.execute(update(alert).where(alert.c.id == first).values(others=2))
    batches.fan_out(tx, second, Priority.NORMAL, NOW)
    assert layings.others(tx, story_id) == 2
    assert layings.of(tx, [second])[second][0].others == 2
