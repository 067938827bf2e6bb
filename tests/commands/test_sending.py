"""Sending a held alert: with a grace, at once, or later, and by the first who decides so."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection

from bot.ask import Desk, Reply
from bot.commands.sending import send
from bot.inbox import ask_of
from bot.model import AlertId, AlertState, Priority, Role
from bot.store import audit
from bot.store import plan as plans
from bot.texts import say
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, words_of
from tests.commands.test_alert import row, written

GRACES = Desk(timedelta(seconds=30), timedelta(seconds=10))


def graced(chat: Chat) -> None:
    chat.context = replace(chat.context, desk=GRACES)


def sent(chat: Chat, id_: int, priority: Priority = Priority.NORMAL, after: timedelta | None = None) -> Reply:
    """Let the chief send an alert, now or after a while."""

    def work(tx: Connection) -> Reply:
        ask = ask_of(tx, chat.person(CHIEF), chat.context, chat.now)
        return send(ask, AlertId(id_), priority, chat.now + after if after is not None else None)

    return chat.database.write_here(work)


def said(reply: Reply) -> str:
    return "\n".join(say(one, "en") for one in reply.paragraphs)


def test_what_is_sent_by_hand_waits_for_the_grace(chat: Chat) -> None:
    graced(chat)
    chat.says("/start monde", ANNA)
    id_ = written(chat)
    (body,) = chat.presses(f"alert send {id_}", CHIEF)
    assert body.message.lines == (
        "Sending to 1 reader in 30 s.",
        f"It is alert #{id_}; /undo {id_} stops it.",
    )
    assert data_of(body.message) == [f"status {id_}", f"undo {id_}"]
    assert body.replaces == "77"
    assert row(chat, id_).state is AlertState.SCHEDULED
    assert chat.alert_states(ANNA) == []
    (plan,) = chat.database.read_here(plans.standing)
    assert (plan.leaves_at, plan.priority) == (chat.now + timedelta(seconds=30), Priority.NORMAL)
    assert plan.expires_at == chat.now + timedelta(seconds=30, hours=6)
    assert plan.decided_by == chat.person(CHIEF).id


def test_breaking_has_a_grace_of_its_own(chat: Chat) -> None:
    graced(chat)
    chat.says("/start", ANNA)
    (body,) = chat.presses(f"alert breaking {written(chat)}", CHIEF)
    assert "in 10 s" in words_of(body.message)
    (plan,) = chat.database.read_here(plans.standing)
    assert plan.priority is Priority.BREAKING


def test_a_later_moment_is_kept_and_one_within_the_grace_is_the_grace(chat: Chat) -> None:
    graced(chat)
    first, second = written(chat), written(chat)
    assert "It goes to 0 readers at \u20681:00 PM\u2069, and to nobody from \u20687:00 PM\u2069 on." in said(
        sent(chat, first, after=timedelta(hours=2))
    )
    sent(chat, second, after=timedelta(seconds=1))
    soon, late = chat.database.read_here(plans.standing)
    assert soon.leaves_at == chat.now + timedelta(seconds=30)
    assert late.leaves_at == chat.now + timedelta(hours=2)


def test_without_a_grace_it_leaves_at_once_but_not_before_its_later_moment(chat: Chat) -> None:
    first, second = written(chat), written(chat)
    sent(chat, first)
    sent(chat, second, after=timedelta(minutes=5))
    assert row(chat, first).state is AlertState.RELEASED
    assert row(chat, second).state is AlertState.SCHEDULED


def test_who_comes_too_late_hears_what_was_decided_and_by_whom(chat: Chat) -> None:
    graced(chat)
    chat.appoint(BORIS, Role.EDITOR)
    chat.says("/sources", BORIS, name="Boris")
    id_ = written(chat)
    chat.presses(f"alert breaking {id_}", BORIS)
    told = said(sent(chat, id_))
    assert told == "This alert is about to be sent. Decided by \u2068Boris\u2069."
    (plan,) = chat.database.read_here(plans.standing)
    assert (plan.priority, plan.decided_by) == (Priority.BREAKING, chat.person(BORIS).id)
    chat.database.write_here(lambda tx: plans.release(tx, plan, chat.now))
    assert said(sent(chat, id_)) == "This alert was sent already. Decided by \u2068Boris\u2069."


def test_a_decision_is_written_down(chat: Chat) -> None:
    graced(chat)
    id_ = written(chat)
    sent(chat, id_, Priority.BREAKING)
    sent(chat, id_, Priority.BREAKING)
    last, begun = chat.database.read_here(lambda tx: audit.page(tx, 9, about=f"alert {id_}"))
    assert (last.act.what, begun.act.what) == ("breaking", "write")
    assert last.act.before == {"state": "held"}
    leaves = (chat.now + timedelta(seconds=10)).isoformat()
    assert last.act.after == {"state": "scheduled", "leaves_at": leaves}
