from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from bot.model import Priority, SenderId
from bot.store import batch as batches
from bot.store import claim as claims
from bot.store import delivery, event, sender
from bot.store.database import Database
from tests.rows import NOW, a_sender, a_subscriber, an_alert

SECOND = timedelta(seconds=1)


def locked(tx: Connection, id_: SenderId) -> sender.SenderRow:
    row = sender.lock(tx, id_)
    assert row is not None
    return row


def test_a_sender_is_enrolled_once_for_each_account_of_each_channel(tx: Connection) -> None:
    first = sender.enrol(tx, "telegram", "1", NOW)
    assert sender.enrol(tx, "telegram", "1", NOW + SECOND) == first
    others = {sender.enrol(tx, "telegram", "2", NOW), sender.enrol(tx, "whatsapp", "1", NOW)}
    assert len(others | {first}) == 3
    assert locked(tx, first) == sender.SenderRow(first, "telegram", "1", NOW, None)


def test_there_is_nothing_to_lock_where_no_sender_is(tx: Connection) -> None:
    assert sender.lock(tx, SenderId(99)) is None


def test_move_sets_when_the_sender_may_send_next_to_the_microsecond(tx: Connection) -> None:
    id_ = sender.enrol(tx, "telegram", "1", NOW)
    due_at = NOW + timedelta(microseconds=35_714)
    sender.move(tx, id_, due_at)
    assert locked(tx, id_).due_at == due_at


def test_a_silence_is_never_shortened(tx: Connection) -> None:
    id_ = sender.enrol(tx, "telegram", "1", NOW)
    sender.silence(tx, id_, NOW, 60)
    sender.silence(tx, id_, NOW, 5)
    assert locked(tx, id_).due_at == NOW + 60 * SECOND
    sender.silence(tx, id_, NOW, 90)
    assert locked(tx, id_).due_at == NOW + 90 * SECOND


def test_a_channel_going_down_is_news_once_and_keeps_the_first_moment(tx: Connection) -> None:
    id_ = sender.enrol(tx, "telegram", "1", NOW)
    assert sender.mark_down(tx, id_, NOW, "the token is refused " * 30)
    assert not sender.mark_down(tx, id_, NOW + SECOND, "still")
    assert locked(tx, id_).down_since == NOW


def test_a_channel_coming_up_is_news_once_and_only_after_it_was_down(tx: Connection) -> None:
    id_ = sender.enrol(tx, "telegram", "1", NOW)
    assert not sender.mark_up(tx, id_)
    sender.mark_down(tx, id_, NOW, "the token is refused")
    assert sender.mark_up(tx, id_)
    assert not sender.mark_up(tx, id_)
    assert locked(tx, id_).down_since is None
    assert sender.mark_down(tx, id_, NOW, "again")


def test_all_senders_are_listed_in_the_order_in_which_they_came(tx: Connection) -> None:
    assert sender.listed(tx) == []
    ids = [sender.enrol(tx, channel, "1", NOW) for channel in ("whatsapp", "telegram")]
    sender.mark_down(tx, ids[1], NOW, "the token is refused")
    assert [(row.id, row.channel, row.down_since) for row in sender.listed(tx)] == [
        (ids[0], "whatsapp", None),
        (ids[1], "telegram", NOW),
    ]


def test_who_holds_all_senders_lets_nobody_else_lock_one(database: Database) -> None:
    if database.embedded:
        pytest.skip("SQLite has one writer at a time")
    ids = database.write_here(lambda tx: [sender.enrol(tx, "telegram", each, NOW) for each in "12"])

    def meanwhile(tx: Connection) -> list[bool]:
        sender.hold_all(tx)
        return [database.write_here(lambda other, id_=id_: sender.lock(other, id_) is None) for id_ in ids]  # type: ignore[misc]  # mypy can't infer a lambda with a default

    assert database.write_here(meanwhile) == [True, True]


def test_what_waits_for_a_sender_is_counted_without_replies_and_other_senders(tx: Connection) -> None:
    for channel in ("telegram", "telegram", "whatsapp"):
        reader = a_subscriber(tx, channel=channel)
        delivery.queue_reply(tx, reader.id, {}, NOW)
    batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW)
    by = a_sender(tx)
    assert sender.count_waiting(tx, by) == 2
    claims.take(tx, claims.Lane(by, 0.0, 60.0, reply_life=0.0), NOW, 3)
    assert sender.count_waiting(tx, by) == 1


def test_hooks_are_stored_and_a_lane_claims_whichever_of_them_is_open(database: Database) -> None:
    """On PostgreSQL a row that names the sender holds its key, and a lane holds the rest of it."""
    if database.embedded:
        pytest.skip("SQLite has one writer at a time")
    id_ = database.write_here(a_sender)
    impatient = text("SET LOCAL lock_timeout = '2s'")

    def stored(tx: Connection, key: str) -> int:
        tx.execute(impatient)
        return event.keep(tx, id_, [event.NewEvent(key, "inbound", {})], NOW)

    with database._writer.begin() as lane:
        locked(lane, id_)
        assert database.write_here(lambda tx: stored(tx, "1")) == 1
    with database._writer.begin() as hook:
        assert stored(hook, "2") == 1
        assert database.write_here(lambda tx: sender.lock(tx, id_)) is not None
