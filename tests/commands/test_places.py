import pytest
from sqlalchemy import func, select

from bot.model import Address, Place, Role, SubscriberStatus
from bot.ports import Inbound, InboundKind
from bot.store import event as events
from bot.store import place as places
from bot.store.schema import event as event_table
from bot.store.schema import subscriber
from tests.chat import ANNA, BORIS, CHIEF, GROUP, Chat, data_of, words_of

CHANNEL = Address("telegram", "-1009999")
TOPIC = Address("telegram", "-1001234/45")
ADDED = InboundKind.ADDED
S = SubscriberStatus


def people(chat: Chat) -> int:
    count = select(func.count()).select_from(subscriber)
    return chat.database.read_here(lambda tx: tx.scalar(count)) or 0


def managed(chat: Chat, text: str, who: Address = ANNA, *, manages: bool = True) -> str:
    """Say something to the bot for a place, once Telegram was asked if one manages it."""
    said = Inbound(chat._key(), who, InboundKind.WROTE, text, language="en")
    chat.database.write_here(
        lambda tx: events.keep(tx, chat.senders["telegram"], chat.recorded(said), chat.now)
    )
    row = chat.vouched(said.key, manages=manages)
    return "\n".join(words_of(body.message) for body in chat._handled(row))


def test_a_group_that_lets_us_in_is_offered_alerts_and_gets_them_when_a_manager_asks(chat: Chat) -> None:
    (body,) = chat.at_place("", what=ADDED)
    assert data_of(body.message) == ["start", "topics"]
    assert chat.status(GROUP) is S.INVITED
    (body,) = chat.at_place("start", what=InboundKind.PRESSED)
    assert chat.status(GROUP) is S.ACTIVE
    chat.at_place("/topics culture")
    id_ = chat.alert("A headline")
    assert id_
    assert [state.value for state in chat.alert_states(GROUP)] == ["queued"]
    chat.at_place("/stop")
    assert chat.status(GROUP) is S.LEFT


@pytest.mark.parametrize("what", list(InboundKind)[:2])
def test_who_does_not_manage_a_group_is_not_answered_and_changes_nothing(
    chat: Chat, what: InboundKind
) -> None:
    before = people(chat)
    assert chat.at_place("/start", BORIS, what=what, managed=False) == []
    assert chat.at_place("", BORIS, what=ADDED, managed=False) == []
    assert people(chat) == before
    chat.at_place("", what=ADDED)
    chat.at_place("/start")
    assert chat.at_place("/stop", BORIS, what=what, managed=False) == []
    assert chat.status(GROUP) is S.ACTIVE


def test_what_is_said_in_a_group_waits_until_the_service_was_asked(chat: Chat) -> None:
    said = Inbound("k1", GROUP, InboundKind.WROTE, "/start", place=Place.GROUP, by=ANNA.id, managed=False)
    chat.database.write_here(
        lambda tx: events.keep(tx, chat.senders["telegram"], chat.recorded(said), chat.now)
    )
    assert chat.database.write_here(lambda tx: events.take(tx, chat.now, 9)) == []
    kinds = chat.database.read_here(lambda tx: tx.scalars(select(event_table.c.kind)).all())
    assert events.UNVOUCHED in kinds


def test_a_place_has_no_rights_and_a_group_learns_of_no_staff_command(chat: Chat) -> None:
    chat.at_place("", CHIEF, what=ADDED)
    for text in ("/alert The bridge is closed", "/subscribers", "/status", "/nothing"):
        assert chat.at_place(text, CHIEF) == []
    assert chat.person(GROUP).role is Role.READER


@pytest.mark.parametrize("name", ["mydata", "forget", "privacy", "link", "places"])
def test_what_is_a_persons_own_is_not_for_a_group(chat: Chat, name: str) -> None:
    chat.at_place("", what=ADDED)
    (body,) = chat.at_place(f"/{name}")
    assert "private chat" in words_of(body.message)


def test_a_topic_of_a_forum_is_a_place_of_its_own(chat: Chat) -> None:
    chat.at_place("", what=ADDED)
    assert chat.at_place("/topics", place=TOPIC) == [], "nobody has asked for alerts in this topic"
    chat.at_place("/start", place=TOPIC)
    chat.alert("A headline")
    assert [state.value for state in chat.alert_states(TOPIC)] == ["queued"]
    assert chat.alert_states(GROUP) == []


def test_a_group_that_puts_us_out_ends_with_all_its_topics(chat: Chat) -> None:
    for place in (GROUP, TOPIC):
        chat.at_place("/start", place=place)
    gone = Inbound("gone", GROUP, InboundKind.BLOCKED, place=Place.GROUP, by=ANNA.id)
    chat.hear(gone)
    assert [chat.status(place) for place in (GROUP, TOPIC)] == [S.LOST, S.LOST]


def test_a_channel_is_managed_from_the_private_chat_of_who_added_us(chat: Chat) -> None:
    chat.says("/start")
    (body,) = chat.at_place("", place=CHANNEL, kind=Place.CHANNEL, what=ADDED)
    number = chat.person(CHANNEL).id
    assert "What is to come there?" in words_of(body.message)
    assert data_of(body.message) == [f"places {number} start", "places"]
    assert "here" in managed(chat, f"/places {number} start")
    assert chat.status(CHANNEL) is S.ACTIVE
    managed(chat, f"/places {number} urgency breaking")
    assert chat.person(CHANNEL).urgency == "breaking"
    assert chat.person(ANNA).urgency == "all"
    shown = chat.say("/places")
    assert "The desk\u2069: active" in words_of(shown)
    assert data_of(shown) == [f"places {number}"]


def test_every_screen_of_a_place_stays_there_one_tap_from_all_places(chat: Chat) -> None:
    chat.says("/start")
    chat.at_place("", place=CHANNEL, kind=Place.CHANNEL, what=ADDED)
    number = chat.person(CHANNEL).id
    managed(chat, f"/places {number}")
    offered = chat.person(ANNA).menu
    assert offered[-1] == "places"
    assert all(data.startswith(f"places {number} settings ") for data in offered[:-1])
    assert max(len(data.encode()) for data in offered) <= 64


@pytest.mark.parametrize("rest", ["", " stop", " topics"])
def test_who_does_not_manage_a_place_learns_nothing_of_it(chat: Chat, rest: str) -> None:
    chat.says("/start")
    chat.at_place("", place=CHANNEL, kind=Place.CHANNEL, what=ADDED)
    chat.at_place("/start", place=CHANNEL, kind=Place.CHANNEL)
    number = chat.person(CHANNEL).id
    assert "You manage no place with that number" in managed(chat, f"/places {number}{rest}", manages=False)
    assert "You manage no place with that number" in managed(chat, f"/places {chat.person(ANNA).id}{rest}")
    assert chat.status(CHANNEL) is S.ACTIVE


def test_a_place_may_not_do_what_is_a_persons_own_by_the_back_door(chat: Chat) -> None:
    chat.says("/start")
    chat.at_place("", place=CHANNEL, kind=Place.CHANNEL, what=ADDED)
    number = chat.person(CHANNEL).id
    for name in ("forget yes", "mydata", "alert X", "grant 1 owner", "places 1", "link"):
        assert "private chat" in managed(chat, f"/places {number} {name}")
    assert chat.database.read_here(lambda tx: places.is_place(tx, chat.person(CHANNEL).id))


def test_without_a_place_the_way_to_one_is_told(chat: Chat) -> None:
    chat.says("/start")
    assert "to a channel as an administrator" in words_of(chat.say("/places"))
