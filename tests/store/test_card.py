"""The messages that show an alert at the desk."""

from sqlalchemy import Connection, update

from bot.model import AlertState, DeliveryId, DeliveryState, Role, SubscriberId
from bot.store import card as cards
from bot.store import delivery as deliveries
from bot.store.card import Face
from bot.store.schema import delivery
from tests.rows import NOW, a_sender, a_subscriber, an_alert


def queued(tx: Connection, who: SubscriberId) -> DeliveryId:
    return deliveries.queue_reply(tx, who, {"words": "x"}, NOW)


def arrived(tx: Connection, id_: DeliveryId, external_id: str) -> None:
    values = {"state": DeliveryState.SENT, "external_id": external_id}
    tx.execute(update(delivery).where(delivery.c.id == id_).values(values))


def test_a_message_is_known_for_what_it_shows_to_that_person(tx: Connection) -> None:
    anna, other = (a_subscriber(tx, role=Role.EDITOR) for _ in range(2))
    id_, by = an_alert(tx, state=AlertState.HELD), a_sender(tx)
    message = queued(tx, anna.id)
    cards.note(tx, Face(id_, "key"), anna.id, message)
    assert cards.shown(tx, anna.id, by, "") is None
    arrived(tx, message, "77")
    assert cards.shown(tx, anna.id, by, "77") == id_
    assert cards.shown(tx, other.id, by, "77") is None
    assert cards.shown(tx, anna.id, by, "78") is None


def test_what_replaces_a_card_is_a_change_of_it(tx: Connection) -> None:
    anna, id_ = a_subscriber(tx), an_alert(tx, state=AlertState.HELD)
    first = queued(tx, anna.id)
    cards.note(tx, Face(id_, "one"), anna.id, first)
    arrived(tx, first, "77")
    change = queued(tx, anna.id)
    cards.note(tx, Face(id_, "two"), anna.id, change, "77")
    (row,) = cards.of_alert(tx, id_)
    assert (row.delivery_id, row.change_id, row.face) == (first, change, "two")
    cards.note(tx, Face(id_, "three"), anna.id, queued(tx, anna.id), "another")
    assert [each.face for each in cards.of_alert(tx, id_)] == ["two", "three"]


def test_what_says_how_words_are_changed_follows_nothing(tx: Connection) -> None:
    anna, id_ = a_subscriber(tx), an_alert(tx, state=AlertState.HELD)
    message = queued(tx, anna.id)
    cards.note(tx, Face(id_, "", live=False), anna.id, message)
    arrived(tx, message, "78")
    assert not cards.of_alert(tx, id_)
    assert cards.shown(tx, anna.id, a_sender(tx), "78") == id_


def test_only_what_waits_is_rewritten(tx: Connection) -> None:
    anna = a_subscriber(tx)
    message = queued(tx, anna.id)
    assert cards.rewrite(tx, message, {"words": "y"})
    found = cards.message(tx, message)
    assert found is not None
    assert (found.state, found.external_id) == (DeliveryState.QUEUED, "")
    arrived(tx, message, "77")
    assert not cards.rewrite(tx, message, {"words": "z"})
    assert cards.message(tx, None) is None


def test_a_channel_can_change_what_it_sent_or_not(tx: Connection) -> None:
    assert cards.can_be_changed(tx, a_subscriber(tx))
    assert not cards.can_be_changed(tx, a_subscriber(tx, channel="whatsapp"))


def test_a_card_notes_what_it_shows(tx: Connection) -> None:
    anna, id_ = a_subscriber(tx), an_alert(tx, state=AlertState.HELD)
    cards.note(tx, Face(id_, "one"), anna.id, queued(tx, anna.id))
    (row,) = cards.of_alert(tx, id_)
    change = cards.send(tx, row, {"words": "y"}, NOW)
    cards.shows(tx, row, "two", change)
    (row,) = cards.of_alert(tx, id_)
    assert (row.face, row.change_id) == ("two", change)
