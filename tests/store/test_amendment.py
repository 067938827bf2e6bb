from datetime import timedelta

import pytest
from sqlalchemy import ColumnElement, Connection, select, update
from sqlalchemy.dialects import sqlite

from bot.model import DeliveryState, RevisionKind, SubscriberStatus, Summary
from bot.store import amendment, delivery, revision, subscriber
from bot.store import claim as claims
from bot.store.database import Database
from bot.store.schema import delivery as delivery_table
from tests.rows import NOW, a_crowd, a_sender, an_alert
from tests.store.press import (
    CHANGED,
    SECOND,
    amend,
    done,
    is_,
    lane,
    marked,
    of_try,
    readers,
    revise,
    row_of,
    rows,
    told,
)
from tests.store.test_claim import read_so_far

S = DeliveryState
THIRD = Summary("A third headline", (), "en")
LEASE = timedelta(seconds=30)


def test_what_was_sent_is_taken_once_with_the_newest_words(tx: Connection) -> None:
    readers(tx, telegram=2)
    id_ = told(tx)
    is_(tx, id_, S.SENT)
    revise(tx, id_)
    revise(tx, id_, summary=THIRD)
    taken = amend(tx)
    assert [row.alert.headline for row in taken if row.alert] == [THIRD.headline] * 2
    assert all(row.amending and row.external_id.startswith("M") and row.tries == 1 for row in taken)
    assert amend(tx) == []
    done(tx, *taken)
    assert marked(tx, id_) == set()
    assert [row.revision for row in rows(tx)] == [3, 3]
    assert {row.state for row in rows(tx)} == {"sent"}


def test_a_lease_that_runs_out_gives_it_back(tx: Connection) -> None:
    readers(tx, telegram=1)
    id_ = told(tx)
    is_(tx, id_, S.DELIVERED)
    revise(tx, id_)
    (late,) = amend(tx)
    assert amend(tx, NOW + LEASE - SECOND) == []
    (again,) = amend(tx, NOW + LEASE)
    assert again.tries == 2
    assert not amendment.later(tx, late, NOW, "too late a word")
    done(tx, again)
    done(tx, late)
    assert [(row.revision, row.amend_at) for row in rows(tx)] == [(2, None)]


def test_newer_words_that_come_while_it_is_changed_make_it_due_again_when_that_is_over(
    tx: Connection,
) -> None:
    readers(tx, telegram=1)
    id_ = told(tx)
    is_(tx, id_, S.SENT)
    revise(tx, id_)
    (row,) = amend(tx)
    revise(tx, id_, summary=THIRD)
    assert amend(tx) == [], "two changes of one message at once could arrive in either order"
    done(tx, row, at=NOW + SECOND)
    (again,) = amend(tx, NOW + SECOND)
    assert again.alert
    assert again.alert.headline == THIRD.headline
    done(tx, again)
    assert amend(tx, NOW + LEASE) == []


def test_one_that_can_not_be_changed_is_left_with_a_note(tx: Connection) -> None:
    readers(tx, telegram=1)
    id_ = told(tx)
    is_(tx, id_, S.SENT)
    revise(tx, id_)
    (row,) = amend(tx)
    assert amendment.fail(tx, row, "it is gone")
    (found,) = rows(tx)
    assert (found.state, found.revision, found.amend_at) == ("sent", 1, None)
    assert found.error == "not changed: it is gone"


@pytest.mark.parametrize("how", ["later", "doubt"])
def test_one_that_may_not_have_been_changed_is_changed_later(tx: Connection, how: str) -> None:
    readers(tx, telegram=1)
    id_ = told(tx)
    is_(tx, id_, S.SENT)
    revise(tx, id_)
    (row,) = amend(tx)
    if how == "later":
        amendment.later(tx, row, NOW + SECOND, "flood")
    else:
        amendment.doubt(tx, row, "reset", likely=None, look_at=NOW + SECOND)
    assert amend(tx) == []
    assert len(amend(tx, NOW + SECOND)) == 1


def test_what_was_not_accepted_is_not_to_be_changed_yet(tx: Connection) -> None:
    readers(tx, telegram=1)
    id_ = told(tx)
    is_(tx, id_, S.UNKNOWN)
    revise(tx, id_)
    assert not amendment.any_due(tx, lane(tx), NOW)
    assert amend(tx) == []
    is_(tx, id_, S.SENT)
    assert amendment.any_due(tx, lane(tx), NOW)
    assert len(amend(tx)) == 1


def test_a_chat_rests_between_two_messages_and_is_taken_once_at_a_time(tx: Connection) -> None:
    readers(tx, telegram=1)
    first, second = told(tx), told(tx)
    for id_ in (first, second):
        is_(tx, id_, S.SENT)
        revise(tx, id_)
    by = claims.Lane(a_sender(tx), 1.0, 30.0)
    assert len(amendment.take(tx, by, NOW, 9)) == 1
    assert amendment.take(tx, by, NOW, 9) == []
    assert len(amendment.take(tx, by, NOW + SECOND, 9)) == 1


def test_who_is_lost_or_forgotten_is_left_alone_and_who_left_is_put_right(tx: Connection) -> None:
    lost, forgotten, left = readers(tx, telegram=3)
    id_ = told(tx)
    is_(tx, id_, S.SENT)
    revise(tx, id_)
    subscriber.end(tx, lost.id, SubscriberStatus.LOST, NOW)
    subscriber.change(tx, forgotten.id, status=SubscriberStatus.FORGOTTEN)
    subscriber.end(tx, left.id, SubscriberStatus.LEFT, NOW)
    assert [row.subscriber.id for row in amend(tx)] == [left.id]
    assert marked(tx, id_) == {left.id}


def test_what_could_not_be_changed_for_days_is_left_as_it_is(tx: Connection) -> None:
    readers(tx, telegram=1)
    id_ = told(tx)
    is_(tx, id_, S.SENT)
    revise(tx, id_)
    assert amend(tx, NOW + amendment.LIFE) == []
    assert marked(tx, id_) == set()


def test_only_a_withdrawal_takes_back(tx: Connection) -> None:
    readers(tx, telegram=1)
    id_ = told(tx)
    is_(tx, id_, S.SENT)
    revise(tx, id_, RevisionKind.MINOR)
    (row,) = amend(tx)
    assert not amendment.is_withdrawal(row)
    done(tx, row)
    revision.withdraw(tx, row_of(tx, id_), None, NOW)
    (row,) = amend(tx)
    assert amendment.is_withdrawal(row)


def test_what_waits_is_counted(tx: Connection) -> None:
    readers(tx, telegram=2)
    id_ = told(tx)
    is_(tx, id_, S.SENT)
    assert amendment.waiting(tx) == 0
    revise(tx, id_)
    assert amendment.waiting(tx) == 2


def test_a_word_on_another_try_is_void(tx: Connection) -> None:
    readers(tx, telegram=1)
    id_ = told(tx)
    is_(tx, id_, S.SENT)
    revise(tx, id_)
    (row,) = amend(tx)
    done(tx, of_try(row, 7))
    assert len(marked(tx, id_)) == 1


def test_a_claim_of_changes_walks_its_index_however_many_rows_there_are(database: Database) -> None:
    def work(tx: Connection) -> int:
        id_ = an_alert(tx)
        a_crowd(tx, id_, 5000)
        is_(tx, id_, S.SENT)
        tx.execute(update(delivery_table).where(delivery_table.c.id <= 3).values(amend_at=NOW))
        if database.embedded:
            chosen = select(delivery_table.c.id).where(amendment.is_accepted(), _mine())
            words = str(chosen.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
            plan = " ".join(row.detail for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}"))
            assert "ix_delivery_amend" in plan
            return 0
        before = read_so_far(tx)
        assert amendment.any_due(tx, lane(tx), NOW)
        amend(tx)
        return read_so_far(tx) - before

    assert database.write_here(work) < 100


def _mine() -> ColumnElement[bool]:
    due = delivery_table.c.amend_at.is_not(None) & (delivery_table.c.amend_at <= NOW)
    return due & (delivery_table.c.sender_id == 1)


def test_the_words_changed_are_the_alerts(tx: Connection) -> None:
    readers(tx, telegram=1)
    id_ = told(tx)
    is_(tx, id_, S.SENT)
    revise(tx, id_)
    (row,) = amend(tx)
    assert row.alert
    assert (row.alert.headline, row.alert.lines) == (CHANGED.headline, CHANGED.lines)
    assert delivery.find(tx, row.sender_id, row.external_id, None)
