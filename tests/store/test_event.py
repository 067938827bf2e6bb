from datetime import timedelta

from sqlalchemy import Connection, select

from bot.store import event
from bot.store.event import NewEvent
from bot.store.schema import event as table
from tests.rows import NOW, a_sender

SECOND = timedelta(seconds=1)


def keep(tx: Connection, *keys: str, channel: str = "telegram") -> int:
    events = [NewEvent(key, "inbound", {"text": f"<{key}> שלום"}) for key in keys]
    return event.keep(tx, a_sender(tx, channel), events, NOW)


def test_an_event_is_stored_once_by_its_key_within_its_sender(tx: Connection) -> None:
    assert keep(tx, "1", "2", "1") == 2
    assert keep(tx, "2", "3") == 1
    assert keep(tx, "1", channel="whatsapp") == 1
    assert keep(tx) == 0
    rows = event.claim(tx, NOW, 60, 10)
    assert [row.body["text"][:3] for row in rows] == ["<1>", "<2>", "<3>", "<1>"]


def test_claim_gives_events_in_the_order_in_which_they_came(tx: Connection) -> None:
    keep(tx, "b", "a", "c")
    first = event.claim(tx, NOW, 60, 2)
    assert [(row.body["text"], row.kind, row.tries) for row in first] == [
        ("<b> שלום", "inbound", 1),
        ("<a> שלום", "inbound", 1),
    ]
    assert [row.body["text"] for row in event.claim(tx, NOW, 60, 2)] == ["<c> שלום"]
    assert event.claim(tx, NOW, 60, 2) == []


def test_a_claimed_event_is_given_back_after_its_lease_with_another_try(tx: Connection) -> None:
    keep(tx, "1")
    event.claim(tx, NOW, 60, 1)
    assert event.claim(tx, NOW + 59 * SECOND, 60, 1) == []
    (again,) = event.claim(tx, NOW + 60 * SECOND, 60, 1)
    assert (again.tries, again.received_at, again.sender_id) == (2, NOW, a_sender(tx))


def test_an_event_is_handled_once_and_never_claimed_after(tx: Connection) -> None:
    keep(tx, "1")
    (row,) = event.claim(tx, NOW, 60, 1)
    assert event.finish(tx, row.id, "no such command " * 40)
    assert not event.finish(tx, row.id)
    assert event.claim(tx, NOW + timedelta(days=1), 60, 1) == []
    assert len(tx.scalars(select(table.c.error)).one()) == 300
    assert keep(tx, "1") == 0


def test_an_event_put_off_comes_back_at_its_moment_and_says_why(tx: Connection) -> None:
    keep(tx, "1")
    (row,) = event.claim(tx, NOW, 60, 1)
    event.later(tx, row.id, NOW + 5 * SECOND, "it went wrong " * 40)
    assert event.claim(tx, NOW + 4 * SECOND, 60, 1) == []
    assert event.claim(tx, NOW + 5 * SECOND, 60, 1)[0].tries == 2
    assert len(tx.scalars(select(table.c.error)).one()) == 300
