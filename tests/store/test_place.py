from sqlalchemy import Connection

from bot.model import Address, Place
from bot.store import place
from tests.rows import NOW, a_subscriber

LEA = Address("telegram", "7")


def test_places_are_listed_for_who_added_them_last(tx: Connection) -> None:
    one, other, person = (a_subscriber(tx, address=where) for where in ("-100", "-200", "9"))
    place.note(tx, one.id, Place.GROUP, "8", NOW)
    place.note(tx, other.id, Place.CHANNEL, LEA.id, NOW)
    place.note(tx, one.id, Place.GROUP, LEA.id, NOW)
    assert [found.id for found in place.added_by(tx, LEA)] == [one.id, other.id]
    assert place.added_by(tx, Address("telegram", "8")) == []
    assert place.added_by(tx, Address("whatsapp", LEA.id)) == []
    assert (place.is_place(tx, one.id), place.is_place(tx, person.id)) == (True, False)


def test_the_topics_of_a_forum_are_in_its_chat_and_other_chats_are_not(tx: Connection) -> None:
    whole, topic = (a_subscriber(tx, address=where) for where in ("-100", "-100/45"))
    a_subscriber(tx, address="-1001")
    assert [found.id for found in place.in_chat(tx, Address("telegram", "-100"))] == [whole.id, topic.id]
