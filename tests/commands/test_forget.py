import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, select, text

from bot.ask import Promises
from bot.model import Address, DeliveryState, Role, SubscriberStatus
from bot.pipeline.forget import Forget
from bot.rules.departure import is_of
from bot.store import departure as departures
from bot.store import erasure
from bot.store.consent import Step
from bot.store.database import Database
from bot.store.schema import delivery, event, subscriber
from tests.chat import ALL, ANNA, BORIS, CHIEF, Chat, data_of, words_of

NAME = "Élodie Planté-Verbatim"
PLANTED = Address("whatsapp", "+33698765432")
TRACES = ("Verbatim", "lodie", "98765432")


async def sweep(chat: Chat) -> None:
    await Forget(chat.database, Promises(), lambda: chat.now).run_due()


def deliver(chat: Chat, who: Address) -> None:
    """Let all that is queued for a person leave."""
    id_ = chat.person(who).id
    queued = (delivery.c.subscriber_id == id_, delivery.c.state == DeliveryState.QUEUED)
    sent = {"state": DeliveryState.SENT, "external_id": f"SM-of-{id_}", "sent_at": chat.now}
    chat.database.write_here(lambda tx: tx.execute(delivery.update().where(*queued).values(sent)))


def rows_with(database: Database, trace: str) -> list[str]:
    """Name the tables in which a row holds some words, in whatever column."""

    def work(tx: Connection) -> list[str]:
        return [
            name
            for name in inspect(tx).get_table_names()
            if any(trace.lower() in str(row).lower() for row in tx.execute(text(f'SELECT * FROM "{name}"')))  # noqa: S608 -- names of our own tables
        ]

    return database.read_here(work)


def bytes_with(database: Database, trace: str) -> list[str]:
    """Name the files of an embedded database that hold some words, as text or as JSON escapes them."""
    file = Path(database.url.database or "")
    forms = {trace.encode(), json.dumps(trace)[1:-1].encode()}
    return [path.name for path in file.parent.iterdir() if any(form in path.read_bytes() for form in forms)]


def live(chat: Chat) -> None:
    """Let the planted person do all that leaves a trace."""
    chat.says("hello", PLANTED, name=NAME)
    chat.says("START culture_radio", PLANTED, name=NAME)
    chat.presses("topics toggle monde", PLANTED)
    chat.says("my number is +33698765432", PLANTED, name=NAME)
    chat.alert()
    chat.says("/subscribers Élodie", CHIEF)
    chat.says("/subscribers verbatim", CHIEF)
    chat.says("/mydata", PLANTED, name=NAME)
    chat.presses("mydata export", PLANTED)
    deliver(chat, PLANTED)
    deliver(chat, CHIEF)
    chat.alert("Another headline")


def test_forget_asks_once_and_erases_nothing_before_the_yes(chat: Chat) -> None:
    chat.says("/start")
    question = chat.say("/forget")
    assert data_of(question) == ["forget yes", "menu"]
    assert "5 years" in words_of(question)
    assert chat.status() is SubscriberStatus.ACTIVE
    assert chat.chosen() == set(ALL)


def test_forget_ends_all_that_was_queued_but_its_own_answer(chat: Chat) -> None:
    live(chat)
    id_ = chat.person(PLANTED).id
    (answer,) = chat.presses("forget yes", PLANTED)
    assert "erased" in words_of(answer.message)
    assert "5 years" in words_of(answer.message)
    query = select(delivery.c.state, delivery.c.body).where(delivery.c.subscriber_id == id_)
    rows = chat.database.read_here(lambda tx: tx.execute(query.order_by(delivery.c.id)).all())
    assert rows[-1].state == DeliveryState.QUEUED
    assert all(row.state != DeliveryState.QUEUED and row.body is None for row in rows[:-1])
    assert (chat.status(PLANTED), chat.chosen(PLANTED)) == (SubscriberStatus.FORGOTTEN, set())
    alerts = len(chat.alert_states(PLANTED))
    chat.alert("A third headline")
    assert len(chat.alert_states(PLANTED)) == alerts


async def test_nothing_of_the_person_is_left_in_any_row_or_byte(chat: Chat) -> None:
    live(chat)
    for trace in TRACES:
        assert rows_with(chat.database, trace)
    chat.presses("forget yes", PLANTED)
    deliver(chat, PLANTED)
    chat.now += timedelta(seconds=2)
    await sweep(chat)
    for trace in TRACES:
        assert rows_with(chat.database, trace) == []
        if chat.database.embedded:
            assert bytes_with(chat.database, trace) == []


async def test_the_bytes_of_many_neighbours_hide_nothing(chat: Chat) -> None:
    """Pages that split and merge around the person's rows leave no copy of them behind."""
    if not chat.database.embedded:
        pytest.skip("PostgreSQL keeps what it erased until it is vacuumed: docs/privacy.md")
    for number in range(60):
        other = Address("whatsapp", f"+3360000{number:04}")
        chat.says("START", other, name=f"Somebody {number} " + "x" * 100)
        if number == 30:
            live(chat)
    assert bytes_with(chat.database, TRACES[0])
    chat.presses("forget yes", PLANTED)
    deliver(chat, PLANTED)
    await sweep(chat)
    for trace in TRACES:
        assert bytes_with(chat.database, trace) == []


async def test_the_address_stays_until_the_answer_has_left_or_ten_minutes(chat: Chat) -> None:
    chat.says("START", PLANTED)
    id_ = chat.person(PLANTED).id
    chat.presses("forget yes", PLANTED)
    await sweep(chat)
    assert chat.person(PLANTED).id == id_
    chat.now += erasure.ANSWER_LIFE
    await sweep(chat)
    assert rows_with(chat.database, PLANTED.id) == []
    query = select(delivery.c.state).where(delivery.c.subscriber_id == id_)
    assert set(chat.database.read_here(lambda tx: tx.scalars(query).all())) == {DeliveryState.DROPPED}
    left = select(subscriber.c.forget_at).where(subscriber.c.id == id_)
    assert chat.database.read_here(lambda tx: tx.scalar(left)) is None


def test_who_writes_again_is_somebody_new(chat: Chat) -> None:
    chat.says("START culture", PLANTED, name=NAME)
    former = chat.person(PLANTED)
    chat.presses("forget yes", PLANTED)
    welcome = chat.say("START", PLANTED)
    assert welcome.headline == "Welcome"
    again = chat.person(PLANTED)
    assert again.id != former.id
    assert (again.name, again.status) == ("", SubscriberStatus.ACTIVE)
    assert chat.chosen(PLANTED) == set(ALL)


async def test_a_time_of_consent_and_of_leaving_is_kept_by_a_digest_of_the_address(chat: Chat) -> None:
    began = chat.now
    chat.says("START culture", PLANTED)
    chat.now += timedelta(days=9)
    chat.presses("forget yes", PLANTED)
    (kept,) = chat.database.read_here(lambda tx: departures.on(tx, "whatsapp"))
    assert kept.steps == ((Step.GIVEN, began),)
    assert kept.left_at == chat.now
    assert is_of(PLANTED, kept.salt, kept.digest)
    assert not is_of(BORIS, kept.salt, kept.digest)
    chat.now += timedelta(days=5 * 365) - timedelta(seconds=1)
    await sweep(chat)
    assert chat.database.read_here(lambda tx: departures.on(tx, "whatsapp"))
    chat.now += timedelta(seconds=1)
    await sweep(chat)
    assert chat.database.read_here(lambda tx: departures.on(tx, "whatsapp")) == []


def test_of_one_who_never_agreed_nothing_is_kept(chat: Chat) -> None:
    chat.says("hello", PLANTED)
    (answer,) = chat.presses("forget yes", PLANTED)
    assert "Nothing of you is kept" in words_of(answer.message)
    assert chat.database.read_here(lambda tx: departures.on(tx, "whatsapp")) == []


def test_who_left_may_see_and_erase_what_is_kept(chat: Chat) -> None:
    chat.says("/start")
    chat.says("STOP")
    assert chat.say("/mydata").headline == "What we keep of you"
    assert chat.say("/privacy").headline == "Privacy"
    assert data_of(chat.say("/forget"))[0] == "forget yes"
    chat.presses("forget yes")
    assert chat.status() is SubscriberStatus.FORGOTTEN


def test_a_block_or_a_failed_answer_does_not_bring_a_status_back(chat: Chat) -> None:
    chat.says("/start")
    chat.presses("forget yes")
    chat.blocked(ANNA)
    assert chat.status() is SubscriberStatus.FORGOTTEN


def test_staff_who_are_forgotten_are_staff_no_more_and_cannot_be_found(chat: Chat) -> None:
    chat.says("hello", name=NAME)
    chat.appoint(ANNA, Role.EDITOR)
    chat.presses("forget yes")
    assert chat.person(ANNA).role is Role.READER
    found = chat.say("/subscribers 100200300", CHIEF)
    assert "#" not in words_of(found)


def test_another_persons_letters_stay(chat: Chat) -> None:
    chat.says("START", PLANTED, name=NAME)
    chat.says("a word of mine", BORIS, name="Boris")
    chat.presses("forget yes", PLANTED)
    query = select(event.c.body).where(event.c.about == BORIS.id)
    (body,) = chat.database.read_here(lambda tx: tx.scalars(query).all())
    assert body["text"] == "a word of mine"
