"""/why: who got an alert and who did not, in words, on either channel."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.commands.outcomes import OUTCOMES, SIDES
from bot.model import Role
from bot.outcome import Outcome, Side
from bot.store.schema import delivery, subscriber
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, words_of


@pytest.fixture
def alert(chat: Chat) -> int:
    """An alert on all topics; Anna gets it, and Boris waits for other words."""
    chat.says("/start", ANNA, name="Anna")
    chat.says("START", BORIS, name="Boris")
    chat.says("/keywords zeppelin", BORIS)
    return chat.alert("The bridge is closed")


def ask(chat: Chat, words: str) -> str:
    return words_of(chat.say(words, CHIEF))


def test_all_readers_are_counted_by_reason(chat: Chat, alert: int) -> None:
    said = ask(chat, f"/why {alert}")
    assert "The bridge is closed" in said
    assert "May still get it: 1\n• waits its turn: 1" in said
    assert "• says none of their keywords: 1" in said
    assert "2 are on its topics and 1 are not: 3 in all." in said
    assert "1 of them by today's choices" in said  # what Boris wrote came at the same moment


@pytest.mark.parametrize("by", ["Boris", "bor", "5678"])
def test_one_reader_is_found_and_told_why(chat: Chat, alert: int, by: str) -> None:
    said = ask(chat, f"/why {alert} {by}")
    assert "says none of their keywords" in said
    assert "Boris" in said
    assert "+33612345678" not in said


def test_by_number_and_where_several_are_meant_they_are_offered(chat: Chat, alert: int) -> None:
    who = chat.person(ANNA).id
    assert "waits its turn" in ask(chat, f"/why {alert} #{who}")
    shown = chat.say(f"/why {alert} n", CHIEF)
    assert "waits its turn" in words_of(shown)  # Anna alone has an n
    shown = chat.say(f"/why {alert} o", CHIEF)
    assert "says none" in words_of(shown)
    shown = chat.say(f"/why #{alert} 8", CHIEF)
    assert "I find nobody" not in words_of(shown)


def test_who_is_meant_is_asked_with_buttons(chat: Chat, alert: int) -> None:
    chat.database.write_here(lambda tx: tx.execute(update(subscriber).values(name="Anna")))
    shown = chat.say(f"/why {alert} anna", CHIEF)
    assert "Who is meant?" in words_of(shown)
    number = chat.person(BORIS).id
    assert f"why #{alert} #{number}" in data_of(shown)
    (body,) = chat.presses(f"why #{alert} #{number}", CHIEF)
    assert "says none of their keywords" in words_of(body.message)


def test_a_reply_to_the_alert_names_it(chat: Chat, alert: int) -> None:
    chat.says("/start", CHIEF)
    other = chat.alert("Another one")
    chat.arrived(other, CHIEF, "msg-9")
    assert "Another one" in words_of(chat.replies("/why", "msg-9", CHIEF))
    assert "waits its turn" in words_of(chat.replies("/why Anna", "msg-9", CHIEF))
    assert "The bridge" in words_of(chat.replies(f"/why #{alert} Anna", "msg-9", CHIEF))


def test_when_it_left_and_why_it_failed_are_told(chat: Chat, alert: int) -> None:
    chat.arrived(alert, ANNA, "msg-1")
    assert "sent 11/23/26" in ask(chat, f"/why {alert} Anna")
    failed = update(delivery).where(delivery.c.alert_id == alert).values(state="failed", error="odd words")
    chat.database.write_here(lambda tx: tx.execute(failed))
    said = ask(chat, f"/why {alert} Anna")
    assert "the channel refused it" in said
    assert "odd words" in said


def test_a_halt_is_told_of_where_something_may_come_of_it(chat: Chat, alert: int) -> None:
    chat.says("/stopall", CHIEF)
    assert "All is halted since" in ask(chat, f"/why {alert}")
    assert "All is halted since" in ask(chat, f"/why {alert} Anna")
    assert "halted" not in ask(chat, f"/why {alert} Boris")
    chat.now += timedelta(days=1)
    assert "expired before it left" in ask(chat, f"/why {alert} Anna")
    chat.says("/resume fresh", CHIEF)
    assert "what expired may have waited for that" in ask(chat, f"/why {alert}")


def test_what_was_dropped_as_a_halt_ended_is_told_as_that(chat: Chat, alert: int) -> None:
    chat.says("/stopall", CHIEF)
    chat.says("/resume drop", CHIEF)
    said = ask(chat, f"/why {alert} Anna")
    assert "recalled before it left" in said
    assert "what waited was dropped then" in said


def test_who_was_banned_is_told_as_that_and_their_deliveries_too(chat: Chat, alert: int) -> None:
    who = chat.person(ANNA).id
    chat.says(f"/ban {who} yes", CHIEF)
    assert "banned before it left" in ask(chat, f"/why {alert} Anna")
    chat.now += timedelta(minutes=1)
    later = chat.alert("Another one")
    chat.now += timedelta(minutes=1)
    assert "• was banned: 1" in ask(chat, f"/why {later}")
    chat.says(f"/ban {who} undo", CHIEF)
    assert "was banned" in ask(chat, f"/why {later} Anna")


def test_what_is_wrong_is_said(chat: Chat, alert: int) -> None:
    assert "Write /why" in ask(chat, "/why")
    assert "There is no alert #999" in ask(chat, "/why 999")
    assert "I find nobody" in ask(chat, f"/why {alert} xyzzy")
    assert "I find nobody" in ask(chat, f"/why {alert} #999")


def test_on_whatsapp_it_is_asked_and_answered_in_words(chat: Chat, alert: int) -> None:
    chat.appoint(BORIS, Role.EDITOR)
    said = words_of(chat.says(f"why {alert}", BORIS)[0])
    assert "says none of their keywords: 1" in said
    assert "/" not in said.replace("11/23/26", "")


def test_every_outcome_and_side_has_words() -> None:
    assert set(OUTCOMES) == set(Outcome)
    assert set(SIDES) == set(Side)
