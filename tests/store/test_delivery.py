from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, update

from bot.model import (
    Address,
    AlertId,
    DeliveryId,
    DeliveryState,
    Priority,
    SenderId,
    SubscriberStatus,
)
from bot.store import batch as batches
from bot.store import claim as claims
from bot.store import delivery, subscriber
from bot.store.schema import delivery as table
from tests.rows import NOW, a_sender, a_subscriber, an_alert, deliveries

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def a_lane(tx: Connection, sender_id: SenderId | None = None) -> claims.Lane:
    return claims.Lane(sender_id or a_sender(tx), chat_spacing=1.0, lease=30.0)


def take(tx: Connection, now: datetime = NOW, most: int = 10) -> list[delivery.DeliveryRow]:
    return claims.take(tx, a_lane(tx), now, most)


def one_taken(tx: Connection) -> delivery.DeliveryRow:
    a_subscriber(tx)
    batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW)
    (row,) = take(tx)
    return row


def state(tx: Connection, row: delivery.DeliveryRow) -> DeliveryState:
    return DeliveryState(next(one.state for one in deliveries(tx) if one.id == row.id))


def test_fan_out_makes_one_delivery_for_each_active_subscriber_of_the_topics(tx: Connection) -> None:
    both = a_subscriber(tx, topics=("israel", "monde"))
    one = a_subscriber(tx, topics=("monde",), channel="whatsapp")
    a_subscriber(tx, topics=("culture",))
    for status in set(SubscriberStatus) - {SubscriberStatus.ACTIVE}:
        a_subscriber(tx, topics=("monde",), status=status)
    alert_id = an_alert(tx, topics=("israel", "monde"), priority=Priority.BREAKING)
    assert batches.fan_out(tx, alert_id, Priority.BREAKING, NOW) == 2
    made = deliveries(tx)
    senders = {row.subscriber_id: row.sender_id for row in made}
    assert senders == {both.id: a_sender(tx), one.id: a_sender(tx, "whatsapp")}
    assert {(row.state, row.priority, row.tries, row.due_at) for row in made} == {("queued", 0, 0, NOW)}


def test_fan_out_twice_adds_none(tx: Connection) -> None:
    a_subscriber(tx)
    alert_id = an_alert(tx)
    assert batches.fan_out(tx, alert_id, Priority.NORMAL, NOW) == 1
    a_subscriber(tx)
    assert batches.fan_out(tx, alert_id, Priority.NORMAL, NOW) == 1
    assert batches.fan_out(tx, alert_id, Priority.NORMAL, NOW) == 0
    assert len(deliveries(tx)) == 2


def test_fan_out_passes_over_a_subscription_that_ended(tx: Connection) -> None:
    reader = a_subscriber(tx, topics=("israel", "monde"))
    subscriber.unsubscribe(tx, reader.id, ["israel"], NOW)  # type: ignore[list-item]  # a topic's id is text
    assert batches.fan_out(tx, an_alert(tx, topics=("israel",)), Priority.NORMAL, NOW) == 0


def test_take_gives_the_most_urgent_first_and_then_the_longest_due(tx: Connection) -> None:
    kinds = [(Priority.DIGEST, 0), (Priority.NORMAL, -1), (Priority.NORMAL, -2), (Priority.BREAKING, 0)]
    for priority, seconds in kinds:
        reader = a_subscriber(tx, topics=(f"t{len(deliveries(tx))}",))
        topics = (f"t{len(deliveries(tx))}",)
        batches.fan_out(tx, an_alert(tx, topics=topics), priority, NOW + seconds * SECOND)
    delivery.queue_reply(tx, a_subscriber(tx).id, {"headline": "Hello"}, NOW)
    assert reader is not None
    rows = take(tx)
    assert [row.id for row in rows] == [5, 4, 3, 2, 1]
    assert rows[0].priority == Priority.REPLY
    assert rows[0].body == {"headline": "Hello"}
    assert rows[0].alert is None


def test_take_marks_what_it_took_sending_with_a_lease_before_anything_leaves(tx: Connection) -> None:
    row = one_taken(tx)
    (stored,) = deliveries(tx)
    assert (stored.state, stored.tries, stored.tried_at) == ("sending", 1, NOW)
    assert stored.due_at == NOW + 30 * SECOND
    assert (row.tries, row.tried_at, row.alert is not None) == (1, NOW, True)
    assert take(tx) == []


def test_take_leaves_what_is_not_due_of_another_sender_or_beyond_the_most(tx: Connection) -> None:
    for _ in range(4):
        a_subscriber(tx)
    a_subscriber(tx, channel="whatsapp")
    batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW)
    tx.execute(update(table).where(table.c.id == 2).values(due_at=NOW + SECOND))
    assert [row.id for row in take(tx, most=2)] == [1, 3]
    assert [row.id for row in take(tx)] == [4]


def test_take_gives_one_chat_one_message_and_then_waits_out_its_spacing(tx: Connection) -> None:
    a_subscriber(tx)
    for _ in range(3):
        batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW)
    assert [row.id for row in take(tx)] == [1]
    assert take(tx, NOW + 0.9 * SECOND) == []
    assert [row.id for row in take(tx, NOW + SECOND)] == [2]


def test_a_chat_that_was_told_to_wait_gets_nothing_until_then(tx: Connection) -> None:
    reader = a_subscriber(tx)
    batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW)
    subscriber.pause_until(tx, reader.id, NOW, 40)
    assert take(tx, NOW + 39 * SECOND) == []
    assert len(take(tx, NOW + 40 * SECOND)) == 1


@pytest.mark.parametrize(
    ("turn", "end"),
    [("expired", "expired"), ("recalled", "recalled"), ("left", "dropped"), ("lost", "dropped")],
)
def test_take_ends_what_nobody_should_get_any_more(tx: Connection, turn: str, end: str) -> None:
    from bot.store.schema import alert  # noqa: PLC0415 -- the table, where the module's name is taken elsewhere

    reader = a_subscriber(tx)
    alert_id = an_alert(tx, expires_in=0 if turn == "expired" else 3600)
    batches.fan_out(tx, alert_id, Priority.NORMAL, NOW)
    if turn == "recalled":
        tx.execute(update(alert).where(alert.c.id == alert_id).values(state="recalled"))
    elif turn != "expired":
        subscriber.end(tx, reader.id, SubscriberStatus(turn), NOW)
    assert take(tx) == []
    (row,) = deliveries(tx)
    assert (row.state, row.tries) == (end, 0)


def test_what_is_ended_does_not_cost_its_chat_the_next_message(tx: Connection) -> None:
    a_subscriber(tx)
    for expires_in in (0, 3600):
        batches.fan_out(tx, an_alert(tx, expires_in=expires_in), Priority.NORMAL, NOW)
    assert [row.id for row in take(tx)] == [2]


def test_a_reply_goes_to_somebody_who_left_but_not_after_its_life(tx: Connection) -> None:
    reader = a_subscriber(tx, status=SubscriberStatus.LEFT)
    delivery.queue_reply(tx, reader.id, {"headline": "Goodbye"}, NOW)
    later = a_subscriber(tx)
    delivery.queue_reply(tx, later.id, {"headline": "Old"}, NOW - timedelta(hours=1))
    assert [row.subscriber.id for row in take(tx)] == [reader.id]
    assert [row.state for row in deliveries(tx)] == ["sending", "expired"]


def test_sent_keeps_the_channels_id_and_the_moment(tx: Connection) -> None:
    row = one_taken(tx)
    assert delivery.sent(tx, row, "77", NOW + SECOND)
    (stored,) = deliveries(tx)
    assert (stored.state, stored.external_id, stored.sent_at) == ("sent", "77", NOW + SECOND)


def test_later_puts_it_back_and_the_next_try_counts_two(tx: Connection) -> None:
    row = one_taken(tx)
    assert delivery.later(tx, row, NOW + 5 * SECOND, "flood " * 100)
    assert len(deliveries(tx)[0].error) == 300
    assert take(tx, NOW + 4 * SECOND) == []
    (again,) = take(tx, NOW + 5 * SECOND)
    assert (again.id, again.tries, again.repeat) == (row.id, 2, False)


def test_fail_is_the_end_and_says_why(tx: Connection) -> None:
    row = one_taken(tx)
    assert delivery.fail(tx, row, "message text is empty")
    assert take(tx, NOW + timedelta(days=1)) == []
    assert (state(tx, row), deliveries(tx)[0].error) == (DeliveryState.FAILED, "message text is empty")


def test_a_poison_message_that_failed_does_not_hold_up_the_next_one(tx: Connection) -> None:
    row = one_taken(tx)
    delivery.fail(tx, row, "refused")
    batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW)
    assert [one.id for one in take(tx, NOW + SECOND)] == [2]


def test_a_lease_that_ran_out_makes_the_row_unknown_and_never_queued(tx: Connection) -> None:
    row = one_taken(tx)
    assert delivery.expire_leases(tx, NOW + 29 * SECOND) == 0
    assert delivery.expire_leases(tx, NOW + 30 * SECOND) == 1
    (stored,) = deliveries(tx)
    assert (stored.state, stored.likely, stored.due_at) == ("unknown", None, NOW + 30 * SECOND)
    assert take(tx, NOW + timedelta(days=1)) == []
    assert delivery.expire_leases(tx, NOW + timedelta(days=1)) == 0
    assert delivery.sent(tx, row, "5", NOW + 31 * SECOND)  # the answer was only slow


def test_a_late_word_on_an_old_try_is_void(tx: Connection) -> None:
    old = one_taken(tx)
    delivery.expire_leases(tx, NOW + 30 * SECOND)
    assert delivery.resend(tx, old, NOW + 30 * SECOND, repeat=True)
    (new,) = take(tx, NOW + 30 * SECOND)
    assert (new.id, new.tries, new.repeat) == (old.id, 2, True)
    assert not delivery.sent(tx, old, "5", NOW)
    assert not delivery.later(tx, old, NOW, "late")
    assert not delivery.fail(tx, old, "late")
    assert not delivery.doubt(tx, old, "late", likely=True, look_at=NOW)
    assert not delivery.hold(tx, old)
    assert state(tx, new) == DeliveryState.SENDING
    assert delivery.sent(tx, new, "6", NOW)
    assert deliveries(tx)[0].external_id == "6"


def test_doubts_are_taken_when_due_and_given_back_after_the_lease(tx: Connection) -> None:
    row = one_taken(tx)
    assert delivery.doubt(tx, row, "read timed out", likely=True, look_at=NOW + 10 * SECOND)
    assert delivery.doubts(tx, NOW + 9 * SECOND, 60, 5) == []
    (found,) = delivery.doubts(tx, NOW + 10 * SECOND, 60, 5)
    assert (found.id, found.state, found.likely) == (row.id, DeliveryState.UNKNOWN, True)
    assert (found.tried_at, found.tries, found.created_at) == (NOW, 1, NOW)
    assert delivery.doubts(tx, NOW + 69 * SECOND, 60, 5) == []
    assert len(delivery.doubts(tx, NOW + 70 * SECOND, 60, 5)) == 1


def test_a_doubt_that_is_held_is_never_looked_into_or_sent_again(tx: Connection) -> None:
    row = one_taken(tx)
    delivery.doubt(tx, row, "read timed out", likely=True, look_at=NOW)
    assert delivery.hold(tx, row)
    far = datetime(2999, 1, 1, tzinfo=UTC)
    assert delivery.doubts(tx, far, 60, 5) == []
    assert take(tx, far) == []
    assert state(tx, row) == DeliveryState.UNKNOWN


def test_ids_around_a_doubt_are_the_last_before_it_and_all_since(tx: Connection) -> None:
    for _ in range(5):
        a_subscriber(tx)
    a_subscriber(tx, channel="whatsapp")
    batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW)
    rows = take(tx)
    assert delivery.ids_around(tx, rows[0]) == ("", frozenset())
    (other,) = claims.take(tx, a_lane(tx, a_sender(tx, "whatsapp")), NOW, 1)
    delivery.sent(tx, other, "SM1", NOW)
    for row, external_id, moment in zip(rows[1:], "1234", (-2, -1, 0, 1), strict=True):
        delivery.sent(tx, row, external_id, NOW + moment * SECOND)
    assert delivery.ids_around(tx, rows[0]) == ("2", frozenset({"3", "4"}))


def test_a_persons_message_shortly_before_is_not_taken_for_the_one_in_doubt(tx: Connection) -> None:
    """A correction may say nearly what the alert said that it corrects."""
    a_subscriber(tx, now=NOW - 60 * MINUTE)
    for external_id, before in (("1", 11), ("2", 2)):
        batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW - 60 * MINUTE)
        (row,) = claims.take(tx, a_lane(tx), NOW - before * MINUTE, 1)
        delivery.sent(tx, row, external_id, NOW - before * MINUTE)
    batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW)
    (doubtful,) = take(tx)
    assert delivery.ids_around(tx, doubtful) == ("2", frozenset({"2"}))


def test_find_goes_by_our_reference_or_the_channels_id_within_one_sender(tx: Connection) -> None:
    row = one_taken(tx)
    sender_id = row.sender_id
    delivery.sent(tx, row, "SM1", NOW)
    by_id = delivery.find(tx, sender_id, "SM1", None)
    by_reference = delivery.find(tx, sender_id, "", row.id)
    by_reference_first = delivery.find(tx, sender_id, "SM-unheard-of", row.id)
    assert by_id is not None
    assert by_id == by_reference == by_reference_first
    assert (by_id.id, by_id.state) == (row.id, DeliveryState.SENT)
    assert delivery.find(tx, sender_id, "SM2", None) is None
    assert delivery.find(tx, sender_id, "", DeliveryId(99)) is None
    assert delivery.find(tx, a_sender(tx, "whatsapp"), "SM1", row.id) is None
    assert delivery.find(tx, sender_id, "", None) is None


def test_who_leaves_gets_no_queued_alert_but_still_the_reply(tx: Connection) -> None:
    reader, other = a_subscriber(tx), a_subscriber(tx)
    batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW)
    delivery.queue_reply(tx, reader.id, {}, NOW)
    assert delivery.drop_alerts_for(tx, reader.id) == 1
    assert delivery.drop_alerts_for(tx, reader.id) == 0
    states = {(row.subscriber_id, row.alert_id is None): row.state for row in deliveries(tx)}
    assert states == {(reader.id, False): "dropped", (reader.id, True): "queued", (other.id, False): "queued"}
    assert {row.subscriber.id for row in take(tx)} == {reader.id, other.id}


def test_a_delivery_row_shows_no_address_whole(tx: Connection) -> None:
    row = one_taken(tx)
    hidden = replace(row, subscriber=replace(row.subscriber, address=Address("whatsapp", "+972501234567")))
    assert "+97250" not in repr(hidden)
    assert "whatsapp:…67" in repr(hidden)


def test_explain_writes_down_why(tx: Connection) -> None:
    row = one_taken(tx)
    delivery.explain(tx, row.id, "x" * 400)
    assert deliveries(tx)[0].error == "x" * 300


def test_a_reply_names_the_event_that_it_answers(tx: Connection) -> None:
    from bot.store import event  # noqa: PLC0415 -- this test alone

    reader = a_subscriber(tx)
    event.keep(tx, a_sender(tx), [event.NewEvent("u1", "inbound", {})], NOW)
    (stored,) = event.take(tx, NOW, 1)
    delivery.queue_reply(tx, reader.id, {}, NOW, stored.id)
    assert deliveries(tx)[0].event_id == stored.id


def test_an_alert_without_a_topic_reaches_nobody(tx: Connection) -> None:
    a_subscriber(tx)
    assert batches.fan_out(tx, an_alert(tx, topics=()), Priority.NORMAL, NOW) == 0
    assert batches.fan_out(tx, AlertId(99), Priority.NORMAL, NOW) == 0


def test_a_doubt_is_alone_while_nothing_else_for_the_person_may_have_left(tx: Connection) -> None:
    a_subscriber(tx)
    for _ in range(2):
        batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW)
    (first,) = take(tx)
    assert delivery.is_alone(tx, first)
    (second,) = take(tx, NOW + SECOND)
    assert not delivery.is_alone(tx, first)
    delivery.sent(tx, second, "id-2", NOW)
    assert delivery.is_alone(tx, first)


def test_a_possible_repeat_stays_one_when_a_later_try_surely_was_not_accepted(tx: Connection) -> None:
    a_subscriber(tx)
    batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW)
    for number, repeat in enumerate((True, False)):
        (row,) = take(tx, NOW + number * SECOND)
        delivery.doubt(tx, row, "no answer", likely=None, look_at=NOW)
        assert delivery.resend(tx, row, NOW, repeat=repeat)
    assert deliveries(tx)[0].repeat is True


def test_a_message_tells_its_alert_to_the_one_who_has_it(tx: Connection) -> None:
    row = one_taken(tx)
    delivery.sent(tx, row, "41", NOW)
    told, who = row.alert, row.subscriber.id
    assert told is not None
    assert delivery.answered(tx, who, row.sender_id, "41") == told.id
    other = a_subscriber(tx)
    assert delivery.answered(tx, other.id, row.sender_id, "41") is None
    assert delivery.answered(tx, who, a_sender(tx, "whatsapp"), "41") is None
    assert delivery.answered(tx, who, row.sender_id, "42") is None
    assert delivery.answered(tx, who, row.sender_id, "") is None
