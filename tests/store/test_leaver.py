from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select, update

from bot.model import Role, Subscriber, SubscriberStatus
from bot.store import delivery as deliveries
from bot.store import departure as departures
from bot.store import erasure
from bot.store import leaver as leavers
from bot.store import subscriber as subscribers
from bot.store.departure import Proof
from bot.store.leaver import Leaver
from bot.store.schema import consent, delivery, subscriber, subscription
from tests.rows import NOW, a_sender, a_subscriber

YEAR = timedelta(days=365)
DAY = timedelta(days=1)
PROOF = Proof("salt", "digest", "key:mark", NOW + 5 * YEAR)


def gone(
    tx: Connection,
    at: datetime = NOW,
    status: SubscriberStatus = SubscriberStatus.LEFT,
    **about: object,
) -> Subscriber:
    who = a_subscriber(tx, now=NOW - DAY, **about)  # type: ignore[arg-type]  # what it takes
    subscribers.end(tx, who.id, status, at)
    return who


def due(tx: Connection, before: datetime = NOW + DAY, most: int = 9) -> list[Leaver]:
    return leavers.due(tx, before, most)


def test_who_left_before_a_moment_is_due_the_first_to_go_first(tx: Connection) -> None:
    second, first = gone(tx, NOW), gone(tx, NOW - DAY / 2, SubscriberStatus.LOST)
    gone(tx, NOW + DAY)
    a_subscriber(tx)
    assert [one.who.id for one in due(tx)] == [first.id, second.id]
    assert [one.who.id for one in due(tx, most=1)] == [first.id]


@pytest.mark.parametrize(
    "about",
    [{"role": Role.EDITOR}, {"banned_at": NOW}, {"person_id": 7}, {"status": SubscriberStatus.PAUSED}],
)
def test_staff_the_banned_and_one_of_two_phones_stay(tx: Connection, about: dict[str, object]) -> None:
    who = gone(tx)
    subscribers.change(tx, who.id, **about)
    assert due(tx) == []


def test_who_left_is_erased_and_it_stays_known_that_they_left_and_when(tx: Connection) -> None:
    who = gone(tx, name="Anna")
    (one,) = due(tx)
    assert leavers.erase(tx, one, PROOF)
    erasure.finish_due(tx, NOW + YEAR, 9)
    assert subscribers.at(tx, who.address) is None
    row = tx.execute(select(subscriber)).one()
    assert (row.status, row.name, row.left_at) == ("forgotten", "", NOW)
    for table in (consent, subscription):
        assert tx.execute(select(table)).all() == []
    found = departures.marked(tx, "telegram", ["key:mark"])["key:mark"]
    assert [(kept.left_at, kept.digest) for kept in found] == [(NOW, "digest")]
    assert [step for step, _at in departures.on(tx, "telegram")[0].steps] == ["given", "ended"]
    assert not departures.on(tx, "telegram")[0].asked
    assert due(tx) == []


def test_who_said_stop_and_never_agreed_is_remembered_as_well(tx: Connection) -> None:
    who = gone(tx)
    tx.execute(consent.delete().where(consent.c.subscriber_id == who.id))
    assert leavers.erase(tx, due(tx)[0], PROOF)
    assert [one.steps for one in departures.on(tx, "telegram")] == [()]


def test_who_came_back_meanwhile_stays_as_they_are(tx: Connection) -> None:
    who = gone(tx)
    (one,) = due(tx)
    subscribers.activate(tx, who.id)
    assert not leavers.erase(tx, one, PROOF)
    subscribers.end(tx, who.id, SubscriberStatus.LEFT, NOW + DAY)  # and left again
    assert not leavers.erase(tx, one, PROOF)
    assert subscribers.at(tx, who.address) is not None
    assert departures.on(tx, "telegram") == []


def test_nobody_is_erased_twice(tx: Connection) -> None:
    gone(tx)
    (one,) = due(tx)
    assert [leavers.erase(tx, one, PROOF) for _ in range(2)] == [True, False]
    assert len(departures.on(tx, "telegram")) == 1


def test_a_later_start_is_somebody_new(tx: Connection) -> None:
    who = gone(tx)
    leavers.erase(tx, due(tx)[0], PROOF)
    erasure.finish_at(tx, who.address)
    again = subscribers.meet(tx, who.address, a_sender(tx), "fr", NOW + YEAR)
    assert again.id != who.id
    assert again.status is SubscriberStatus.INVITED


def test_what_deliveries_say_of_them_goes_so_many_at_once(tx: Connection) -> None:
    who = gone(tx)
    for number in range(3):
        id_ = deliveries.queue_reply(tx, who.id, {"words": "of ours"}, NOW)
        said = {"state": "sent", "external_id": f"M{number}", "body": {"words": "of ours"}}
        tx.execute(update(delivery).where(delivery.c.id == id_).values(said))
    (one,) = due(tx)
    assert [leavers.empty(tx, one, 2) for _ in range(3)] == [2, 1, 0]
    rows = tx.execute(select(delivery.c.external_id, delivery.c.body)).all()
    assert [tuple(row) for row in rows] == [("", None)] * 3
