from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, select

from bot.model import Address, SubscriberStatus, TopicId
from bot.store import consent, roster, subscriber
from bot.store.roster import Newcomer, Standing
from bot.store.schema import delivery
from bot.store.schema import subscriber as subscriber_table
from tests.rows import NOW, TOPIC, a_sender, a_subscriber, a_topic

OLD = NOW - timedelta(days=300)


def newcomer(number: int, channel: str = "whatsapp", topics: tuple[str, ...] = (TOPIC,)) -> Newcomer:
    ids = tuple(map(TopicId, topics))
    return Newcomer(
        Address(channel, f"+3361234{number:04d}"), f"N{number}", "fr", ids, OLD, "import #1: form", "Yes"
    )


@pytest.mark.parametrize(
    ("status", "stands"),
    [
        (SubscriberStatus.ACTIVE, Standing.HERE),
        (SubscriberStatus.PAUSED, Standing.HERE),
        (SubscriberStatus.LINKED, Standing.HERE),
        (SubscriberStatus.LEFT, Standing.GONE),
        (SubscriberStatus.LOST, Standing.GONE),
        (SubscriberStatus.FORGOTTEN, Standing.GONE),
        (SubscriberStatus.INVITED, Standing.MET),
    ],
)
def test_how_somebody_stands(tx: Connection, status: SubscriberStatus, stands: Standing) -> None:
    one = a_subscriber(tx)
    subscriber.change(tx, one.id, status=status)
    unknown = Address("whatsapp", "+33699999999")
    assert roster.standings(tx, [one.address, unknown]) == {one.address: stands}


def test_a_status_that_is_not_known_here_is_never_taken_in(tx: Connection) -> None:
    one = a_subscriber(tx)
    subscriber.change(tx, one.id, status="barred")
    assert roster.standings(tx, [one.address]) == {one.address: Standing.GONE}


def test_who_was_met_and_had_ended_something_is_gone(tx: Connection) -> None:
    one = a_subscriber(tx)
    subscriber.end(tx, one.id, SubscriberStatus.LEFT, NOW)
    subscriber.change(tx, one.id, status=SubscriberStatus.INVITED)
    assert roster.standings(tx, [one.address]) == {one.address: Standing.GONE}


def test_many_are_taken_in_with_their_proof_and_nothing_is_queued(tx: Connection) -> None:
    a_topic(tx)
    sender = a_sender(tx, "whatsapp")
    assert roster.take_in(tx, [newcomer(n) for n in range(50)], NOW) == 50
    one = subscriber.at(tx, newcomer(7).address)
    assert one
    assert (one.status, one.name, one.language, one.joined_at) == (SubscriberStatus.ACTIVE, "N7", "fr", NOW)
    assert subscriber.chosen(tx, one.id) == {TOPIC}
    (step,) = consent.history(tx, one.id)
    assert (step.at, step.how, step.origin, step.words, step.topics) == (
        OLD,
        "import #1: form",
        "import",
        "Yes",
        (TOPIC,),
    )
    assert set(tx.scalars(select(subscriber_table.c.sender_id))) == {sender}
    assert tx.scalar(select(func.count()).select_from(delivery)) == 0
    assert roster.take_in(tx, [newcomer(n) for n in range(50)], NOW) == 0
    assert len(consent.history(tx, one.id)) == 1


def test_who_has_come_by_themself_keeps_what_they_chose(tx: Connection) -> None:
    a_topic(tx, "culture")
    one = a_subscriber(tx)
    same = Newcomer(one.address, "Other", "he", (TopicId("culture"),), OLD, "import", "Yes")
    assert roster.take_in(tx, [same], NOW) == 0
    assert subscriber.find(tx, one.id) == one
    assert subscriber.chosen(tx, one.id) == {TOPIC}


def test_who_was_only_met_keeps_name_and_language(tx: Connection) -> None:
    a_topic(tx)
    met = subscriber.meet(tx, Address("telegram", "77"), a_sender(tx), "en", NOW)
    one = Newcomer(met.address, "Other", "he", (TOPIC,), OLD, "import", "Yes")
    assert roster.take_in(tx, [one], NOW) == 1
    now = subscriber.find(tx, met.id)
    assert now
    assert (now.status, now.name, now.language) == (SubscriberStatus.ACTIVE, "", "en")


def test_on_a_channel_without_an_account_nobody_is_taken_in(tx: Connection) -> None:
    a_topic(tx)
    a_sender(tx, "telegram")
    assert roster.take_in(tx, [newcomer(1)], NOW) == 0


def test_all_are_listed_by_pages_with_their_last_proof_but_who_was_forgotten(tx: Connection) -> None:
    a_topic(tx)
    a_sender(tx, "whatsapp")
    roster.take_in(tx, [newcomer(n) for n in range(5)], NOW)
    gone = subscriber.at(tx, newcomer(2).address)
    assert gone
    subscriber.change(tx, gone.id, status=SubscriberStatus.FORGOTTEN)
    first = roster.page(tx, 0, 3)
    rest = roster.page(tx, first[-1].id, 3)
    assert [one.name for one in (*first, *rest)] == ["N0", "N1", "N3", "N4"]
    assert (first[0].topics, first[0].at, first[0].how, first[0].words) == (
        (TOPIC,),
        OLD,
        "import #1: form",
        "Yes",
    )
    bare = a_subscriber(tx, topics=())
    (last,) = roster.page(tx, rest[-1].id, 3)
    assert (last.id, last.at, last.how) == (bare.id, None, "")
