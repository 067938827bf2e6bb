"""What becomes, after a restoring, of what people waited for, of invitations, and of numbers."""

from sqlalchemy import Connection, insert, select, update

from bot.model import (
    Role,
)
from bot.store import aftermath
from bot.store.database import Database
from bot.store.schema import (
    delivery,
    link_code,
    question,
    report,
    sender,
    staff_invite,
    transfer,
    trial,
    weekly,
)
from bot.store.transfer import State
from tests.rows import NOW, a_crowd, a_sender, a_subscriber, an_alert, deliveries
from tests.store.test_aftermath import LATER, NEXT, only, settled


def test_what_staff_waited_for_is_let_be(database: Database) -> None:
    def work(tx: Connection) -> None:
        who = a_subscriber(tx, role=Role.ADMIN)
        tx.execute(
            insert(transfer).values(
                kind="import",
                state=State.RUNNING,
                subscriber_id=who.id,
                language="en",
                counts={},
                due_at=NOW,
                created_at=NOW,
            )
        )
        period = {"since": NOW, "until": NOW, "weekly": False, "due_at": NOW}
        tx.execute(insert(report).values(subscriber_id=who.id, **period))
        tx.execute(insert(weekly).values(id=1, due_at=NOW))
        tx.execute(insert(trial).values(subscriber_id=who.id, url="u", asked_at=NOW, due_at=NOW))
        settled(tx)
        assert (only(tx, transfer).state, only(tx, transfer).due_at) == (State.CANCELLED, None)
        assert not any(tx.execute(select(table)).all() for table in (report, weekly, trial))

    database.write_here(work)


def test_a_weekly_report_that_is_not_due_stays(database: Database) -> None:
    def work(tx: Connection) -> None:
        tx.execute(insert(weekly).values(id=1, due_at=NEXT))
        settled(tx)
        assert only(tx, weekly).due_at == NEXT

    database.write_here(work)


def test_invitations_and_codes_are_good_no_more(database: Database) -> None:
    def work(tx: Connection) -> None:
        who = a_subscriber(tx, role=Role.OWNER)
        made = {"digest": "d", "role": "owner", "name": "", "made_by": who.id}
        tx.execute(insert(staff_invite).values(**made, made_at=NOW, expires_at=NEXT))
        tx.execute(insert(link_code).values(subscriber_id=who.id, digest="d", expires_at=NEXT))
        settled(tx)
        assert only(tx, staff_invite).ended_at == LATER
        assert tx.execute(select(link_code)).all() == []

    database.write_here(work)


def test_nobody_has_the_turn_to_ask_a_service(database: Database) -> None:
    def work(tx: Connection) -> None:
        a_sender(tx)
        tx.execute(update(sender).values(heard_until=NEXT))
        settled(tx)
        assert only(tx, sender).heard_until is None

    database.write_here(work)


def test_numbers_that_may_have_been_given_out_are_passed_over(database: Database) -> None:
    def work(tx: Connection) -> None:
        who, last = a_subscriber(tx), an_alert(tx)
        a_crowd(tx, last, 1)
        before = deliveries(tx)[-1].id
        settled(tx)
        assert an_alert(tx) == last + aftermath.GAPS["alert"] + 1
        asked = insert(question).values(subscriber_id=who.id, words="?", asked_at=NOW)
        assert tx.scalar(asked.returning(question.c.id)) == aftermath.GAPS["question"] + 1
        values = {"subscriber_id": who.id, "sender_id": 1, "priority": 0, "state": "queued"}
        made = insert(delivery).values(**values, due_at=NOW, created_at=NOW).returning(delivery.c.id)
        assert tx.scalar(made) == before + aftermath.GAPS["delivery"] + 1

    if database.embedded:  # PostgreSQL's sequences are set once all is done: tests/app/test_restoring.py
        database.write_here(work)
    else:
        database.write_here(settled)
