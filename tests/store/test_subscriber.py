from datetime import timedelta

import pytest
from sqlalchemy import Connection, Row, select

from bot.model import Address, Role, SubscriberId, SubscriberStatus, TopicId
from bot.store import subscriber
from bot.store.schema import subscriber as table
from bot.store.schema import subscription
from tests.rows import NOW, a_sender, a_subscriber, a_topic

SECOND = timedelta(seconds=1)
AT = Address("whatsapp", "+972501234567")
CONSENT = subscriber.Consent(NOW, "/start", "Send me alerts", "en")


def proof(tx: Connection) -> Row[tuple[object, ...]]:
    return tx.execute(select(subscription)).one()


def stored(tx: Connection, id_: SubscriberId) -> Row[tuple[object, ...]]:
    return tx.execute(select(table).where(table.c.id == id_)).one()


def test_meet_makes_somebody_who_has_asked_for_nothing_yet(tx: Connection) -> None:
    met = subscriber.meet(tx, AT, a_sender(tx), "he", NOW)
    assert (met.address, met.language, met.status, met.role) == (AT, "he", "invited", "reader")
    assert (met.name, met.silent, met.last_heard_at, met.joined_at, met.menu) == ("", False, None, NOW, ())
    assert subscriber.find(tx, met.id) == subscriber.at(tx, AT) == met


def test_meet_again_finds_the_same_person_as_they_were(tx: Connection) -> None:
    met = subscriber.meet(tx, AT, a_sender(tx), "he", NOW)
    assert subscriber.meet(tx, AT, a_sender(tx), "fr", NOW + SECOND) == met


def test_one_id_on_two_channels_is_two_people(tx: Connection) -> None:
    on_telegram = subscriber.meet(tx, Address("telegram", "1"), a_sender(tx), "en", NOW)
    on_whatsapp = subscriber.meet(tx, Address("whatsapp", "1"), a_sender(tx, "whatsapp"), "en", NOW)
    assert on_telegram.id != on_whatsapp.id


def test_nobody_is_found_where_nobody_is(tx: Connection) -> None:
    assert subscriber.find(tx, SubscriberId(1)) is None
    assert subscriber.at(tx, AT) is None
    assert subscriber.by_ids(tx, []) == {}


def test_by_ids_finds_those_who_are(tx: Connection) -> None:
    one, other = a_subscriber(tx), a_subscriber(tx)
    a_subscriber(tx)
    assert subscriber.by_ids(tx, [one.id, other.id, 99]) == {one.id: one, other.id: other}


def test_hearing_from_somebody_opens_the_window_and_says_their_account_and_name(tx: Connection) -> None:
    reader, second = a_subscriber(tx, name="Before"), a_sender(tx, account="second")
    subscriber.heard(tx, reader.id, second, "N" * 300, NOW)
    row = stored(tx, reader.id)
    assert (row.last_heard_at, row.sender_id, row.name) == (NOW, second, "N" * 200)
    subscriber.heard(tx, reader.id, second, "", NOW + SECOND)
    assert (stored(tx, reader.id).last_heard_at, stored(tx, reader.id).name) == (NOW + SECOND, "N" * 200)


def test_change_sets_what_it_is_told_to(tx: Connection) -> None:
    reader = a_subscriber(tx)
    subscriber.change(tx, reader.id, language="fr", role=Role.ADMIN, silent=True, menu=["/stop", "/help"])
    changed = subscriber.find(tx, reader.id)
    assert changed is not None
    assert (changed.language, changed.role, changed.silent) == ("fr", Role.ADMIN, True)
    assert changed.menu == ("/stop", "/help")


@pytest.mark.parametrize("status", [SubscriberStatus.LEFT, SubscriberStatus.LOST])
def test_who_ends_keeps_the_subscriptions_for_a_later_start(tx: Connection, status: SubscriberStatus) -> None:
    reader = a_subscriber(tx)
    subscriber.end(tx, reader.id, status, NOW)
    assert (stored(tx, reader.id).status, stored(tx, reader.id).left_at) == (status, NOW)
    assert subscriber.chosen(tx, reader.id) == {"israel"}
    subscriber.activate(tx, reader.id)
    assert (stored(tx, reader.id).status, stored(tx, reader.id).left_at) == ("active", None)


def test_a_ban_moves_with_the_chat(tx: Connection) -> None:
    old, new = a_subscriber(tx), a_subscriber(tx)
    subscriber.change(tx, old.id, banned_at=NOW)
    subscriber.move(tx, old.id, new.address)
    found = subscriber.find(tx, new.id)
    assert found is not None
    assert found.banned_at == NOW


def test_a_chat_that_moved_is_reached_at_its_new_address(tx: Connection) -> None:
    reader = a_subscriber(tx, address="-100")
    subscriber.move(tx, reader.id, Address("telegram", "-200"))
    assert stored(tx, reader.id).address == "-200"
    subscriber.move(tx, reader.id, Address("telegram", "-200"))
    assert (stored(tx, reader.id).address, stored(tx, reader.id).status) == ("-200", "active")


def test_one_who_is_at_the_new_address_already_takes_over(tx: Connection) -> None:
    old, new = a_subscriber(tx, address="-100"), a_subscriber(tx, address="-200")
    subscriber.move(tx, old.id, new.address)
    assert (stored(tx, old.id).address, stored(tx, old.id).status) == ("-100", "lost")
    assert stored(tx, new.id).status == "active"


def test_a_pause_of_a_chat_is_never_shortened(tx: Connection) -> None:
    reader = a_subscriber(tx)
    subscriber.pause_until(tx, reader.id, NOW, 60)
    subscriber.pause_until(tx, reader.id, NOW, 30)
    assert stored(tx, reader.id).due_at == NOW + 60 * SECOND


def test_a_subscription_keeps_the_proof_of_consent(tx: Connection) -> None:
    reader, topic = a_subscriber(tx, topics=()), a_topic(tx)
    subscriber.subscribe(tx, reader.id, [topic], subscriber.Consent(NOW, "h" * 99, "Envoyez-moi ça", "fr"))
    row = proof(tx)
    assert (row.consent_at, row.consent_how, row.consent_words) == (NOW, "h" * 64, "Envoyez-moi ça")
    assert (row.consent_language, row.ended_at) == ("fr", None)


def test_subscribing_again_keeps_the_first_proof_until_it_had_ended(tx: Connection) -> None:
    reader = a_subscriber(tx, topics=())
    topic = a_topic(tx)
    later = subscriber.Consent(NOW + SECOND, "button", "Again?", "en")
    subscriber.subscribe(tx, reader.id, [topic], CONSENT)
    subscriber.subscribe(tx, reader.id, [topic], later)
    assert proof(tx).consent_how == "/start"
    subscriber.unsubscribe(tx, reader.id, [topic], NOW)
    assert subscriber.chosen(tx, reader.id) == frozenset()
    subscriber.subscribe(tx, reader.id, [topic], later)
    assert (proof(tx).consent_how, proof(tx).ended_at) == ("button", None)


def test_a_topic_named_twice_is_subscribed_to_once(tx: Connection) -> None:
    reader, topic = a_subscriber(tx, topics=()), a_topic(tx)
    subscriber.subscribe(tx, reader.id, [topic, topic], CONSENT)
    assert subscriber.chosen(tx, reader.id) == {topic}


def test_unsubscribing_ends_only_what_is_named_and_keeps_the_first_end(tx: Connection) -> None:
    reader, other = a_subscriber(tx, topics=("israel", "monde")), a_subscriber(tx)
    subscriber.unsubscribe(tx, reader.id, [TopicId("israel"), TopicId("nothing")], NOW)
    subscriber.unsubscribe(tx, reader.id, [TopicId("israel")], NOW + SECOND)
    assert subscriber.chosen(tx, reader.id) == {"monde"}
    assert subscriber.chosen(tx, other.id) == {"israel"}
    ended = tx.scalars(select(subscription.c.ended_at).where(subscription.c.ended_at.is_not(None))).all()
    assert ended == [NOW]


def test_counts_go_by_channel_and_status(tx: Connection) -> None:
    a_subscriber(tx)
    a_subscriber(tx)
    a_subscriber(tx, channel="whatsapp", status=SubscriberStatus.LEFT)
    assert subscriber.counts(tx) == {
        ("telegram", SubscriberStatus.ACTIVE): 2,
        ("whatsapp", SubscriberStatus.LEFT): 1,
    }


def test_active_in_counts_each_reader_whom_an_alert_would_reach_once(tx: Connection) -> None:
    a_subscriber(tx, topics=("israel", "monde"))
    a_subscriber(tx, topics=("culture",))
    a_subscriber(tx, topics=("monde",), status=SubscriberStatus.LEFT)
    gone = a_subscriber(tx, topics=("monde",))
    subscriber.unsubscribe(tx, gone.id, [TopicId("monde")], NOW)
    assert subscriber.active_in(tx, [TopicId("israel"), TopicId("monde")]) == 1
    assert subscriber.active_in(tx, []) == 0


def test_who_writes_is_capped_no_longer(tx: Connection) -> None:
    who = a_subscriber(tx)
    subscriber.change(tx, who.id, capped_until=NOW + 60 * SECOND)
    subscriber.heard(tx, who.id, a_sender(tx), "", NOW)
    assert tx.scalar(select(table.c.capped_until).where(table.c.id == who.id)) is None


def test_with_role_lists_who_may_at_least_that_and_can_be_reached(tx: Connection) -> None:
    owner, admin, editor, _reader = (a_subscriber(tx, role=role) for role in reversed(Role))
    lost = a_subscriber(tx, role=Role.OWNER, status=SubscriberStatus.LOST)
    left = a_subscriber(tx, role=Role.ADMIN, status=SubscriberStatus.LEFT)
    assert subscriber.with_role(tx, Role.ADMIN) == [owner, admin, left]
    assert subscriber.with_role(tx, Role.EDITOR) == [owner, admin, editor, left]
    assert lost not in subscriber.with_role(tx, Role.READER)
