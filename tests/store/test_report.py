from datetime import timedelta

from sqlalchemy import Connection

from bot.store import report
from tests.rows import NOW, a_subscriber

DAY = timedelta(days=1)
LEASE = timedelta(minutes=2)


def test_a_report_is_taken_by_one_and_given_back_after_the_lease(tx: Connection) -> None:
    who = a_subscriber(tx).id
    assert not report.any_due(tx, NOW)
    report.ask(tx, who, NOW - DAY, NOW, NOW)
    assert report.any_due(tx, NOW)
    row = report.take(tx, NOW, LEASE)
    assert row is not None
    assert (row.subscriber_id, row.since, row.until, row.weekly) == (who, NOW - DAY, NOW, False)
    assert report.take(tx, NOW, LEASE) is None
    assert report.take(tx, NOW + LEASE, LEASE) == row  # its maker died
    assert report.done(tx, row.id)
    assert not report.done(tx, row.id)  # of two who drew it one tells it


def test_of_several_that_one_person_waits_for_the_last_is_made(tx: Connection) -> None:
    who, other = a_subscriber(tx).id, a_subscriber(tx).id
    report.ask(tx, who, NOW - DAY, NOW, NOW)
    report.ask_weekly(tx, [who], (NOW - 9 * DAY, NOW - 2 * DAY), NOW)
    report.ask(tx, other, NOW - DAY, NOW, NOW)
    report.ask(tx, who, NOW - 7 * DAY, NOW, NOW)
    found = []
    while row := report.take(tx, NOW, LEASE):
        found.append((row.subscriber_id, (NOW - row.since).days, row.weekly))
    assert sorted(found) == sorted([(who, 9, True), (other, 1, False), (who, 7, False)])


def test_a_week_turns_once(tx: Connection) -> None:
    assert report.due_at(tx) is None
    report.plan(tx, NOW)
    report.plan(tx, NOW + DAY)
    assert report.due_at(tx) == NOW
    assert report.turn(tx, NOW, NOW + 7 * DAY)
    assert not report.turn(tx, NOW, NOW + 7 * DAY)  # another replica, a moment later
    report.unplan(tx)
    assert report.due_at(tx) is None
