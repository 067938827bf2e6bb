"""What becomes of each table's rows when a backup is restored: a test for each line of decision 0041."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Table, insert, select, update

from bot.model import (
    AlertId,
    AlertKind,
    AlertState,
    DeliveryState,
    DigestDays,
    Priority,
    Role,
    SubscriberId,
    Wish,
)
from bot.store import aftermath, audit, batch, held, plan, recovery, standstill
from bot.store import digest as digests
from bot.store import edition as editions
from bot.store import halt as halts
from bot.store import subscriber as subscribers
from bot.store.aftermath import Bearings
from bot.store.database import Database
from bot.store.entry import Outcome
from bot.store.event import NewEvent, keep
from bot.store.held import Why
from bot.store.hub import HubState
from bot.store.plan import Plan
from bot.store.recovery import Findings
from bot.store.schema import (
    alert,
    delivery,
    digest,
    entry,
    event,
    hub,
    source,
    subscriber,
)
from bot.store.schema import batch as batch_table
from bot.store.schema import held as held_table
from bot.store.schema import plan as plan_table
from bot.store.schema import revision as revision_table
from tests.rows import NOW, a_crowd, a_sender, a_source, a_subscriber, an_alert, an_entry, deliveries

HOUR = timedelta(hours=1)
LATER = NOW + HOUR
NEXT = NOW + timedelta(days=1)


def settled(tx: Connection, now: datetime = LATER) -> Findings:
    return aftermath.settle(
        tx,
        Bearings(
            NOW, now, lambda kind, body: kind == "receipt" or body.get("text") == "stop", lambda _wish: NEXT
        ),
    )


def only(tx: Connection, table: Table) -> Row[Any]:
    return tx.execute(select(table)).one()


def test_messages_on_their_way_are_dropped_with_a_reason(database: Database) -> None:
    def work(tx: Connection) -> None:
        first = an_alert(tx)
        a_crowd(tx, first, 4)
        ids = [row.id for row in deliveries(tx)]
        for id_, state in zip(ids, ("queued", "sending", "unknown", "sent"), strict=True):
            tx.execute(update(delivery).where(delivery.c.id == id_).values(state=state))
        found = settled(tx)
        mine = [row for row in deliveries(tx) if row.id in ids]
        assert [row.state for row in mine] == [*[DeliveryState.DROPPED] * 3, DeliveryState.SENT]
        assert [row.error for row in mine] == ["restored", "restored", "restored", ""]
        assert found.counts["messages"] == 3
        assert found.alerts == [(first, 3)]
        assert found.corrections == []

    database.write_here(work)


def test_answers_to_people_are_dropped_too(database: Database) -> None:
    def work(tx: Connection) -> None:
        who = a_subscriber(tx)
        values = {"subscriber_id": who.id, "sender_id": a_sender(tx), "priority": Priority.REPLY}
        tx.execute(insert(delivery).values(**values, state="queued", due_at=NOW, created_at=NOW, body={}))
        assert settled(tx).counts["letters"] == 1
        assert deliveries(tx)[0].state == DeliveryState.DROPPED

    database.write_here(work)


def test_what_waits_for_a_digest_is_dropped(database: Database) -> None:
    def work(tx: Connection) -> None:
        a_crowd(tx, an_alert(tx), 1)
        tx.execute(update(delivery).values(fold_at=LATER))
        settled(tx)
        row = deliveries(tx)[0]
        assert (row.state, row.fold_at) == (DeliveryState.DROPPED, None)

    database.write_here(work)


def test_corrections_on_their_way_are_named(database: Database) -> None:
    def work(tx: Connection) -> None:
        id_ = an_alert(tx, kind=AlertKind.CORRECTION)
        a_crowd(tx, id_, 1)
        assert settled(tx).corrections == [id_]

    database.write_here(work)


def test_changes_of_what_was_sent_are_left_but_for_what_was_taken_back(database: Database) -> None:
    def work(tx: Connection) -> None:
        for state in (AlertState.RELEASED, AlertState.WITHDRAWN):
            a_crowd_of_sent(tx, an_alert(tx, state=state))
        settled(tx)
        assert [row.amend_at for row in deliveries(tx)[:2]] == [None, NOW]

    def a_crowd_of_sent(tx: Connection, id_: AlertId) -> None:
        who = a_subscriber(tx)
        values = {"subscriber_id": who.id, "sender_id": a_sender(tx), "priority": 2, "alert_id": id_}
        tx.execute(insert(delivery).values(**values, state="sent", due_at=NOW, created_at=NOW, amend_at=NOW))

    database.write_here(work)


def test_readers_who_were_still_to_get_a_delivery_get_none(database: Database) -> None:
    def work(tx: Connection) -> None:
        a_subscriber(tx)
        id_ = an_alert(tx)
        batch.fan_out(tx, id_, Priority.NORMAL, NOW)
        tx.execute(insert(batch_table).values(alert_id=id_, priority=2, after_id=10_000))
        found = settled(tx)
        assert tx.execute(select(batch_table)).all() == []
        assert found.counts["batches"] >= 1
        assert [one for one, _count in found.alerts] == [id_]

    database.write_here(work)


def test_a_change_of_words_reaches_no_further_reader(database: Database) -> None:
    def work(tx: Connection) -> None:
        values = {"number": 2, "kind": "edit", "headline": "", "lines": [], "spans": [], "reasons": []}
        tx.execute(insert(revision_table).values(**values, alert_id=an_alert(tx), created_at=NOW, after_id=0))
        settled(tx)
        assert only(tx, revision_table).after_id is None

    database.write_here(work)


def test_what_was_scheduled_waits_for_a_look(database: Database) -> None:
    def work(tx: Connection) -> None:
        who = a_subscriber(tx, role=Role.EDITOR)
        french, hebrew = (an_alert(tx, state=AlertState.HELD) for _one in range(2))
        editions.bind(tx, [french, hebrew])
        assert plan.make(tx, Plan(french, NOW + HOUR / 2, NEXT, Priority.BREAKING, who.id), NOW)
        found = settled(tx)
        assert tx.execute(select(plan_table)).all() == []
        states = tx.execute(select(alert.c.state).where(alert.c.id.in_([french, hebrew]))).scalars().all()
        assert set(states) == {AlertState.HELD}
        row = held.find(tx, french)
        assert row is not None
        assert (row.why, row.carded_at) == (Why.RESTORED, None)
        assert found.held == [french]
        assert found.counts["scheduled"] == 1

    database.write_here(work)


def test_an_embargo_holds_still(database: Database) -> None:
    def work(tx: Connection) -> None:
        id_ = an_alert(tx, state=AlertState.HELD)
        tx.execute(update(alert).values(embargo_until=NEXT))
        settled(tx)
        assert tx.scalar(select(alert.c.embargo_until).where(alert.c.id == id_)) == NEXT

    database.write_here(work)


def test_what_is_at_the_desk_is_reminded_of_and_a_second_yes_asked_for_anew(database: Database) -> None:
    def work(tx: Connection) -> None:
        id_ = an_alert(tx, state=AlertState.HELD)
        held.open_(tx, id_, Why.SOURCE, NOW)
        held.carded(tx, id_, NEXT, NOW)
        held.ask(tx, id_, held.Asked(SubscriberId(1), NOW, NEXT, Priority.BREAKING, 1))
        assert settled(tx).held == [id_]
        row = only(tx, held_table)
        assert (row.remind_at, row.asked_by, row.why) == (LATER, None, Why.SOURCE)

    database.write_here(work)


def test_entries_that_waited_become_nothing_by_themselves(database: Database) -> None:
    def work(tx: Connection) -> None:
        of = a_source(tx)
        first = an_entry(tx, of, guid="a")
        done = an_entry(tx, of, guid="b", outcome=Outcome.BACKFILL)
        version = an_entry(tx, of, guid="a")
        found = settled(tx)
        rows = {row.id: row for row in tx.execute(select(entry))}
        assert (rows[first].outcome, rows[first].due_at) == (Outcome.BASELINE, None)
        assert (rows[version].outcome, rows[version].due_at) == (Outcome.REVISED, None)
        assert rows[done].outcome == Outcome.BACKFILL
        assert found.entries == [version, first]

    database.write_here(work)


def test_sources_are_looked_at_anew_as_at_first(database: Database) -> None:
    def work(tx: Connection) -> None:
        id_ = a_source(tx)
        tx.execute(update(source).values(baseline_at=NOW, looked_at=NOW, due_at=NEXT, memo={"etag": "x"}))
        values = {"path": "p", "url": "u", "topic": "t", "secret": "s"}
        tx.execute(insert(hub).values(source_id=id_, state=HubState.ACTIVE, due_at=NEXT, **values))
        assert settled(tx).counts["sources"] == 1
        row = only(tx, source)
        assert (row.baseline_at, row.memo, row.due_at, row.looked_at) == (None, {}, LATER, NOW)
        assert only(tx, hub).due_at == LATER

    database.write_here(work)


def test_what_people_asked_is_not_answered_again_but_who_wants_no_more_is_heard(database: Database) -> None:
    def work(tx: Connection) -> None:
        by = a_sender(tx)
        for key, text in (("1", "/alert war"), ("2", "stop")):
            keep(tx, by, [NewEvent(key, "inbound", {"text": text})], NOW)
        keep(tx, by, [NewEvent("3", "receipt", {})], NOW)
        assert settled(tx).counts["events"] == 1
        rows = tx.execute(select(event).order_by(event.c.id)).all()
        assert [row.due_at for row in rows] == [None, NOW, NOW]
        assert rows[0].error == "restored"

    database.write_here(work)


def test_many_events_are_ended(database: Database) -> None:
    def work(tx: Connection) -> None:
        keep(tx, a_sender(tx), [NewEvent(str(number), "inbound", {}) for number in range(1200)], NOW)
        settled(tx)
        assert tx.execute(select(event.c.id).where(event.c.due_at.is_not(None))).all() == []

    database.write_here(work)


def test_digests_come_at_the_next_hour_and_tell_nothing_from_before(database: Database) -> None:
    def work(tx: Connection) -> None:
        wanting, late, none = (a_subscriber(tx) for _one in range(3))
        wish = Wish(digest=DigestDays.DAILY)
        subscribers.wish(tx, wanting.id, wish, NEXT + HOUR)
        subscribers.wish(tx, late.id, wish, NOW)
        found = settled(tx)
        due = dict(tx.execute(select(subscriber.c.id, subscriber.c.digest_due_at)).all())
        assert due == {wanting.id: NEXT + HOUR, late.id: NEXT, none.id: None}
        assert found.counts["digests"] == 1
        rows = digests.due(tx, NEXT, 9)
        assert [(row.reader.id, row.since) for row in rows] == [(late.id, LATER)]
        assert {row.subscriber_id for row in tx.execute(select(digest))} == {wanting.id, late.id}

    database.write_here(work)


def test_digests_by_several_wishes_each_come_at_their_hour(database: Database) -> None:
    def work(tx: Connection) -> None:
        people = [a_subscriber(tx) for _one in range(2)]
        for who, at in zip(people, (60, 120), strict=True):
            subscribers.wish(tx, who.id, Wish(digest=DigestDays.DAILY, digest_at=at), NOW)
        aftermath.settle(
            tx,
            Bearings(
                NOW, LATER, lambda _kind, _body: False, lambda wish: NEXT + timedelta(minutes=wish.digest_at)
            ),
        )
        due = tx.scalars(select(subscriber.c.digest_due_at).order_by(subscriber.c.id)).all()
        assert due == [NEXT + HOUR, NEXT + 2 * HOUR]

    database.write_here(work)


def test_a_digest_that_waited_to_be_sent_is_dropped(database: Database) -> None:
    def work(tx: Connection) -> None:
        who, id_ = a_subscriber(tx), an_alert(tx)
        new = digests.NewDigest("2026-11-23T08:00", True, NOW, NOW, (id_,), {"kind": "digest"})
        digests.write(tx, who.id, new, (), NOW)
        settled(tx)
        carrying = tx.scalar(select(digest.c.delivery_id).where(digest.c.slot == new.slot))
        assert tx.scalar(select(delivery.c.state).where(delivery.c.id == carrying)) == DeliveryState.DROPPED

    database.write_here(work)


def test_all_is_halted_and_written_down(database: Database) -> None:
    def work(tx: Connection) -> None:
        id_ = an_alert(tx)
        a_crowd(tx, id_, 2)
        found = settled(tx)
        assert halts.find(tx) == halts.Halt(LATER, None)
        standing = recovery.standing(tx)
        assert standing is not None
        assert (standing.taken_at, standing.restored_at, standing.findings) == (NOW, LATER, found)
        (act,) = audit.page(tx, 9)
        assert (act.who, act.act.what) == (audit.OPERATOR, "restore")
        assert list(audit.check(tx)) == []
        assert standstill.during(tx, id_, NOW, NEXT) == [standstill.Standstill(LATER, None, dropped=False)]

    database.write_here(work)


def test_a_halt_that_stood_in_the_backup_gives_way_to_this_one(database: Database) -> None:
    def work(tx: Connection) -> None:
        halts.begin(tx, a_subscriber(tx).id, NOW)
        settled(tx)
        assert halts.find(tx) == halts.Halt(LATER, None)

    database.write_here(work)


def test_an_empty_house_is_brought_to_rest(database: Database) -> None:
    assert database.write_here(settled).counts == {}


def test_what_is_done_twice_is_the_same(database: Database) -> None:
    """A backup that was taken before an owner said /resume is restored."""

    def work(tx: Connection) -> None:
        a_crowd(tx, an_alert(tx), 2)
        settled(tx)
        again = settled(tx, LATER + HOUR)
        assert again.counts == {}
        assert recovery.standing(tx).restored_at == LATER + HOUR  # type: ignore[union-attr]  # there is one

    database.write_here(work)
