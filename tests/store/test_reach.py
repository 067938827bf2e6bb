from sqlalchemy import Connection

from bot.model import Priority, SubscriberStatus, TopicId
from bot.store import delivery as deliveries
from bot.store.reach import reach
from bot.store.schema import delivery
from tests.rows import NOW, TOPIC, a_crowd, a_sender, a_subscriber, a_topic, an_alert


def test_the_readers_of_a_topic_are_counted_by_sender_the_most_first(tx: Connection) -> None:
    a_subscriber(tx)
    for _reader in range(2):
        a_subscriber(tx, channel="whatsapp")
    a_subscriber(tx, status=SubscriberStatus.LEFT)
    a_subscriber(tx, topics=["sport"])
    a_subscriber(tx, account="a second bot", topics=["sport"])
    found = reach(tx, [TOPIC])
    assert [(one.sender.channel, one.readers) for one in found] == [("whatsapp", 2), ("telegram", 1)]
    assert [one.readers for one in reach(tx, [TOPIC, TopicId("sport")])] == [2, 2, 1]


def test_what_waits_is_ahead_of_what_is_no_more_urgent(tx: Connection) -> None:
    person, other = a_subscriber(tx), a_subscriber(tx, channel="whatsapp")
    a_crowd(tx, an_alert(tx), 4)
    for number, priority in enumerate([Priority.BREAKING, Priority.NORMAL, Priority.DIGEST], 1):
        tx.execute(delivery.update().where(delivery.c.id == number).values(priority=priority))
    for who in (person, other):
        deliveries.queue_reply(tx, who.id, {}, NOW)
    by_channel = {one.sender.channel: one for one in reach(tx, [TOPIC])}
    telegram, whatsapp = by_channel["telegram"], by_channel["whatsapp"]
    assert [telegram.ahead(priority) for priority in Priority] == [1, 2, 4, 5]
    assert [whatsapp.ahead(priority) for priority in Priority] == [1, 1, 1, 1]


def test_nobody_is_reached_where_nobody_reads(tx: Connection) -> None:
    a_sender(tx)
    a_topic(tx)
    assert reach(tx, [TOPIC]) == []
