from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from bot.model import AlertId, AlertState, DeliveryState, Priority
from bot.store import delivery as deliveries
from bot.store import figures
from bot.store.figures import Figures, Held
from bot.store.schema import batch
from bot.store.schema import delivery as table
from tests.rows import NOW, a_crowd, a_sender, a_subscriber, an_alert

SECOND = timedelta(seconds=1)
SENT, READ, QUEUED = DeliveryState.SENT, DeliveryState.READ, DeliveryState.QUEUED


def change(tx: Connection, id_: AlertId, number: int, **values: object) -> None:
    """Change the delivery of the reader with this number of an alert's."""
    of = select(table.c.id).where(table.c.alert_id == id_).order_by(table.c.id).offset(number).limit(1)
    tx.execute(table.update().where(table.c.id == of.scalar_subquery()).values(**values))


def told(tx: Connection, readers: int, accepted: int) -> AlertId:
    """Release an alert, and let one reader have it each second after."""
    id_ = an_alert(tx)
    a_crowd(tx, id_, readers)
    for number in range(accepted):
        change(tx, id_, number, state=SENT, sent_at=NOW + (number + 1) * SECOND)
    return id_


def of(tx: Connection, id_: AlertId) -> Figures:
    found = figures.of_alert(tx, id_)
    assert found
    return found


def test_all_states_of_an_alerts_deliveries_are_counted(tx: Connection) -> None:
    id_ = an_alert(tx)
    a_crowd(tx, id_, len(DeliveryState) + 1)
    for number, state in enumerate(DeliveryState):
        change(tx, id_, number, state=state)
    found = of(tx, id_)
    assert found.counts == dict.fromkeys(DeliveryState, 1) | {QUEUED: 2}
    assert (found.readers, found.accepted, found.open) == (12, 3, 4)
    assert (found.id, found.released_at, found.laying) == (id_, NOW, False)


def test_each_share_is_timed_from_the_release_to_the_reader_who_completes_it(tx: Connection) -> None:
    found = of(tx, told(tx, readers=10, accepted=10))
    assert [found.after(share) for share in figures.SHARES] == [5 * SECOND, 9 * SECOND, 10 * SECOND]


def test_a_share_that_is_no_whole_reader_needs_the_next_one(tx: Connection) -> None:
    found = of(tx, told(tx, readers=3, accepted=2))
    assert (found.after(50), found.after(90)) == (2 * SECOND, None)


def test_the_readers_who_have_it_are_counted_against_all_who_should(tx: Connection) -> None:
    found = of(tx, told(tx, readers=10, accepted=8))
    assert [found.after(share) for share in figures.SHARES] == [5 * SECOND, None, None]


def test_delivered_and_read_have_it_and_failed_and_queued_again_have_not(tx: Connection) -> None:
    id_ = told(tx, readers=4, accepted=4)
    change(tx, id_, 0, state=DeliveryState.DELIVERED)
    change(tx, id_, 1, state=READ)
    change(tx, id_, 2, state=DeliveryState.FAILED)
    change(tx, id_, 3, state=QUEUED)  # a receipt said that it had not arrived: it goes again
    found = of(tx, id_)
    assert found.accepted == 2
    assert (found.after(50), found.after(90)) == (2 * SECOND, None)


def test_another_alerts_deliveries_are_its_own(tx: Connection) -> None:
    one, other = told(tx, readers=2, accepted=2), an_alert(tx)
    assert of(tx, one).counts == {SENT: 2}
    assert of(tx, other) == Figures(other, NOW, {}, {})
    assert figures.of_alert(tx, one, figures.counts(tx, one)) == of(tx, one)
    tallies = figures.tallies(tx, [one, other])
    assert [(tally.alert_id, tally.state, tally.count) for tally in tallies] == [(one, SENT, 2)]


def test_while_deliveries_are_still_being_made_no_share_is_timed(tx: Connection) -> None:
    id_ = told(tx, readers=2, accepted=2)
    left: dict[str, Any] = {"alert_id": id_, "priority": Priority.NORMAL, "after_id": 10_000}
    tx.execute(insert(batch).values(left))
    found = of(tx, id_)
    assert (found.laying, found.counts, found.after(50)) == (True, {SENT: 2}, None)


@pytest.mark.parametrize("state", [AlertState.HELD, AlertState.DROPPED])
def test_what_was_never_released_has_no_figures(tx: Connection, state: AlertState) -> None:
    assert figures.of_alert(tx, an_alert(tx, state=state)) is None
    assert figures.of_alert(tx, AlertId(99)) is None
    assert figures.last_released(tx) is None


def test_the_last_released_are_found_the_newest_first(tx: Connection) -> None:
    made = [an_alert(tx, now=NOW + number * SECOND) for number in range(3)]
    an_alert(tx, state=AlertState.HELD, now=NOW + 9 * SECOND)
    assert figures.released_since(tx, NOW + SECOND) == [made[2], made[1]]
    assert figures.last_released(tx) == made[2]


def test_what_waits_is_counted_by_sender_and_priority(tx: Connection) -> None:
    telegram, whatsapp = a_sender(tx), a_sender(tx, "whatsapp")
    normal = told(tx, readers=3, accepted=1)
    person = a_subscriber(tx, channel="whatsapp")
    deliveries.queue_reply(tx, person.id, {}, NOW + SECOND)
    change(tx, normal, 1, due_at=NOW - SECOND)
    found = {(one.sender_id, one.priority): (one.count, one.first_due_at) for one in figures.waiting(tx)}
    assert found == {
        (telegram, Priority.NORMAL): (2, NOW - SECOND),
        (whatsapp, Priority.REPLY): (1, NOW + SECOND),
    }


def doubtful(tx: Connection, id_: AlertId, number: int, due_at: datetime, tried_at: datetime) -> None:
    change(tx, id_, number, state=DeliveryState.UNKNOWN, due_at=due_at, tried_at=tried_at)


def test_the_doubts_that_stay_are_listed_a_page_at_a_time_the_newest_first(tx: Connection) -> None:
    person = a_subscriber(tx, channel="whatsapp", name="Anna")
    deliveries.queue_reply(tx, person.id, {}, NOW)
    reply = table.c.alert_id.is_(None)
    held = {"state": DeliveryState.UNKNOWN, "due_at": deliveries.FOR_EVER}
    tx.execute(table.update().where(reply).values(**held))
    id_ = an_alert(tx)
    a_crowd(tx, id_, 4)
    doubtful(tx, id_, 0, deliveries.FOR_EVER, NOW + SECOND)
    doubtful(tx, id_, 1, deliveries.FOR_EVER, NOW + 2 * SECOND)
    doubtful(tx, id_, 2, NOW + 60 * SECOND, NOW)  # is still being looked into
    newest = [
        Held(id_, "", "telegram", NOW + 2 * SECOND),
        Held(id_, "", "telegram", NOW + SECOND),
        Held(None, "Anna", "whatsapp", NOW),
    ]
    assert figures.count_held(tx) == 3
    assert figures.held(tx, 0, 2) == newest[:2]
    assert figures.held(tx, 2, 2) == newest[2:]


def test_nothing_is_held_where_nothing_is_in_doubt(tx: Connection) -> None:
    told(tx, readers=2, accepted=1)
    assert (figures.count_held(tx), figures.held(tx, 0, 5)) == (0, [])
