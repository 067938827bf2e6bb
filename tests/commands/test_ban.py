import pytest
from sqlalchemy import select

from bot.model import DeliveryState, Priority, Role, SubscriberStatus
from bot.store import claim
from bot.store import subscriber as subscribers
from bot.store.people_tables import ban
from bot.store.schema import delivery
from tests.chat import ANNA, BORIS, CHIEF, GROUP, Chat, data_of, words_of
from tests.commands.test_link import joined


def banned(chat: Chat, who=ANNA) -> int:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- an address
    id_ = chat.person(who).id
    chat.presses(f"ban {id_} yes", CHIEF)
    assert chat.person(who).banned_at is not None
    return id_


def test_a_person_is_banned_after_a_confirmation_and_gets_nothing(chat: Chat) -> None:
    chat.says("/start", ANNA, name="Anna")
    first = chat.alert()
    id_ = chat.person(ANNA).id
    question = chat.say(f"/ban #{id_}", CHIEF)
    assert "Anna" in words_of(question)
    assert chat.person(ANNA).banned_at is None
    yes, _cancel = data_of(question)
    (body,) = chat.presses(yes, CHIEF)
    assert "banned" in words_of(body.message)
    assert chat.alert_states() == [DeliveryState.DROPPED]
    second = chat.alert("Another headline")
    assert second > first
    assert chat.alert_states() == [DeliveryState.DROPPED]  # the second was not laid
    assert chat.status() is SubscriberStatus.ACTIVE  # what they chose is as it was


@pytest.mark.parametrize("words", ["/start", "hello?", "/menu", "/topics", "When does it come back?"])
def test_who_is_banned_is_not_answered(chat: Chat, words: str) -> None:
    chat.says("/start")
    banned(chat)
    assert chat.says(words) == []
    assert chat.presses("topics toggle monde") == []
    assert "monde" in chat.chosen()


def test_who_is_banned_can_leave_and_see_what_is_kept(chat: Chat) -> None:
    chat.says("START", BORIS)
    banned(chat, BORIS)
    assert "Topics:" in words_of(chat.say("mydata", BORIS))
    assert "no more alerts" in words_of(chat.say("STOP", BORIS))
    query = select(delivery.c.state).order_by(delivery.c.id.desc()).limit(1)
    assert chat.database.read_here(lambda tx: tx.scalar(query)) == DeliveryState.QUEUED
    assert chat.status(BORIS) is SubscriberStatus.LEFT
    assert chat.says("START", BORIS) == []
    assert chat.status(BORIS) is SubscriberStatus.LEFT


def test_an_undone_ban_leaves_no_trace_but_what_happened_meanwhile(chat: Chat) -> None:
    chat.says("/start")
    id_ = banned(chat)
    (body,) = chat.presses(f"ban {id_} undo", CHIEF)
    assert "No longer banned" in words_of(body.message)
    assert chat.person(ANNA).listens
    chat.alert()
    assert chat.alert_states() == [DeliveryState.QUEUED]
    assert "not banned" in words_of(chat.say(f"/ban {id_} undo", CHIEF))


def test_two_admins_at_once_ban_once(chat: Chat) -> None:
    chat.says("/start")
    id_ = banned(chat)
    assert "banned already" in words_of(chat.say(f"/ban {id_} yes", CHIEF))
    assert "banned already" in words_of(chat.say(f"/ban {id_}", CHIEF))


def test_a_forgotten_address_stays_banned_and_can_be_let_in_again(chat: Chat) -> None:
    chat.says("/start", ANNA, name="Anna")
    first = banned(chat)
    (question,) = chat.says("/forget")
    (done,) = chat.presses(data_of(question)[0])
    assert "erased" in words_of(done.message)
    assert chat.says("/start") == []
    again = chat.person(ANNA)
    assert again.id != first
    assert again.banned_at is not None
    stored = chat.database.read_here(lambda tx: tx.execute(select(ban)).one())
    assert ANNA.id not in str(stored)
    chat.presses(f"ban {again.id} undo", CHIEF)
    chat.says("/start")
    assert chat.person(ANNA).listens
    assert chat.database.read_here(lambda tx: tx.execute(select(ban)).all()) == []


def test_a_newcomer_is_not_taken_for_who_was_banned(chat: Chat) -> None:
    chat.says("/start", ANNA)
    banned(chat)
    chat.presses("forget yes")
    chat.says("START", BORIS)
    assert chat.person(BORIS).listens


def test_nobody_bans_an_equal_a_superior_or_themselves(chat: Chat) -> None:
    chat.says("/menu", CHIEF)
    chat.appoint(BORIS, Role.ADMIN)
    chat.appoint(ANNA, Role.ADMIN)
    for who in (ANNA, BORIS, CHIEF):
        chat.says(f"/ban {chat.person(who).id} yes", BORIS)
        assert chat.person(who).banned_at is None


def test_an_editor_who_is_banned_is_one_no_more(chat: Chat) -> None:
    chat.appoint(ANNA, Role.EDITOR)
    banned(chat)
    assert chat.person(ANNA).role is Role.READER
    assert chat.says("/status") == []


def test_a_ban_is_of_all_phones_of_a_person(chat: Chat) -> None:
    joined(chat)
    banned(chat, BORIS)
    assert chat.person(ANNA).banned_at is not None
    chat.alert()
    assert chat.alert_states(ANNA) == chat.alert_states(BORIS) == []
    chat.presses(f"ban {chat.person(ANNA).id} undo", CHIEF)
    assert chat.person(BORIS).banned_at is None


def test_an_owner_of_the_settings_is_let_in_whatever_stands_in_the_rows(chat: Chat) -> None:
    chat.says("/menu", CHIEF)
    id_ = chat.person(CHIEF).id
    chat.database.write_here(lambda tx: subscribers.change(tx, id_, banned_at=chat.now, role=Role.READER))
    assert chat.says("/status", CHIEF)
    assert (chat.person(CHIEF).role, chat.person(CHIEF).banned_at) == (Role.OWNER, None)


def test_a_place_and_its_manager_can_be_banned(chat: Chat) -> None:
    chat.says("/start", ANNA)
    chat.at_place("/start")
    assert chat.person(GROUP).listens
    banned(chat)
    assert chat.at_place("/stop", ANNA) == []  # the place is its own: another manager may end it
    assert chat.at_place("/latest", BORIS)
    banned(chat, GROUP)
    assert chat.at_place("/latest", BORIS) == []


def test_words_of_others_do_not_reach_who_is_banned(chat: Chat) -> None:
    chat.says("/start")
    id_ = banned(chat)
    chat.says(f"/grant {id_} editor", CHIEF)
    query = select(delivery.c.state).where(delivery.c.subscriber_id == id_, delivery.c.alert_id.is_(None))
    states = set(chat.database.read_here(lambda tx: tx.scalars(query).all()))
    assert DeliveryState.QUEUED not in states


def test_what_is_due_to_who_was_banned_at_the_same_moment_is_not_sent(chat: Chat) -> None:
    """A replica may have laid a delivery that the ban did not see: the claim asks once more."""
    chat.says("/start")
    chat.alert()
    id_ = chat.person(ANNA).id
    chat.database.write_here(lambda tx: subscribers.change(tx, id_, banned_at=chat.now))
    lane = claim.Lane(chat.senders["telegram"], 1.0, 30.0)
    taken = chat.database.write_here(lambda tx: claim.take(tx, lane, chat.now, 50))
    assert not [row for row in taken if row.subscriber.id == id_ and row.priority is not Priority.REPLY]
    assert chat.alert_states() == [DeliveryState.DROPPED]


def test_the_banned_are_listed(chat: Chat) -> None:
    assert "Nobody is banned" in words_of(chat.say("/ban", CHIEF))
    chat.says("/start", ANNA, name="Anna")
    id_ = banned(chat)
    shown = chat.say("/ban", CHIEF)
    assert "Anna" in words_of(shown)
    assert data_of(shown) == [f"subscribers #{id_}"]


@pytest.mark.parametrize("args", ["anna", "99999999999", "9" * 40, "-1", "1.5"])
def test_what_names_nobody_is_answered_with_where_to_look(chat: Chat, args: str) -> None:
    assert "/subscribers" in words_of(chat.say(f"/ban {args}", CHIEF))
