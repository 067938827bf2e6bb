from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.inbox import handle, recall, record
from bot.model import (
    Address,
    DeliveryState,
    EventId,
    Priority,
    ReceiptFault,
    ReceiptStatus,
    Role,
    SenderId,
    SubscriberStatus,
)
from bot.ports import Event, Inbound, InboundKind, Receipt
from bot.rules.window import Terms
from bot.store import claim as claims
from bot.store import delivery as deliveries
from bot.store import event as events
from bot.store.database import Database
from bot.store.event import EventRow
from bot.store.schema import delivery, event
from bot.texts import languages
from tests.chat import ALL, ANNA, BORIS, CHIEF, Chat, data_of, labels_of, words_of


@pytest.fixture
def chat(database: Database, now: datetime) -> Chat:
    return Chat(database, now)


@pytest.mark.parametrize(
    "one",
    [
        Inbound("1", ANNA, InboundKind.PRESSED, "topics", "Anna", "fr", "cb", "12"),
        Inbound("2", BORIS, InboundKind.BLOCKED),
        Receipt("3", "SM1", ReceiptStatus.FAILED, None, "63016", ReceiptFault.WINDOW_CLOSED),
    ],
)
def test_an_event_comes_back_from_the_store_as_it_went_in(chat: Chat, one: Event) -> None:
    assert recall(chat.store(one, "telegram")) == one


def test_recording_names_each_event_by_its_key_and_kind() -> None:
    inbound, receipt = record([Inbound("a", ANNA, InboundKind.WROTE), Receipt("b", "1", ReceiptStatus.SENT)])
    assert (inbound.key, inbound.kind) == ("a", "inbound")
    assert (receipt.key, receipt.kind) == ("b", "receipt")


def test_a_newcomer_is_answered_in_their_language_or_the_newsrooms_first(chat: Chat) -> None:
    cases = {"fr-CA": "fr", "iw": "he", "en": "en", "xx": "fr", "": "fr"}
    for number, (tag, spoken) in enumerate(cases.items()):
        who = Address("telegram", f"7000{number}")
        assert chat.say("hm", who, tag).language == spoken
        assert chat.person(who).language == spoken


def test_a_newcomer_who_asks_something_is_greeted_but_not_subscribed(chat: Chat) -> None:
    reply = chat.say("Bonjour, que faites-vous ?", language="fr")
    assert "Le Fil" in words_of(reply)
    assert data_of(reply)[0] == "start"
    assert chat.status() is SubscriberStatus.INVITED
    assert chat.chosen() == set()


def test_a_stop_word_ends_alerts_and_is_confirmed_once(chat: Chat) -> None:
    for number, text in enumerate(("STOP", "Arrêt !", "עצור", "إلغاء", "🛑 stop", "/stop", "/arret")):
        who = Address("whatsapp", f"+3361000000{number}")
        chat.says("/start", who)
        assert len(chat.says(text, who)) == 1, text
        assert chat.status(who) is SubscriberStatus.LEFT, text
        assert chat.says(text, who) == [], text


def test_a_sentence_with_a_stop_word_ends_nothing(chat: Chat) -> None:
    chat.says("/start")
    for text in ("stop the war now", "don't stop", "/cancel", "arrêt de bus"):
        assert len(chat.says(text)) == 1, text
        assert chat.status() is SubscriberStatus.ACTIVE, text


def test_a_start_word_subscribes_on_either_channel(chat: Chat) -> None:
    cases = {
        "START": set(ALL),
        "התחל": set(ALL),
        "START israel": {"israel"},
        "start Israël": {"israel"},
        "/start@tocsin_bot monde": {"monde"},
        "התחל תרבות": {"culture"},
    }
    for number, (text, topics) in enumerate(cases.items()):
        for channel in ("telegram", "whatsapp"):
            who = Address(channel, f"+3361000000{number}")
            chat.says(text, who)
            assert chat.status(who) is SubscriberStatus.ACTIVE, text
            assert chat.chosen(who) == topics, text


def test_a_sentence_that_begins_with_start_subscribes_to_nothing(chat: Chat) -> None:
    chat.says("start making sense")
    assert chat.status() is SubscriberStatus.INVITED


def test_plain_words_stand_for_commands(chat: Chat) -> None:
    cases = (
        ("AIDE", "fr", "Ce que je sais faire"),
        ("עזרה", "he", "מה אפשר לבקש"),
        ("help", "en", "What I can do"),
        ("תפריט", "he", "תפריט"),
        ("Thèmes", "fr", "Vos thèmes"),
        ("/aide", "fr", "Ce que je sais faire"),
    )
    for number, (text, language, title) in enumerate(cases):
        who = Address("whatsapp", f"+3361000000{number}")
        assert chat.say(text, who, language).headline == title


def test_a_number_presses_the_button_of_that_number(chat: Chat) -> None:
    chat.says("/start israel", BORIS)
    chat.says("/topics", BORIS)
    chat.says("2", BORIS)
    assert chat.chosen(BORIS) == {"israel", "monde"}


def test_a_number_that_is_not_in_the_menu_gets_the_menu(chat: Chat) -> None:
    chat.says("/start", BORIS)
    chat.says("/topics", BORIS)
    assert "stop" in data_of(chat.say("9", BORIS))
    assert chat.chosen(BORIS) == set(ALL)


def test_the_menu_stays_until_another_one_is_offered(chat: Chat) -> None:
    chat.says("/start israel", BORIS)
    chat.says("/topics", BORIS)
    chat.says("/help", BORIS)
    chat.says("1", BORIS)
    assert chat.chosen(BORIS) == set()


def test_a_press_is_answered_exactly_once_and_changed_in_place(chat: Chat) -> None:
    chat.says("/start")
    (body,) = chat.presses("topics toggle monde")
    assert (body.answering, body.replaces) == ("callback-1", "77")
    chat.appoint(ANNA, Role.EDITOR)
    preview, question = chat.presses("alert A headline")
    assert (preview.answering, question.answering) == ("callback-1", "")
    assert (preview.replaces, question.replaces) == ("", "")


def test_every_press_gets_an_answer(chat: Chat) -> None:
    chat.says("/start")
    for data in ("topics", "nonsense", "", "topics toggle gone", "/menu", "latest", "stop", "stop", "help"):
        assert [body.answering for body in chat.presses(data)] == ["callback-1"], data


def test_a_reader_who_tries_a_staff_command_changes_nothing(chat: Chat) -> None:
    chat.says("/start")
    for text in ("/alert Hello", "/addsource https://example.org/feed", "/remove 1 yes", "/pause 1"):
        assert len(chat.says(text)) == 1
    assert chat.alert_states() == []
    assert "No source" in words_of(chat.say("/sources", CHIEF))


def test_an_unknown_command_is_answered_with_the_nearest_one(chat: Chat) -> None:
    assert "/topics" in words_of(chat.say("/topcis"))
    assert "/status" not in words_of(chat.say("/statsu"))
    assert "/sources" in words_of(chat.say("/sourcse", CHIEF))
    far = words_of(chat.say("/xyzzy"))
    assert "/xyzzy" in far
    assert "/help" in far


def test_an_unknown_command_is_named_as_it_was_written(chat: Chat) -> None:
    reply = words_of(chat.say("/{command.__class__}{near}%s\u202e" + "x" * 500))
    assert "{command.__class__}{near}%s" in reply
    assert "\u202e" not in reply
    assert len(reply) < 200


def test_owners_of_the_settings_are_owners_at_their_first_word(chat: Chat) -> None:
    chat.says("hello", CHIEF)
    chat.says("hello", ANNA)
    chat.says("hello", Address("whatsapp", CHIEF.id))
    assert chat.person(CHIEF).role is Role.OWNER
    assert chat.person(ANNA).role is Role.READER
    assert chat.person(Address("whatsapp", CHIEF.id)).role is Role.READER


def test_who_left_is_told_how_to_come_back_and_is_not_brought_back(chat: Chat) -> None:
    chat.says("/start")
    chat.says("STOP")
    for text in ("hello", "/topics", "/latest", "yes", "oui", "/nonsense", "1 2"):
        reply = chat.say(text)
        assert data_of(reply) == ["start"]
    chat.presses("topics toggle israel")
    assert chat.status() is SubscriberStatus.LEFT


def test_who_left_comes_back_by_the_number_of_the_button(chat: Chat) -> None:
    chat.says("START", BORIS)
    chat.says("STOP", BORIS)
    chat.says("1", BORIS)
    assert chat.status(BORIS) is SubscriberStatus.ACTIVE


def test_staff_who_left_still_work(chat: Chat) -> None:
    chat.says("/start", CHIEF)
    chat.says("/stop", CHIEF)
    assert chat.say("/status", CHIEF).headline == "Status"
    assert chat.status(CHIEF) is SubscriberStatus.LEFT


def test_a_small_talker_gets_the_menu(chat: Chat) -> None:
    chat.says("/start")
    reply = chat.say("what's up?")
    assert "stop" in data_of(reply)
    assert labels_of(reply)[0] == "Topics"


def test_who_blocks_us_is_lost_and_their_queued_alerts_are_dropped(chat: Chat) -> None:
    chat.says("/start")
    chat.alert()
    assert chat.blocked(ANNA) == []
    assert chat.status() is SubscriberStatus.LOST
    assert chat.alert_states() == [DeliveryState.DROPPED]
    chat.says("/start")
    assert chat.status() is SubscriberStatus.ACTIVE


def test_a_block_by_one_who_left_or_was_never_met_changes_nothing(chat: Chat) -> None:
    chat.says("/start")
    chat.says("/stop")
    chat.blocked(ANNA)
    chat.blocked(BORIS)
    assert chat.status() is SubscriberStatus.LEFT
    assert "WhatsApp" not in words_of(chat.say("/subscribers", CHIEF))


def test_the_window_opens_when_the_person_wrote_not_when_we_read_it(chat: Chat) -> None:
    row = chat.store(chat.inbound("hello", BORIS), "whatsapp")
    later = chat.now + timedelta(hours=3)
    chat.database.write_here(lambda tx: handle(tx, row, chat.context, later))
    assert chat.person(BORIS).last_heard_at == chat.now


@pytest.mark.parametrize(
    ("terms", "ends"), [({"whatsapp": Terms()}, True), ({}, False)], ids=["hours", "none"]
)
def test_a_word_ends_what_waits_for_the_windows_sake(
    chat: Chat, terms: Mapping[str, Terms], *, ends: bool
) -> None:
    chat.says("START", BORIS)
    chat.alert()
    id_, later = chat.one_delivery(BORIS), chat.now + timedelta(hours=1)
    chat.database.write_here(
        lambda tx: tx.execute(delivery.update().where(delivery.c.id == id_).values(due_at=later))
    )
    chat.context = replace(chat.context, terms=terms)
    chat.says("hello", BORIS)
    due_at = chat.database.read_here(
        lambda tx: tx.scalar(select(delivery.c.due_at).where(delivery.c.id == id_))
    )
    assert due_at == (chat.now if ends else later)


def test_a_name_is_kept_on_one_line_without_tricks(chat: Chat) -> None:
    chat.says("hello", name="An\x00na\n\u202e{0.__class__}\ud800")
    assert chat.person(ANNA).name == "Anna {0.__class__}\ufffd"


def test_words_that_no_column_holds_do_not_stop_the_inbox(chat: Chat) -> None:
    assert "\x00" not in words_of(chat.say("/subscribers a\x00\ud800b", CHIEF))


def test_an_event_is_handled_once(chat: Chat) -> None:
    row = chat.store(chat.inbound("hello"), "telegram")
    for _ in range(2):
        chat.database.write_here(lambda tx: handle(tx, row, chat.context, chat.now))
    query = select(delivery.c.id).where(delivery.c.event_id == row.id)
    assert len(chat.database.read_here(lambda tx: tx.scalars(query).all())) == 1


def test_what_goes_wrong_unforeseen_is_raised_and_leaves_the_event_to_be_tried_again(chat: Chat) -> None:
    row = replace(chat.store(chat.inbound("hello"), "telegram"), body={"broken": True})
    with pytest.raises(ValueError, match="Inbound"):
        chat.database.write_here(lambda tx: handle(tx, row, chat.context, chat.now))
    waits = select(event.c.due_at).where(event.c.id == row.id)
    assert chat.database.read_here(lambda tx: tx.scalar(waits)) is not None
    again = chat.database.write_here(lambda tx: events.take(tx, chat.now, 9))
    assert [one.id for one in again] == [row.id]


def test_replies_are_queued_ahead_of_alerts_and_name_their_event(chat: Chat) -> None:
    chat.says("/start")
    row = chat.store(chat.inbound("/menu"), "telegram")
    chat.database.write_here(lambda tx: handle(tx, row, chat.context, chat.now))
    query = select(delivery.c.priority, delivery.c.state).where(delivery.c.event_id == row.id)
    (found,) = chat.database.read_here(lambda tx: tx.execute(query).all())
    assert (found.priority, found.state) == (Priority.REPLY, DeliveryState.QUEUED)


# ---- receipts ------------------------------------------------------------------------------------


@pytest.fixture
def sent(chat: Chat) -> Chat:
    chat.says("/start")
    chat.alert()
    chat.set_state(chat.one_delivery(), DeliveryState.SENT)
    return chat


def receipt(chat: Chat, status: ReceiptStatus, error: str = "", fault: ReceiptFault | None = None) -> None:
    one = Receipt(f"r-{status}-{error}", "SM1", status, chat.one_delivery(), error, fault)
    assert chat.hear(one) == []


def test_receipts_move_a_delivery_on_and_never_back(sent: Chat) -> None:
    receipt(sent, ReceiptStatus.READ)
    receipt(sent, ReceiptStatus.DELIVERED)
    receipt(sent, ReceiptStatus.FAILED, "63016")
    assert sent.alert_states() == [DeliveryState.READ]


def test_a_failure_is_noted_with_its_reason(sent: Chat) -> None:
    receipt(sent, ReceiptStatus.FAILED, "63016")
    assert sent.alert_states() == [DeliveryState.FAILED]
    query = select(delivery.c.error).where(delivery.c.id == sent.one_delivery())
    assert sent.database.read_here(lambda tx: tx.scalar(query)) == "63016"
    assert sent.status() is SubscriberStatus.ACTIVE


def test_a_receipt_about_the_person_makes_them_lost(sent: Chat) -> None:
    sent.now += timedelta(minutes=1)
    sent.set_state(sent.one_delivery(), DeliveryState.SENT)
    receipt(sent, ReceiptStatus.FAILED, "63024", ReceiptFault.UNREACHABLE)
    assert sent.status() is SubscriberStatus.LOST


def test_a_late_receipt_does_not_lose_a_person_who_wrote_since(sent: Chat) -> None:
    sent.now += timedelta(minutes=1)
    sent.says("/menu")
    receipt(sent, ReceiptStatus.FAILED, "63024", ReceiptFault.UNREACHABLE)
    assert sent.status() is SubscriberStatus.ACTIVE


def test_a_receipt_for_nothing_of_ours_is_left_alone(sent: Chat) -> None:
    for number, reference in enumerate((None, 424242)):
        unknown = Receipt(f"u{number}", "SM-unknown", ReceiptStatus.READ, reference)  # type: ignore[arg-type]  # any id
        assert sent.hear(unknown) == []
    assert sent.alert_states() == [DeliveryState.SENT]


def test_a_receipt_of_another_account_changes_nothing(sent: Chat) -> None:
    sent.hear(Receipt("x", "SM1", ReceiptStatus.READ, sent.one_delivery()), "whatsapp")
    assert sent.alert_states() == [DeliveryState.SENT]


def test_each_interface_language_has_its_own_words_for_the_greeting(chat: Chat) -> None:
    greetings = set()
    for number, language in enumerate(languages()):
        reply = chat.say("hm", Address("telegram", f"5550{number}"), language)
        assert reply.language == language
        greetings.add(words_of(reply))
    assert len(greetings) == len(languages())


def test_a_claimed_reply_reaches_the_one_who_asked(chat: Chat) -> None:
    chat.says("/menu", BORIS)
    lane = claims.Lane(chat.senders["whatsapp"], 1, 30)

    def take(tx: Connection) -> list[deliveries.DeliveryRow]:
        return claims.take(tx, lane, chat.now, 5)

    (row,) = chat.database.write_here(take)
    assert row.subscriber.address == BORIS
    assert row.body is not None


def test_rows_of_an_unknown_shape_are_refused(now: datetime) -> None:
    broken = EventRow(EventId(1), SenderId(1), "receipt", {}, now, 1)
    with pytest.raises(ValueError, match="Receipt"):
        recall(broken)
