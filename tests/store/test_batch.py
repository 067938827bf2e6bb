"""An alert's deliveries are made, and ended, batch by batch."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, update

from bot.model import (
    AlertId,
    AlertKind,
    AlertState,
    DeliveryState,
    Priority,
    SubscriberId,
    SubscriberStatus,
    Updates,
    Urgency,
)
from bot.store import batch as batches
from bot.store import claim as claims
from bot.store import delivery, mute, recall
from bot.store.batch import SIZE
from bot.store.schema import alert, subscriber, subscription
from tests.rows import NOW, a_crowd_of, a_sender, a_source, a_story, an_alert, an_entry, deliveries

LANE_LIFE = 30.0


SPREAD = [1, SIZE, SIZE + 1, 2 * SIZE, 2 * SIZE + 1, 3 * SIZE + 7]


def told(tx: Connection, alert_id: AlertId) -> dict[int, str]:
    return {row.subscriber_id: row.state for row in deliveries(tx) if row.alert_id == alert_id}


def finish(tx: Connection) -> int:
    done = 0
    while batches.work(tx, NOW):
        done += 1
    return done


def test_the_first_batch_is_made_at_once_and_the_rest_is_left_as_rows(tx: Connection) -> None:
    a_crowd_of(tx, SPREAD)
    id_ = an_alert(tx)
    assert batches.fan_out(tx, id_, Priority.NORMAL, NOW) == 2
    assert set(told(tx, id_)) == {1, SIZE}
    assert batches.is_left(tx, id_)
    assert finish(tx) == 3
    assert set(told(tx, id_)) == set(SPREAD)
    assert not batches.is_left(tx, id_)


def test_a_batch_done_twice_makes_nothing_twice(tx: Connection) -> None:
    a_crowd_of(tx, SPREAD)
    id_ = an_alert(tx)
    for _ in range(2):
        batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    assert finish(tx) == 3
    assert len(deliveries(tx)) == len(SPREAD)


def test_one_batch_is_left_for_none_beyond_the_last_reader(tx: Connection) -> None:
    a_crowd_of(tx, [1, SIZE])
    batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW)
    assert finish(tx) == 0


def test_a_later_batch_passes_over_who_has_left_meanwhile(tx: Connection) -> None:
    a_crowd_of(tx, SPREAD)
    id_ = an_alert(tx)
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    tx.execute(update(subscriber).where(subscriber.c.id == SIZE + 1).values(status=SubscriberStatus.LEFT))
    tx.execute(update(subscription).where(subscription.c.subscriber_id == 2 * SIZE).values(ended_at=NOW))
    finish(tx)
    assert set(told(tx, id_)) == set(SPREAD) - {SIZE + 1, 2 * SIZE}


def test_the_batches_of_a_breaking_alert_come_first(tx: Connection) -> None:
    a_crowd_of(tx, SPREAD)
    calm, urgent = an_alert(tx), an_alert(tx, priority=Priority.BREAKING)
    batches.fan_out(tx, calm, Priority.NORMAL, NOW)
    batches.fan_out(tx, urgent, Priority.BREAKING, NOW)
    for _ in range(3):
        batches.work(tx, NOW)
    assert set(told(tx, urgent)) == set(SPREAD)
    assert set(told(tx, calm)) == {1, SIZE}


def test_a_recall_ends_what_is_laid_and_lets_nothing_more_be_laid(tx: Connection) -> None:
    a_crowd_of(tx, SPREAD)
    id_ = an_alert(tx)
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    batches.work(tx, NOW)
    done = recall.recall(tx, id_)
    assert done is not None
    assert done.stopped == 4
    finish(tx)
    assert told(tx, id_) == dict.fromkeys([1, SIZE, SIZE + 1, 2 * SIZE], DeliveryState.RECALLED)


def test_the_recall_of_an_alert_that_is_laid_whole_reaches_every_batch(tx: Connection) -> None:
    a_crowd_of(tx, SPREAD)
    id_, other = an_alert(tx), an_alert(tx)
    for one in (id_, other):
        batches.fan_out(tx, one, Priority.NORMAL, NOW)
    finish(tx)
    recall.recall(tx, id_)
    assert finish(tx) == 3
    assert told(tx, id_) == dict.fromkeys(SPREAD, DeliveryState.RECALLED)
    assert told(tx, other) == dict.fromkeys(SPREAD, DeliveryState.QUEUED)


def test_a_batch_of_an_alert_that_has_expired_lays_nothing(tx: Connection) -> None:
    a_crowd_of(tx, SPREAD)
    id_ = an_alert(tx, expires_in=60)
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    later = NOW + timedelta(seconds=60)
    while batches.work(tx, later):
        pass
    assert set(told(tx, id_)) == {1, SIZE}


@pytest.mark.parametrize("state", [AlertState.RECALLED, AlertState.RELEASED])
def test_a_claim_that_meets_an_alert_that_is_over_has_the_rest_of_it_swept(
    tx: Connection, state: AlertState
) -> None:
    a_crowd_of(tx, SPREAD)
    id_ = an_alert(tx, expires_in=60)
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    finish(tx)
    tx.execute(update(alert).where(alert.c.id == id_).values(state=state))
    later = NOW + timedelta(seconds=60)
    assert claims.take(tx, claims.Lane(a_sender(tx), 1.0, LANE_LIFE), later, 1) == []
    while batches.work(tx, later):
        pass
    ended = DeliveryState.RECALLED if state is AlertState.RECALLED else DeliveryState.EXPIRED
    assert told(tx, id_) == dict.fromkeys(SPREAD, ended)


def test_what_was_sent_is_not_swept(tx: Connection) -> None:
    a_crowd_of(tx, [1, 2])
    id_ = an_alert(tx)
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    (row,) = claims.take(tx, claims.Lane(a_sender(tx), 1.0, LANE_LIFE), NOW, 1)
    delivery.sent(tx, row, "17", NOW)
    done = recall.recall(tx, id_)
    assert done == recall.Recalled(stopped=1, left=1)
    assert sorted(told(tx, id_).values()) == [DeliveryState.RECALLED, DeliveryState.SENT]


def test_ending_says_as_what_a_queued_delivery_ends() -> None:
    soon = NOW + timedelta(seconds=1)
    assert batches.ending(AlertState.RELEASED, soon, NOW) is None
    assert batches.ending(AlertState.RELEASED, NOW, NOW) is DeliveryState.EXPIRED
    assert batches.ending(AlertState.RECALLED, soon, NOW) is DeliveryState.RECALLED


def test_without_readers_there_is_nothing_to_do(tx: Connection) -> None:
    assert batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW) == 0
    assert batches.work(tx, NOW) is False


# ---- updates: each reader's wish ------------------------------------------------------------------

WISHES = dict(zip(SPREAD, [*Updates, *Updates], strict=True))
"""Each wish once in the first two batches, and once in the later ones."""


def a_crowd_with_wishes(tx: Connection) -> None:
    a_crowd_of(tx, SPREAD)
    for id_, wish in WISHES.items():
        tx.execute(update(subscriber).where(subscriber.c.id == id_).values(updates=wish))


@pytest.mark.parametrize(
    ("kind", "important", "priority", "wishes"),
    [
        (AlertKind.NEW, True, Priority.NORMAL, {*Updates}),
        (AlertKind.NEW, False, Priority.NORMAL, {*Updates}),
        (AlertKind.NEW, False, Priority.BREAKING, {*Updates}),
        (AlertKind.UPDATE, True, Priority.NORMAL, {Updates.ALL, Updates.IMPORTANT}),
        (AlertKind.UPDATE, True, Priority.BREAKING, {Updates.ALL, Updates.IMPORTANT}),
        (AlertKind.UPDATE, False, Priority.BREAKING, {Updates.ALL, Updates.IMPORTANT}),
        (AlertKind.UPDATE, False, Priority.NORMAL, {Updates.ALL}),
        (AlertKind.UPDATE, False, Priority.DIGEST, {Updates.ALL}),
    ],
)
def test_an_update_is_laid_for_those_who_want_it_in_every_batch(
    tx: Connection,
    kind: AlertKind,
    important: bool,  # noqa: FBT001 -- a case of the table
    priority: Priority,
    wishes: set[Updates],
) -> None:
    a_crowd_with_wishes(tx)
    id_ = an_alert(tx, kind=kind, important=important, priority=priority)
    wanted = {id_ for id_, wish in WISHES.items() if wish in wishes}
    assert batches.fan_out(tx, id_, priority, NOW) == len(wanted & {1, SIZE})
    assert finish(tx) == 3
    assert set(told(tx, id_)) == wanted


def test_a_wish_that_changes_while_an_update_is_laid_counts_from_then_on(tx: Connection) -> None:
    a_crowd_of(tx, SPREAD)
    id_ = an_alert(tx, kind=AlertKind.UPDATE)
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    tx.execute(update(subscriber).values(updates=Updates.NONE))
    finish(tx)
    assert set(told(tx, id_)) == {1, SIZE}


# ---- urgency, and sources that are muted -----------------------------------------------------------

URGENCIES = dict(zip(SPREAD, [*Urgency, *Urgency], strict=True))


@pytest.mark.parametrize(
    ("kind", "priority", "others", "urgencies"),
    [
        (AlertKind.NEW, Priority.BREAKING, 0, {*Urgency}),
        (AlertKind.UPDATE, Priority.BREAKING, 0, {*Urgency}),
        (AlertKind.NEW, Priority.NORMAL, 0, {Urgency.ALL}),
        (AlertKind.NEW, Priority.NORMAL, 1, {Urgency.ALL}),
        (AlertKind.NEW, Priority.NORMAL, 2, {Urgency.ALL, Urgency.IMPORTANT}),
        (AlertKind.UPDATE, Priority.NORMAL, 2, {Urgency.ALL, Urgency.IMPORTANT}),
        (AlertKind.NEW, Priority.DIGEST, 0, {Urgency.ALL}),
    ],
)
def test_an_alert_is_laid_for_those_to_whom_it_is_urgent_enough_in_every_batch(
    tx: Connection, kind: AlertKind, priority: Priority, others: int, urgencies: set[Urgency]
) -> None:
    a_crowd_of(tx, SPREAD)
    for id_, wish in URGENCIES.items():
        tx.execute(update(subscriber).where(subscriber.c.id == id_).values(urgency=wish))
    story = a_story(tx)
    first = an_alert(tx, story_id=story)
    tx.execute(update(alert).where(alert.c.id == first).values(others=others))
    id_ = an_alert(tx, story_id=story, kind=kind, priority=priority)
    wanted = {id_ for id_, wish in URGENCIES.items() if wish in urgencies}
    assert batches.fan_out(tx, id_, priority, NOW) == len(wanted & {1, SIZE})
    finish(tx)
    assert set(told(tx, id_)) == wanted


@pytest.mark.parametrize("priority", [Priority.BREAKING, Priority.NORMAL])
def test_an_alert_is_not_laid_for_those_who_mute_the_source_that_it_speaks_by(
    tx: Connection, priority: Priority
) -> None:
    a_crowd_of(tx, SPREAD)
    loud, other = a_source(tx), a_source(tx)
    for id_ in (SIZE, SIZE + 1):
        mute.add(tx, SubscriberId(id_), loud)
    muted = an_alert(tx, entry_id=an_entry(tx, loud), priority=priority)
    heard = an_alert(tx, entry_id=an_entry(tx, other), priority=priority)
    written = an_alert(tx, priority=priority)
    for one in (muted, heard, written):
        batches.fan_out(tx, one, priority, NOW)
    finish(tx)
    assert set(told(tx, muted)) == set(SPREAD) - {SIZE, SIZE + 1}
    assert set(told(tx, heard)) == set(told(tx, written)) == set(SPREAD)
