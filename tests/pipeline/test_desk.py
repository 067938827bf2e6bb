"""Cards, reminders and ends of what waits at the desk."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.model import AlertState, DeliveryState, Role, SubscriberStatus
from bot.store import subscriber as subscribers
from bot.store.database import Database
from bot.store.held import End
from bot.store.schema import delivery
from tests.chat import ANNA, BORIS, CHIEF
from tests.newsdesk import CLARA, FIRE, MINUTE, SECOND, NewsDesk

EDITORS = (ANNA, BORIS, CHIEF)


@pytest.fixture
def desk(database: Database) -> NewsDesk:
    return NewsDesk(database)


async def test_a_held_alert_comes_to_each_editor_as_a_card(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    assert desk.state(id_) is AlertState.HELD
    assert desk.readers() == 0
    for who in EDITORS:
        (card,) = desk.phone(who).shown
        assert card.message.headline == FIRE.title
        assert f"Alert #{id_} is held: what The Blog brings waits for a look." in card.words
        assert "World: 1 reader (Telegram 1), the last one in a few seconds." in card.words
        assert "By template on WhatsApp:" in card.words
        assert card.data == [
            f"held {word} {id_}" for word in ("send", "breaking", "edit", "topics", "later", "kill")
        ]
    assert f"held {id_} and one of send" in desk.card(BORIS, id_).words
    assert "On WhatsApp: the same, the link written out below." in desk.card(ANNA, id_).words
    assert "On Telegram: the same, the link behind the source." in desk.card(BORIS, id_).words


async def test_nobody_gets_a_second_card_and_who_left_gets_none(desk: NewsDesk) -> None:
    desk.appoint(CLARA)
    clara = desk.chat.person(CLARA)
    desk.database.write_here(lambda tx: subscribers.change(tx, clara.id, status=SubscriberStatus.LEFT))
    await desk.a_held_alert()
    await desk.after(MINUTE)
    assert [len(desk.phone(who).shown) for who in EDITORS] == [1, 1, 1]
    assert not desk.phone(CLARA).shown


async def test_all_cards_say_who_sent_it_and_have_no_choices(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    desk.press(ANNA, f"held send {id_}")
    assert "Sending to 1 reader in 30 s." in desk.card(ANNA, id_).words
    await desk.after(SECOND)
    assert "It leaves at" in desk.card(CHIEF, id_).words
    assert "sent by Anna" in desk.card(CHIEF, id_).words
    assert desk.card(CHIEF, id_).data == []
    assert f"undo {id_}" in desk.card(ANNA, id_).data
    assert len(desk.phone(BORIS).shown) == 2
    assert "sent by Anna" in desk.phone(BORIS).last.words
    assert desk.readers() == 0
    await desk.after(30 * SECOND)
    assert (desk.state(id_), desk.readers()) == (AlertState.RELEASED, 1)
    for who in (ANNA, CHIEF):
        assert len(desk.phone(who).shown) == 1
        assert "Sent by Anna at" in desk.card(who, id_).words
        assert desk.card(who, id_).data == []
    assert len(desk.phone(BORIS).shown) == 2  # one line
    assert desk.held(id_).closed_at is not None
    assert await desk.loop.run_due() == 0


async def test_a_card_that_still_waits_leaves_as_things_are_by_then(desk: NewsDesk) -> None:
    await desk.tells(desk.source(), FIRE)
    await desk.loop.run_due()  # the cards are queued, and nothing arrives
    id_ = desk.room.alert().id
    desk.chat.says(f"/held {id_} kill", CHIEF)
    await desk.loop.run_due()
    desk.deliver()
    for who in (ANNA, BORIS):
        (card,) = desk.phone(who).shown
        assert "Killed by The chief" in card.words
        assert card.data == []


async def test_a_card_that_is_being_sent_is_changed_once_it_has_arrived(desk: NewsDesk) -> None:
    await desk.tells(desk.source(), FIRE)
    await desk.loop.run_due()
    id_ = desk.room.alert().id
    desk.database.write_here(
        lambda tx: tx.execute(update(delivery).values(state=DeliveryState.SENDING)).rowcount
    )
    desk.chat.says(f"/held {id_} kill", CHIEF)
    await desk.loop.run_due()
    await desk.loop.run_due()
    theirs = desk.chat.person(ANNA).id
    assert [row.state for row in desk.room.deliveries() if row.subscriber_id == theirs] == ["sending"]
    desk.database.write_here(
        lambda tx: (
            tx.execute(
                update(delivery).where(delivery.c.state == "sending").values(state=DeliveryState.QUEUED)
            ).rowcount
        )
    )
    await desk.after(SECOND)
    assert "Killed by" in desk.card(ANNA, id_).words
    assert desk.card(ANNA, id_).data == []


async def test_a_change_that_waits_is_overtaken_by_the_next_one(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    desk.chat.says(f"/held {id_} kill", CHIEF)
    await desk.loop.run_due()
    desk.chat.says(f"/held undo {id_}", CHIEF)
    await desk.loop.run_due()
    desk.deliver()
    assert desk.phone(ANNA).changed == 1
    assert f"held send {id_}" in desk.card(ANNA, id_).data


# ---- reminders -----------------------------------------------------------------------------------


async def test_editors_are_reminded_and_then_those_who_run_the_newsroom(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    await desk.after(9 * MINUTE)
    assert [len(desk.phone(who).shown) for who in EDITORS] == [1, 1, 1]
    await desk.after(MINUTE)
    assert [len(desk.phone(who).shown) for who in EDITORS] == [2, 2, 1]
    assert f"Alert #{id_} has waited for 10 minutes. /held {id_} shows it." in desk.phone(ANNA).last.words
    assert f" held {id_} shows it." in desk.phone(BORIS).last.words
    assert desk.phone(BORIS).last.data == [f"held show {id_}"]
    await desk.after(20 * MINUTE)
    assert [len(desk.phone(who).shown) for who in EDITORS] == [2, 2, 2]
    assert "has waited for 30 minutes" in desk.phone(CHIEF).last.words
    await desk.after(60 * MINUTE)
    assert [len(desk.phone(who).shown) for who in EDITORS] == [2, 2, 2]


async def test_two_replicas_and_a_restart_remind_once(desk: NewsDesk) -> None:
    await desk.a_held_alert()
    desk.clock.now += 11 * MINUTE
    other = Database(desk.database.url.render_as_string(hide_password=False))
    loops = [desk.loop, desk.another(other), desk.another(other)]
    await asyncio.gather(*(one.run_due() for one in loops * 2))
    for _ in range(3):
        await desk.another(other).run_due()
    desk.deliver()
    other.close()
    assert [len(desk.phone(who).shown) for who in EDITORS] == [2, 2, 1]


async def test_without_editors_the_owner_is_reminded_at_once(desk: NewsDesk) -> None:
    for who in (ANNA, BORIS):
        desk.appoint(who, Role.READER)
    await desk.a_held_alert()
    await desk.after(10 * MINUTE)
    assert len(desk.phone(CHIEF).shown) == 2


async def test_what_was_decided_is_reminded_of_no_more_and_what_came_back_anew(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    await desk.after(9 * MINUTE)
    desk.press(ANNA, f"held kill {id_}")
    await desk.after(2 * MINUTE)
    count = len(desk.phone(BORIS).shown)
    desk.press(ANNA, f"held undo {id_}")
    await desk.after(SECOND)
    await desk.after(9 * MINUTE)
    assert len(desk.phone(BORIS).shown) == count + 1  # the card again
    await desk.after(MINUTE)
    assert "has waited for" in desk.phone(BORIS).last.words


# ---- ends ----------------------------------------------------------------------------------------


async def test_what_nobody_decides_ends_with_a_word(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    await desk.after(timedelta(hours=6))
    assert (desk.state(id_), desk.held(id_).ended) == (AlertState.DROPPED, End.LAPSED)
    for who in (ANNA, CHIEF):
        assert "Nobody decided in time: it was not sent." in desk.phone(who).shown[0].words
        assert "while it was worth sending" in desk.phone(who).last.words
        assert not any(f"held send {id_}" in one.data for one in desk.phone(who).shown)
    assert "Nobody decided in time: it was not sent." in desk.phone(BORIS).last.words
    assert len(desk.phone(BORIS).shown) == 2
    count = len(desk.phone(ANNA).shown)
    await desk.after(MINUTE)
    assert len(desk.phone(ANNA).shown) == count
    assert desk.held(id_).closed_at is not None
    desk.say(ANNA, f"/held {id_} send")
    assert (desk.state(id_), desk.readers()) == (AlertState.DROPPED, 0)


async def test_what_is_too_old_is_not_sent_though_nobody_has_ended_it_yet(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    desk.clock.now += timedelta(hours=6)
    desk.chat.now = desk.clock.now
    assert "too old by now" in desk.press(BORIS, f"held send {id_}").words
    assert desk.state(id_) is AlertState.HELD


async def test_a_kill_can_be_undone_for_five_minutes(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    assert desk.press(ANNA, f"held kill {id_}").data == [f"held undo {id_}"]
    await desk.after(5 * MINUTE - 2 * SECOND)
    assert desk.card(ANNA, id_).data == [f"held undo {id_}"]
    assert desk.held(id_).closed_at is None
    await desk.after(2 * SECOND)
    assert desk.card(ANNA, id_).data == []
    desk.say(ANNA, f"/held undo {id_}")
    assert desk.state(id_) is AlertState.DROPPED
    assert desk.held(id_).closed_at is not None
