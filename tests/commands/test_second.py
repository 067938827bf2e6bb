"""Two persons for what is sent as breaking."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.inbox import handle, record
from bot.model import Address, AlertId, AlertState, Priority, Role
from bot.store import audit
from bot.store import event as events
from bot.store import plan as plans
from bot.store.database import Database
from bot.store.schema import alert, subscriber
from tests.chat import ANNA, BORIS, CHIEF
from tests.newsdesk import CLARA, MINUTE, SECOND, NewsDesk


@pytest.fixture
def desk(database: Database) -> NewsDesk:
    return NewsDesk(database, two_persons=True)


async def test_breaking_takes_another_persons_yes(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    said = desk.press(ANNA, f"held breaking {id_}")
    assert "somebody else has to say yes by" in said.words
    assert said.data == [f"held back {id_}"]
    assert desk.state(id_) is AlertState.HELD
    await desk.after(SECOND)
    for who in (BORIS, CHIEF):
        card = desk.card(who, id_)
        assert "Anna wants it sent as breaking: a second person must say yes by" in card.words
        assert card.data == [f"held yes {id_}", f"held kill {id_}", f"held send {id_}"]
    desk.press(BORIS, f"held yes {id_}")
    assert desk.state(id_) is AlertState.SCHEDULED
    await desk.after(10 * SECOND)
    assert (desk.state(id_), desk.alert(id_).priority) == (AlertState.RELEASED, Priority.BREAKING)
    assert desk.readers() == 1
    rows = desk.database.read_here(lambda tx: audit.page(tx, 5, about=f"alert {id_}"))
    assert [(row.act.what, row.who) for row in rows] == [
        ("breaking", desk.chat.person(BORIS).id),
        ("ask breaking", desk.chat.person(ANNA).id),
    ]


async def test_one_person_alone_never_sends_it(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    desk.press(ANNA, f"held breaking {id_}")
    for words in (f"/held yes {id_}", f"/held breaking {id_}", f"/alert breaking {id_}"):
        assert "somebody else has to say yes" in desk.say(ANNA, words).words
    assert desk.state(id_) is AlertState.HELD
    await desk.after(9 * MINUTE)
    assert desk.readers() == 0


async def test_linked_phones_of_one_person_are_one_person(desk: NewsDesk) -> None:
    for who in (ANNA, BORIS):
        linked = update(subscriber).where(subscriber.c.address == who.id).values(person_id=1)
        desk.database.write_here(lambda tx, linked=linked: tx.execute(linked).rowcount)  # type: ignore[misc]  # mypy can't infer a lambda with a default
    id_ = await desk.a_held_alert()
    desk.press(ANNA, f"held breaking {id_}")
    await desk.after(SECOND)
    assert "somebody else has to say yes" in desk.say(BORIS, f"held yes {id_}").words
    assert desk.state(id_) is AlertState.HELD
    desk.press(CHIEF, f"held yes {id_}")
    assert desk.state(id_) is AlertState.SCHEDULED


async def test_a_yes_is_bound_to_an_address_that_may(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    desk.press(ANNA, f"held breaking {id_}")
    desk.chat.presses(f"held yes {id_}", Address("telegram", "31415926"))
    desk.appoint(BORIS, Role.READER)
    desk.chat.presses(f"held yes {id_}", BORIS)
    assert desk.state(id_) is AlertState.HELD


async def test_the_first_may_take_it_back(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    desk.press(ANNA, f"held breaking {id_}")
    await desk.after(SECOND)
    card = desk.press(ANNA, f"held back {id_}")
    assert f"held send {id_}" in card.data
    await desk.after(SECOND)
    assert "Anna no longer wants it breaking" in desk.card(CHIEF, id_).words
    assert f"held breaking {id_}" in desk.card(BORIS, id_).data
    said = desk.say(CHIEF, f"/held yes {id_}")  # too late: it shows what there is to decide
    assert f"held breaking {id_}" in said.data
    assert desk.state(id_) is AlertState.HELD


async def test_what_nobody_says_yes_to_is_held_again_and_both_hear(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    desk.press(ANNA, f"held breaking {id_}")
    await desk.after(10 * MINUTE - SECOND)
    assert desk.held(id_).asked is not None
    await desk.after(2 * SECOND)
    assert (desk.state(id_), desk.held(id_).asked) == (AlertState.HELD, None)
    for who in (ANNA, BORIS, CHIEF):
        assert any("Nobody else said yes to alert" in one.words for one in desk.phone(who).shown)
        assert any(f"held breaking {id_}" in one.data for one in desk.phone(who).shown)
    assert "somebody else" in desk.say(BORIS, f"held breaking {id_}").words  # asked anew


async def test_a_yes_that_comes_too_late_asks_anew(desk: NewsDesk) -> None:
    """Though the loop that ends what was asked has not come by."""
    id_ = await desk.a_held_alert()
    desk.press(ANNA, f"held breaking {id_}")
    desk.clock.now += 11 * MINUTE
    desk.chat.now = desk.clock.now
    assert "somebody else has to say yes" in desk.say(BORIS, f"held yes {id_}").words
    assert desk.state(id_) is AlertState.HELD


async def test_a_yes_is_to_the_words_that_were_asked_for(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    desk.press(ANNA, f"held breaking {id_}")
    assert "say yes or no to that first" in desk.say(BORIS, f"held edit {id_} Autre titre").words
    changed = update(alert).values(revision=2)
    desk.database.write_here(lambda tx: tx.execute(changed).rowcount)
    assert "has other words by now" in desk.say(BORIS, f"held yes {id_}").words
    await desk.after(SECOND)
    assert desk.held(id_).asked is None
    assert any("look at it once more" in one.words for one in desk.phone(ANNA).shown)


async def test_another_may_send_it_as_usual_or_kill_it(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    desk.press(ANNA, f"held breaking {id_}")
    await desk.after(SECOND)
    desk.press(BORIS, f"held send {id_}")
    (plan,) = desk.database.read_here(plans.standing)
    assert plan.priority is Priority.NORMAL
    assert desk.held(id_).asked is None
    await desk.after(30 * SECOND)
    assert desk.readers() == 1


async def test_an_alert_by_hand_takes_two_as_well(desk: NewsDesk) -> None:
    desk.appoint(CLARA)
    _preview, question = desk.chat.says("/alert israel A bridge is closed", ANNA)
    id_ = AlertId(int(question.buttons[0][1].data.split()[-1]))
    desk.chat.presses(f"alert breaking {id_}", ANNA)
    assert desk.state(id_) is AlertState.HELD
    await desk.after(SECOND)
    card = desk.card(CLARA, id_)
    assert "A bridge is closed" in card.words
    assert f"Alert #{id_} is held: a person has written it." in card.words
    desk.press(CLARA, f"held yes {id_}", card)
    await desk.after(10 * SECOND)
    assert desk.state(id_) is AlertState.RELEASED
    assert "Sent as breaking by Clara" in desk.card(CHIEF, id_).words


async def test_without_the_setting_one_person_is_enough(database: Database) -> None:
    desk = NewsDesk(database)
    id_ = await desk.a_held_alert()
    desk.press(ANNA, f"held breaking {id_}")
    assert desk.state(id_) is AlertState.SCHEDULED


async def test_of_two_who_say_yes_at_once_one_sends(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    desk.press(ANNA, f"held breaking {id_}")
    desk.appoint(CLARA)
    other = Database(desk.database.url.render_as_string(hide_password=False))
    written = [desk.chat.inbound(f"/held {id_} yes", who) for who in (CLARA, CHIEF)]

    def keep(tx):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 -- a few words
        events.keep(tx, desk.chat.senders["telegram"], record(written), desk.clock.now)
        return events.take(tx, desk.clock.now, 2)

    rows = desk.database.write_here(keep)
    with ThreadPoolExecutor(2) as threads:
        done = [
            threads.submit(
                base.write_here, lambda tx, row=row: handle(tx, row, desk.chat.context, desk.clock.now)
            )
            for base, row in zip((desk.database, other), rows, strict=True)
        ]
        for one in done:
            one.result(30)
    other.close()
    sent = [
        row for row in desk.database.read_here(lambda tx: audit.page(tx, 9)) if row.act.what == "breaking"
    ]
    assert len(sent) == 1
    await desk.after(timedelta(minutes=1))
    assert desk.readers() == 1


async def test_words_in_no_language_change_while_a_second_person_is_asked(desk: NewsDesk) -> None:
    desk.say(ANNA, "/alert monde The ferries stay in harbour tonight\nfr:\nLes ferries restent au port")
    first, other = AlertId(1), AlertId(2)
    desk.say(ANNA, f"/alert breaking {first}")
    for id_ in (first, other):
        said = desk.say(BORIS, f"/held words {id_}\nOther words")
        assert "say yes or no to that first" in said.words
    assert [desk.alert(id_).revision for id_ in (first, other)] == [1, 1]
    desk.say(ANNA, f"/held back {first}")
    desk.say(BORIS, f"/held words {other}\nOther words")
    assert [desk.alert(id_).revision for id_ in (first, other)] == [1, 2]
