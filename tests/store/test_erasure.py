from datetime import timedelta

from sqlalchemy import Connection, Row, insert, select

from bot.model import Address, DeliveryId, Priority, Role, Subscriber, SubscriberStatus
from bot.receipt import ReceiptFault
from bot.store import batch as batches
from bot.store import census, erasure, subscriber
from bot.store import consent as consents
from bot.store import delivery as deliveries
from bot.store import event as events
from bot.store import receipt as receipts
from bot.store.event import NewEvent
from bot.store.schema import delivery, event, fault
from bot.store.schema import subscriber as table
from tests.rows import NOW, a_sender, a_subscriber, an_alert

MINUTE = timedelta(minutes=1)
YEAR = timedelta(days=365)


def digest(address: Address, salt: str) -> str:
    return str(hash((address, salt)))


def begun(tx: Connection, who: Subscriber) -> bool:
    return erasure.begin(tx, who, NOW, NOW + YEAR, digest)


def stored(tx: Connection, who: Subscriber) -> Row[tuple[object, ...]]:
    return tx.execute(select(table).where(table.c.id == who.id)).one()


def theirs(tx: Connection, who: Subscriber) -> list[Row[tuple[object, ...]]]:
    query = select(delivery).where(delivery.c.subscriber_id == who.id).order_by(delivery.c.id)
    return list(tx.execute(query))


def heard(tx: Connection, who: Subscriber, text: str, *, handled: bool = True) -> None:
    by = a_sender(tx, who.address.channel)
    events.keep(tx, by, [NewEvent(f"{who.id} {text}", "inbound", {"text": text}, who.address.id)], NOW)
    if handled:
        for row in events.take(tx, NOW, 99):
            events.finish(tx, row.id)


def test_the_first_step_takes_all_but_the_address(tx: Connection) -> None:
    reader = a_subscriber(tx, name="Anna", role=Role.EDITOR, silent=True, heard_at=NOW)
    heard(tx, reader, "hello")
    assert begun(tx, reader)
    row = stored(tx, reader)
    assert (row.name, row.role, row.silent, row.menu) == ("", Role.READER, False, [])
    assert (row.status, row.left_at, row.address) == (SubscriberStatus.FORGOTTEN, NOW, reader.address.id)
    assert row.last_heard_at == NOW  # the answer needs the window
    assert subscriber.chosen(tx, reader.id) == frozenset()
    assert consents.history(tx, reader.id) == []
    kept = tx.execute(select(event.c.body, event.c.about, event.c.key)).one()
    assert tuple(kept) == ({}, "", f"{reader.id} hello")  # by the key a repeated hook is known


def test_what_was_written_after_it_and_is_not_handled_yet_is_left_for_somebody_new(tx: Connection) -> None:
    reader = a_subscriber(tx)
    heard(tx, reader, "START", handled=False)
    begun(tx, reader)
    assert tx.scalar(select(event.c.body)) == {"text": "START"}


def test_the_first_step_ends_what_waits_or_is_in_doubt_and_leaves_what_is_being_sent(tx: Connection) -> None:
    reader = a_subscriber(tx)
    for state in ("queued", "unknown", "sending", "sent"):
        deliveries.queue_reply(tx, reader.id, {"state": state}, NOW)
        last = theirs(tx, reader)[-1].id
        tx.execute(delivery.update().where(delivery.c.id == last).values(state=state, error="of them"))
    begun(tx, reader)
    assert [(row.state, row.body, row.error) for row in theirs(tx, reader)] == [
        ("dropped", None, ""),
        ("dropped", None, ""),
        ("sending", {"state": "sending"}, "of them"),
        ("sent", None, ""),
    ]


def test_the_second_step_waits_for_the_answer_and_not_for_ever(tx: Connection) -> None:
    reader, other = a_subscriber(tx), a_subscriber(tx)
    for one in (reader, other):
        begun(tx, one)
        deliveries.queue_reply(tx, one.id, {}, NOW)
    assert erasure.finish_due(tx, NOW, 9) == 0
    tx.execute(delivery.update().where(delivery.c.subscriber_id == other.id).values(state="sent"))
    assert erasure.finish_due(tx, NOW, 9) == 1
    assert stored(tx, other).address == f"forgotten-{other.id}"
    assert stored(tx, reader).address == reader.address.id
    assert erasure.finish_due(tx, NOW + erasure.ANSWER_LIFE, 9) == 1
    assert [row.state for row in theirs(tx, reader)] == ["dropped"]
    assert erasure.finish_due(tx, NOW + YEAR, 9) == 0


def test_the_second_step_takes_the_channels_ids_and_faults_and_leaves_the_figures(tx: Connection) -> None:
    reader = a_subscriber(tx, heard_at=NOW)
    batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW)
    (row,) = theirs(tx, reader)
    receipts.note(tx, DeliveryId(row.id), "SM1", ReceiptFault.OTHER, NOW)
    tx.execute(delivery.update().values(state="sent", external_id="SM1", sent_at=NOW))
    begun(tx, reader)
    erasure.finish_at(tx, reader.address)
    (row,) = theirs(tx, reader)
    assert (row.state, row.external_id, row.sent_at) == ("sent", "", NOW)
    assert tx.execute(select(fault)).all() == []
    person = stored(tx, reader)
    assert (person.last_heard_at, person.joined_at, person.language) == (None, NOW, "en")


def test_the_second_step_is_for_those_alone_who_asked(tx: Connection) -> None:
    reader = a_subscriber(tx)
    erasure.finish_at(tx, reader.address)
    erasure.finish_at(tx, Address("telegram", "nobody"))
    assert erasure.finish_due(tx, NOW + YEAR, 9) == 0
    assert subscriber.find(tx, reader.id) == reader


def test_who_is_erased_is_to_be_scrubbed_until_that_is_noted(tx: Connection) -> None:
    reader = a_subscriber(tx)
    begun(tx, reader)
    assert erasure.unscrubbed(tx) == []
    erasure.finish_at(tx, reader.address)
    assert erasure.unscrubbed(tx) == [reader.id]
    erasure.scrubbed(tx, [reader.id])
    assert erasure.unscrubbed(tx) == []


def test_what_staff_asked_and_read_of_a_person_loses_its_words_and_nothing_else_does(tx: Connection) -> None:
    reader = a_subscriber(tx, name="Élodie Cohen-Lévy", address="100200300")
    chief = a_subscriber(tx, role=Role.OWNER, name="Chief")
    friend = a_subscriber(tx)
    asked = ("/subscribers élodie", "/subscribers LÉVY", "/subscribers 100200300", "/status")
    for text in asked:
        heard(tx, chief, text)
    heard(tx, friend, "Élodie is my friend")
    rows = [
        {"subscriber_id": who, "body": {"lines": [words]}, "state": state}
        for who, words, state in (
            (chief.id, "#1 Élodie Cohen-Lévy", "sent"),
            (chief.id, "all is well", "sent"),
            (chief.id, "Cohen waits", "queued"),
            (friend.id, "Cohen", "sent"),
        )
    ]
    common = {"sender_id": a_sender(tx), "priority": 0, "due_at": NOW, "created_at": NOW}
    tx.execute(insert(delivery), [row | common for row in rows])
    begun(tx, reader)
    bodies = list(tx.scalars(select(event.c.body).order_by(event.c.id)))
    assert bodies == [{}, {}, {}, {"text": "/status"}, {"text": "Élodie is my friend"}]
    left = select(delivery.c.body.is_not(None)).order_by(delivery.c.id)
    assert [bool(one) for one in tx.scalars(left)] == [False, True, True, True]


def test_a_late_failure_brings_no_status_back(tx: Connection) -> None:
    reader = a_subscriber(tx)
    begun(tx, reader)
    subscriber.end(tx, reader.id, SubscriberStatus.LOST, NOW + MINUTE)
    assert stored(tx, reader).status == SubscriberStatus.FORGOTTEN
    assert consents.history(tx, reader.id) == []


def test_who_is_forgotten_is_found_by_no_search_and_told_nothing(tx: Connection) -> None:
    chief = a_subscriber(tx, role=Role.OWNER, address="100200300")
    begun(tx, chief)
    assert census.count(tx, "100200300") == 0
    assert subscriber.with_role(tx, Role.READER) == []
