"""Alerts at the desk, as rows."""

from datetime import timedelta

from sqlalchemy import Connection

from bot.model import AlertId, AlertState, Priority, TopicId
from bot.store import alert as alerts
from bot.store import edition as editions
from bot.store import held as desk
from bot.store import plan as plans
from bot.store.database import Database
from bot.store.held import KILL_UNDO, Asked, End, Verdict, Why
from bot.store.plan import Plan
from tests.rows import NOW, a_story, a_subscriber, a_topic, an_alert

MINUTE = timedelta(minutes=1)


def a_held_alert(tx: Connection, **about: object) -> AlertId:
    id_ = an_alert(tx, state=AlertState.HELD, **about)  # type: ignore[arg-type]  # what `an_alert` takes
    desk.open_(tx, id_, Why.TOPIC, NOW, "israel")
    return id_


def state(tx: Connection, id_: AlertId) -> AlertState:
    row = alerts.find(tx, id_)
    assert row is not None
    return row.state


def test_what_came_to_the_desk_is_listed_until_it_is_closed(tx: Connection) -> None:
    one, other = a_held_alert(tx), a_held_alert(tx)
    desk.open_(tx, one, Why.PERSON, NOW + MINUTE)  # it is there already
    row = desk.find(tx, one)
    assert row is not None
    assert (row.why, row.about, row.opened_at, row.asked) == (Why.TOPIC, "israel", NOW, None)
    assert [each.alert_id for each in desk.standing(tx)] == [one, other]
    desk.close(tx, one, NOW)
    assert [each.alert_id for each in desk.standing(tx)] == [other]
    desk.open_(tx, one, Why.PERSON, NOW)
    assert len(desk.standing(tx)) == 2
    assert desk.find(tx, AlertId(99)) is None


def test_what_is_killed_is_brought_back_for_a_while(tx: Connection) -> None:
    id_ = a_held_alert(tx)
    assert not desk.bring_back(tx, id_, NOW)
    assert desk.end(tx, id_, End.KILLED, NOW)
    assert not desk.end(tx, id_, End.KILLED, NOW)
    assert state(tx, id_) is AlertState.DROPPED
    assert not desk.bring_back(tx, id_, NOW + KILL_UNDO)
    assert desk.bring_back(tx, id_, NOW + KILL_UNDO - MINUTE)
    assert state(tx, id_) is AlertState.HELD
    assert not desk.bring_back(tx, id_, NOW)
    assert desk.end(tx, id_, End.LAPSED, NOW)
    assert not desk.bring_back(tx, id_, NOW)


def test_what_is_withdrawn_leaves_its_plan(tx: Connection) -> None:
    id_ = a_held_alert(tx)
    plans.make(tx, Plan(id_, NOW + MINUTE, NOW + 2 * MINUTE, Priority.NORMAL, a_subscriber(tx).id), NOW)
    assert desk.withdraw(tx, id_, NOW)
    assert (state(tx, id_), plans.find(tx, id_)) == (AlertState.DROPPED, None)
    released = an_alert(tx)
    assert not desk.withdraw(tx, released, NOW)
    assert state(tx, released) is AlertState.RELEASED


def test_what_is_asked_of_a_second_person(tx: Connection) -> None:
    id_ = a_held_alert(tx)
    asked = Asked(a_subscriber(tx).id, NOW, NOW + MINUTE, Priority.BREAKING, 3, NOW + 2 * MINUTE)
    desk.ask(tx, id_, asked)
    row = desk.find(tx, id_)
    assert row is not None
    assert row.asked == asked
    assert desk.unask(tx, id_)
    assert not desk.unask(tx, id_)
    desk.ask(tx, id_, asked)
    desk.end(tx, id_, End.KILLED, NOW)
    row = desk.find(tx, id_)
    assert row is not None
    assert row.asked is None


def test_one_topic_stays(tx: Connection) -> None:
    id_, culture = a_held_alert(tx), a_topic(tx, "culture")
    assert not desk.toggle(tx, id_, TopicId("israel"))
    assert desk.toggle(tx, id_, culture)
    assert desk.toggle(tx, id_, TopicId("israel"))
    assert alerts.topics(tx, id_) == (culture,)
    row = desk.find(tx, id_)
    assert row is not None
    assert row.choices == 2


def test_what_the_desk_makes_of_a_story(tx: Connection) -> None:
    story = a_story(tx)
    assert desk.of_story(tx, story) == Verdict()
    id_ = a_held_alert(tx, story_id=story)
    assert desk.of_story(tx, story) == Verdict(waits=id_)
    desk.end(tx, id_, End.LAPSED, NOW)
    assert desk.of_story(tx, story) == Verdict()
    other = a_held_alert(tx, story_id=story)
    desk.end(tx, other, End.KILLED, NOW)
    assert desk.of_story(tx, story) == Verdict(killed=True)
    an_alert(tx, story_id=story)  # somebody was told after all
    assert desk.of_story(tx, story) == Verdict()


def test_the_queue_holds_what_waits_and_is_worth_sending(tx: Connection) -> None:
    held, planned = a_held_alert(tx), an_alert(tx, state=AlertState.HELD)
    plans.make(tx, Plan(planned, NOW + MINUTE, NOW + 2 * MINUTE, Priority.NORMAL, a_subscriber(tx).id), NOW)
    an_alert(tx)
    a_held_alert(tx, expires_in=30)
    assert desk.queue(tx, NOW + MINUTE) == [held, planned]


def test_who_decides_keeps_others_from_it(database: Database) -> None:
    if database.embedded:
        return  # it has one writer
    id_ = database.write_here(a_held_alert)

    def beside(tx: Connection) -> AlertState | None:
        assert desk.lock(tx, id_) is AlertState.HELD
        return database.write_here(lambda other: desk.lock_free(other, id_))

    assert database.write_here(beside) is None
    assert database.write_here(lambda tx: desk.lock_free(tx, id_)) is AlertState.HELD
    assert database.read_here(lambda tx: desk.lock(tx, AlertId(99))) is None


def test_reminders_are_counted(tx: Connection) -> None:
    id_ = a_held_alert(tx)
    desk.carded(tx, id_, NOW + MINUTE, NOW)
    desk.reminded(tx, id_, NOW + 2 * MINUTE)
    desk.postpone(tx, id_, NOW + 3 * MINUTE)
    row = desk.find(tx, id_)
    assert row is not None
    assert (row.carded_at, row.reminders, row.remind_at) == (NOW, 1, NOW + 3 * MINUTE)


def test_topics_are_chosen_in_all_languages(tx: Connection) -> None:
    one, other = a_held_alert(tx, topics=["israel", "monde"]), a_held_alert(tx, topics=["israel", "monde"])
    editions.bind(tx, [one, other])
    assert desk.toggle(tx, one, TopicId("israel"))
    assert [alerts.topics(tx, id_) for id_ in (one, other)] == [("monde",), ("monde",)]
    assert desk.toggle(tx, one, TopicId("israel"))
    assert [alerts.topics(tx, id_) for id_ in (one, other)] == [("israel", "monde")] * 2
