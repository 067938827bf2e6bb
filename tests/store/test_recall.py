from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.model import AlertId, AlertState, DeliveryState, Priority
from bot.store import alert, delivery, sender
from bot.store import batch as batches
from bot.store import claim as claims
from bot.store.database import Database
from bot.store.delivery import MAY_HAVE_BEEN_GOT
from bot.store.recall import Recalled, recall, recallable
from bot.store.schema import delivery as table
from tests.rows import NOW, a_crowd, a_sender, a_subscriber, an_alert, deliveries

SECOND = timedelta(seconds=1)
STATES = list(DeliveryState)


def states_of(tx: Connection, id_: AlertId) -> list[str]:
    return [row.state for row in deliveries(tx) if row.alert_id == id_]


def test_what_is_queued_is_stopped_and_all_else_stays_as_it_is(tx: Connection) -> None:
    id_ = an_alert(tx)
    a_crowd(tx, id_, len(STATES))
    for row, state in zip(deliveries(tx), STATES, strict=True):
        tx.execute(table.update().where(table.c.id == row.id).values(state=state))
    assert recall(tx, id_) == Recalled(stopped=1, left=len(MAY_HAVE_BEEN_GOT))
    after = [DeliveryState.RECALLED if one is DeliveryState.QUEUED else one for one in STATES]
    assert states_of(tx, id_) == after
    found = alert.find(tx, id_)
    assert found
    assert found.state is AlertState.RECALLED


def test_another_alert_and_the_replies_go_on(tx: Connection) -> None:
    person = a_subscriber(tx)
    stopped, other = an_alert(tx), an_alert(tx)
    for one in (stopped, other):
        batches.fan_out(tx, one, Priority.NORMAL, NOW)
    delivery.queue_reply(tx, person.id, {}, NOW)
    assert recall(tx, stopped) == Recalled(1, 0)
    assert [row.state for row in deliveries(tx)] == ["recalled", "queued", "queued"]


@pytest.mark.parametrize("state", [state for state in AlertState if state is not AlertState.RELEASED])
def test_what_is_not_released_can_not_be_recalled(tx: Connection, state: AlertState) -> None:
    id_ = an_alert(tx, state=state)
    assert recall(tx, id_) is None
    row = alert.find(tx, id_)
    assert row
    assert row.state is state


def test_what_there_is_not_can_not_be_recalled(tx: Connection) -> None:
    assert recall(tx, AlertId(99)) is None


def test_what_was_being_tried_is_not_tried_again(tx: Connection) -> None:
    a_subscriber(tx)
    id_ = an_alert(tx)
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    lane = claims.Lane(a_sender(tx), 0.0, 60.0)
    (claimed,) = claims.take(tx, lane, NOW, 5)
    assert recall(tx, id_) == Recalled(stopped=0, left=1)
    delivery.later(tx, claimed, NOW, "too fast")
    assert claims.take(tx, lane, NOW + SECOND, 5) == []
    assert states_of(tx, id_) == ["recalled"]


def test_nothing_is_claimed_by_another_while_a_recall_runs(database: Database) -> None:
    if database.embedded:
        pytest.skip("SQLite has one writer at a time")
    id_, by = database.write_here(lambda tx: (an_alert(tx), a_sender(tx)))

    def claim_meanwhile(tx: Connection) -> bool:
        recall(tx, id_)
        return database.write_here(lambda other: sender.lock(other, by)) is None

    assert database.write_here(claim_meanwhile)
    assert database.write_here(lambda tx: sender.lock(tx, by)) is not None


def test_the_last_released_can_be_recalled_the_newest_first(tx: Connection) -> None:
    made = [an_alert(tx, now=NOW + number * SECOND) for number in range(4)]
    an_alert(tx, state=AlertState.HELD, now=NOW + 9 * SECOND)
    recall(tx, made[2])
    assert [row.id for row in recallable(tx, NOW + SECOND, 5)] == [made[3], made[1]]
    assert [row.id for row in recallable(tx, NOW, 2)] == [made[3], made[1]]
