from sqlalchemy import Connection

from bot.model import Hold, TopicId
from bot.store import hold as holds
from tests.rows import a_source, a_topic


def test_what_is_held_of_a_source_and_of_its_topics(tx: Connection) -> None:
    one, other, culture = a_source(tx), a_source(tx), a_topic(tx, "culture")
    assert holds.of_source(tx, one) is Hold.OFF
    holds.hold_source(tx, one, Hold.ALL)
    holds.hold_source(tx, one, Hold.BREAKING)
    holds.hold_topic(tx, culture, Hold.ALL)
    assert (holds.of_source(tx, one), holds.of_source(tx, other)) == (Hold.BREAKING, Hold.OFF)
    assert holds.of_topic(tx, culture) is Hold.ALL
    assert [row.mode for row in holds.over(tx, one, [culture])] == [Hold.BREAKING, Hold.ALL]
    assert [row.topic_id for row in holds.over(tx, other, [culture])] == [culture]
    assert holds.over(tx, other, [TopicId("monde")]) == []
    assert len(holds.listed(tx)) == 2
    holds.hold_topic(tx, culture, Hold.OFF)
    assert [row.source_id for row in holds.listed(tx)] == [one]
