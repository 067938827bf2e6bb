from datetime import timedelta

from sqlalchemy import Connection, select

from bot.model import Topic, TopicId
from bot.store import schema, topic
from tests.rows import NOW, offered

ISRAEL = Topic(TopicId("israel"), {"fr": "Israël", "he": "ישראל"})
MONDE = Topic(TopicId("monde"), {"fr": "Monde"})


def test_topics_stand_in_the_newsrooms_order(tx: Connection) -> None:
    topic.keep(tx, [MONDE, ISRAEL], NOW)
    assert offered(tx) == (MONDE, ISRAEL)
    topic.keep(tx, [ISRAEL, MONDE], NOW)
    assert offered(tx) == (ISRAEL, MONDE)


def test_a_topic_that_is_gone_keeps_its_row_and_its_first_end(tx: Connection) -> None:
    topic.keep(tx, [ISRAEL, MONDE], NOW)
    topic.keep(tx, [ISRAEL], NOW)
    topic.keep(tx, [ISRAEL], NOW + timedelta(days=1))
    assert offered(tx) == (ISRAEL,)
    assert tx.scalar(select(schema.topic.c.ended_at).where(schema.topic.c.id == "monde")) == NOW


def test_a_topic_that_is_back_is_offered_again_under_its_new_name(tx: Connection) -> None:
    topic.keep(tx, [ISRAEL, MONDE], NOW)
    topic.keep(tx, [ISRAEL], NOW)
    renamed = Topic(TopicId("monde"), {"fr": "Le monde"})
    topic.keep(tx, [renamed, ISRAEL], NOW)
    assert offered(tx) == (renamed, ISRAEL)


def test_no_topics_at_all_end_every_topic(tx: Connection) -> None:
    topic.keep(tx, [ISRAEL], NOW)
    topic.keep(tx, [], NOW)
    assert offered(tx) == ()
