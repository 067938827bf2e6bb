from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.model import TopicId
from bot.store import conversation, receipt, subscriber
from tests.rows import NOW, a_sender, a_subscriber, an_alert

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def test_a_person_counts_once_from_their_last_template_on(tx: Connection) -> None:
    one, two = a_subscriber(tx), a_subscriber(tx)
    conversation.open_with(tx, [], NOW)
    conversation.open_with(tx, [one.id, two.id], NOW - 2 * DAY)
    assert conversation.count_since(tx, NOW - DAY) == 0
    assert conversation.first_since(tx, NOW - DAY) is None
    conversation.open_with(tx, [one.id], NOW - HOUR)
    conversation.open_with(tx, [one.id], NOW)
    assert conversation.count_since(tx, NOW - DAY) == 1
    assert conversation.first_since(tx, NOW - DAY) == NOW


def test_what_is_known_of_people_is_their_cap_and_their_conversation(tx: Connection) -> None:
    one, two = a_subscriber(tx), a_subscriber(tx)
    receipt.cap(tx, one.id, NOW + HOUR)
    conversation.open_with(tx, [two.id], NOW)
    assert conversation.known(tx, [one.id, two.id]) == {
        one.id: conversation.Known(NOW + HOUR, None),
        two.id: conversation.Known(None, NOW),
    }


def test_who_has_agreed_subscribes_to_a_topic_of_the_very_alert(tx: Connection) -> None:
    news = a_subscriber(tx, topics=("israel",))
    arts = a_subscriber(tx, topics=("culture",))
    gone = a_subscriber(tx, topics=("israel",))
    never = a_subscriber(tx, topics=())
    subscriber.unsubscribe(tx, gone.id, [TopicId("israel")], NOW)
    alert = an_alert(tx, topics=("israel",))
    people = [one.id for one in (news, arts, gone, never)]
    assert conversation.agreed(tx, people, [alert]) == {(alert, news.id)}
    assert conversation.ever_agreed(tx, people) == {news.id, arts.id, gone.id}


@pytest.mark.parametrize(
    ("later", "found"), [(timedelta(seconds=59), 3), (timedelta(minutes=1), 1), (-HOUR, 1)]
)
def test_the_senders_count_is_taken_anew_once_a_minute(tx: Connection, later: timedelta, found: int) -> None:
    by = a_sender(tx)
    conversation.open_with(tx, [a_subscriber(tx).id], NOW)
    assert conversation.count(tx, by, NOW - DAY, NOW) == 1
    conversation.add(tx, by, 2)
    conversation.add(tx, by, 0)
    assert conversation.count(tx, by, NOW - DAY, NOW + later) == found
