"""Going on after a halt: what is still fresh is sent or dropped, and what has expired is told as that."""

from datetime import timedelta

from bot.model import AlertState, DeliveryState, Role
from bot.store import audit
from bot.store import halt as halts
from bot.store import plan as plans
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, typed_of, words_of
from tests.commands.test_alert import row, written

HOUR = timedelta(hours=1)


def halted(chat: Chat) -> tuple[int, int]:
    """Let two readers wait for two alerts, one of them old, and halt all."""
    chat.says("/start", ANNA)
    chat.says("START", BORIS)
    old = chat.alert("An old one")
    chat.now += 5 * HOUR
    fresh = chat.alert("A fresh one")
    chat.says("/stopall", CHIEF)
    return old, fresh


def stands(chat: Chat) -> bool:
    return chat.database.read_here(halts.stands)


def last_act(chat: Chat) -> audit.Act:
    return chat.database.read_here(lambda tx: audit.page(tx, 1))[0].act


def test_where_nothing_waits_it_just_goes_on(chat: Chat) -> None:
    assert "Nothing is halted." in words_of(chat.say("/resume", CHIEF))
    chat.says("/stopall", CHIEF)
    assert "What was halted goes on." in words_of(chat.say("/resume", CHIEF))
    assert not stands(chat)


def test_it_asks_what_becomes_of_what_waits_and_stays_halted_meanwhile(chat: Chat) -> None:
    halted(chat)
    asked = chat.say("/resume", CHIEF)
    assert "4 messages of 2 alerts wait." in words_of(asked)
    assert data_of(asked) == ["resume fresh", "resume drop"]
    assert stands(chat)
    chat.now += 2 * HOUR
    later = words_of(chat.say("/resume", CHIEF))
    assert "2 messages of 1 alert wait." in later
    assert "2 messages of 1 alert have expired meanwhile and are not sent." in later


def test_what_is_fresh_is_sent_and_what_expired_is_ended(chat: Chat) -> None:
    chat.appoint(BORIS, Role.EDITOR)
    halted(chat)
    chat.now += 2 * HOUR
    mine, told = (body.message for body in chat.presses("resume fresh", CHIEF))
    assert "2 messages of 1 alert are on their way." in words_of(mine)
    assert "2 messages of 1 alert have expired meanwhile" in words_of(mine)
    assert "What is still fresh is sent." in words_of(told)
    assert not stands(chat)
    assert sorted(chat.alert_states(ANNA)) == [DeliveryState.EXPIRED, DeliveryState.QUEUED]
    assert (last_act(chat).what, last_act(chat).after) == (
        "resume",
        {"halted": False, "expired": 2, "sent": 2},
    )
    assert "Nothing is halted." in words_of(chat.presses("resume drop", CHIEF)[0].message)
    assert sorted(chat.alert_states(ANNA)) == [DeliveryState.EXPIRED, DeliveryState.QUEUED]


def test_what_waits_is_dropped_as_by_a_recall(chat: Chat) -> None:
    old, fresh = halted(chat)
    mine, *_told = chat.says("/resume drop", CHIEF)
    assert "2 alerts are recalled." in words_of(mine)
    assert "4 messages were stopped." in words_of(mine)
    assert {row(chat, one).state for one in (old, fresh)} == {AlertState.RECALLED}
    assert set(chat.alert_states(ANNA)) == {DeliveryState.RECALLED}
    assert not stands(chat)
    assert last_act(chat).after["dropped"] == [old, fresh]


def test_a_correction_of_what_is_out_goes_on_in_any_case(chat: Chat) -> None:
    chat.says("START", BORIS)
    id_ = chat.alert("A headline")
    chat.arrived(id_, BORIS, "1")
    chat.says("/stopall", CHIEF)
    chat.says(f"/correct {id_}\nAnother headline", CHIEF)
    assert len(chat.alert_states(BORIS)) == 2
    mine, *_told = chat.says("/resume drop", CHIEF)
    assert "1 correction of what is out goes to its readers in any case." in words_of(mine)
    assert sorted(chat.alert_states(BORIS)) == [DeliveryState.QUEUED, DeliveryState.SENT]


def test_what_was_scheduled_for_meanwhile_is_counted_and_cancelled_with_the_rest(chat: Chat) -> None:
    due, later = written(chat), written(chat)
    chat.say(f"/later {due} in 1 h", CHIEF)
    chat.say(f"/later {later} in 3 h", CHIEF)
    chat.says("/stopall", CHIEF)
    chat.now += 2 * HOUR
    assert "1 scheduled alert is due." in words_of(chat.say("/resume", CHIEF))
    assert "1 scheduled alert is cancelled." in words_of(chat.say("/resume drop", CHIEF))
    assert (row(chat, due).state, row(chat, later).state) == (AlertState.DROPPED, AlertState.SCHEDULED)
    assert len(chat.database.read_here(plans.standing)) == 1


def test_what_is_no_answer_changes_nothing(chat: Chat) -> None:
    halted(chat)
    assert "/resume fresh" in typed_of(chat.say("/resume maybe", CHIEF))
    assert stands(chat)
