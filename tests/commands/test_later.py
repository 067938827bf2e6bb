"""Sending later: at a moment in the newsroom's zone, and to nobody once it is too old."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.model import AlertState, Priority
from bot.store import plan as plans
from bot.store.plan import Plan
from tests.chat import CHIEF, Chat, data_of, labels_of, words_of
from tests.commands.test_alert import row, written
from tests.commands.test_sending import graced


def the_plan(chat: Chat) -> Plan:
    (plan,) = chat.database.read_here(plans.standing)
    return plan


def test_moments_are_offered_in_the_newsrooms_zone(chat: Chat) -> None:
    id_ = written(chat)
    (offer,) = (body.message for body in chat.presses(f"later {id_}", CHIEF))
    assert data_of(offer) == [f"later {id_} +30", f"later {id_} +60", f"later {id_} 18:00"]
    assert labels_of(offer) == ["In 30 min", "In 1 h", "At \u20686:00 PM\u2069"]
    assert f"/later {id_} 18:00" in words_of(offer)
    chat.presses(f"later {id_} +30", CHIEF)
    assert the_plan(chat).leaves_at == chat.now + timedelta(minutes=30)


def test_in_the_evening_the_next_evening_is_offered(chat: Chat) -> None:
    chat.now = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)  # 18:30 in Paris
    id_ = written(chat)
    (offer,) = (body.message for body in chat.presses(f"later {id_}", CHIEF))
    assert "11/24/26" in labels_of(offer)[-1]
    chat.presses(f"later {id_} 18:00", CHIEF)
    assert the_plan(chat).leaves_at == datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


def test_a_time_and_an_end_are_told_in_words(chat: Chat) -> None:
    id_ = written(chat)
    told = words_of(chat.say(f"/later {id_} 18:00 until 22:00", CHIEF))
    assert "It goes to 0 readers at \u20686:00 PM\u2069, and to nobody from \u206810:00 PM\u2069 on." in told
    plan = the_plan(chat)
    assert plan.leaves_at == datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    assert plan.expires_at == datetime(2026, 11, 23, 21, 0, tzinfo=UTC)
    assert plan.priority is Priority.NORMAL


def test_without_an_end_it_lives_as_long_as_any_alert_from_when_it_leaves(chat: Chat) -> None:
    chat.say(f"/later {written(chat)} 18:00 breaking", CHIEF)
    plan = the_plan(chat)
    assert plan.expires_at - plan.leaves_at == chat.context.alert_life
    assert plan.priority is Priority.BREAKING


def test_what_is_scheduled_is_moved_and_stays_as_urgent(chat: Chat) -> None:
    id_ = written(chat)
    chat.say(f"/later {id_} 18:00 breaking", CHIEF)
    chat.say(f"/later {id_} 19:00", CHIEF)
    plan = the_plan(chat)
    assert plan.leaves_at == datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
    assert plan.priority is Priority.BREAKING
    assert row(chat, id_).state is AlertState.SCHEDULED


def test_alone_it_lists_what_is_scheduled(chat: Chat) -> None:
    assert "No alert is about to leave." in words_of(chat.say("/later", CHIEF))
    id_ = written(chat)
    chat.say(f"/later {id_} 18:00", CHIEF)
    shown = chat.say("/later", CHIEF)
    assert f"#{id_} \u2068Le {{titre}}\u2069 · \u20686:00 PM\u2069" in words_of(shown)
    assert data_of(shown) == [f"undo {id_}"]


@pytest.mark.parametrize("words", ["soon", "18:00 until never", "25:00", "12"])
def test_what_is_no_time_schedules_nothing(chat: Chat, words: str) -> None:
    graced(chat)
    id_ = written(chat)
    if words == "12":
        words = "12:00 13:00"
    assert "/later 12 18:00" in words_of(chat.say(f"/later {id_} {words}", CHIEF))
    assert row(chat, id_).state is AlertState.HELD


def test_what_was_decided_is_told(chat: Chat) -> None:
    id_ = chat.alert()
    assert "sent already" in words_of(chat.say(f"/later {id_} 18:00", CHIEF))
    assert "Write /later" in words_of(chat.say("/later tomorrow", CHIEF))
