"""What waits for a look, and what becomes of its story meanwhile and afterwards."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.model import AlertKind, AlertState, Hold, Priority, TopicId
from bot.pipeline.reviewing import LOOK_AGAIN
from bot.store import hold as holds
from bot.store import suspicion as suspicions
from bot.store.database import Database
from bot.store.held import End, Why
from bot.store.schema import alert as alert_table
from tests.chat import ANNA
from tests.newsdesk import FIRE, MINUTE, SECOND, NewsDesk

AGAIN = replace(
    FIRE,
    guid="fire-2",
    title="Montreval : un incendie ravage le marché couvert, douze blessés",
    link="https://deux.example/montreval-feu",
    standfirst="Un incendie a ravagé dans la nuit le marché couvert de Montreval : douze blessés.",
)
MORE = replace(
    FIRE,
    guid="fire-3",
    title="Incendie du marché couvert de Montreval : trois morts, le maire décrète un deuil de deux jours",
    link="https://trois.example/montreval-deuil",
    standfirst="Trois personnes sont mortes dans l'incendie du marché couvert de Montreval, dit le préfet.",
)


@pytest.fixture
def desk(database: Database) -> NewsDesk:
    return NewsDesk(database)


@pytest.mark.parametrize(
    ("of_source", "of_topic", "priority", "why"),
    [
        (Hold.OFF, Hold.OFF, Priority.BREAKING, None),
        (Hold.ALL, Hold.OFF, Priority.NORMAL, Why.SOURCE),
        (Hold.BREAKING, Hold.OFF, Priority.NORMAL, None),
        (Hold.BREAKING, Hold.OFF, Priority.BREAKING, Why.SOURCE),
        (Hold.OFF, Hold.ALL, Priority.NORMAL, Why.TOPIC),
        (Hold.BREAKING, Hold.ALL, Priority.NORMAL, Why.TOPIC),
    ],
)
async def test_the_strictest_of_source_and_topics_says_what_waits(
    desk: NewsDesk, of_source: Hold, of_topic: Hold, priority: Priority, why: Why | None
) -> None:
    source = desk.source(of_source, priority=priority)
    desk.database.write_here(lambda tx: holds.hold_topic(tx, TopicId("monde"), of_topic))
    await desk.tells(source, FIRE)
    told = desk.room.alert()
    assert told.state == (AlertState.HELD if why else AlertState.RELEASED)
    assert desk.readers() == (0 if why else 1)
    if why:
        row = desk.held(told.id)
        assert (row.why, row.about) == (why, "monde" if why is Why.TOPIC else "")


async def test_a_second_source_makes_no_second_alert_and_is_counted(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    await desk.tells(desk.source(Hold.OFF, topics=["culture"]), AGAIN)
    await desk.after(SECOND)
    assert [row.id for row in desk.room.alerts()] == [id_]
    assert desk.readers() == 0
    assert desk.topics(id_) == ("culture", "monde")
    assert "The Blog and 1 other" in desk.card(ANNA, id_).words
    desk.press(ANNA, f"held send {id_}")
    await desk.after(30 * SECOND)
    assert desk.readers() == 1


async def test_topics_that_an_editor_chose_stay(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    desk.say(ANNA, f"/held tick {id_} israel")
    await desk.tells(desk.source(Hold.OFF, topics=["culture"]), AGAIN)
    assert desk.topics(id_) == ("israel", "monde")


async def test_what_adds_to_a_story_waits_for_the_decision_on_it(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    await desk.tells(desk.source(Hold.OFF), MORE)
    desk.clock.now += LOOK_AGAIN
    await desk.edit()
    assert [row.id for row in desk.room.alerts()] == [id_]
    assert desk.room.outcomes() == ["alert", "waiting"]
    desk.press(ANNA, f"held send {id_}")
    await desk.after(30 * SECOND)
    await desk.after(timedelta(minutes=16))  # a quarter of an hour after the last
    await desk.edit()
    first, second = desk.room.alerts()
    assert (first.state, second.kind, second.state) == ("released", AlertKind.UPDATE, "released")
    assert second.created_at - first.released_at >= timedelta(minutes=15)


async def test_an_update_is_held_by_the_same_rule(desk: NewsDesk) -> None:
    await desk.tells(desk.source(Hold.OFF), FIRE)
    await desk.after(16 * MINUTE)
    await desk.tells(desk.source(Hold.ALL), MORE)
    first, second = desk.room.alerts()
    assert (first.state, second.kind, second.state) == ("released", AlertKind.UPDATE, "held")
    await desk.after(SECOND)
    assert "Update · " in desk.card(ANNA, second.id).words


async def test_a_story_that_was_killed_comes_back_through_the_desk_only(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    desk.press(ANNA, f"held kill {id_}")
    await desk.after(6 * MINUTE)
    straight = desk.source(Hold.OFF)
    await desk.tells(straight, AGAIN)  # says nothing new
    assert len(desk.room.alerts()) == 1
    await desk.after(16 * MINUTE)
    await desk.tells(straight, MORE)
    _first, second = desk.room.alerts()
    assert (second.kind, second.state) == (AlertKind.NEW, "held")  # nobody has heard of the story
    assert desk.held(second.id).why is Why.STORY
    await desk.after(SECOND)
    assert "its story was killed before" in desk.card(ANNA, second.id).words
    desk.press(ANNA, f"held send {second.id}")
    await desk.after(30 * SECOND)
    assert desk.readers() == 1


async def test_a_story_on_which_nobody_decided_is_told_by_its_own_sources_rule(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    await desk.after(timedelta(hours=6))
    assert desk.held(id_).ended is End.LAPSED
    await desk.tells(desk.source(Hold.OFF), replace(MORE, published=desk.clock.now))
    assert [row.state for row in desk.room.alerts()] == ["dropped", "released"]


async def test_what_its_source_takes_back_is_dropped_and_cards_say_so(desk: NewsDesk) -> None:
    source = desk.source()
    await desk.tells(source, FIRE)
    await desk.after(SECOND)
    id_ = desk.room.alert().id
    desk.press(ANNA, f"held send {id_}")  # and even while it is about to leave
    gone = replace(
        FIRE, title="RETRAIT : " + FIRE.title, standfirst="Cet article a été retiré : il était erroné."
    )
    desk.room.keep(source, gone)
    await desk.room.revise(every=0.001).run_due()
    assert (desk.state(id_), desk.held(id_).ended) == (AlertState.DROPPED, End.WITHDRAWN)
    await desk.after(MINUTE)
    assert desk.readers() == 0
    assert "Its source has taken it back" in desk.card(ANNA, id_).words
    assert desk.card(ANNA, id_).data == []


async def test_a_held_alert_is_missed_like_one_that_is_out(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    source = desk.database.read_here(lambda tx: holds.listed(tx)[0].source_id)
    assert source is not None
    out = desk.database.read_here(lambda tx: suspicions.out(tx, source, desk.clock.now))
    assert [one.alert_id for one in out] == [id_]
    desk.say(ANNA, f"/held {id_} send")
    await desk.after(30 * SECOND)
    late = update(alert_table).values(released_at=desk.clock.now - timedelta(days=3))
    desk.database.write_here(lambda tx: tx.execute(late).rowcount)
    assert desk.database.read_here(lambda tx: suspicions.out(tx, source, desk.clock.now)) == []
