from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from bot.store import event as events
from bot.store import old_event as old
from bot.store.event import NewEvent
from bot.store.schema import event
from tests.rows import NOW, a_sender

DAY = timedelta(days=1)
MONTH = 30 * DAY


def heard(
    tx: Connection, key: str, at: datetime = NOW, *, kind: str = "inbound", handled: bool = True
) -> None:
    events.keep(tx, a_sender(tx), [NewEvent(key, kind, {"text": key}, key)], at)
    if handled:
        (row,) = [one for one in events.take(tx, at, 99) if one.body["text"] == key]
        events.finish(tx, row.id)


def walk(
    tx: Connection,
    now: datetime,
    letters: timedelta = MONTH,
    others: timedelta | None = MONTH,
    most: int = 99,
) -> list[int]:
    gone, after = [], 0
    for _ in range(100):
        done = old.erase(tx, now, letters, others, after, most)
        gone.append(done.gone)
        if done.after_id is None:
            return gone
        after = done.after_id
    raise AssertionError("the walk has no end")


def keys(tx: Connection) -> list[str]:
    return list(tx.scalars(select(event.c.key).order_by(event.c.id)))


def test_handled_events_go_when_they_are_old_and_others_stay(tx: Connection) -> None:
    heard(tx, "waits", handled=False)
    heard(tx, "old")
    heard(tx, "receipt", kind="receipt")
    heard(tx, "new", NOW + DAY)
    assert walk(tx, NOW + MONTH) == [0]
    assert walk(tx, NOW + MONTH + timedelta(hours=1)) == [2]
    assert keys(tx) == ["waits", "new"]


def test_no_more_are_looked_at_in_a_step_than_is_said(tx: Connection) -> None:
    for number in range(4):
        heard(tx, str(number))
    assert walk(tx, NOW + 2 * MONTH, most=2) == [2, 1]
    assert keys(tx) == ["3"]


def test_each_kind_has_a_span_of_its_own_and_for_ever_is_one(tx: Connection) -> None:
    for number in range(5):
        heard(tx, f"said {number}")
        heard(tx, f"told {number}", kind="receipt")
    heard(tx, "new", NOW + 9 * MONTH)
    assert sum(walk(tx, NOW + 9 * MONTH, others=None, most=3)) == 5
    assert {one.partition(" ")[0] for one in keys(tx)} == {"told", "new"}
    assert sum(walk(tx, NOW + 9 * MONTH, letters=10 * MONTH, others=7 * DAY, most=3)) == 5
    assert keys(tx) == ["new"]


def test_a_letter_with_a_short_span_loses_its_words_and_keeps_its_key_while_hooks_may_come_again(
    tx: Connection,
) -> None:
    heard(tx, "secret")
    heard(tx, "last", NOW + MONTH)
    assert walk(tx, NOW + 2 * DAY, letters=DAY) == [1]
    row = tx.execute(select(event).where(event.c.key == "secret")).one()
    assert (row.body, row.about) == ({}, "")
    assert walk(tx, NOW + 2 * DAY, letters=DAY) == [0]
    assert events.keep(tx, a_sender(tx), [NewEvent("secret", "inbound", {"text": "secret"})], NOW) == 0
    assert walk(tx, NOW + 8 * DAY, letters=DAY) == [1]
    assert keys(tx) == ["last"]


def test_the_last_event_of_all_keeps_its_number(tx: Connection) -> None:
    heard(tx, "only")
    assert (walk(tx, NOW + 9 * MONTH), keys(tx)) == ([0], ["only"])
